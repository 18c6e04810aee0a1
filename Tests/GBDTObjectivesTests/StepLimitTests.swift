import Foundation
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

/// Leaf values that stay where the loss is known to fall.
@Suite struct StepLimitTests {
  /// A loss of one score with its label, and what objectives write of it.
  struct Loss: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let limit: StepLimit
    var hessianFactor = 1.0
    let label: @Sendable (inout SeededRandom) -> Double
    let value: @Sendable (_ score: Double, _ label: Double) -> Double
    let gradient: @Sendable (_ score: Double, _ label: Double) -> Double
    let hessian: @Sendable (_ score: Double, _ label: Double) -> Double
  }

  private static func chance(_ score: Double) -> Double { 1 / (1 + exp(-score)) }

  private static let losses = [
    Loss(
      testDescription: "logistic", limit: BinaryObjective().stepLimit,
      label: { $0.chance(0.05) ? 1 : 0 },
      value: { score, label in max(score, 0) - label * score + log1p(exp(-abs(score))) },
      gradient: { chance($0) - $1 }, hessian: { score, _ in chance(score) * chance(-score) }),
    Loss(
      testDescription: "gamma", limit: GammaObjective().stepLimit,
      label: { exp(Double.random(in: -5...5, using: &$0)) },
      value: { $0 + $1 * exp(-$0) }, gradient: { 1 - $1 * exp(-$0) },
      hessian: { $1 * exp(-$0) }),
    Loss(
      testDescription: "poisson", limit: PoissonObjective(maxDeltaStep: 0.7).stepLimit,
      hessianFactor: exp(0.7), label: { Double(Int.random(in: 0...3, using: &$0)) },
      value: { exp($0) - $1 * $0 }, gradient: { exp($0) - $1 }, hessian: { score, _ in exp(score) }
    ),
  ]

  /// Rows that are predicted with certainty, some of them wrongly.
  @Test(arguments: losses, [0.1, 0.5, 1])
  func theLossOfALeafFalls(_ loss: Loss, learningRate: Double) {
    var random = SeededRandom(seed: 7)
    var limitedCount = 0
    for _ in 0..<400 {
      let centre = Double.random(in: -12...6, using: &random)
      let rows = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        (centre + Double.random(in: -1...1, using: &random), loss.label(&random))
      }
      let gradient = rows.reduce(0) { $0 + loss.gradient($1.0, $1.1) }
      let hessian = rows.reduce(0) { $0 + loss.hessian($1.0, $1.1) } * loss.hessianFactor
      let step = -gradient / hessian
      let value = loss.limit.limited(step, learningRate: learningRate)
      if value != step * learningRate { limitedCount += 1 }
      let before = rows.reduce(0) { $0 + loss.value($1.0, $1.1) }
      let after = rows.reduce(0) { $0 + loss.value($1.0 + value, $1.1) }
      #expect(after <= before + 1e-9 * abs(before), "step \(step), value \(value)")
      #expect((value < 0) == (step < 0) && abs(value) <= abs(step * learningRate))
    }
    #expect(limitedCount > 0)
  }

  @Test func usualStepsAreLeftAlone() {
    for limit in [StepLimit.none, .logarithmic, .atMost(30)] {
      #expect(limit.limited(-8, learningRate: 0.1) == -8 * 0.1)
      #expect(limit.limited(0.9, learningRate: 1) == 0.9)
    }
    #expect(StepLimit.none.limited(1e6, learningRate: 0.1) == 1e6 * 0.1)
    #expect(StepLimit.atMost(0.7).limited(-3, learningRate: 0.1) == -0.7 * 0.1)
    let value = StepLimit.logarithmic.limited(1e6, learningRate: 0.1)
    #expect(abs(value - log(1e6 + 1)) < 1e-12)
  }

  @Test func lossesWithoutABoundHaveNoLimit() throws {
    for name in ["regression", "huber", "fair", "quantile", "lambdarank", "rank_xendcg"] {
      let parameters = try TrainParameters(parsing: [
        ParameterSetting(name: "objective", value: name)
      ])
      #expect(parameters.makeObjective(classCount: 2).stepLimit == StepLimit.none, "\(name)")
    }
  }
}
