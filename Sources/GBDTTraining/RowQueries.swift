internal import GBDTData
internal import GBDTKernels

/// Which rows of this process are of one query: in their first order they lie together.
struct RowQueries {
  /// Position of the first row of each query, and the number of rows in the end.
  private let starts: [Int]
  /// Number of the first row of each query among the rows of all processes.
  private let numbers: [UInt64]

  init(_ blocks: [RowBlock]) {
    var (starts, numbers): ([Int], [UInt64]) = ([], [])
    var lastKey: UInt64?
    var first = 0
    for block in blocks {
      guard let groups = block.groups else { continue }
      for query in 0..<groups.queryCount {
        let rows = groups.rows(ofQuery: query)
        // A query may begin in the block before.
        if groups.keys[query] == lastKey { continue }
        lastKey = groups.keys[query]
        starts.append(first + rows.lowerBound)
        numbers += block.rowNumbers.numbers(in: rows.lowerBound..<rows.lowerBound + 1)
      }
      first += block.rowCount
    }
    self.starts = starts + [first]
    self.numbers = numbers
  }

  var count: Int { numbers.count }

  /// Positions of the rows of a query.
  func rows(of query: Int) -> Range<Int> { starts[query]..<starts[query + 1] }

  /// Positions of the rows of neighbouring queries.
  func rows(of queries: Range<Int>) -> Range<Int> {
    starts[queries.lowerBound]..<starts[queries.upperBound]
  }

  /// The number that tells a query from all others.
  func number(of query: Int) -> UInt64 { numbers[query] }

  /// Most rows of a query.
  var largest: Int { (0..<count).lazy.map { rows(of: $0).count }.max() ?? 0 }

  /// Neighbouring queries, with so many rows together or a few more.
  func stretches(ofRows rowCount: Int) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    var first = 0
    for query in 0..<count where starts[query + 1] - starts[first] >= rowCount || query == count - 1
    {
      stretches.append(first..<query + 1)
      first = query + 1
    }
    return stretches
  }
}
