import GBDTKernels
import GBDTTestSupport
import Testing

@testable import GBDTData
@testable import GBDTTraining

@Suite struct RowRecordsTests {
  /// Bin counts of features: some alone in their slot, some together, a wide one, more than a group.
  static let binCounts = [
    [256, 40, 6, 9, 2, 2], [17], [300, 16, 16, 2], [2, 2, 2, 2, 2, 2, 2, 2, 2],
    [Int](repeating: 200, count: 20) + [3, 5],
  ]

  private static func layout(_ binCounts: [Int]) -> FeatureLayout {
    FeatureLayout(
      features: binCounts.map { count in
        BinnedFeature(
          name: "f",
          mapper: .categorical(CategoricalBins(categories: (1..<count).map { "c\($0)" })))
      })
  }

  /// Rows of leaves 0 to 3 in the order of leaves, then those of leaf 4, which are in no tree.
  private static func order(leaves: [Int], sources: KernelBuffer<UInt32>) -> RowOrder {
    let sets = (0..<5).map { leaf in
      let set = RowMaskBuffer(rowCount: leaves.count)
      for row in leaves.indices where leaves[row] != leaf {
        set.masks[row / RowMasks.wordRows] &= ~(1 << UInt64(row % RowMasks.wordRows))
      }
      return set
    }
    return withExtendedLifetime(sets) {
      RowOrder(
        leaves: sets.prefix(4).map {
          GrownTree.LeafRows(leaf: 0, value: 0, rows: $0.rows, rowCount: $0.rows.rowCount)
        }, others: sets[4].rows,
        memory: RowOrder.Memory(
          sources: sources.elements, scratch: KernelBuffer(count: leaves.count)), threads: 2)
    }
  }

  @Test(arguments: binCounts)
  func slotsHoldEveryNarrowFeatureOnce(binCounts: [Int]) {
    let layout = Self.layout(binCounts)
    let features = layout.parts.flatMap { layout.features(of: $0) }
    #expect(features.sorted() == Array(binCounts.indices))
    for case .group(let slots) in layout.parts {
      #expect(slots.count <= RecordGroup.maximumSlotCount)
      for slot in slots {
        #expect(slot.reduce(1) { $0 * binCounts[$1] } <= RecordGroup.maximumCodeCount)
      }
    }
  }

  @Test func featuresOfFewBinsShareASlot() {
    let layout = Self.layout([2, 2, 2, 2, 2, 2, 2, 2])
    #expect(layout.parts.reduce(0) { $0 + layout.updates(of: $1) } == 1)
  }

  @Test(arguments: binCounts, [0, 1, 63, 64, 65, 1000, 40_000])
  func recordsGiveTheColumnsBackInTheNewOrder(binCounts: [Int], rowCount: Int) {
    var random = SeededRandom(seed: UInt64(rowCount))
    let layout = Self.layout(binCounts)
    let columns = binCounts.map { count in
      let column = KernelBuffer<UInt8>(count: rowCount)
      for row in 0..<rowCount {
        column[row] = UInt8(Int.random(in: 0..<min(count, 256), using: &random))
      }
      return column
    }
    let before = columns.map { Array($0.elements) }
    let leaves = (0..<rowCount).map { _ in Int.random(in: 0..<5, using: &random) }
    let sources = (0..<5).flatMap { leaf in leaves.indices.filter { leaves[$0] == leaf } }
    let memory = KernelBuffer<UInt32>(count: rowCount)
    let order = Self.order(leaves: leaves, sources: memory)
    for case .group(let slots) in layout.parts {
      let records = RowRecords(slots: slots, layout: layout, rowCount: rowCount)
      records.gather(from: columns, threads: 2)
      records.reorder(order, columns: columns, threads: 2)
      // Once more: the records must have followed.
      records.reorder(order, columns: columns, threads: 2)
      withExtendedLifetime(memory) {}
      for feature in slots.joined() {
        #expect(Array(columns[feature].elements) == sources.map { before[feature][sources[$0]] })
      }
    }
  }
}
