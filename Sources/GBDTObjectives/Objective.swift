package import GBDTParameters

/// What training makes small, and how predictions come of raw scores.
///
/// The life of an objective in a training run, in the order of the calls:
///
/// 1. `ObjectiveName.makeObjective()` makes it from the parameters. 2. `complaint(about:)` sees
/// every label once; a label that it refuses ends the run before it begins. 3. `LabelSummary` is
/// collected over all rows, exactly and in any order; `complaint(about:)` sees it, `baseScores(of:)`
/// turns it into the raw score that every row starts with, one an output, and `adapted(to:)` gives the
/// objective that goes on. 4. Each iteration, `writeGradients` is called
/// for blocks of rows, each block possibly more than once with equal scores and on any thread: no
/// double per row is kept. First the largest magnitudes are taken, which fix the quantum; then the
/// values become integers. 5. A tree is grown on the integers for each output. The value of a leaf
/// is -G / (H + lambda_l2) of the sums of its gradients and hessians, times the learning rate, within
/// `stepLimit`. 6.
/// The leaf values are added to the scores; metrics are computed; 4 to 6 are repeated. 7. `link` is
/// stored in the model.
///
/// Every operation is one that rounds the same on each machine: no C library functions, and sums
/// over rows only through `ExactSum` or integers.
package protocol Objective: Sendable {
  var name: ObjectiveName { get }
  var link: Link { get }
  /// Raw scores a row, and so trees an iteration.
  var outputCount: Int { get }
  /// Whether the hessian of every row is its weight: no hessians are then written.
  var hasConstantHessian: Bool { get }
  /// Whether a row's gradient follows from all rows of its query: `writeGradients` is then called with the
  /// rows of one query each time.
  var isGrouped: Bool { get }
  /// How far a leaf may move scores, so that the loss of its rows falls.
  var stepLimit: StepLimit { get }
  /// What leaf values become once a tree's structure is known; nil: they stay.
  var leafRenewal: LeafRenewal? { get }
  /// Where the base scores come from, unless `boost_from_average` is false: they are 0 then.
  var baseRule: BaseRule { get }

  /// What is wrong with this finite label, as the end of the sentence "the label 7 ..."; nil if
  /// nothing.
  func complaint(about label: Double) -> String?

  /// What is wrong with the labels of all training rows together, as the end of the sentence "the training
  /// set's labels ..."; nil if nothing.
  func complaint(about summary: LabelSummary) -> String?

  /// The raw scores before the first tree, one an output: finite.
  ///
  /// Asked where the base rule says so.
  ///
  /// - Precondition: the summary's weights do not sum to 0.
  func baseScores(of summary: LabelSummary) -> [Double]

  /// The objective that writes gradients: this one, unless what rows count for depends on all labels.
  func adapted(to summary: LabelSummary) -> any Objective

  /// Writes d loss / d score times the weight, and likewise the second derivative, for each row.
  ///
  /// - Parameters:
  ///   - gradients: `outputCount` a row, those of each output together: that of output k and row r at
  ///     k * rows.count + r.
  ///   - hessians: likewise, not negative; nil where the hessian is constant and no weights exist.
  func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?)
}

extension Objective {
  package var isGrouped: Bool { false }
  package var stepLimit: StepLimit { .none }
  package var leafRenewal: LeafRenewal? { nil }
  package var baseRule: BaseRule { .summary }
  package func complaint(about label: Double) -> String? { nil }
  package func complaint(about summary: LabelSummary) -> String? { nil }
  package func adapted(to summary: LabelSummary) -> any Objective { self }
}

/// Where base scores come from, if there are no initial scores: those are then 0.
package enum BaseRule: Sendable, Equatable {
  /// `Objective.baseScores(of:)`.
  case summary
  /// The exact weighted quantiles of the labels, one an output.
  case quantiles([Double], LeafRenewal.Weighting)
}

/// How leaf values are found anew from the rows of a leaf: the exact weighted quantile of label - score,
/// times the learning rate.
package struct LeafRenewal: Sendable, Equatable {
  /// What a row counts for.
  package enum Weighting: Sendable, Equatable {
    case rowWeight
    /// The weight divided by max(1, |label|).
    case rowWeightOverLabel
  }

  /// One an output, above 0 and below 1.
  package let quantiles: [Double]
  package let weighting: Weighting

  package init(quantiles: [Double], weighting: Weighting) {
    self.quantiles = quantiles
    self.weighting = weighting
  }
}
