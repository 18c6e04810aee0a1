import GBDTKernels
import GBDTTestSupport
import Testing

@testable import GBDTTraining

/// Rounds of splits, many nodes of a round at once, against filters of row positions.
@Suite struct RowPartitionTests {
  private static let binCounts = [256, 7, 3000]

  private struct Node {
    let segment: RowPartition.Segment
    let rows: [Int]
  }

  private static func randomTest(
    binCount: Int, using random: inout SeededRandom
  ) -> BinTest {
    random.chance(0.3)
      ? .flags((0..<binCount).map { _ in random.chance(0.5) ? 1 : 0 })
      : .range(
        low: random.chance(0.5) ? 0 : 1, high: Int.random(in: 1..<binCount, using: &random))
  }

  /// The largest count is that of a node whose words several stretches share.
  @Test(
    arguments: [
      0, 1, 63, 64, 65, 1000, 2 * RowPartition.stretchWords * RowMasks.wordRows + 777,
    ], [1, 3])
  func childrenHaveTheRowsThatTheTestSends(rowCount: Int, threads: Int) throws {
    var random = SeededRandom(seed: UInt64(rowCount))
    let narrow = [KernelBuffer<UInt8>(count: rowCount), KernelBuffer<UInt8>(count: rowCount)]
    // A column can be read to the end of its last word: 128 bytes, of which a buffer has 64 spare.
    let wide = KernelBuffer<UInt16>(count: rowCount + 32)
    for row in 0..<rowCount {
      narrow[0][row] = UInt8.random(in: 0...255, using: &random)
      narrow[1][row] = UInt8.random(in: 0..<7, using: &random)
      wide[row] = UInt16.random(in: 0..<3000, using: &random)
    }
    let columns: [BinPointer] = [
      .narrow(narrow[0].start), .narrow(narrow[1].start), .wide(wide.start),
    ]
    let root = RowMaskBuffer(rowCount: rowCount)
    // Some words without rows, as a bag may have them.
    for word in root.masks.elements.indices {
      root.masks[word] &= random.chance(0.1) ? 0 : random.next() | random.next()
    }
    let partition = RowPartition(columns: columns, rowCount: rowCount)
    #expect(2 * partition.spareMemory.count >= rowCount, "four bytes a row are lent")
    try withExtendedLifetime((narrow, wide, root)) {
      // The second tree finds the lists as the first one left them.
      for _ in 0..<2 {
        let segment = partition.begin(root: root.rows)
        var nodes = [Node(segment: segment, rows: root.rows.positions)]
        // Rounds enough for lists to move to new memory.
        for _ in 0..<7 {
          nodes = try split(nodes, of: partition, columns, threads: threads, using: &random)
          for node in nodes {
            #expect(node.segment.rowCount == node.rows.count)
            #expect(partition.rows(of: node.segment).positions == node.rows)
          }
        }
      }
    }
  }

  /// Splits most nodes; returns the children, and the others as they are.
  private func split(
    _ all: [Node], of partition: RowPartition, _ columns: [BinPointer], threads: Int,
    using random: inout SeededRandom
  ) throws -> [Node] {
    let split = all.map { _ in random.chance(0.8) }
    let nodes = zip(all, split).filter(\.1).map(\.0)
    let jobs = nodes.map { node in
      let feature = Int.random(in: 0..<columns.count, using: &random)
      return RowPartition.Job(
        segment: node.segment, feature: feature,
        test: Self.randomTest(binCount: Self.binCounts[feature], using: &random))
    }
    let batch = partition.batch(jobs)
    Parallel.run(batch.phases, threads: threads)
    try #require(batch.children.count == nodes.count)
    var result = zip(all, split).filter { !$0.1 }.map(\.0)
    for (place, job) in jobs.enumerated() {
      let isLeft = nodes[place].rows.map { job.test.isLeft(columns[job.feature][$0]) }
      for (side, segment) in [
        (true, batch.children[place].left), (false, batch.children[place].right),
      ] {
        let rows = zip(nodes[place].rows, isLeft).filter { $0.1 == side }.map(\.0)
        result.append(Node(segment: segment, rows: rows))
      }
    }
    return result
  }
}
