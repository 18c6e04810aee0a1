import GBDTParameters
import GBDTTraining
import Testing

@Suite struct LearningRatesTests {
  private func rates(_ change: (inout TrainParameters) -> Void) -> [Double] {
    var parameters = TrainParameters()
    parameters.numIterations = 5
    parameters.learningRate = 0.5
    change(&parameters)
    let rates = LearningRates(parameters)
    return (1...max(1, parameters.numIterations)).map { rates.rate(ofIteration: $0) }
  }

  @Test func aConstantRate() {
    #expect(rates { _ in } == [0.5, 0.5, 0.5, 0.5, 0.5])
  }

  @Test func aLinearRateReachesItsEndInTheLastIteration() {
    let values = rates {
      $0.learningRateSchedule = .linear
      $0.learningRateEnd = 0.1
    }
    #expect(values == [0.5, 0.375 + 0.025, 0.25 + 0.05, 0.125 + 0.1 * 0.75, 0.1])
  }

  @Test func aCosineRateIsSlowAtBothEnds() {
    let values = rates {
      $0.learningRateSchedule = .cosine
      $0.learningRateEnd = 0.1
    }
    let expected = [
      0.5, 0.1 + 0.2 * (1 + 0.5.squareRoot()), 0.3, 0.1 + 0.2 * (1 - 0.5.squareRoot()), 0.1,
    ]
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-15) }
    #expect(values.first == 0.5 && values.last == 0.1)
  }

  @Test func anExponentialRateIsMultipliedEachTime() {
    let values = rates {
      $0.learningRateSchedule = .exponential
      $0.learningRateDecay = 0.5
    }
    #expect(values == [0.5, 0.25, 0.125, 0.0625, 0.03125])
    let long = rates {
      $0.learningRateSchedule = .exponential
      $0.learningRateDecay = 0.5
      $0.numIterations = 3000
    }
    #expect(long.allSatisfy { $0 > 0 } && long.last == .leastNormalMagnitude)
  }

  @Test(arguments: [LearningRateSchedule.linear, .cosine])
  func withoutAnEndItIsATenth(schedule: LearningRateSchedule) {
    #expect(rates { $0.learningRateSchedule = schedule }.last == 0.05)
    #expect(rates { ($0.learningRateSchedule, $0.numIterations) = (schedule, 1) } == [0.5])
    #expect(rates { ($0.learningRateSchedule, $0.numIterations) = (schedule, 0) } == [0.5])
  }

  @Test func listedRatesAreTakenAsTheyAre() {
    let listed = [0.3, 0.1, 0.9, 1e-9, 2]
    #expect(rates { $0.learningRates = listed } == listed)
  }
}
