import GBDTKernels
import GBDTTestSupport
import Testing

@testable import GBDTTraining

@Suite struct RowPartitionTests {
  /// A leaf under growth, and the rows that it must have.
  private struct Leaf {
    let segment: RowPartition.Segment
    let rows: [Int]
  }

  /// Rows in random order fill whole words only near the root: lists move to new memory on the way.
  @Test(arguments: [0, 1, 64, 1000, 70_000], [1, 2, 5])
  func leavesHaveTheirRowsHoweverTheyAreSplit(rowCount: Int, batchSize: Int) {
    var random = SeededRandom(seed: UInt64(rowCount + batchSize))
    let columns = (0..<12).map { _ in KernelBuffer<UInt8>(count: rowCount + 64) }
    for column in columns {
      for row in 0..<rowCount { column[row] = UInt8.random(in: 0..<4, using: &random) }
    }
    let pointers = columns.map { BinPointer.narrow($0.start) }
    let partition = RowPartition(columns: pointers, rowCount: rowCount)
    let all = RowMaskBuffer(rowCount: rowCount)
    // The second tree finds what the first one left.
    for tree in 0..<2 {
      var leaves = [Leaf(segment: partition.begin(root: all.rows), rows: Array(0..<rowCount))]
      for feature in 0..<(rowCount > 10_000 ? 6 : 12) {
        var next: [Leaf] = []
        for start in stride(from: 0, to: leaves.count, by: batchSize) {
          let batch = Array(leaves[start..<min(start + batchSize, leaves.count)])
          let tests = batch.map { _ in
            BinTest.range(low: 0, high: Int.random(in: 0...2, using: &random))
          }
          let split = partition.batch(
            zip(batch, tests).map {
              RowPartition.Job(segment: $0.segment, feature: feature, test: $1)
            })
          Parallel.run(split.phases, threads: 1 + tree)
          for (index, children) in split.children.enumerated() {
            let isLeft = { (row: Int) in tests[index].isLeft(Int(columns[feature][row])) }
            let leaf = batch[index]
            next.append(Leaf(segment: children.left, rows: leaf.rows.filter(isLeft)))
            next.append(Leaf(segment: children.right, rows: leaf.rows.filter { !isLeft($0) }))
          }
        }
        leaves = next
      }
      for leaf in leaves {
        #expect(leaf.segment.rowCount == leaf.rows.count)
        #expect(partition.rows(of: leaf.segment).positions == leaf.rows)
      }
    }
    #expect(2 * partition.spareMemory.count >= rowCount, "four bytes a row are lent")
    withExtendedLifetime((columns, all)) {}
  }
}
