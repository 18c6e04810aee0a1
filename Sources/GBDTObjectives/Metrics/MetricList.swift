package import GBDTParameters

/// The metrics of a training, in the order in which they are computed and reported: closures, then those of
/// the parameters.
package struct MetricList: Sendable {
  /// Of the caller.
  package let custom: [CustomMetric]
  /// Of the parameters.
  package let named: [MetricName]
  /// The metric that early stopping looks at, as a place among all; nil: no early stopping.
  package let watched: Int?

  package init(custom: [CustomMetric] = [], parameters: TrainParameters) {
    self.custom = custom
    named = parameters.metrics
    // A closure was given to be looked at; who wants another metric to decide names it.
    watched =
      if !custom.isEmpty, parameters.earlyStoppingRound > 0, parameters.earlyStoppingMetric == nil {
        0
      } else {
        parameters.watchedMetric.map { custom.count + $0 }
      }
  }

  package var count: Int { custom.count + named.count }

  package func name(_ place: Int) -> String {
    place < custom.count ? custom[place].name : named[place - custom.count].description
  }

  package func isHigherBetter(_ place: Int) -> Bool {
    place < custom.count
      ? custom[place].isHigherBetter : named[place - custom.count].isHigherBetter
  }

  /// The metric that decides which iteration is best, and which of several trainings; nil without metrics.
  package var deciding: Int? { count == 0 ? nil : watched ?? 0 }
}
