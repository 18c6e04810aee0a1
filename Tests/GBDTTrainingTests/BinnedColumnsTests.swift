import GBDTKernels
import GBDTTestSupport
import Testing

@testable import GBDTData
@testable import GBDTTraining

@Suite struct BinnedColumnsTests {
  /// A narrow feature and a wide one.
  private static func dataset(blockStarts: [Int] = [0]) -> BinnedDataset {
    var random = SeededRandom(seed: 31)
    var data = RandomDataset(using: &random, rowCount: 300)
    data.features = [9, 299].enumerated().map { index, size in
      BinnedFeature(
        name: "f\(index)",
        mapper: .categorical(CategoricalBins(categories: (0..<size).map { "c\(1000 + $0)" })))
    }
    data.bins = [10, 300].map { count in
      (0..<300).map { _ in Int.random(in: 0..<count, using: &random) }
    }
    data.weights = nil
    data.blockStarts = blockStarts
    return data.binned
  }

  private static func addresses(of block: RowBlock) -> [UnsafeMutablePointer<UInt8>] {
    block.columns.map { $0.bytes.start }
  }

  private static func columns(of source: some RowBlockSource) throws -> BinnedColumns {
    var blocks = (0..<source.blockCount).map { source.block(at: $0) }
    return try BinnedColumns(
      taking: &blocks, features: source.features, layout: FeatureLayout(features: source.features),
      withRecords: true, threads: 2)
  }

  private static func addresses(of columns: BinnedColumns) -> [UnsafeRawPointer] {
    columns.pointers.map {
      switch $0 {
      case .narrow(let bins): UnsafeRawPointer(bins)
      case .wide(let bins): UnsafeRawPointer(bins)
      }
    }
  }

  private static func bins(of dataset: BinnedDataset) -> [[UInt16]] {
    dataset.features.indices.map { feature in
      dataset.blocks.flatMap { $0.bins(feature: feature) }
    }
  }

  private static func bins(of columns: BinnedColumns) -> [[UInt16]] {
    columns.pointers.map { column in (0..<columns.rowCount).map { UInt16(column[$0]) } }
  }

  @Test func memoryThatIsHandedOverIsTakenOver() throws {
    func handOver() -> (HandedOverRows, [UnsafeRawPointer]) {
      let dataset = Self.dataset()
      return (HandedOverRows(dataset), Self.addresses(of: dataset.blocks[0]).map { .init($0) })
    }
    let (rows, owned) = handOver()
    let columns = try Self.columns(of: rows)
    #expect(Self.addresses(of: columns) == owned)
    #expect(Self.bins(of: columns) == Self.bins(of: Self.dataset()))
  }

  @Test(arguments: [[0], [0, 0], [0, 100, 100, 164]])
  func memoryThatSomebodyHoldsIsCopied(blockStarts: [Int]) throws {
    let dataset = Self.dataset(blockStarts: blockStarts)
    let columns = try Self.columns(of: dataset)
    #expect(Self.bins(of: columns) == Self.bins(of: dataset))
    for block in dataset.blocks {
      for address in Self.addresses(of: block) {
        #expect(!Self.addresses(of: columns).contains(UnsafeRawPointer(address)))
      }
    }
  }
}
