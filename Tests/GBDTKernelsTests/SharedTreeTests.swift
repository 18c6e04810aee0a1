import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct SharedTreeTests {
  /// A tree of tests on ten codes a column, some of them sets, with the rows that reached each node.
  private func tree(
    splits: Int, columns: Int, _ random: inout SeededRandom
  ) -> SharedTree {
    var nodes: [CodeNode] = []
    var counts: [UInt64] = []
    func grow(_ splits: Int, _ count: UInt64) {
      let place = nodes.count
      nodes.append(.leaf(Double.random(in: -1...1, using: &random)))
      counts.append(count)
      guard splits > 0 else { return }
      let first = Int.random(in: 0..<splits, using: &random)
      let thenCount = UInt64.random(in: 0...count, using: &random)
      grow(first, thenCount)
      let elseIndex = nodes.count
      grow(splits - 1 - first, count - thenCount)
      let column = Int.random(in: 0..<columns, using: &random)
      nodes[place] =
        random.chance(0.3)
        ? .set(
          column: column, bits: [UInt32.random(in: 0..<1024, using: &random)], elseIndex: elseIndex)
        : .range(
          column: column, low: random.chance(0.5) ? 0 : 1,
          limit: UInt32.random(in: 0..<9, using: &random), elseIndex: elseIndex)
    }
    grow(splits, 1000)
    return SharedTree(CodeTree(output: 0, nodes: nodes), counts: counts)
  }

  @Test(arguments: [1, 2, 7, 16, 17, 40]) func kernelEqualsTheReference(columns: Int) {
    var random = SeededRandom(seed: UInt64(columns))
    for splits in [0, 1, 5, 40] {
      let tree = tree(splits: splits, columns: columns, &random)
      let quadrature = Quadrature(count: max(1, (tree.widestPath + 1) / 2))
      for rowCount in [0, 1, 3] {
        let codes = (0..<(rowCount * columns)).map { _ in UInt32.random(in: 0..<10, using: &random)
        }
        var expected: [Double] = []
        for row in 0..<rowCount {
          expected += tree.referenceContributions(
            codes: Array(codes[(row * columns)..<((row + 1) * columns)]), columnCount: columns,
            quadrature: quadrature)
        }
        var results: [[UInt64]] = []
        for variant in KernelVariant.supported {
          var sum = ContributionSum(
            quadrature: quadrature, columnCount: columns, depth: tree.depth + 2)
          var found = [Double](repeating: 0, count: codes.count)
          sum.add(tree, codes: codes, to: &found, variant: variant)
          for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-13) }
          // The working memory is as it was: a second tree finds no trace of the first.
          var again = [Double](repeating: 0, count: codes.count)
          sum.add(tree, codes: codes, to: &again, variant: variant)
          #expect(again == found)
          results.append(found.map(\.bitPattern))
        }
        #expect(results.allSatisfy { $0 == results[0] })
      }
    }
  }

  @Test func meansAndSharesFollowTheCounts() {
    let tree = SharedTree(
      CodeTree(
        output: 0,
        nodes: [
          .range(column: 1, low: 0, limit: 3, elseIndex: 2), .leaf(1),
          .range(column: 0, low: 0, limit: 3, elseIndex: 4), .leaf(2), .leaf(4),
        ]), counts: [4, 3, 1, 0, 0])
    #expect(tree.means == [1.5, 1, 3, 2, 4])
    #expect(tree.thenShares == [0.75, 0, 0.5, 0, 0])
    #expect(tree.widestPath == 2 && tree.depth == 2)
  }
}

@Suite struct QuadratureTests {
  @Test(arguments: [1, 2, 3, 4, 5, 8, 13, 64, 150, 256]) func integratesPolynomials(count: Int) {
    let quadrature = Quadrature(count: count)
    #expect(quadrature.points.count % 8 == 0 && quadrature.points.count >= count)
    for degree in [0, 1, count, 2 * count - 1] {
      let sum = zip(quadrature.points, quadrature.weights).reduce(0.0) { sum, point in
        sum + (0..<degree).reduce(point.1) { product, _ in product * point.0 }
      }
      #expect(abs(sum * Double(degree + 1) - 1) < 1e-12)
    }
    #expect(
      quadrature.isExact(forFactors: 2 * count) && !quadrature.isExact(forFactors: 2 * count + 1))
  }
}
