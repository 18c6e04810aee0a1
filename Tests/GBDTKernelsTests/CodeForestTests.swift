import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct CodeForestTests {
  /// Random trees over random columns of codes.
  private struct Source {
    var random: SeededRandom
    let columnCount = 4
    let highestCode: UInt32

    init(seed: UInt64, highestCode: UInt32) {
      random = SeededRandom(seed: seed)
      self.highestCode = highestCode
    }

    mutating func tree(splits: Int, sets: Bool, output: Int) -> CodeTree {
      var nodes: [CodeNode] = []
      grow(splits, sets, &nodes)
      return CodeTree(output: output, nodes: nodes)
    }

    private mutating func grow(_ splits: Int, _ sets: Bool, _ nodes: inout [CodeNode]) {
      guard splits > 0 else {
        nodes.append(.leaf(Double.random(in: -1...1, using: &random)))
        return
      }
      let place = nodes.count
      nodes.append(.leaf(0))
      let first = Int.random(in: 0..<splits, using: &random)
      grow(first, sets, &nodes)
      let elseIndex = nodes.count
      grow(splits - 1 - first, sets, &nodes)
      let column = Int.random(in: 0..<columnCount, using: &random)
      if sets && random.chance(0.5) {
        let bits = (0...(highestCode / 32)).map { _ in UInt32.random(in: 0 ... .max, using: &random)
        }
        nodes[place] = .set(column: column, bits: bits, elseIndex: elseIndex)
      } else {
        // Some wrap around the end of the number range.
        let low = UInt32.random(in: 0...highestCode, using: &random)
        let high = UInt32.random(in: 0...highestCode, using: &random)
        nodes[place] = .range(column: column, low: low, limit: high &- low, elseIndex: elseIndex)
      }
    }

    /// Two columns of numbers, two of categories.
    mutating func columns(rowCount: Int) -> [CodedColumn] {
      let thresholds = (1..<max(Int(highestCode), 1)).map { Double($0) }
      let edge = Double(highestCode) + 1
      return (0..<columnCount).map { column in
        if column < 2 {
          let values = (0..<rowCount).map { _ -> Double in
            if random.chance(0.1) { return .nan }
            let value = Double.random(in: -1...edge, using: &random)
            return random.chance(0.5) ? value.rounded() : value
          }
          return .numbers(values, thresholds: column == 0 ? thresholds : [])
        }
        let codes = (0...highestCode).shuffled(using: &random)
        let values = (0..<rowCount).map { _ in
          Int32.random(in: -1...Int32(codes.count), using: &random)
        }
        return .categories(values, codes: codes)
      }
    }
  }

  @Test(arguments: KernelVariant.supported, [false, true])
  func everyVariantEqualsTheReference(variant: KernelVariant, wide: Bool) {
    for (sets, outputs, splits, treeCount) in [
      (false, 1, 5, 3), (true, 1, 9, 70), (true, 3, 0, 6), (false, 2, 30, 130), (true, 1, 3, 0),
    ] {
      var source = Source(seed: UInt64(treeCount), highestCode: 70)
      let trees = (0..<treeCount).map {
        source.tree(splits: splits, sets: sets, output: $0 % outputs)
      }
      let forest = CodeForest(
        trees: trees, columnCount: 4, outputCount: outputs, highestCode: 70, wide: wide)
      let base = (0..<outputs).map { Double($0) / 3 }
      for rowCount in treeCount < 70 ? Array(0...17) + [67, 300] : [1, 8, 9, 67] {
        let columns = source.columns(rowCount: rowCount)
        let scores = forest.scores(
          columns: columns, rowCount: rowCount, base: base, treeCount: treeCount, threads: 2,
          variant: variant)
        let expected = ReferenceForest.scores(
          trees: trees, columns: columns, rowCount: rowCount, base: base)
        #expect(scores.map(\.bitPattern) == expected.map(\.bitPattern))
        let leaves = forest.leaves(
          columns: columns, rowCount: rowCount, treeCount: treeCount, threads: 1, variant: variant)
        #expect(
          leaves
            == ReferenceForest.leaves(trees: trees, columns: columns, rowCount: rowCount))
      }
    }
  }

  /// Rows are taken as sets where codes and leaf numbers fit a byte, one by one where they just do not.
  @Test(arguments: KernelVariant.supported)
  func setsOfRowsEqualTheReference(variant: KernelVariant) {
    for (highestCode, splits, treeCount, rowCount, outputs) in [
      (255, 255, 2, 513, 1), (255, 256, 2, 513, 1), (256, 60, 2, 513, 1), (3, 12, 5, 1100, 2),
      (1, 0, 3, 192, 1), (40, 30, 3, 2600, 1),
    ] {
      var source = Source(seed: UInt64(rowCount), highestCode: UInt32(highestCode))
      let trees = (0..<treeCount).map {
        source.tree(splits: splits, sets: true, output: $0 % outputs)
      }
      let forest = CodeForest(
        trees: trees, columnCount: 4, outputCount: outputs, highestCode: highestCode)
      let base = (0..<outputs).map { Double($0) / 3 }
      let columns = source.columns(rowCount: rowCount)
      for used in [treeCount, treeCount - 1] {
        let scores = forest.scores(
          columns: columns, rowCount: rowCount, base: base, treeCount: used, threads: 3,
          variant: variant)
        let expected = ReferenceForest.scores(
          trees: Array(trees.prefix(used)), columns: columns, rowCount: rowCount, base: base)
        #expect(scores.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }
  }

  @Test(arguments: [false, true]) func oneRowFromItsCodes(wide: Bool) {
    var source = Source(seed: 1, highestCode: 40)
    for treeCount in [0, 1, 2, 7, 8, 9, 63, 64, 65, 200] {
      let trees = (0..<treeCount).map { source.tree(splits: 6, sets: true, output: $0 % 2) }
      let forest = CodeForest(
        trees: trees, columnCount: 4, outputCount: 2, highestCode: 40, wide: wide)
      for used in Set([0, treeCount / 2, treeCount]) {
        let codes = (0..<4).map { _ in UInt32.random(in: 0...40, using: &source.random) }
        var scores = [0.5, 0.25]
        var span = scores.mutableSpan
        forest.addScores(rowCodes: codes.span, treeCount: used, to: &span)
        var expected = [0.5, 0.25]
        for tree in trees.prefix(used) {
          expected[tree.output] += ReferenceForest.leaf(of: tree, codes: codes).value
        }
        #expect(scores == expected)
      }
    }
  }

  @Test func codesBeyondSixteenBits() {
    let values = (0..<70_000).map { Double($0) }
    let trees = [65_535, 65_536, 69_998].map { threshold in
      CodeTree(
        output: 0,
        nodes: [
          .range(column: 0, low: 1, limit: UInt32(threshold), elseIndex: 2), .leaf(1), .leaf(0),
        ])
    }
    let forest = CodeForest(trees: trees, columnCount: 1, outputCount: 1, highestCode: 70_001)
    let columns = [CodedColumn.numbers(values, thresholds: values)]
    let scores = forest.scores(
      columns: columns, rowCount: 70_000, base: [0], treeCount: 3, threads: 2)
    #expect(scores[65_535] == 3 && scores[65_536] == 2 && scores[65_537] == 1)
    #expect(scores[69_998] == 1 && scores[69_999] == 0)
  }

  @Test func aTreeOfMoreThanSixteenBitsOfNodes() {
    // A chain that asks for ever smaller codes.
    let depth = 40_000
    var nodes: [CodeNode] = []
    for level in 0..<depth {
      nodes.append(
        .range(column: 0, low: 0, limit: UInt32(depth - 1 - level), elseIndex: 2 * depth - level))
    }
    nodes.append(.leaf(-1))
    for level in (0..<depth).reversed() { nodes.append(.leaf(Double(level))) }
    let forest = CodeForest(
      trees: [CodeTree(output: 0, nodes: nodes)], columnCount: 1, outputCount: 1,
      highestCode: depth)
    let columns = [CodedColumn.categories([0, 7], codes: Array(0...UInt32(depth)))]
    let scores = forest.scores(columns: columns, rowCount: 2, base: [0], treeCount: 1, threads: 1)
    #expect(scores == [-1, Double(depth - 7)])
  }
}
