// Learning rates and early stopping.
extension ValidatedTrainParameters {
  /// Settings of how training goes on and ends that cannot both be meant.
  static func refuseControlConflicts(in values: TrainParameters) throws(ParameterError) {
    let rates = values.learningRates
    if !rates.isEmpty, values.learningRateSchedule != .constant {
      throw ParameterError(
        "learning_rates conflicts with learning_rate_schedule="
          + "\(values.learningRateSchedule.rawValue); keep one of them.")
    }
    if !rates.isEmpty, rates.count != values.numIterations {
      throw ParameterError(
        "learning_rates has \(rates.count) numbers and num_iterations=\(values.numIterations); give "
          + "one learning rate for each iteration.")
    }
    if values.earlyStoppingRound > 0 { try refuseUnknownWatch(in: values) }
  }

  /// The setting beside which the parameter changes nothing; nil if it has an effect.
  static func controlReason(without name: String, in values: TrainParameters) -> String? {
    let schedule = values.learningRateSchedule
    switch name {
    case "learning_rate", "learning_rate_end", "learning_rate_decay":
      if !values.learningRates.isEmpty { return "learning_rates" }
      let isUsed =
        switch schedule {
        case .constant: name == "learning_rate"
        case .linear, .cosine: name != "learning_rate_decay"
        case .exponential: name != "learning_rate_end"
        }
      return isUsed ? nil : "learning_rate_schedule=\(schedule.rawValue)"
    case "early_stopping_min_delta", "early_stopping_metric", "early_stopping_set":
      return values.earlyStoppingRound == 0 ? "early_stopping_round=0" : nil
    default: return nil
    }
  }

  /// Early stopping looks at what is computed.
  private static func refuseUnknownWatch(in values: TrainParameters) throws(ParameterError) {
    if values.earlyStoppingSet == .training, !values.isProvideTrainingMetric {
      throw ParameterError(
        "early_stopping_set=training needs metrics of the training rows; add "
          + "is_provide_training_metric=true.")
    }
    if let metric = values.earlyStoppingMetric, values.place(of: metric) == nil {
      let metrics = TypedValue.list(values.metrics.map(\.description))
      throw ParameterError(
        "early_stopping_metric=\(metric) is not among metric=\(metrics); add it there.")
    }
  }
}

extension TrainParameters {
  /// The metric that early stopping looks at, as a place among `metrics`; nil: no early stopping.
  package var watchedMetric: Int? {
    if earlyStoppingRound == 0 || metrics.isEmpty { return nil }
    return earlyStoppingMetric.flatMap { place(of: $0) } ?? 0
  }

  /// The metric that decides which iteration is best, and which of several trainings; nil without metrics.
  package var decidingMetric: MetricName? {
    metrics.isEmpty ? nil : metrics[watchedMetric ?? 0]
  }

  /// Where the metric is among `metrics`: a name without a number stands for the first of its kind.
  func place(of metric: MetricName) -> Int? {
    metrics.firstIndex(of: metric)
      ?? (metric.argument == nil ? metrics.firstIndex { $0.kind == metric.kind } : nil)
  }

  /// Whether metrics are computed after this iteration.
  ///
  /// - Parameter iteration: from 1.
  package func isMeasured(afterIteration iteration: Int) -> Bool {
    iteration.isMultiple(of: evalFreq) || iteration == numIterations
  }
}
