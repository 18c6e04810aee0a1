import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct BinnedTreeTests {
  /// A random tree over two narrow columns and a wide one.
  private func tree(splits: Int, binCounts: [Int], using random: inout SeededRandom) -> BinnedTree {
    var nodes: [BinnedTree.Node] = []
    func grow(_ splits: Int) {
      let place = nodes.count
      nodes.append(.leaf(value: Double.random(in: -1...1, using: &random)))
      guard splits > 0 else { return }
      let left = Int.random(in: 0..<splits, using: &random)
      grow(left)
      let right = nodes.count
      grow(splits - 1 - left)
      let feature = Int.random(in: 0..<binCounts.count, using: &random)
      let test: BinTest =
        random.chance(0.4)
        ? .flags((0..<binCounts[feature]).map { _ in random.chance(0.5) ? 1 : 0 })
        : .range(
          low: random.chance(0.5) ? 0 : 1,
          high: Int.random(in: 1..<binCounts[feature], using: &random))
      nodes[place] = .split(feature: feature, test: test, left: place + 1, right: right)
    }
    grow(splits)
    return BinnedTree(nodes: nodes)
  }

  @Test(arguments: Array(0...67) + [2000])
  func rowsReachTheLeavesThatTheTwinFinds(rowCount: Int) {
    var random = SeededRandom(seed: UInt64(rowCount))
    let binCounts = [256, 9, 5000]
    let narrow = [
      KernelBuffer<UInt8>(count: rowCount + 64), KernelBuffer<UInt8>(count: rowCount + 64),
    ]
    let wide = KernelBuffer<UInt16>(count: rowCount + 64)
    for row in 0..<rowCount {
      narrow[0][row] = UInt8(Int.random(in: 0..<256, using: &random))
      narrow[1][row] = UInt8(Int.random(in: 0..<9, using: &random))
      wide[row] = UInt16(Int.random(in: 0..<5000, using: &random))
    }
    let columns: [BinPointer] = [
      .narrow(narrow[0].start), .narrow(narrow[1].start),
      .wide(wide.start),
    ]
    // The array's last use is above: without this, what the pointers point to might be gone.
    withExtendedLifetime((narrow, wide)) {
      for splits in [0, 1, 5, 60] {
        let tree = tree(splits: splits, binCounts: binCounts, using: &random)
        var scores = [Double](repeating: 0.25, count: rowCount)
        let some = RandomRows(of: rowCount, chance: 0.5, using: &random)
        tree.addValues(columns: columns, rows: some.rows, to: &scores)
        let chosen = Set(some.rows.positions)
        let expected = (0..<rowCount).map { row in
          0.25 + (chosen.contains(row) ? tree.value { columns[$0][row] } : 0)
        }
        #expect(scores == expected)
      }
    }
  }
}
