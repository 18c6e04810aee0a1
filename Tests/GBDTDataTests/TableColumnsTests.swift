import GBDTData
import GBDTSchema
import Testing

@Suite struct TableColumnsTests {
  @Test func makesOneChunk() throws {
    let table = try Table(columns: [
      ("x", .number([1, .nan])), ("y", .boolean([0, 2])),
      ("z", .category(CategoryColumn(codes: [-1, 0], dictionary: ["a"]))),
    ])
    #expect(table.rowCount == 2 && table.chunks.count == 1)
    #expect(table.schema.columns.map(\.name) == ["x", "y", "z"])
    #expect(try Table(columns: []).rowCount == 0)
    #expect(try Table(columns: [("x", .number([]))]).chunks.isEmpty)
  }

  @Test(arguments: [
    ([("a", Column.number([1])), ("a", .number([2]))], "Two columns are called `a`."),
    ([("", Column.number([1]))], "A column has an empty name."),
    (
      [("a", Column.number([1])), ("b", .integer([1, 2]))],
      "column `b`: has 2 rows, but column `a` has 1"
    ),
    ([("a", Column.number([1, -.infinity]))], "column `a`: row 1: the number is infinite"),
    ([("a", Column.boolean([3]))], "column `a`: row 0: 3 is none of 0, 1 and 2 (missing)"),
    (
      [("a", Column.category(CategoryColumn(codes: [1], dictionary: ["x"])))],
      "column `a`: row 0: code 1 is outside of the dictionary"
    ),
  ])
  func refusesWhatNoReaderDelivers(columns: [(String, Column)], message: String) throws {
    let error = try #require(throws: DataError.self) {
      _ = try Table(columns: columns.map { (name: $0.0, column: $0.1) })
    }
    #expect(error.message == message)
  }
}
