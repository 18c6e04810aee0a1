import GBDTSchema
import Testing

@testable import GBDTData

/// Files as people publish them.
@Suite(.enabled(if: SharedData.isPresent, "shared/data is absent"))
struct RealDataReaderTests {
  private func read(
    _ name: String, _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> TableReadResult {
    var options = ReadOptions()
    options.threads = 2
    change(&options)
    return try TableReader.read(paths: [SharedData.path(name)], options: options)
  }

  private func types(_ table: Table) -> [String: ColumnType] {
    Dictionary(uniqueKeysWithValues: table.schema.columns.map { ($0.name, $0.type) })
  }

  @Test func kaggleTrain() throws {
    let table = try read("nyc-taxi/kaggle-train.csv.gz").table
    #expect(table.rowCount == 53_595)
    #expect(
      table.schema.columns.map(\.type)
        == [.category, .number, .timestamp, .number, .number, .number, .number, .integer])
    // 2010-04-23 15:12:00 UTC
    guard case .timestamp(let times) = table.chunks[0].columns[2],
      case .number(let longitudes) = table.chunks[0].columns[3]
    else { return }
    #expect(times[0] == 1_272_035_520_000_000 && longitudes[0] == -73.973925)
  }

  @Test func kaggleTestEndsLinesInReturns() throws {
    let table = try read("nyc-taxi/kaggle-test-unlabelled.csv.gz").table
    #expect(table.rowCount == 9_914)
    #expect(types(table)["passenger_count"] == .integer)
  }

  @Test func raggedTrailingCommasNeedTheirOption() throws {
    let name = "nyc-taxi/tlc_green_tripdata_2013-08.csv.gz"
    let error = try #require(throws: DataError.self) { _ = try read(name) }
    #expect(
      error.message.hasPrefix(
        SharedData.path(name) + ":3: the row has 22 fields where 20 are expected, and all beyond"))
    #expect(error.message.contains("give `--extra-fields empty`"))
    let table = try read(name) { $0.extraFields = .empty }.table
    #expect(table.rowCount == 7_623)
    #expect(types(table)["Trip_type"] == .number)
    #expect(types(table)["Trip_distance"] == .number)
    #expect(types(table)["Fare_amount"] == .number)
  }

  @Test func yellowTaxi() throws {
    #expect(try read("nyc-taxi/tlc_yellow_2015-06_first10k.csv.gz").table.rowCount == 9_999)
  }

  @Test func adult() throws {
    let table = try read("tabular/adult_train.csv.gz").table
    #expect(table.rowCount == 22_792)
    #expect(table.schema.columns.filter { $0.type == .category }.count == 9)
  }

  @Test func hflights() throws {
    let table = try read("tabular/hflights.csv.gz").table
    #expect(table.rowCount == 227_496)
    let types = types(table)
    #expect(types["ArrDelay"] == .integer && types["TailNum"] == .category)
    // Missing delays are written NA.
    let delays = try #require(table.schema.index(of: "ArrDelay"))
    let missing = table.chunks.reduce(0) { count, chunk in
      guard case .integer(let values) = chunk.columns[delays] else { return count }
      return count + values.count { $0 == Column.missingInteger }
    }
    #expect(missing == 3_622)
  }

  @Test func quotedStrings() throws {
    let table = try read("tabular/diamonds.csv.gz").table
    #expect(table.rowCount == 53_940)
    #expect(types(table)["cut"] == .category && types(table)["carat"] == .number)
  }
}
