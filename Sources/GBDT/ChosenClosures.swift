internal import GBDTObjectives
internal import GBDTParameters

/// What training is given as closures.
struct ChosenClosures: Sendable {
  let objective: GBDTObjectives.CustomObjective?
  let metrics: [GBDTObjectives.CustomMetric]

  /// - Throws: `.usage` for names of metrics that cannot stand beside each other.
  init(
    objective: CustomObjective?, metrics: [CustomMetric], parameters: Parameters
  ) throws(GBDTError) {
    self.objective = objective?.objective
    self.metrics = metrics.map(\.metric)
    if let complaint = GBDTObjectives.CustomMetric.complaint(
      aboutNamesOf: self.metrics, beside: parameters.validated.values.metrics)
    {
      throw GBDTError(.usage, complaint)
    }
  }
}
