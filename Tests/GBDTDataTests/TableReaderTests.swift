import Foundation
import GBDTCore
import GBDTSchema
import Testing

@testable import GBDTData

@Suite struct TableReaderTests {
  private let folder: TextFolder

  init() throws { folder = try TextFolder() }

  private func read(
    _ text: String, name: String = "t.csv", _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> TableReadResult {
    var options = ReadOptions()
    change(&options)
    return try TableReader.read(paths: [try folder.file(name, text)], options: options)
  }

  /// The message for a text that cannot be read, without the folder's path.
  private func message(
    _ text: String, name: String = "t.csv", _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> String {
    let error = try #require(throws: DataError.self) { _ = try read(text, name: name, change) }
    #expect(error.category == .data || error.category == .usage)
    return error.message.replacing(folder.url.path + "/", with: "")
  }

  private func column(_ table: Table, _ name: String) throws -> [Column] {
    let index = try #require(table.schema.index(of: name))
    return table.chunks.map { $0.columns[index] }
  }

  private func only(_ table: Table, _ name: String) throws -> Column {
    try #require(try column(table, name).first)
  }

  private func strings(_ column: Column) -> [String?] {
    guard case .category(let values) = column else { return [] }
    return values.codes.map { $0 < 0 ? nil : values.dictionary[Int($0)] }
  }

  @Test func infersTypes() throws {
    let text = """
      flag,count,fare,when,word,nothing,mixed
      true,1,1.5,2009-06-15 17:26:21 UTC,a,,1
      FALSE,-2,2,2009-06-16,b,NA,2009-06-16
      ,NA,NaN,null,NA,,true

      """
    let table = try read(text).table
    #expect(
      table.schema.columns.map(\.type)
        == [.boolean, .integer, .number, .timestamp, .category, .number, .category])
    #expect(table.rowCount == 3)
    #expect(try only(table, "flag") == .boolean([1, 0, 2]))
    #expect(try only(table, "count") == .integer([1, -2, .min]))
    guard case .number(let fares) = try only(table, "fare") else { return }
    #expect(fares[0] == 1.5 && fares[1] == 2 && fares[2].isNaN)
    #expect(
      try only(table, "when") == .timestamp([1_245_086_781_000_000, 1_245_110_400_000_000, .min]))
    // Namibia's country code is a word, not a missing value, among words.
    #expect(strings(try only(table, "word")) == ["a", "b", "NA"])
    #expect(strings(try only(table, "mixed")) == ["1", "2009-06-16", "true"])
  }

  @Test func readsQuotes() throws {
    let table = try read("a,b\r\n\"x,\"\"y\"\"\r\n2\",\"1.5\"\r\n\"\",\"\"\r\n\" z \", 2 \r\n")
      .table
    #expect(strings(try only(table, "a")) == ["x,\"y\"\r\n2", nil, " z "])
    guard case .number(let values) = try only(table, "b") else { return }
    #expect(values[0] == 1.5 && values[1].isNaN && values[2] == 2)
  }

  @Test(arguments: [
    "a,b\n1,x\n2,y\n", "a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r\n1,x\r\n2,y",
    "\u{FEFF}a,b\n1,x\n2,y\n", "\n\r\na,b\n\n1,x\n\r\n\n2,y\n\n", " a ,b\t\n1,x\n2,y\n",
    "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"\n",
  ])
  func readsLineEndsAndHeaders(text: String) throws {
    let table = try read(text).table
    #expect(table.schema.columns.map(\.name) == ["a", "b"])
    #expect(try only(table, "a") == .integer([1, 2]))
    #expect(strings(try only(table, "b")) == ["x", "y"])
  }

  @Test func readsOtherDelimitersAndNoHeader() throws {
    #expect(try read("a\tb\n1\t2\n", name: "t.tsv").table.schema.columns.count == 2)
    #expect(try read("a;b\n1;2\n") { $0.delimiter = UInt8(ascii: ";") }.table.rowCount == 1)
    let table = try read("1,x\n2,y\n") { $0.hasHeader = false }.table
    #expect(table.schema.columns.map(\.name) == ["c0", "c1"])
    #expect(try only(table, "c0") == .integer([1, 2]))
    #expect(try message("a\n", { $0.delimiter = 10 }).contains("delimiter must not be"))
  }

  /// Quotes that begin behind the first chunk, whose cuts were taken to lie outside of them.
  @Test(arguments: [1, 2, 3], [64, 100, 1 << 20])
  func readsLineBreaksInLateQuotes(threads: Int, chunkByteCount: Int) throws {
    let plain = (0..<20).map { "\($0),plain\n" }.joined()
    let quoted = (20..<60).map { "\($0),\"line\nbreak\r\n,\($0)\"\n" }.joined()
    let result = try read("a,b\n" + plain + quoted) {
      $0.threads = threads
      $0.chunkByteCount = chunkByteCount
      $0.inferenceRecordCount = 30
    }
    let numbers = try column(result.table, "a").flatMap {
      if case .integer(let values) = $0 { values } else { [Int64]() }
    }
    #expect(numbers == Array(0..<60))
    let texts = try column(result.table, "b").flatMap(strings)
    #expect(texts[19] == "plain" && texts[59] == "line\nbreak\r\n,59")
    let failure = try message("a,b\n" + plain + quoted + "x,y\n") {
      $0.threads = threads
      $0.chunkByteCount = chunkByteCount
      $0.inferenceRecordCount = 30
    }
    #expect(failure.hasPrefix("t.csv:142: column `a`: `x` is not an integer"))
  }

  @Test func refusesAFileThatIsCutShortMeanwhile() throws {
    let text = "a,b\n" + (0..<5_000).map { "\($0),x\n" }.joined()
    let path = try folder.file("t.csv", text)
    var options = ReadOptions()
    options.chunkByteCount = 10_000
    options.inferenceRecordCount = 10
    let reader = try TableReader(paths: [path], options: options)
    try #require(truncate(path, 20_000) == 0)
    let error = #expect(throws: DataError.self) { _ = try reader.table() }
    #expect(error?.category == .inputOutput)
    #expect(error?.message == "\(path): was cut short while it was read")
  }

  @Test func readsAFileThatIsDeletedOrReplacedMeanwhile() throws {
    let text = "a,b\n" + (0..<5_000).map { "\($0),x\n" }.joined()
    var options = ReadOptions()
    options.chunkByteCount = 10_000
    for replaces in [false, true] {
      let path = try folder.file("t.csv", text)
      let reader = try TableReader(paths: [path], options: options)
      try FileManager.default.removeItem(atPath: path)
      // The first file is mapped, so that its number is not given to another.
      if replaces { _ = try folder.file("t.csv", "a,b\n") }
      #expect(try reader.table().table.rowCount == 5_000)
    }
  }

  @Test func keepsBlankLinesOfOneColumn() throws {
    #expect(try only(try read("a\n1\n\n2\n").table, "a") == .integer([1, .min, 2]))
    #expect(try read("a\n").table.rowCount == 0)
  }

  @Test func takesGivenTypesAndColumns() throws {
    let text = "zip,n,x\n01234,1,oops\n00001,2,\n"
    let table = try read(text) {
      $0.types = [.init(name: "zip", type: .category), .init(name: "n", type: .number)]
      $0.columns = ["n", "zip"]
    }.table
    #expect(table.schema.columns.map(\.name) == ["zip", "n"])
    #expect(strings(try only(table, "zip")) == ["01234", "00001"])
    #expect(try only(table, "n") == .number([1, 2]))
  }

  @Test func readsTwiceThroughOneReader() throws {
    let path = try folder.file("t.csv", "a,b\n1,x\n2,y\n")
    let reader = try TableReader(paths: [path], options: ReadOptions())
    #expect(reader.schema.columns.map(\.type) == [.integer, .category])
    #expect(try reader.table(columns: ["b"]).table.schema.columns.map(\.name) == ["b"])
    #expect(try reader.table().table.schema == reader.schema)
  }

  @Test func replacesMissingValues() throws {
    let table = try read("a,b\n-999,NaN\n1,-999\n\"-999\",x\n") {
      $0.missingValues = ["-999"]
    }.table
    #expect(try only(table, "a") == .integer([.min, 1, .min]))
    #expect(strings(try only(table, "b")) == ["NaN", nil, "x"])
    #expect(
      try message("a\n1\nNA\n") {
        $0.missingValues = []
        $0.types = [.init(name: "a", type: .integer)]
      }.contains("`NA` is not an integer"))
  }

  @Test func keepsTimestampsThatAreTooFineAsText() throws {
    let text = "key\n2010-04-23 15:12:00.000000132\n2010-04-23 15:12:00.0000010\n"
    #expect(try read(text).table.schema.columns[0].type == .category)
    let failure = try message(text) { $0.types = [.init(name: "key", type: .timestamp)] }
    #expect(
      failure.hasPrefix("t.csv:2: column `key`: `2010-04-23 15:12:00.000000132` is finer than"))
  }

  @Test(arguments: [
    ("a,b\n1,2\n3\n", "t.csv:3: the row has 1 field where 2 are expected"),
    (
      "a,b\n1,2\n3,4,5\n", "t.csv:3: the row has 3 fields where 2 are expected (`5` is beyond them)"
    ),
    ("a,b\n1,2,\n", "give `--extra-fields empty`"),
    ("a,b\n\"x\ny\",1\n2\n", "t.csv:4: the row has 1 field"),
    ("a,b\n1,5\" pipe\n", "t.csv:2: a quote stands inside a field"),
    ("a,b\n1,\"x\"y\n", "t.csv:2: text follows the closing quote"),
    ("a,b\n1,2\n3,\"x\n\n", "t.csv:3: the quote that opens here is never closed"),
    ("a,b\r1,2\r", "t.csv:1: a carriage return stands without a line feed"),
    ("a,a\n1,2\n", "t.csv:1: in the header, the name `a` stands twice, in fields 1 and 2"),
    ("a, \n1,2\n", "t.csv:1: in the header, field 2 has no name"),
    ("", "t.csv: is empty"),
    ("\u{FEFF}", "t.csv: is empty"),
    ("\n\n", "t.csv: is empty"),
    ("PAR1abc", "t.csv: is a Parquet file"),
  ])
  func refusesBadText(text: String, beginning: String) throws {
    #expect(try message(text).contains(beginning))
  }

  @Test(arguments: [
    ("number", "1,234", "`1,234` is not a number"),
    ("number", "1e999", "`1e999` is infinite"),
    ("number", "-inf", "`-inf` is infinite"),
    ("number", "0x1p3", "`0x1p3` is not a number"),
    ("integer", "1.5", "`1.5` is not a 64-bit integer; give `--types a=number`"),
    ("integer", "x", "`x` is not an integer"),
    ("integer", "9223372036854775808", "is not a 64-bit integer"),
    ("boolean", "1", "`1` is neither `true` nor `false`"),
    ("timestamp", "2011-02-29", "`2011-02-29` names a day or time that does not exist"),
    ("timestamp", "soon", "`soon` is not a timestamp"),
  ])
  func refusesMisfits(type: String, value: String, problem: String) throws {
    let type = try #require(ColumnType(rawValue: type))
    let failure = try message("b,a\n1,\"\"\n2,\"\(value)\"\n") {
      $0.types = [.init(name: "a", type: type)]
    }
    #expect(failure.hasPrefix("t.csv:3: column `a`: "))
    #expect(failure.contains(problem))
    #expect(failure.contains("--bad-rows skip"))
  }

  @Test func refusesMisfitsBehindTheInferredPrefix() throws {
    let text = "a,b\n1,x\n2,y\n3.5,z\n"
    let failure = try message(text) { $0.inferenceRecordCount = 2 }
    #expect(failure.hasPrefix("t.csv:4: column `a`: `3.5` is not a 64-bit integer"))
    #expect(failure.contains("`--types a=number`"))
  }

  @Test func infinityAmongNumbersIsAnError() throws {
    #expect(try message("a\n1.5\ninf\n").contains("t.csv:3: column `a`: `inf` is infinite"))
    #expect(try message("a\n2011-02-28\n2011-02-29\n").contains("does not exist"))
  }

  @Test func refusesInvalidUTF8() throws {
    let path = try folder.file("t.csv", bytes: Array("a,b\n1,x\n2,".utf8) + [0xFF, 10])
    let error = try #require(throws: DataError.self) {
      _ = try TableReader.read(paths: [path], options: ReadOptions())
    }
    #expect(error.place == DataError.Place(file: path, line: 3, column: "b"))
    #expect(error.message.contains("is not valid UTF-8"))
  }

  @Test func labelsMustBeFinite() throws {
    let text = "y,x\n1,2\nNaN,3\n4,\n"
    let failure = try message(text) { $0.finiteColumns = ["y"] }
    #expect(failure.hasPrefix("t.csv:3: column `y`: `NaN` is a missing value, which a label"))
    let result = try read(text) {
      $0.finiteColumns = ["y"]
      $0.badRows = .skip
    }
    #expect(try only(result.table, "y") == .integer([1, 4]))
    #expect(result.skippedRows.count == 1)
    // A slip in a numeric label does not make it a category.
    #expect(
      try message("y\n1\nabc\n2\n") { $0.finiteColumns = ["y"] }.contains("`abc` is not a number"))
    #expect(try read("y\n1\nabc\n2\n").notes[0].contains("column `y`: `abc` makes this a category"))
  }

  @Test func skipsBadRows() throws {
    let text = "a,b\n1,x\n2\n3,y,z\noops,w\n4,\"u\nv\"\n5,\n6,7,8\n,,,\n9,9,9,9\n,\"\"\n"
    for chunkByteCount in [1, 7, 1 << 20] {
      let result = try read(text) {
        $0.badRows = .skip
        $0.types = [.init(name: "a", type: .integer)]
        $0.chunkByteCount = chunkByteCount
      }
      let values = try column(result.table, "a").flatMap {
        if case .integer(let values) = $0 { values } else { [Int64]() }
      }
      #expect(values == [1, 4, 5, .min])
      #expect(result.skippedRows.count == 6)
      #expect(result.skippedRows.examples.map(\.place.line) == [3, 4, 5, 9, 10])
      #expect(result.table.chunks.map(\.firstRowNumber).first == 0)
    }
  }

  @Test func malformedQuotesAreErrorsThoughBadRowsAreSkipped() throws {
    #expect(try message("a,b\n1,5\" pipe\n") { $0.badRows = .skip }.contains("a quote stands"))
  }

  @Test func acceptsEmptyExtraFields() throws {
    let text = "a,b\n1,2,,\r\n3,4\r\n5,6, \r\n"
    let table = try read(text) { $0.extraFields = .empty }.table
    #expect(try only(table, "b") == .integer([2, 4, 6]))
    let failure = try message("a,b\n1,2,,x\n") { $0.extraFields = .empty }
    #expect(failure.contains("(`x` is beyond them)"))
  }

  @Test func refusesUnknownNames() throws {
    #expect(
      try message("fare\n1\n") { $0.types = [.init(name: "farre", type: .number)] }
        .contains("no column `farre`, which the list of types names. Did you mean `fare`?"))
    #expect(try message("fare\n1\n") { $0.columns = ["x"] }.contains("no column `x`"))
    #expect(
      try message("fare\n1\n") { $0.finiteColumns = ["y"] }.contains(
        "the label, the weight or the like"))
  }

  @Test func readsManyRandomBytesWithoutCrashing() throws {
    var generator = SeededGenerator(seed: 6)
    let text = Array(
      "a,b,c\n1,\"x,\"\"y\"\"\",2009-06-15 17:26:21 UTC\r\n2.5,z,\n3,\"\n\",2010-01-01\n".utf8)
    for _ in 0..<2_000 {
      var mutated = text
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let i = Int.random(in: 0..<mutated.count, using: &generator)
        let bytes: [UInt8] = [34, 44, 10, 13, 0, 255, UInt8.random(in: 0...255, using: &generator)]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: mutated[i] = bytes[Int.random(in: 0..<bytes.count, using: &generator)]
        case 1: mutated.remove(at: i)
        default: mutated.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: i)
        }
      }
      var options = ReadOptions()
      options.chunkByteCount = 16
      options.badRows = Bool.random(using: &generator) ? .skip : .error
      // Either is fine: rows or a DataError.
      let text = try? CSVText(path: "t.csv", bytes: FileBytes(copying: mutated))
      _ = try? text.map { try TableReader(texts: [$0], options: options).table() }
    }
  }
}
