import GBDTCore
import GBDTData
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct IdentifierCountsTests {
  /// Columns whose rows have different values by halves and a bit more, and one with few.
  static func table(rows: Range<Int>, of count: Int) -> Table {
    let columns: [(String, (Int) -> String?)] = [
      ("key", { "key \($0)" }),
      ("half", { "half \($0 % (count / 2))" }),
      ("more than half", { "more \($0 % (count / 2 + 1))" }),
      ("few", { "few \($0 % 10)" }),
      ("mostly missing", { $0 % 2 == 0 ? "id \($0)" : nil }),
      ("ignored", { "ignored \($0)" }),
    ]
    return Table(
      schema: Schema(
        columns: columns.map { ColumnSchema(name: $0.0, type: .category) }
          + [ColumnSchema(name: "number", type: .integer)]),
      chunks: [
        TableChunk(
          firstRowNumber: UInt64(rows.lowerBound), rowCount: rows.count,
          columns: columns.map { name, value in
            let values = rows.map(value)
            return .category(
              CategoryColumn(
                codes: values.enumerated().map { $1 == nil ? -1 : Int32($0) },
                dictionary: values.map { $0 ?? "" }))
          } + [.integer(rows.map(Int64.init))])
      ])
  }

  /// As several processes do it, everything sent as bytes.
  static func identifiers(_ parts: [Table]) throws -> [String] {
    var candidates = IdentifierCandidates(in: parts[0], except: ["ignored"])
    for part in parts.dropFirst() {
      candidates.merge(
        try IdentifierCandidates(
          decoding: IdentifierCandidates(in: part, except: ["ignored"]).encoded))
    }
    var counts = IdentifierCounts(in: parts[0], candidates: candidates)
    for part in parts.dropFirst() {
      counts.merge(
        try IdentifierCounts(decoding: IdentifierCounts(in: part, candidates: candidates).encoded))
    }
    return counts.identifiers
  }

  @Test(arguments: [[3_000], [1_500, 3_000], [0, 10, 10, 1_700, 3_000]])
  func partitions(ends: [Int]) throws {
    let parts = zip([0] + ends, ends).map { Self.table(rows: $0..<$1, of: 3_000) }
    #expect(try Self.identifiers(parts) == ["key", "more than half", "mostly missing"])
  }

  /// However few the rows: 1,024 different values are none too many, and one more is.
  @Test(arguments: [(1_024, [String]()), (1_025, ["key"])])
  func fewRows(count: Int, expected: [String]) throws {
    let half = count / 2
    let parts = [0..<half, half..<count].map { Self.table(rows: $0, of: count) }
    #expect(try Self.identifiers(parts) == expected)
  }

  @Test func bytes() {
    let table = Self.table(rows: 0..<1_100, of: 1_100)
    let candidates = IdentifierCandidates(in: table, except: ["half", "more than half", "ignored"])
    #expect(ByteCodableCheck(candidates).problems.isEmpty)
    let counts = IdentifierCounts(in: table, candidates: candidates)
    #expect(ByteCodableCheck(counts, mutants: 50).problems.isEmpty)
  }
}
