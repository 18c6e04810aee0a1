import Foundation
import GBDTCore
import GBDTData
import GBDTSchema
import Testing

@Suite struct SideFilesTests {
  private let folder: TextFolder

  init() throws { folder = try TextFolder() }

  private func columns(
    queries: String? = nil, weights: String? = nil, initScores: String? = nil
  ) throws -> SideColumns {
    var files = SideFiles()
    files.queries = try queries.map { try folder.file("t.query", $0) }
    files.weights = try weights.map { try folder.file("t.weight", $0) }
    files.initScores = try initScores.map { try folder.file("t.init", $0) }
    return try files.columns(threads: 2)
  }

  private func message(
    queries: String? = nil, weights: String? = nil, initScores: String? = nil
  ) -> String? {
    let error = #expect(throws: DataError.self) {
      try columns(queries: queries, weights: weights, initScores: initScores)
    }
    return error?.message.replacing(folder.url.path + "/", with: "")
  }

  @Test func becomeColumns() throws {
    let columns = try columns(
      queries: "2\n0\n3\n", weights: "1\n0.5\n2\n1e2\n0\n",
      initScores: "1\t-1\n2\t0\n0.25\t7\n0\t0\n3\t4\n")
    #expect(
      columns.schema == [
        ColumnSchema(name: "query_file", type: .integer),
        ColumnSchema(name: "weight_file", type: .number),
        ColumnSchema(name: "init_score_file_0", type: .number),
        ColumnSchema(name: "init_score_file_1", type: .number),
      ])
    #expect(columns.roles.map(\.role) == [.group, .weight, .initScore, .initScore])
    #expect(
      columns.rows(0..<5) == [
        .integer([0, 0, 2, 2, 2]), .number([1, 0.5, 2, 100, 0]), .number([1, 2, 0.25, 0, 3]),
        .number([-1, 0, 7, 0, 4]),
      ])
    #expect(columns.rows(1..<2)[0] == .integer([0]))
    try columns.check(Schema(columns: []), rowCount: 5, skippedCount: 0)
  }

  @Test func oneInitialScoreHasNoNumber() throws {
    #expect(try columns(initScores: "1\n2\n").names == ["init_score_file"])
    #expect(
      try columns(initScores: "1,2\n3,4\n").names == ["init_score_file_0", "init_score_file_1"])
    #expect(try columns().schema.isEmpty)
  }

  @Test func refuseWhatIsNoSuchFile() throws {
    #expect(
      message(queries: "2\n-1\n") == "t.query:2: -1 is not a number of rows")
    #expect(
      message(queries: "2,3\n")
        == "t.query: has 2 fields a line where the rows of a query are expected")
    #expect(message(queries: "2.5\n")?.hasPrefix("t.query:1: ") == true)
    #expect(
      message(weights: "1 \n2\t3\n") != nil)
    #expect(
      message(weights: "1,2\n3,4\n")
        == "t.weight: has 2 fields a line where one weight is expected")
    #expect(message(weights: "1\nx\n")?.hasPrefix("t.weight:2: ") == true)
    #expect(message(weights: "1\n\n2\n")?.hasPrefix("t.weight:2: ") == true)
    #expect(message(initScores: "1\t2\n3\n")?.hasPrefix("t.init:2: ") == true)
    var missing = SideFiles()
    missing.weights = "none.weight"
    let error = #expect(throws: DataError.self) { try missing.columns(threads: 1) }
    #expect(error?.category == .noInput)
  }

  @Test func countsMustAddUp() throws {
    let columns = try columns(queries: "2\n3\n", weights: "1\n1\n1\n1\n1\n")
    func message(rowCount: Int, skipped: Int, schema: [ColumnSchema] = []) -> String? {
      let error = #expect(throws: DataError.self) {
        try columns.check(Schema(columns: schema), rowCount: rowCount, skippedCount: skipped)
      }
      return error?.message.replacing(folder.url.path + "/", with: "")
    }
    #expect(
      message(rowCount: 6, skipped: 0)
        == "t.query: is of queries with 5 rows in all, but the data has 6")
    #expect(
      message(rowCount: 4, skipped: 1)
        == "t.query: is of queries with 5 rows in all, but the data has 4 (1 bad ones were left out,"
        + " which side files do not allow for)")
    #expect(
      message(
        rowCount: 5, skipped: 0, schema: [ColumnSchema(name: "weight_file", type: .number)])
        == "t.weight: the data has a column `weight_file`, which is what this file's would be called"
    )
  }
}
