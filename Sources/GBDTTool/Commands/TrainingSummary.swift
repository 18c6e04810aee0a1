internal import GBDT
internal import GBDTModel
internal import GBDTSchema

extension RunSummary {
  /// What `gbdt train --summary` writes about an outcome, up to timings and memory.
  mutating func add(_ outcome: TrainingOutcome, skippedRowCount: Int) {
    add("stop_reason", outcome.stopReason.rawValue)
    add("rows", outcome.rowCounts.training)
    add("rows_validation", outcome.rowCounts.validation)
    add("rows_read", outcome.rowCounts.read)
    add("rows_dropped", outcome.rowCounts.dropped)
    add("rows_skipped", skippedRowCount)
    add("features", outcome.model.featureNames.count)
    add("trees", outcome.model.treeCount)
    add("leaves", outcome.model.trained.leafCount)
    add("best_iteration", outcome.bestIteration)
    add(
      "metrics",
      bySet(outcome.metrics.map { ($0.set, JSONMember($0.name, JSONValue(finite: $0.value))) }))
    add(
      "history",
      bySet(
        outcome.history.map { metric in
          (metric.set, JSONMember(metric.name, .array(metric.values.map(JSONValue.init(finite:)))))
        }))
    add("parameters", outcome.model.trained.parameters)
    add(outcome.work)
    add(
      "columns",
      .array(
        outcome.columnUses.map { column in
          .object([
            JSONMember("name", .string(column.column)), JSONMember("type", .string(column.type)),
            JSONMember("use", .string(column.use)),
          ])
        }))
  }

  private mutating func add(_ work: TrainingWork) {
    let stages = work.stages.map {
      JSONMember("\($0.name)_s", JSONValue(seconds: $0.seconds))
    }
    add("train_stages", .object(stages))
    let counts: [(String, UInt64)] = [
      ("histogram_updates", work.histogramUpdates), ("partitioned_rows", work.partitionedRows),
      ("partitioned_words", work.partitionedWords),
      ("parallel_regions", UInt64(work.parallelRegions)), ("rounds", UInt64(work.rounds)),
      ("splits", UInt64(work.splits)), ("wasted_splits", UInt64(work.wastedSplits)),
      ("built_histograms", UInt64(work.builtHistograms)),
      ("peak_histograms", UInt64(work.peakHistograms)),
    ]
    add("work", .object(counts.map { JSONMember($0.0, .integer(Int64($0.1))) }))
  }

  /// `{"valid": {"rmse": ...}, "training": {...}}`, sets in the order of their first member.
  private func bySet(_ members: [(set: String, member: JSONMember)]) -> JSONValue {
    var sets: [String] = []
    for (set, _) in members where !sets.contains(set) { sets.append(set) }
    return .object(
      sets.map { set in
        JSONMember(set, .object(members.filter { $0.set == set }.map(\.member)))
      })
  }
}

extension TrainedModel {
  /// Leaves of all trees.
  var leafCount: Int {
    trees.reduce(0) { sum, tree in
      sum + tree.nodes.count { if case .leaf = $0 { true } else { false } }
    }
  }
}
