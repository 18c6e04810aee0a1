import GBDTCore
import GBDTData
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct QueryRunsTests {
  /// A chunk of up to three rows each; nil is a missing value.
  private static func table(_ queries: [String?]) -> Table {
    let chunks = stride(from: 0, to: queries.count, by: 3).map { first in
      let part = Array(queries[first..<min(first + 3, queries.count)])
      return TableChunk(
        firstRowNumber: UInt64(first), rowCount: part.count,
        columns: [.category(CategoryColumn(part))])
    }
    return Table(
      schema: Schema(columns: [ColumnSchema(name: "q", type: .category)]), chunks: chunks)
  }

  private static func runs(_ queries: [String?]) -> QueryRuns {
    QueryRuns(of: table(queries), column: "q")
  }

  private static func letters(_ text: String) -> [String?] {
    text.map { $0 == "-" ? nil : String($0) }
  }

  @Test(arguments: ["", "a", "aabbbbbbc", "a-b", "--aab", "aaaaaaa", "a--b-c"])
  func wholeQueries(text: String) throws {
    let runs = Self.runs(Self.letters(text))
    #expect(runs.rowCount == text.count)
    try runs.requireWholeQueries(column: "q")
    #expect(ByteCodableCheck(runs).problems.isEmpty)
  }

  @Test(arguments: [("aba", 2, "a"), ("aabbbca", 6, "a"), ("a-a", 2, "a"), ("abcbca", 3, "b")])
  func queriesThatTurnUpAgain(text: String, row: Int, query: String) throws {
    let message =
      "column `q`: row \(row) (counted from 0): the query `\(query)` turns up again behind others; the"
      + " rows of a query must be adjacent, so sort the data by this column"
    for cut in 0...text.count {
      var runs = Self.runs(Self.letters(String(text.prefix(cut))))
      runs.append(
        try QueryRuns(decoding: Self.runs(Self.letters(String(text.dropFirst(cut)))).encoded))
      let error = #expect(throws: DataError.self) { try runs.requireWholeQueries(column: "q") }
      #expect(error?.message == message)
    }
  }

  /// Rows that belong to a query of an earlier part, for every way to cut a table into four parts.
  @Test(arguments: ["aabbbc", "aaaaaa", "a-abbb", "abcdef", "aab--b"])
  func strays(text: String) {
    let rows = Self.letters(text)
    for cuts in Self.cuts(of: rows.count, parts: 4) {
      var parts = zip(cuts, cuts.dropFirst()).map { Array(rows[$0..<$1]) }
      let found = QueryRuns.strays(parts.map(Self.runs))
      for (part, stray) in found.enumerated() {
        guard let stray else { continue }
        parts[stray.owner] += parts[part].prefix(stray.rowCount)
        parts[part].removeFirst(stray.rowCount)
      }
      #expect(parts.flatMap(\.self) == rows, "\(cuts)")
      // No two parts have adjacent rows of one query.
      let filled = parts.filter { !$0.isEmpty }
      for (before, after) in zip(filled, filled.dropFirst()) {
        #expect(before.last != after.first || after.first == .some(nil), "\(cuts)")
      }
    }
  }

  private static func cuts(of count: Int, parts: Int) -> [[Int]] {
    var all: [[Int]] = [[0]]
    for _ in 1..<parts {
      all = all.flatMap { cuts in (cuts[cuts.count - 1]...count).map { cuts + [$0] } }
    }
    return all.map { $0 + [count] }
  }

  @Test func damagedRunsAreRefused() {
    var writer = ByteWriter()
    writer.count(2)
    writer.count(1)
    writer.count(1)
    writer.count(2)
    writer.uint64(7)
    writer.string("q")
    let error = #expect(throws: ByteError.self) { try QueryRuns(decoding: writer.bytes) }
    #expect(error?.reason == "queries that overlap, or lie beyond the rows")
  }

  @Test(arguments: 0...7) func tablesAreCutAndJoined(count: Int) {
    let table = Self.table(Self.letters("abcd-fg"))
    let (first, rest) = table.cut(after: count)
    #expect(first.reduce(0) { $0 + $1.rowCount } == count)
    let empty = Table(schema: table.schema, chunks: [])
    let joined = empty.adding(first).adding(rest.chunks)
    #expect(
      joined.chunks.flatMap { Self.texts($0.columns[0]) }
        == table.chunks.flatMap { Self.texts($0.columns[0]) })
    #expect(joined.rowCount == table.rowCount)
    for chunk in first {
      guard case .category(let column) = chunk.columns[0] else { continue }
      #expect(column.dictionary.count <= chunk.rowCount)
    }
  }

  private static func texts(_ column: Column) -> [String] {
    guard case .category(let values) = column else { return [] }
    return values.codes.map { $0 < 0 ? "-" : values.dictionary[Int($0)] }
  }
}
