internal import GBDT
internal import GBDTSchema

/// The outcome of a search for parameters.
struct TuningText {
  private let outcome: TuningOutcome

  init(_ outcome: TuningOutcome) { self.outcome = outcome }

  /// `3.9 +- 0.04 at iteration 87`.
  static func result(of evaluation: TuningOutcome.Evaluation) -> String {
    "\(Console.text(metric: evaluation.mean)) +- \(Console.text(error: evaluation.standardError)) at "
      + "iteration \(evaluation.iteration)"
  }

  /// For a person: the trials, the best first, and the best parameters.
  var text: String {
    let names = outcome.best.settings.map(\.name)
    let hasRungs = outcome.evaluations.contains { $0.rung > 1 }
    var table = TextTable(
      header: ["trial"] + (hasRungs ? ["rung"] : [])
        + [outcome.metric, "standard error", "against trial 1", "best iteration"] + names)
    for evaluation in ranked {
      let result =
        evaluation.failure == nil
        ? [
          Console.text(metric: evaluation.mean), Console.text(error: evaluation.standardError),
          difference(of: evaluation), "\(evaluation.iteration)",
        ] : ["failed", "", "", ""]
      table.add(
        ["\(evaluation.trial)"] + (hasRungs ? ["\(evaluation.rung)"] : []) + result
          + evaluation.settings.map(\.value))
    }
    return
      "\(ranked.count) trials, the best first; trial 1 is the parameters as given, and differences from it are over the same "
      + "folds\n\n"
      + table.text + "\n" + outcome.configuration
  }

  /// `-0.0104 +- 0.009`, over the same folds.
  private func difference(of evaluation: TuningOutcome.Evaluation) -> String {
    guard let difference = outcome.differenceFromGiven(evaluation) else { return "" }
    return Console.text(error: difference.mean) + " +- "
      + Console.text(error: difference.standardError)
  }

  /// What `--json` prints.
  var json: JSONValue {
    .object([
      JSONMember("metric", .string(outcome.metric)),
      JSONMember("higher_is_better", .bool(outcome.isHigherBetter)),
      JSONMember("stop_reason", .string(outcome.stopReason.rawValue)),
      JSONMember("best", Self.json(outcome.best)),
      JSONMember("trials", .array(outcome.evaluations.map(Self.json))),
    ])
  }

  /// Each trial as far as it got: those that got further first, then the better ones, failed ones last.
  private var ranked: [TuningOutcome.Evaluation] {
    let last = outcome.evaluations.filter { evaluation in
      !outcome.evaluations.contains { $0.trial == evaluation.trial && $0.rung > evaluation.rung }
    }
    let sign: Double = outcome.isHigherBetter ? -1 : 1
    return last.sorted { first, second in
      let keys = [first, second].map { evaluation in
        (
          -evaluation.rung, evaluation.failure == nil ? sign * evaluation.mean : .infinity,
          evaluation.trial
        )
      }
      return keys[0] < keys[1]
    }
  }

  private static func json(_ evaluation: TuningOutcome.Evaluation) -> JSONValue {
    var members = [
      JSONMember("trial", .integer(Int64(evaluation.trial))),
      JSONMember("rung", .integer(Int64(evaluation.rung))),
      JSONMember(
        "parameters",
        .object(evaluation.settings.map { JSONMember($0.name, .string($0.value)) })),
    ]
    if let failure = evaluation.failure {
      members.append(JSONMember("failure", .string(failure)))
    } else {
      members += [
        JSONMember("iteration", .integer(Int64(evaluation.iteration))),
        JSONMember("mean", JSONValue(finite: evaluation.mean)),
        JSONMember("standard_deviation", JSONValue(finite: evaluation.deviation)),
        JSONMember("standard_error", JSONValue(finite: evaluation.standardError)),
        JSONMember("fold_values", .array(evaluation.foldValues.map(JSONValue.init(finite:)))),
      ]
    }
    return .object(members)
  }
}
