extension SharedTree {
  /// The contribution kernel in plain Swift: Shapley values of one row, by their definition as a sum over
  /// leaves, each feature's integral on its own. One number a column.
  package func referenceContributions(
    codes: [UInt32], columnCount: Int, quadrature: Quadrature
  ) -> [Double] {
    var contributions = [Double](repeating: 0, count: columnCount)
    addLeaves(
      below: 0, path: [:], codes: codes, quadrature: quadrature, to: &contributions)
    return contributions
  }

  /// - Parameter path: of each column on the path, the share of training rows that pass its tests and
  ///   whether the row does (1 or 0).
  private func addLeaves(
    below index: Int, path: [Int: (share: Double, presence: Double)], codes: [UInt32],
    quadrature: Quadrature, to contributions: inout [Double]
  ) {
    let node = codeTree.nodes[index]
    guard let column = node.column, let elseIndex = node.elseIndex else {
      let columns = path.keys.sorted()
      for column in columns {
        guard let (share, presence) = path[column] else { continue }
        var integral = 0.0
        for (p, weight) in zip(quadrature.points, quadrature.weights) {
          integral += columns.reduce(weight) { product, other in
            guard other != column, let factor = path[other] else { return product }
            return product * (factor.share * (1 - p) + factor.presence * p)
          }
        }
        contributions[column] += means[index] * (presence - share) * integral
      }
      return
    }
    let takesThen = node.isTrue(of: codes)
    let earlier = path[column] ?? (1, 1)
    for isThen in [true, false] {
      var longer = path
      longer[column] = (
        earlier.share * (isThen ? thenShares[index] : elseShares[index]),
        isThen == takesThen ? earlier.presence : 0
      )
      addLeaves(
        below: isThen ? index + 1 : elseIndex, path: longer, codes: codes, quadrature: quadrature,
        to: &contributions)
    }
  }
}
