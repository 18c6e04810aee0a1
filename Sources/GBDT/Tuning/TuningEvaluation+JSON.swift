internal import GBDTParameters
internal import GBDTSchema

// A trial as a line of the log.
extension TuningOutcome.Evaluation {
  static func head(_ trial: TrialSampler.Trial, rung: Int) -> [JSONMember] {
    [
      JSONMember("trial", .integer(Int64(trial.number))),
      JSONMember("rung", .integer(Int64(rung))),
      JSONMember(
        "parameters", .object(trial.values.map { JSONMember($0.name, JSONValue($0.value)) })),
    ]
  }

  /// - Parameter head: what was tried.
  func json(head: [JSONMember]) -> JSONValue {
    if let failure { return .object(head + [JSONMember("failure", .string(failure))]) }
    return .object(
      head + [
        JSONMember("iteration", .integer(Int64(iteration))),
        JSONMember("mean", .number(mean)),
        JSONMember("standard_deviation", .number(deviation)),
        JSONMember("standard_error", .number(standardError)),
        JSONMember("fold_values", .array(foldValues.map { .number($0) })),
      ])
  }

  /// The evaluation that a line of the log is about.
  ///
  /// - Returns: nil for a line about anything else.
  init?(_ line: JSONValue, trial: TrialSampler.Trial, rung: Int) {
    for member in Self.head(trial, rung: rung) where line[member.key] != member.value { return nil }
    if case .string(let failure)? = line["failure"] {
      self.init(trial, rung: rung, failure: failure, isFromLog: true)
      return
    }
    let numbers = ["mean", "standard_deviation", "standard_error"].compactMap {
      line[$0].flatMap(Self.number)
    }
    guard numbers.count == 3, case .array(let values)? = line["fold_values"], !values.isEmpty,
      case .integer(let iteration)? = line["iteration"], iteration > 0
    else {
      return nil
    }
    self.init(
      trial: trial.number, rung: rung, settings: Self.settings(of: trial), mean: numbers[0],
      deviation: numbers[1], standardError: numbers[2], iteration: Int(iteration),
      foldValues: values.compactMap(Self.number), failure: nil, isFromLog: true)
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// A trial that could not be cross-validated.
  init(_ trial: TrialSampler.Trial, rung: Int, failure: String, isFromLog: Bool = false) {
    self.init(
      trial: trial.number, rung: rung, settings: Self.settings(of: trial), mean: .nan,
      deviation: .nan, standardError: .nan, iteration: 0, foldValues: [], failure: failure,
      isFromLog: isFromLog)
  }

  /// A trial at the best iteration of its mean.
  init(_ trial: TrialSampler.Trial, rung: Int, curve: MetricCurve, patience: Int) {
    let iteration = curve.bestIteration(patience: patience)
    let deviation = curve.deviations[iteration - 1]
    self.init(
      trial: trial.number, rung: rung, settings: Self.settings(of: trial),
      mean: curve.means[iteration - 1], deviation: deviation,
      standardError: deviation / Double(curve.foldCount).squareRoot(), iteration: iteration,
      foldValues: curve.histories.map { $0[iteration - 1] }, failure: nil, isFromLog: false)
  }

  private static func settings(of trial: TrialSampler.Trial) -> [Setting] {
    trial.values.map { Setting(name: $0.name, value: $0.value.description) }
  }
}
