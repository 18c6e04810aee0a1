extension TrainParameters {
  /// `metrics`, or the objective's own, with `eval_at` for those that need it.
  ///
  /// - Throws: for a metric that does not measure what the objective predicts, and for one that
  ///   `eval_at` makes of two.
  package func resolvedMetrics() throws(ParameterError) -> [MetricName] {
    let metrics = metrics.isEmpty ? [objective.defaultMetric] : metrics
    if let metric = metrics.first(where: { !$0.kind.predictionKinds.contains(predictionKind) }) {
      throw ParameterError(
        "metric=\(metric) does not fit objective=\(objective.rawValue), which predicts "
          + "\(predictionKind.description); the metrics that do are "
          + MetricKind.fitting(predictionKind).map(\.rawValue).joined(separator: ", ") + ".")
    }
    if predictionKind == .quantiles,
      let metric = metrics.first(where: { $0.argument.map { !alphas.contains($0) } ?? false })
    {
      throw ParameterError(
        "metric=\(metric) does not fit alpha=\(TypedValue.numbers(alphas)), which has no such quantile; "
          + "choose one of these, or `quantile` for the mean over them.")
    }
    let resolved = metrics.flatMap { $0.expanded(positions: evalAt) }
    for (index, metric) in resolved.enumerated() where resolved[..<index].contains(metric) {
      throw ParameterError(
        "metric=\(TypedValue.list(metrics.map(\.description))) and "
          + "eval_at=\(TypedValue.list(evalAt.map(String.init))) give `\(metric)` twice; keep one.")
    }
    return resolved
  }
}
