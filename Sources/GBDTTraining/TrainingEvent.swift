/// What the observer of a training run sees after each iteration.
package struct TrainingEvent: Sendable {
  /// Iterations completed, from 1.
  package let iteration: Int
  /// Iterations asked for.
  package let iterationLimit: Int
  /// Training rows of this process.
  package let rowCount: Int
  /// That its trees were grown with.
  package let learningRate: Double
  /// The metrics after this iteration: sets in order, and for each the metrics in order; none if it was
  /// not measured.
  package let metrics: [MetricValue]
  /// Base scores, trees and metrics so far: what a checkpoint needs. Held, not copied: whoever keeps it makes the
  /// next iteration copy the lists.
  package let progress: AgreedProgress
}

/// One metric of one set of rows after some iteration.
package struct MetricValue: Sendable, Equatable {
  /// "training" or the name of a validation set.
  package let set: String
  /// The metric's name.
  package let name: String
  package let value: Double
}

/// What the observer wants.
package enum TrainingDirective: Sendable {
  case proceed
  /// End after this iteration and keep the model so far.
  case stop
}
