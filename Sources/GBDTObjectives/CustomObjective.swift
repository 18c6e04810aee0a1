package import GBDTParameters

/// An objective given as closures, for losses that have no name here.
///
/// Training calls the closures for chunks of rows, on any thread and possibly more than once with equal
/// scores: they read what they are given and nothing that changes, and the model is then the same for any
/// number of threads.
package struct CustomObjective: Objective {
  /// Writes derivatives, as `Objective.writeGradients`; hessians are always written.
  package typealias Derivatives =
    @Sendable (
      _ rows: LabelledRows, _ gradients: UnsafeMutableBufferPointer<Double>,
      _ hessians: UnsafeMutableBufferPointer<Double>
    ) -> Void

  package let name = ObjectiveName.custom
  package let link: Link
  package let outputCount: Int
  package let hasConstantHessian = false
  package let isGrouped: Bool
  package let leafRenewal: LeafRenewal?
  private let bases: @Sendable (LabelSummary) -> [Double]
  private let check: @Sendable (Double) -> String?
  private let derivatives: Derivatives

  /// - Parameters:
  ///   - link: makes predictions of raw scores.
  ///   - outputCount: raw scores a row.
  ///   - isGrouped: whether the closure wants the rows of exactly one query each time.
  ///   - baseScores: the raw scores before the first tree, one an output, finite; 0 by default.
  ///   - complaint: what is wrong with a label, as the end of "the label 7, which ..."; nil for nothing.
  ///   - derivatives: writes gradients and hessians, weights included: finite, hessians not negative.
  package init(
    link: Link = .identity, outputCount: Int = 1, isGrouped: Bool = false,
    leafRenewal: LeafRenewal? = nil,
    baseScores: (@Sendable (LabelSummary) -> [Double])? = nil,
    complaint: @escaping @Sendable (Double) -> String? = { _ in nil },
    derivatives: @escaping Derivatives
  ) {
    self.link = link
    self.outputCount = outputCount
    self.isGrouped = isGrouped
    self.leafRenewal = leafRenewal
    bases = baseScores ?? { _ in Array(repeating: 0, count: outputCount) }
    check = complaint
    self.derivatives = derivatives
  }

  /// For models of custom objectives: their trees predict without the closures.
  static let standIn = CustomObjective { _, gradients, hessians in
    gradients.update(repeating: 0)
    hessians.update(repeating: 0)
  }

  package func complaint(about label: Double) -> String? { check(label) }

  package func baseScores(of summary: LabelSummary) -> [Double] { bases(summary) }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    guard let hessians else { preconditionFailure("hessians that differ by row are written") }
    derivatives(rows, gradients, hessians)
    // An infinity ends training with an error; a NaN would pass for small.
    for place in gradients.indices {
      if gradients[place].isNaN { gradients[place] = .infinity }
      if !(hessians[place] >= 0) { hessians[place] = .infinity }
    }
  }
}
