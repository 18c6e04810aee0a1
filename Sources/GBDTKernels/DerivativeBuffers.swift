/// The arrays that a derivative kernel reads and writes: those of the losses of some rows.
package struct DerivativeBuffers {
  let scores: UnsafeBufferPointer<Double>
  let labels: UnsafeBufferPointer<Double>
  let weights: UnsafeBufferPointer<Double>?
  let gradients: UnsafeMutableBufferPointer<Double>
  let hessians: UnsafeMutableBufferPointer<Double>

  /// Rows with one score each.
  ///
  /// - Parameters:
  ///   - scores: finite.
  ///   - labels: within 1e100 of 0.
  ///   - weights: in 0...1e30; nil: derivatives are not multiplied.
  ///   - gradients: overlap no other array; nor do `hessians`.
  /// - Precondition: equal lengths.
  package init(
    scores: UnsafeBufferPointer<Double>, labels: UnsafeBufferPointer<Double>,
    weights: UnsafeBufferPointer<Double>?, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>
  ) {
    let count = labels.count
    precondition(
      scores.count == count && weights?.count ?? count == count && gradients.count == count
        && hessians.count == count, "a score, weight, gradient and hessian a label")
    self.scores = scores
    self.labels = labels
    self.weights = weights
    self.gradients = gradients
    self.hessians = hessians
  }

  var count: Int { labels.count }
}
