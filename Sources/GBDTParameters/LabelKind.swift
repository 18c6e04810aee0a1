/// What the labels of an objective are.
package enum LabelKind: Sendable, Equatable, CaseIterable {
  /// Finite numbers, learned as they are.
  case number
  /// One of two distinct values, numbers or strings, the second in ascending order being the positive
  /// one; learned as 0 and 1.
  case twoClasses
  /// One of several distinct values, learned as their places in ascending order, from 0.
  case classes

  /// Whether labels are classes.
  package var hasClasses: Bool { self != .number }
}

extension ObjectiveName {
  /// What the objective's labels are.
  package var labelKind: LabelKind {
    switch self {
    case .binary: .twoClasses
    case .multiclass, .multiclassOVA: .classes
    case .regression, .regressionL1, .huber, .fair, .quantile, .mape, .poisson, .gamma, .tweedie,
      .crossEntropy, .lambdarank, .rankXENDCG, .custom:
      .number
    }
  }
}
