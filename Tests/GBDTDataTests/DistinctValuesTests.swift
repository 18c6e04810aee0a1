import GBDTData
import Testing

@Suite struct DistinctValuesTests {
  private let rows: [Double] = (0..<500).map { [3, -0.0, 0, .nan, 7.5, 3, 1e300][$0 * $0 % 7] }

  /// A table of rows; nil if there are too many distinct values.
  private func counted(_ rows: [Double], limit: Int) -> ValueCounts? {
    var counts = ValueCounts(limit: limit)
    let fits = counts.add(rows)
    return fits ? counts : nil
  }

  private func merged(_ parts: [ValueCounts?], limit: Int) -> ValueCounts? {
    parts.reduce(ValueCounts(limit: limit)) { merged, part in
      guard var merged, let part else { return nil }
      let fits = merged.add(part)
      return fits ? merged : nil
    }
  }

  @Test func countsAgreeWithSorting() throws {
    let counts = try #require(counted(rows, limit: 4))
    #expect(counts.sorted == DistinctValues(of: rows))
    #expect(counts.distinctCount == DistinctValues(of: rows).count)
    #expect(counts.sorted.values.allSatisfy { $0.bitPattern != (-0.0).bitPattern })
  }

  @Test func mergingAddsCounts() {
    let numbers = (0..<3_000).map { Double($0 * 7_919 % 1_009) }
    let parts = stride(from: 0, to: numbers.count, by: 250).map {
      counted(Array(numbers[$0..<($0 + 250)]), limit: 1_009)
    }
    #expect(merged(parts.reversed(), limit: 1_009)?.sorted == DistinctValues(of: numbers))
    #expect(counted(numbers, limit: 1_009)?.sorted == DistinctValues(of: numbers))
  }

  @Test func givesUpAboveTheLimit() {
    #expect(counted([1, 2, 3, 1, 2, 3, .nan], limit: 3) != nil)
    #expect(counted([1, 2, 3, 4], limit: 3) == nil)
    #expect(counted([.nan], limit: 0) != nil)
    #expect(counted([1], limit: 0) == nil)
    let (a, b) = (counted([8, 9], limit: 3), counted([1, 8], limit: 3))
    #expect(merged([a, b], limit: 3)?.distinctCount == 3)
    #expect(merged([a, b, counted([5], limit: 3)], limit: 3) == nil)
  }

  @Test func integers() {
    #expect(DistinctValues(of: [1, -3, 1e300, 0]).areIntegers)
    #expect(!DistinctValues(of: [1, 2.5]).areIntegers)
    #expect(DistinctValues(of: [.nan]).count == 0)
  }
}
