internal import GBDTCore
internal import GBDTParameters

/// Makes the parameters of trials: a function of space, seed and the trial's number alone.
struct TrialSampler {
  /// One trial: what it tries, and all parameters with it.
  struct Trial {
    /// From 1.
    let number: Int
    /// The parameters of the space, in its order.
    let values: [(name: String, value: TypedValue)]
    let parameters: TrainParameters
  }

  private let base: TrainParameters
  private let space: SearchSpace
  private let hash: CounterHash

  init(_ base: Parameters, space: SearchSpace) {
    var values = base.validated.values
    let names = space.dimensions.map(\.parameter)
    // Bags are drawn in each iteration, or not at all.
    if names.contains("bagging_fraction"), !names.contains("bagging_freq"), values.baggingFreq == 0
    {
      values.baggingFreq = 1
    }
    self.base = values
    self.space = space
    hash = CounterHash(seed: values.seed, purpose: .tuningTrials)
  }

  /// The first trial is the parameters as they are given; the others are drawn.
  ///
  /// - Throws: `.usage` if what is drawn contradicts itself, or another parameter, however often.
  func trial(_ number: Int) throws(GBDTError) -> Trial {
    if number == 1 { return trial(number, base) }
    let hash = hash.atIteration(UInt64(number))
    var refusal: ParameterError?
    for attempt in 0..<Self.mostAttempts {
      let values = try drawn(hash.atIteration(UInt64(attempt)))
      do throws(ParameterError) {
        return trial(number, try ValidatedTrainParameters(values).values)
      } catch {
        refusal = error
      }
    }
    throw GBDTError(
      .usage,
      "The search space has hardly any parameters that go together: \(refusal?.message ?? "")")
  }

  /// Of each trial: contradictions such as that of num_leaves and max_depth are common in some spaces.
  private static let mostAttempts = 1000

  private func trial(_ number: Int, _ parameters: TrainParameters) -> Trial {
    let values = space.dimensions.compactMap { dimension in
      ParameterCatalogue.entry(named: dimension.parameter).map {
        (name: $0.name, value: $0.value(in: parameters))
      }
    }
    return Trial(number: number, values: values, parameters: parameters)
  }

  private func drawn(_ hash: CounterHash) throws(GBDTError) -> TrainParameters {
    let base = ParameterCatalogue.allParameters(of: base).map {
      ParameterSetting(name: $0.name, value: $0.value.description)
    }
    let settings = space.dimensions.enumerated().map { place, dimension in
      let share = Double(hash.value(UInt64(place)) >> 11) * 0x1p-53
      return ParameterSetting(name: dimension.parameter, value: dimension.range.value(at: share))
    }
    return try GBDTError.wrapping { () throws(ParameterError) in
      try TrainParameters(parsing: settings, over: base)
    }
  }
}
