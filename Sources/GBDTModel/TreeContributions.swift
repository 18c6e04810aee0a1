/// Shapley values of one row in one tree at a time.
///
/// A leaf with value v gives feature i on its path the contribution
///
///     v (o_i - z_i) * integral over p in 0...1 of prod over j != i of (z_j (1 - p) + o_j p) dp
///
/// where j runs over the features on the path: o_j is 1 if the row passes all tests of feature j there, else 0; z_j is
/// the share of training rows that do. (Expanding the product gives the Shapley weights |S|! (n - |S| -
/// 1)! / n! as beta integrals.) With n features the integrand has degree n - 1, so that Gauss-Legendre
/// quadrature with n/2 points, rounded up, is exact. All factors are positive, and the whole product is
/// kept while walking down, so that at every edge a sum over the leaves below, divided by the edge's own
/// factor, is all that its feature needs.
///
/// A second test of the same feature replaces the factor of the first one: what the first edge claims for
/// leaves below the second is taken back there.
struct TreeContributions {
  private let quadrature: Quadrature
  private let pointCount: Int
  /// Of each column: its Shapley value in the trees since it was last taken.
  private var contributions: [Double]
  /// Of each column: the depth of the last edge on the path that tests it; 0 is none.
  private var lastEdge: [Int]
  /// Of each edge on the path, by the depth of its lower end (0: no edge, factor 1).
  private var share: [Double]
  private var presence: [Double]
  /// Depth x point: the edge's factor z (1 - p) + o p.
  private var factors: [Double]
  /// Depth x point: product of the last factor of every column on the path.
  private var products: [Double]
  /// Depth x point: sum over the leaves below of value x product.
  private var sums: [Double]

  /// - Parameter depth: no path of any tree is longer.
  init(quadrature: Quadrature, columnCount: Int, depth: Int) {
    self.quadrature = quadrature
    pointCount = quadrature.points.count
    contributions = [Double](repeating: 0, count: columnCount)
    lastEdge = [Int](repeating: 0, count: columnCount)
    share = [Double](repeating: 1, count: depth + 1)
    presence = [Double](repeating: 1, count: depth + 1)
    factors = [Double](repeating: 1, count: (depth + 1) * pointCount)
    products = [Double](repeating: 1, count: (depth + 1) * pointCount)
    sums = [Double](repeating: 0, count: (depth + 1) * pointCount)
  }

  /// Adds the row's Shapley values in `tree` to the columns' contributions.
  mutating func add(_ tree: ExplainedTree, codes: [UInt32]) {
    visit(tree, 0, depth: 0, codes: codes)
  }

  /// The column's contribution, which is then 0 again.
  mutating func takeContribution(of column: Int) -> Double {
    let contribution = contributions[column]
    contributions[column] = 0
    return contribution
  }

  /// Fills `sums` at `depth` with the node's. Recurses as deep as the tree, at most `Tree.maximumDepth`.
  private mutating func visit(
    _ tree: ExplainedTree, _ index: Int, depth: Int, codes: [UInt32]
  ) {
    let node = tree.nodes[index]
    let start = depth * pointCount
    guard node.column >= 0 else {
      for point in start..<(start + pointCount) { sums[point] = node.mean * products[point] }
      return
    }
    for point in start..<(start + pointCount) { sums[point] = 0 }
    let takesThen = node.test.isTrue(of: codes[node.column])
    let earlier = lastEdge[node.column]
    for isThen in [true, false] {
      let share = share[earlier] * (isThen ? node.thenShare : node.elseShare)
      let presence = isThen == takesThen ? presence[earlier] : 0
      // Neither the row nor any training row comes here: every product below is 0.
      if share == 0 && presence == 0 { continue }
      openEdge(to: depth + 1, earlier: earlier, share: share, presence: presence)
      lastEdge[node.column] = depth + 1
      visit(tree, isThen ? index + 1 : node.elseIndex, depth: depth + 1, codes: codes)
      lastEdge[node.column] = earlier
      contributions[node.column] += closeEdge(to: depth + 1, earlier: earlier)
    }
  }

  private mutating func openEdge(
    to depth: Int, earlier: Int, share: Double, presence: Double
  ) {
    self.share[depth] = share
    self.presence[depth] = presence
    for point in 0..<pointCount {
      let p = quadrature.points[point]
      let factor = share * (1 - p) + presence * p
      factors[depth * pointCount + point] = factor
      products[depth * pointCount + point] =
        products[(depth - 1) * pointCount + point] / factors[earlier * pointCount + point] * factor
    }
  }

  /// Adds the edge's sums to its upper node's.
  ///
  /// - Returns: what the edge's feature gains from the leaves below it.
  private mutating func closeEdge(to depth: Int, earlier: Int) -> Double {
    var gained = 0.0
    for point in 0..<pointCount {
      let sum = sums[depth * pointCount + point]
      sums[(depth - 1) * pointCount + point] += sum
      let own = (presence[depth] - share[depth]) / factors[depth * pointCount + point]
      let before = (presence[earlier] - share[earlier]) / factors[earlier * pointCount + point]
      gained += quadrature.weights[point] * sum * (own - before)
    }
    return gained
  }
}
