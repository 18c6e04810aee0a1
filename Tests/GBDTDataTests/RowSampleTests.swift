import GBDTCore
import GBDTKernels
import GBDTTestSupport
import Testing

@testable import GBDTData

@Suite struct RowSampleTests {
  private let hash = CounterHash(seed: 4, purpose: .binSample)

  private func sample(
    of rows: [UInt64], limit: Int, chunk: Int, columns: [(UInt64) -> Double]
  ) -> RowSample {
    var sample = RowSample(limit: limit, columnCount: columns.count)
    for start in stride(from: 0, to: rows.count, by: chunk) {
      let numbers = Array(rows[start..<min(start + chunk, rows.count)])
      let candidates = RowSample.Candidates(
        rowNumbers: numbers, hash: hash, threshold: sample.threshold)
      sample.add(candidates, from: columns.map { numbers.map($0) })
    }
    sample.prune()
    return sample
  }

  private func values(_ sample: borrowing RowSample, column: Int) -> DistinctValues {
    sample.distinctValues(inColumn: column, sorter: ValueSorter(capacity: sample.limit))
  }

  private func expected(
    _ rows: [UInt64], limit: Int, column: (UInt64) -> Double
  ) -> DistinctValues {
    let kept = rows.sorted { hash.value($0) < hash.value($1) }.prefix(limit)
    return DistinctValues(of: kept.map(column))
  }

  private let columns: [(UInt64) -> Double] = [
    { Double($0) }, { $0 % 7 == 3 ? .nan : Double($0 % 50) / 4 }, { Double($0) / 10 },
  ]

  @Test(arguments: [1, 10, 100, 999, 5_000], [1, 64, 1_000])
  func theRowsWithTheSmallestHashes(limit: Int, chunk: Int) {
    let rows = (0..<1_000).map { UInt64($0 * $0) }
    let found = sample(of: rows, limit: limit, chunk: chunk, columns: columns)
    for (index, column) in columns.enumerated() {
      #expect(values(found, column: index) == expected(rows, limit: limit, column: column))
    }
  }

  @Test(arguments: [1, 10, 300, 5_000])
  func mergingIsAddingTheRows(limit: Int) {
    let rows = (0..<900).map { UInt64($0 * 3) }
    var merged = sample(of: Array(rows[500...]), limit: limit, chunk: 77, columns: columns)
    merged.merge(sample(of: Array(rows[..<500]), limit: limit, chunk: 200, columns: columns))
    for (index, column) in columns.enumerated() {
      #expect(values(merged, column: index) == expected(rows, limit: limit, column: column))
    }
  }

  /// Values that turn out not to be single-precision numbers after many that were.
  @Test(arguments: [0, 1, 63, 64, 200])
  func precisionIsNeverLost(exactRows: Int) {
    let rows = (0..<200).map { UInt64($0) }
    let column: (UInt64) -> Double = { $0 < exactRows ? Double($0) : Double($0) / 3 }
    let found = sample(of: rows, limit: 150, chunk: 32, columns: [column])
    #expect(values(found, column: 0) == expected(rows, limit: 150, column: column))
  }

  @Test func memoryIsBounded() {
    let rows = (0..<5_000).map { UInt64($0) }
    let singles = sample(
      of: rows, limit: 800, chunk: 1_000, columns: [{ Double($0) }, { _ in .nan }])
    #expect(singles.valueBytes == 2 * 4 * 900)
    let one = sample(
      of: rows, limit: 800, chunk: 1_000, columns: [{ Double($0) }, { 1 / Double($0 + 3) }])
    #expect(one.valueBytes == (4 + 8) * 900)
  }

  @Test func rowsThatAreThereTwiceAreRefused() throws {
    func decode(_ rows: [UInt64]) throws(ByteError) {
      var writer = ByteWriter()
      sample(of: rows, limit: 5, chunk: 9, columns: [{ Double($0) }]).write(to: &writer)
      var reader = ByteReader(writer.bytes)
      _ = try RowSample(limit: 5, ranges: [ColumnRange(of: [0, 10])], from: &reader)
    }
    try decode([1, 2, 3])
    let error = #expect(throws: ByteError.self) { try decode([1, 2, 1]) }
    #expect(error?.reason == "a sampled row is there twice")
  }
}
