import Foundation
import GBDTCore
import GBDTKernels
import GBDTSchema
import Testing

@testable import GBDTData

@Suite struct SparseTableTests {
  private let folder: TextFolder

  init() throws { folder = try TextFolder() }

  private func read(
    _ texts: [(name: String, text: String)], _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> TableReadResult {
    var options = ReadOptions()
    change(&options)
    let paths = try texts.map { try folder.file($0.name, $0.text) }
    return try TableReader.read(paths: paths, options: options)
  }

  private func read(
    _ text: String, name: String = "t.libsvm", _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> TableReadResult {
    try read([(name, text)], change)
  }

  private func message(
    _ text: String, name: String = "t.libsvm", _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> String {
    let error = try #require(throws: DataError.self) { _ = try read(text, name: name, change) }
    return error.message.replacing(folder.url.path + "/", with: "")
  }

  private func names(_ table: Table) -> [String] { table.schema.columns.map(\.name) }

  private func numbers(_ table: Table, _ name: String) -> [Double] {
    guard let index = table.schema.index(of: name) else { return [] }
    return table.chunks.flatMap { chunk -> [Double] in
      switch chunk.columns[index] {
      case .number(let values): values
      case .integer(let values): values.map { Double($0) }
      default: []
      }
    }
  }

  @Test func columnsAreNamedByTheIndexAsWritten() throws {
    let result = try read("1 1:0.5 3:2 # one\n\n# no row\n-1 2:-1\r\n0\n")
    #expect(names(result.table) == ["label", "f1", "f2", "f3"])
    #expect(numbers(result.table, "label") == [1, -1, 0])
    #expect(numbers(result.table, "f1") == [0.5, 0, 0])
    #expect(numbers(result.table, "f2") == [0, -1, 0])
    #expect(numbers(result.table, "f3") == [2, 0, 0])
    #expect(
      result.notes == [
        "LibSVM text: the label is `label`, the features are f1 to f3 by their index as written, and an absent entry is 0"
      ])
    #expect(names(try read("1 1:0.5\n0 0:2\n").table) == ["label", "f0", "f1"])
    #expect(names(try read("1 1:0.5\n") { $0.indexBase = .zero }.table) == ["label", "f0", "f1"])
    #expect(names(try read("1\n0\n").table) == ["label"])
  }

  @Test func filesOfATableHaveItsColumns() throws {
    let result = try read([("a.svm", "1 2:1\n"), ("b.svm", "0 5:2\n"), ("c.svm", "3 0:4\n")])
    #expect(names(result.table) == ["label"] + (0...5).map { "f\($0)" })
    #expect(numbers(result.table, "f5") == [0, 2, 0])
    #expect(result.table.rowCount == 3)
  }

  @Test func queriesAreAColumn() throws {
    let table = try read("2 qid:10 1:1\n1 qid:10 2:1\n0\tqid:11\n").table
    #expect(names(table) == ["label", "qid", "f1", "f2"])
    #expect(table.schema.columns[1].type == .integer)
    #expect(numbers(table, "qid") == [10, 10, 11])
    #expect(
      try message("2 qid:10 1:1\n1 2:1\n")
        == "t.libsvm:2: the row has no qid, though others do; write one behind its label, or give `--bad-rows skip` to leave such rows out"
    )
    #expect(
      try message("2 qid:x 1:1\n").hasPrefix("t.libsvm:1: column `qid`: `x` is not an integer;"))
  }

  @Test func missingWords() throws {
    let table = try read("1 1:nan 2:NA 3:NaN\n0 1:-1\n").table
    #expect(["f1", "f2", "f3"].allSatisfy { numbers(table, $0)[0].isNaN })
    let given = try read("1 1:-1 2:5\n0 1:2\n") { $0.missingValues = ["-1"] }.table
    #expect(numbers(given, "f1")[0].isNaN && numbers(given, "f1")[1] == 2)
  }

  @Test func modelsFindTheirColumns() throws {
    let training = ["label", "f0", "f2", "f9"].map { ColumnSchema(name: $0, type: .number) }
    func change(_ options: inout ReadOptions) {
      options.trainingColumns = training
      options.columns = Set(training.map(\.name))
    }
    let table = try read("1 2:5 3:6 12:1\n0 0:1\n", change).table
    #expect(names(table) == ["label", "f0", "f2", "f9"])
    #expect(numbers(table, "f2") == [5, 0] && numbers(table, "f9") == [0, 0])
    let bare = try read("1\n0\n", change).table
    #expect(names(bare) == ["label", "f0", "f2", "f9"] && bare.rowCount == 2)
    let other = try message("1 2:5\n") {
      $0.trainingColumns = [ColumnSchema(name: "f02", type: .number)]
    }
    #expect(
      other
        == "The data have no column `f02`, which the training data had. Did you mean `f2`?")
  }

  @Test func saysWhereIndicesSeemToBeShifted() throws {
    func notes(_ text: String, _ training: [String]) throws -> [String] {
      try read(text) {
        $0.trainingColumns = training.map { ColumnSchema(name: $0, type: .number) }
      }.notes
    }
    #expect(try notes("1 1:1 2:1\n", ["f1", "f2"]) == [])
    #expect(try notes("1 0:1 1:1\n", ["f1", "f2"]).first?.contains("index 0 occurs") == true)
    #expect(
      try notes("1 1:1 2:1\n", ["f0", "f1"]).first?.contains("indices go from 1 to 2") == true)
    #expect(try notes("1 1:1\n", ["f0", "f1"]) == [])
  }

  @Test(arguments: [
    ("1 1:1\n1:2 2:3\n", "`1:2` stands where the label is expected; begin every row with a label"),
    ("1 1:1\n1:0.5 2:3\n", "weights are not read from it"),
    ("1 1:1\n0 3\n", "`3` is not index:value; write rows as `label [qid:number] index:value ...`"),
    ("1 1:1\n0 3:1 2:1\n", "the index of `2:1` is not above the one before it"),
    ("1 1:1\n0 1:1 1:1\n", "the index of `1:1` is not above the one before it"),
    ("1 1:1\n0 9999999:1\n", "the index of `9999999:1` is too large: tables are dense"),
    ("1 1:1\n0 1:abc\n", "column `f1`: `abc` is not a number; give `--types f1=category`"),
    ("1 1:1\n0 1:inf\n", "column `f1`: `inf` is infinite as a 64-bit number"),
    ("1 1:1\na 1:1\n", "column `label`: `a` is not a number; give `--types label=category`"),
    ("1 1:1\nnan 1:1\n", "column `label`: `nan` is a missing value, which a label, weight"),
  ])
  func badRowsAreErrorsOrSkipped(text: String, expected: String) throws {
    let finite: (inout ReadOptions) -> Void = { $0.finiteColumns = ["label"] }
    let message = try message(text, finite)
    #expect(message.hasPrefix("t.libsvm:2: ") && message.contains(expected), "\(message)")
    #expect(message.hasSuffix("give `--bad-rows skip` to leave such rows out"), "\(message)")
    let result = try read(text) {
      $0.badRows = .skip
      $0.finiteColumns = ["label"]
    }
    #expect(result.table.rowCount == 1 && result.skippedRows.count == 1)
  }

  @Test func indexBaseOneForbidsZero() throws {
    let text = "1 1:1\n0 0:1 2:1\n"
    #expect(
      try message(text) { $0.indexBase = .one }
        == "t.libsvm:2: index 0 occurs where indices begin with 1; give `--index-base 0`, or give `--bad-rows skip` to leave such rows out"
    )
    let result = try read(text) {
      $0.indexBase = .one
      $0.badRows = .skip
    }
    #expect(names(result.table) == ["label", "f1", "f2"] && result.table.rowCount == 1)
  }

  @Test func typesMayBeGiven() throws {
    let table = try read("a 1:1 2:7\nb 2:8\n") {
      $0.types = [
        .init(name: "label", type: .category), .init(name: "f1", type: .category),
        .init(name: "f2", type: .integer),
      ]
    }.table
    guard case .category(let labels) = table.chunks[0].columns[0],
      case .category(let words) = table.chunks[0].columns[1]
    else {
      Issue.record("no categories")
      return
    }
    #expect(Array(labels.dictionary) == ["a", "b"] && Array(words.dictionary) == ["1", "0"])
    #expect(table.chunks[0].columns[2] == .integer([7, 8]))
    #expect(
      try message("1 1:1\n") { $0.types = [.init(name: "f1", type: .timestamp)] }
        == "Column `f1` cannot be a timestamp: columns of LibSVM text are numbers, integers or categories."
    )
  }

  @Test(arguments: [
    ("agaricus.train", "1 3:1 10:1\n0 3:1\n", true), ("t.txt", "# c\n\n0\n1 qid:2 3:1\n", true),
    ("t.libsvm.train", "x\n", true), ("t.svm.gz", "x\n", true), ("t.svmlight", "1\n", true),
    ("t.csv", "1 3:1\n", false), ("t.csv.gz", "1 3:1\n", false), ("t.tsv", "1 3:1\n", false),
    // What others take for LibSVM text because of its colons.
    ("t.txt", "2009-06-15 17:26:21,5\n", false), ("t.txt", "time,y\n17:26,1\n", false),
    ("t.txt", "5 17:26:21\n", false), ("t.txt", "5\t17:26:21\t3\n", false),
    ("t.txt", "1,2:3,4:5\n", false), ("t.txt", "5 1:x\n", false), ("t.txt", "1 3:1 2:1\n", false),
    ("t.txt", "1\t2\t3\n", false), ("t.txt", "1 qid:3\n", false), ("t.txt", "1\n2\n3\n", false),
    ("t.txt", "a:1 b:2\n", false), ("t.txt", "", false),
  ])
  func detection(name: String, text: String, isSparse: Bool) throws {
    let text = try CSVText(path: "/d.svm/" + name, bytes: FileBytes(copying: Array(text.utf8)))
    #expect(text.isSparse == isSparse)
  }

  @Test func longRowsAreDetected() throws {
    let row = "1" + (1...30_000).map { " \($0):0.25" }.joined()
    let text = try CSVText(path: "t", bytes: FileBytes(copying: Array((row + "\n").utf8)))
    #expect(text.isSparse)
    #expect(names(try read(row, name: "t").table).count == 30_001)
  }

  @Test func optionsOfTheOtherFormat() throws {
    let delimiter = try message("1 2:1\n", name: "t") { $0.delimiter = UInt8(ascii: " ") }
    #expect(
      delimiter
        == "t: is LibSVM text, for which `--delimiter` means nothing; leave it out, or give `--format csv`"
    )
    #expect(
      try message("1 2:1\n") { $0.hasHeader = false }
        == "t.libsvm: is LibSVM text, for which `--no-header` means nothing; leave it out, or give `--format csv`"
    )
    #expect(
      try message("a,b\n", name: "t") { $0.indexBase = .one }
        == "t: is delimited text, for which `--index-base` means nothing; leave it out, or give `--format libsvm`"
    )
    let times = try read("5 17:26\n6 18:30\n", name: "t") {
      $0.format = .csv
      $0.hasHeader = false
      $0.delimiter = UInt8(ascii: " ")
    }
    #expect(names(times.table) == ["c0", "c1"])
    let mixed = try #require(throws: DataError.self) {
      _ = try read([("a.svm", "1 2:1\n"), ("b.txt", "x,y\n")])
    }
    #expect(mixed.message.contains("b.txt: is taken for delimited text, but `"))
  }

  private func randomText(using generator: inout some RandomNumberGenerator) -> String {
    func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
    var text = pick(["", "\u{FEFF}", "\n", "# \"head\n"])
    for _ in 0..<Int.random(in: 1...12, using: &generator) {
      var row = pick(["1", "0", "-2.5", "nan", pick(["1", "x", "1:1", ""])])
      if Int.random(in: 0..<8, using: &generator) > 0 { row += " qid:" + pick(["1", "2"]) }
      var index = -1
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        index += Int.random(in: 1...2, using: &generator)
        row +=
          pick([" ", "\t"]) + "\(index):" + pick(["1", "0.5", "-3e2", "NA", pick(["2", "y"])])
      }
      text += row + pick(["", "", " # it's \"", " 0:1", "#"]) + pick(["\n", "\r\n", "\n\n"])
    }
    return text
  }

  private func outcome(_ read: () throws -> (tables: [Table], skipped: SkippedRows)) -> String {
    do {
      let (tables, skipped) = try read()
      let rows = tables.flatMap { table in
        table.chunks.flatMap { chunk in
          (0..<chunk.rowCount).map { row in
            chunk.columns.map { $0.slice(row..<row + 1) }.map { "\($0)" }.joined(separator: "|")
          }
        }
      }
      return "\(rows) \(skipped.count) \(skipped.examples.map(\.message))"
    } catch {
      return "\(error)"
    }
  }

  /// Chunks, threads, processes and compression do not change the outcome.
  @Test(arguments: [BadRowPolicy.error, .skip])
  func outcomeDependsOnTextAlone(policy: BadRowPolicy) throws {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<15 {
      let texts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        randomText(using: &generator)
      }
      let isCompressed = round % 3 == 1
      let paths = try texts.enumerated().map { i, text in
        isCompressed
          ? try folder.file("\(i).svm.gz", bytes: gzip(Array(text.utf8)))
          : try folder.file("\(i).svm", text)
      }
      var outcomes: Set<String> = []
      for (chunkByteCount, threads) in [(1 << 20, 1), (1, 3), (7, 2), (40, 8)] {
        var options = ReadOptions()
        options.badRows = policy
        options.finiteColumns = round % 2 == 0 ? ["label"] : []
        options.chunkByteCount = chunkByteCount
        options.threads = threads
        let reader = try TableReader(paths: paths, options: options)
        outcomes.insert(
          outcome {
            let result = try reader.table()
            return ([result.table], result.skippedRows)
          })
        let plan = try TablePlan(decoding: try reader.plan.encoded)
        for count in [1, 2, 3, 7] {
          outcomes.insert(
            outcome {
              let results = try plan.shares(count).map { shares in
                let reader = try PartReader(plan, shares: shares, threads: threads)
                #expect(reader.quoteCounts().allSatisfy { $0 == 0 })
                return try reader.table(insideQuotes: shares.map { _ in false })
              }
              return (results.map(\.table), SkippedRows(inOrder: results.map(\.skippedRows)))
            })
        }
      }
      #expect(outcomes.count == 1, "\(texts.map(\.debugDescription)): \(outcomes)")
    }
  }

  /// Damage of every kind: rows or an error, and no trap.
  @Test func damagedTextIsReadOrRefused() throws {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<300 {
      var text = Array(randomText(using: &generator).utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        text[Int.random(in: text.indices, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      var options = ReadOptions()
      options.chunkByteCount = 16
      options.badRows = Bool.random(using: &generator) ? .skip : .error
      options.format = Bool.random(using: &generator) ? .libsvm : .auto
      guard let text = try? CSVText(path: "t", bytes: FileBytes(copying: text)) else { continue }
      let table = try? TableReader(texts: [text], options: options).table().table
      #expect((table?.rowCount ?? 0) <= 40)
    }
  }

  @Test func refusesDamagedPlans() throws {
    let path = try folder.file("t.svm", "1 qid:1 0:1\n")
    let bytes = try TableReader(paths: [path], options: ReadOptions()).plan.encoded
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      var damaged = bytes
      damaged[Int.random(in: bytes.indices, using: &generator)] ^=
        1 << UInt8.random(in: 0..<8, using: &generator)
      // Another plan or an error, and no trap.
      _ = try? TablePlan(decoding: damaged).schema
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "shared/data is absent"))
  func realFiles() throws {
    func read(_ names: [String]) throws -> Table {
      var options = ReadOptions()
      options.threads = 2
      return try TableReader.read(
        paths: names.map { SharedData.path("tabular/" + $0) }, options: options
      ).table
    }
    let mushrooms = try read(["agaricus.libsvm.train", "agaricus.libsvm.test"])
    #expect(mushrooms.rowCount == 6_513 + 1_611)
    #expect(names(mushrooms) == ["label"] + (1...126).map { "f\($0)" })
    #expect(numbers(mushrooms, "f3")[..<2] == [1, 1] && numbers(mushrooms, "f126")[0] == 0)
    let ranked = try read(["lightgbm-examples/rank.train"])
    #expect(ranked.rowCount == 3_005 && names(ranked).last == "f300")
    #expect(numbers(ranked, "f10")[0] == 0.89 && numbers(ranked, "f1")[0] == 0)
  }
}
