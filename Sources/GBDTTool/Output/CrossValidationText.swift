internal import GBDT
internal import GBDTModel
internal import GBDTSchema

/// The outcome of a cross-validation for a person.
struct CrossValidationText {
  private let outcome: CrossValidationOutcome
  private let early: Bool

  /// - Parameter early: whether early stopping chose the iteration.
  init(_ outcome: CrossValidationOutcome, early: Bool) {
    self.outcome = outcome
    self.early = early
  }

  var text: String { heading + "\n" + table + remark }

  private var heading: String {
    let rows = outcome.folds.reduce(0) { $0 + $1.testedRowCount }
    let repeats = outcome.repeatCount
    let how =
      switch outcome.scheme {
      case .rows: "by hash of the row number"
      case .stratified: "stratified by the label"
      case .grouped(let column): "by groups of `\(column)`"
      case .overTime(let column, _): "over time by `\(column)`"
      }
    return
      "\(outcome.folds.count / repeats) folds\(repeats > 1 ? ", \(repeats) times," : "") \(how); "
      + "\(rows / repeats) rows tested; "
      + (early
        ? "best mean at iteration \(outcome.iteration)\n" : "\(outcome.iteration) iterations\n")
  }

  private var table: String {
    let repeats = outcome.repeatCount > 1
    var table = TextTable(
      header: (repeats ? ["repeat"] : []) + ["fold", "rows", "trained on", "best iteration"]
        + outcome.curves.map { $0.set == "valid" ? $0.name : "\($0.set) \($0.name)" })
    for fold in outcome.folds {
      table.add(
        (repeats ? ["\(fold.repetition + 1)"] : [])
          + [
            "\(fold.fold + 1)", "\(fold.testedRowCount)", "\(fold.trainingRowCount)",
            "\(fold.bestIteration)",
          ] + fold.metrics.map { Console.text(metric: $0.value) })
    }
    table.addBlank()
    let metrics = outcome.metrics
    let blank = repeats ? ["", "", "", ""] : ["", "", ""]
    table.add(["mean"] + blank + metrics.map { Console.text(metric: $0.mean) })
    table.add(["deviation"] + blank + metrics.map { Console.text(error: $0.deviation) })
    table.add(["standard error"] + blank + metrics.map { Console.text(error: $0.standardError) })
    return table.text
  }

  /// That fewer iterations would have done better.
  private var remark: String {
    guard !early, let curve = outcome.curves.first(where: { $0.set == "valid" }),
      curve.bestIteration < curve.iterationCount
    else { return "" }
    return "\nThe mean \(curve.name) was best at iteration \(curve.bestIteration): "
      + "\(Console.text(metric: curve.means[curve.bestIteration - 1])). "
      + "early_stopping_round would stop near it.\n"
  }
}

extension CrossValidationOutcome {
  var repeatCount: Int { (folds.map(\.repetition).max() ?? 0) + 1 }

  /// What `--json` prints.
  var json: JSONValue { .object(members) }

  fileprivate var members: [JSONMember] {
    var members = [
      JSONMember("folds_by", .string(scheme.name)),
      JSONMember("fold_count", .integer(Int64(folds.count / repeatCount))),
      JSONMember("repeats", .integer(Int64(repeatCount))),
      JSONMember("iteration", .integer(Int64(iteration))),
    ]
    if let column = scheme.column {
      members.insert(JSONMember("folds_column", .string(column)), at: 1)
    }
    members.append(JSONMember("metrics", .array(metrics.map(\.json))))
    members.append(JSONMember("folds", .array(folds.map(\.json))))
    return members
  }
}

extension RunSummary {
  /// The outcome, and its metrics after each iteration.
  mutating func add(_ outcome: CrossValidationOutcome) {
    for member in outcome.members { add(member.key, member.value) }
    add("history", .array(outcome.curves.map(\.json)))
    if let model = outcome.folds.first?.model {
      add("features", model.featureNames.count)
      add("parameters", model.trained.parameters)
    }
  }
}

extension CrossValidationOutcome.Summary {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("set", .string(set)), JSONMember("name", .string(name)),
      JSONMember("mean", JSONValue(finite: mean)),
      JSONMember("standard_deviation", JSONValue(finite: deviation)),
      JSONMember("standard_error", JSONValue(finite: standardError)),
    ])
  }
}

extension CrossValidationOutcome.Fold {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("repeat", .integer(Int64(repetition + 1))),
      JSONMember("fold", .integer(Int64(fold + 1))),
      JSONMember("rows", .integer(Int64(testedRowCount))),
      JSONMember("rows_trained_on", .integer(Int64(trainingRowCount))),
      JSONMember("best_iteration", .integer(Int64(bestIteration))),
      JSONMember(
        "metrics",
        .array(
          metrics.map {
            .object([
              JSONMember("set", .string($0.set)), JSONMember("name", .string($0.name)),
              JSONMember("value", JSONValue(finite: $0.value)),
            ])
          })),
    ])
  }
}

extension MetricCurve {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("set", .string(set)), JSONMember("name", .string(name)),
      JSONMember("mean", .array(means.map(JSONValue.init(finite:)))),
      JSONMember("standard_deviation", .array(deviations.map(JSONValue.init(finite:)))),
    ])
  }
}
