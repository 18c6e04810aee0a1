/// Parameters of which every value is in its range and no two contradict each other.
///
/// Training takes this type and checks nothing again.
package struct ValidatedTrainParameters: Sendable, Equatable {
  /// `metrics` has at least one, and none that stands for others.
  package let values: TrainParameters
  /// Settings that change nothing beside the others, each with the setting that makes it so: "fair_c
  /// (objective=regression)". In catalogue order; none that nobody set.
  package let ineffective: [String]

  /// Parameters as somebody wrote them: `settings` over `configuration` over the defaults.
  ///
  /// - Throws: as `TrainParameters.init(parsing:over:)` and `init(_:)`.
  package init(
    parsing settings: [ParameterSetting], over configuration: [ParameterSetting] = []
  ) throws(ParameterError) {
    let given = (settings + configuration).compactMap {
      ParameterCatalogue.entry(named: $0.name)?.name
    }
    try self.init(TrainParameters(parsing: settings, over: configuration), given: Set(given))
  }

  /// - Parameters:
  ///   - given: names of parameters that somebody set, were it to their defaults.
  ///   - hasCustomObjective: whether the objective itself comes along.
  /// - Throws: `ParameterError` naming the parameter and its range, or both conflicting ones.
  package init(
    _ values: TrainParameters, given: Set<String> = [], hasCustomObjective: Bool = false
  ) throws(ParameterError) {
    for entry in ParameterCatalogue.entries {
      if let complaint = entry.field.complaint(about: values) {
        throw ParameterError("\(entry.name)=\(entry.value(in: values)) \(complaint).")
      }
    }
    try Self.refuseConflicts(in: values)
    try Self.refuseObjectiveConflicts(in: values, hasCustomObjective: hasCustomObjective)
    var values = values
    values.metrics = try values.resolvedMetrics()
    try Self.refuseControlConflicts(in: values)
    self.values = values
    let defaults = TrainParameters()
    ineffective = ParameterCatalogue.entries.compactMap { entry in
      guard given.contains(entry.name) || entry.value(in: values) != entry.value(in: defaults)
      else { return nil }
      return Self.reason(without: entry, in: values).map { "\(entry.name) (\($0))" }
    }
  }

  /// The setting beside which the entry's parameter changes nothing; nil if it has an effect.
  private static func reason(
    without entry: ParameterEntry, in values: TrainParameters
  ) -> String? {
    if let objectives = entry.objectives, !objectives.contains(values.objective),
      !isRead(entry.name, by: values.metrics)
    {
      return "objective=\(values.objective.rawValue)"
    }
    if entry.name == "eval_at", values.metrics.allSatisfy({ !$0.kind.isOfQueries }) {
      return "metric=\(TypedValue.list(values.metrics.map(\.description)))"
    }
    if entry.name == "bagging_freq", values.baggingFraction == 1 { return "bagging_fraction=1" }
    return controlReason(without: entry.name, in: values)
  }

  /// Whether a metric asks for a parameter that is an objective's otherwise.
  private static func isRead(_ name: String, by metrics: [MetricName]) -> Bool {
    metrics.contains { metric in
      switch metric.kind {
      case .quantile, .huber: name == "alpha" && metric.argument == nil
      case .fair: name == "fair_c" && metric.argument == nil
      case .tweedie, .tweedieDeviance:
        name == "tweedie_variance_power" && metric.argument == nil
      case .ndcg: name == "label_gain"
      default: false
      }
    }
  }

  /// Settings that are fine alone but cannot both be meant.
  private static func refuseConflicts(in values: TrainParameters) throws(ParameterError) {
    if values.baggingFraction < 1, values.baggingFreq == 0 {
      throw ParameterError(
        "bagging_fraction=\(TypedValue.number(values.baggingFraction)) conflicts with "
          + "bagging_freq=0, which draws no bags; add bagging_freq=1 for a new bag each iteration.")
    }
    // The default number of leaves gives way to a depth; a number that somebody chose does not.
    let depth = values.maxDepth
    if depth > 0, depth < Int.bitWidth - 2, values.numLeaves > 1 << depth,
      values.numLeaves != TrainParameters().numLeaves
    {
      throw ParameterError(
        "num_leaves=\(values.numLeaves) conflicts with max_depth=\(depth): a tree of that depth has "
          + "at most \(1 << depth) leaves; raise max_depth or lower num_leaves.")
    }
  }

  /// Settings of the objective that contradict it or each other.
  private static func refuseObjectiveConflicts(
    in values: TrainParameters, hasCustomObjective: Bool
  ) throws(ParameterError) {
    let name = values.objective.rawValue
    let alphas = TypedValue.numbers(values.alphas)
    if values.objective == .quantile, let alpha = values.alphas.first(where: { $0 >= 1 }) {
      throw ParameterError(
        "alpha=\(TypedValue.number(alpha)) conflicts with objective=quantile: a quantile lies between "
          + "0 and 1; for the median write alpha=0.5.")
    }
    if values.objective == .huber, values.alphas.count > 1 {
      throw ParameterError(
        "alpha=\(alphas) conflicts with objective=huber, which takes one number; several are for "
          + "objective=quantile.")
    }
    if values.scalePosWeight != 1, values.isUnbalance {
      throw ParameterError(
        "scale_pos_weight=\(TypedValue.number(values.scalePosWeight)) conflicts with "
          + "is_unbalance=true, which finds the weight itself; keep one of them.")
    }
    if values.objective == .binary, values.numClass > 2 {
      throw ParameterError(
        "num_class=\(values.numClass) conflicts with objective=binary, which has two classes; for "
          + "more write objective=multiclass.")
    }
    if values.objective == .multiclass || values.objective == .multiclassOVA, values.numClass == 1 {
      throw ParameterError(
        "num_class=1 conflicts with objective=\(name), which has at least two classes; leave num_class "
          + "away to have as many as the labels.")
    }
    if values.objective == .custom, !hasCustomObjective {
      throw ParameterError(
        "objective=custom is the Swift library's, which takes the objective itself as a closure; "
          + "choose one by name.")
    }
  }
}

extension TrainParameters {
  /// What is wrong with labels of so many distinct values, as the end of the sentence "the label has 3
  /// distinct values, ..."; nil if nothing, or if the objective has no classes.
  package func complaint(aboutClassCount count: Int) -> String? {
    switch objective {
    case .binary:
      if count == 2 { return nil }
      let advice = count > 2 ? "; for more classes write objective=multiclass" : ""
      return "where objective=binary needs exactly two\(advice)"
    case .multiclass, .multiclassOVA:
      if count < 2 { return "where objective=\(objective.rawValue) needs at least two" }
      if count > 1000 {
        return "where objective=\(objective.rawValue) takes at most 1000; is the label a number to "
          + "be predicted?"
      }
      if numClass != 0, numClass != count {
        return "which contradicts num_class=\(numClass); leave num_class away, or complete the rows"
      }
      return nil
    case .regression, .regressionL1, .huber, .fair, .quantile, .mape, .poisson, .gamma, .tweedie,
      .crossEntropy, .lambdarank, .rankXENDCG, .custom:
      return nil
    }
  }
}
