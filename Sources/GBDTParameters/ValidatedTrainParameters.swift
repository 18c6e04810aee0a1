/// Parameters of which every value is in its range and no two contradict each other.
///
/// Training takes this type and checks nothing again.
package struct ValidatedTrainParameters: Sendable, Equatable {
  package let values: TrainParameters

  /// - Throws: `ParameterError` naming the parameter and its range, or both conflicting ones.
  package init(_ values: TrainParameters) throws(ParameterError) {
    for entry in ParameterCatalogue.entries {
      if let complaint = entry.field.complaint(about: values) {
        throw ParameterError("\(entry.name)=\(entry.value(in: values)) \(complaint).")
      }
    }
    try Self.refuseConflicts(in: values)
    self.values = values
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
}
