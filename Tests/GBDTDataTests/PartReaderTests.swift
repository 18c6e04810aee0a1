import Foundation
import GBDTCore
import GBDTKernels
import GBDTSchema
import Testing

@testable import GBDTData

/// Tables read part by part against tables read whole.
@Suite struct PartReaderTests {
  private let folder: TextFolder

  init() throws { folder = try TextFolder() }

  /// Everything that a table and its reading say, whatever its chunks are.
  private struct Outcome: Equatable {
    var rows: [String] = []
    var skippedCount = 0
    var skippedExamples: [String] = []
    var error: DataError?
  }

  private func rows(of table: Table) -> [String] {
    table.chunks.flatMap { chunk in
      (0..<chunk.rowCount).map { row in
        let values = chunk.columns.map { column in
          guard !column.isMissing(row) else { return "-" }
          return switch column {
          case .number(let values): "\(values[row].bitPattern)"
          case .integer(let values), .timestamp(let values): "\(values[row])"
          case .boolean(let values): "\(values[row])"
          case .category(let values): values.dictionary[Int(values.codes[row])]
          }
        }
        return "\(chunk.firstRowNumber + UInt64(row))|" + values.joined(separator: "|")
      }
    }
  }

  private func outcome(_ read: () throws -> (Table, SkippedRows)) throws -> Outcome {
    do {
      let (table, skipped) = try read()
      return Outcome(
        rows: rows(of: table), skippedCount: skipped.count,
        skippedExamples: skipped.examples.map(\.message))
    } catch let error as DataError {
      return Outcome(error: error)
    }
  }

  /// Reads parts as workers would, after a journey of the plan; the error of the first part that has one.
  private func readParts(
    _ plan: TablePlan, _ parts: [[FileShare]], threads: Int
  ) throws -> (Table, SkippedRows) {
    let plan = try TablePlan(decoding: plan.encoded)
    let readers = try parts.map { shares in
      let shares = try shares.map { try FileShare(decoding: $0.encoded) }
      return try PartReader(plan, shares: shares, threads: threads)
    }
    var flags = FileShare.insideQuotes(
      parts.flatMap(\.self), quoteCounts: readers.flatMap { $0.quoteCounts() })[...]
    let results = try zip(readers, parts).map { reader, shares in
      defer { flags = flags.dropFirst(shares.count) }
      return try reader.table(insideQuotes: Array(flags.prefix(shares.count)))
    }
    #expect(
      results.reduce(0) { $0 + $1.byteCount } == plan.files.reduce(0) { $0 + $1.data.count })
    let tables = results.map(\.table)
    for table in tables {
      #expect(table.schema == plan.schema)
      #expect(table.chunks.first.map { $0.firstRowNumber == 0 } ?? true)
    }
    var chunks: [TableChunk] = []
    var rowCount = 0
    for table in tables {
      chunks += table.numbered(from: UInt64(rowCount)).chunks
      rowCount += table.rowCount
    }
    return (
      Table(schema: plan.schema, chunks: chunks), SkippedRows(inOrder: results.map(\.skippedRows))
    )
  }

  /// The data cut anywhere.
  private func randomParts(
    _ plan: TablePlan, using generator: inout some RandomNumberGenerator
  ) -> [[FileShare]] {
    var parts: [[FileShare]] = [[]]
    for (i, file) in plan.files.enumerated() where !file.data.isEmpty {
      let inner = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        Int.random(in: file.data, using: &generator)
      }
      let cuts = [file.data.lowerBound] + inner.sorted() + [file.data.upperBound]
      for (start, end) in zip(cuts, cuts.dropFirst()) where start < end {
        if Bool.random(using: &generator) { parts.append([]) }
        parts[parts.count - 1].append(FileShare(file: i, range: start..<end))
      }
    }
    return parts
  }

  private func randomText(
    hasHeader: Bool, isClean: Bool, using generator: inout some RandomNumberGenerator
  ) -> String {
    func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
    let lineEnd = pick(["\n", "\r\n"])
    var text = pick(["", "", "\u{FEFF}", lineEnd]) + (hasHeader ? "n,w,x" + lineEnd : "")
    for _ in 0..<Int.random(in: hasHeader ? 0...14 : 1...14, using: &generator) {
      let n = pick(["1", "-22", "", "NA", " 7 ", "\"8\"", isClean ? "3" : pick(["1", "1.5"])])
      let w = pick(["a", "", "\"a\"", "\"q\"\"q\"", "\"l\nm\r\n,\"", "\"\n\n\n1,2,3\n\"", "é"])
      let x = pick(["0.5", "1e3", "null", "\"2.25\"", isClean ? "4" : pick(["1", "1", "inf"])])
      let row = [n, w, x].joined(separator: ",")
      text +=
        pick([row, row, row, row, isClean ? row : pick([row, row, "\(n),\(w)", "\(row),y"]), ""])
        + lineEnd
    }
    return text
      + pick(["", "3,last,4", isClean ? "" : "1,\"open\n", isClean ? "" : "1,a\"b\",2\n"])
  }

  private static let types: [ColumnType] = [.integer, .category, .number]

  @Test(arguments: [1, 5, 16, 1 << 20], [1, 3])
  func partsTogetherAreTheWhole(chunkByteCount: Int, threads: Int) throws {
    var generator = SeededGenerator(seed: UInt64(chunkByteCount * 10 + threads))
    for round in 0..<24 {
      let hasHeader = round % 4 != 0
      var options = ReadOptions()
      options.hasHeader = hasHeader
      options.chunkByteCount = chunkByteCount
      options.threads = threads
      options.badRows = round % 2 == 0 ? .skip : .error
      options.extraFields = round % 3 == 0 ? .empty : .error
      options.offersSkipping = round % 5 != 0
      let names = hasHeader ? ["n", "w", "x"] : ["c0", "c1", "c2"]
      if round % 8 < 6 {
        options.types = zip(names, Self.types).map { ColumnSchema(name: $0, type: $1) }
        options.finiteColumns = round % 5 == 0 ? [names[2]] : []
      }
      var texts: [String] = []
      var paths: [String] = []
      for i in 0..<Int.random(in: 1...3, using: &generator) {
        let text = randomText(hasHeader: hasHeader, isClean: round % 8 < 3, using: &generator)
        texts.append(text)
        paths.append(
          round % 3 == 1
            ? try folder.file("\(round)-\(i).csv.gz", bytes: gzip(Array(text.utf8)))
            : try folder.file("\(round)-\(i).csv", text))
      }
      // What the beginning of the text forbids is an error of the coordinator.
      guard let reader = try? TableReader(paths: paths, options: options) else { continue }
      let whole = try outcome {
        let result = try reader.table()
        return (result.table, result.skippedRows)
      }
      let plan = try reader.plan
      var cuts = [1, 2, 3, 5, 7, 20].map { plan.shares($0) }
      for _ in 0..<3 { cuts.append(randomParts(plan, using: &generator)) }
      for parts in cuts {
        let joined = try outcome { try readParts(plan, parts, threads: threads) }
        #expect(joined == whole, "\(texts.map(\.debugDescription)) in \(parts)")
      }
    }
  }

  /// Wrong text of every kind: parts do not change the first error.
  @Test func outcomeDependsOnTextAlone() throws {
    var generator = SeededGenerator(seed: 7)
    let alphabet = Array("11,,\n\n\"\"\r.x".utf8)
    for round in 0..<60 {
      let body = (0..<40).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      let path = try folder.file("\(round).csv", bytes: Array("a,b\n".utf8) + body)
      var options = ReadOptions()
      options.chunkByteCount = 7
      options.badRows = round % 2 == 0 ? .skip : .error
      guard let reader = try? TableReader(paths: [path], options: options) else { continue }
      let whole = try outcome {
        let result = try reader.table()
        return (result.table, result.skippedRows)
      }
      let plan = try reader.plan
      for parts in [plan.shares(2), plan.shares(5), randomParts(plan, using: &generator)] {
        let joined = try outcome { try readParts(plan, parts, threads: 2) }
        #expect(
          joined == whole,
          "\(String(decoding: body, as: UTF8.self).debugDescription) in \(parts)")
      }
    }
  }

  @Test func sharesAreConsecutiveAndBalanced() throws {
    let paths = try [10, 0, 1, 100, 7].enumerated().map { i, rowCount in
      try folder.file("\(i).csv", "a\n" + String(repeating: "1\n", count: rowCount))
    }
    let plan = try TableReader(paths: paths, options: ReadOptions()).plan
    #expect(plan.fileCount == 5 && plan.byteCount == 2 * (118 + 5))
    #expect(
      plan.shares(1) == [[0, 2, 3, 4].map { FileShare(file: $0, range: plan.files[$0].data) }])
    for count in [1, 2, 3, 5, 7, 20, 500] {
      let parts = plan.shares(count)
      #expect(parts.count == count)
      let sizes = parts.map { $0.reduce(0) { $0 + $1.range.count } }
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      var next = [Int](repeating: 2, count: 5)
      var file = 0
      for share in parts.flatMap(\.self) {
        #expect(share.file >= file && share.range.lowerBound == next[share.file])
        file = share.file
        next[file] = share.range.upperBound
      }
      #expect(next == plan.files.map(\.data.upperBound))
    }
  }

  @Test func readsFewerColumns() throws {
    let path = try folder.file("t.csv", "a,b,c\n1,x,2.5\n2,y,3\n")
    let plan = try TableReader(paths: [path], options: ReadOptions()).plan
      .reading(columns: ["c", "a"])
    #expect(plan.schema.columns.map(\.name) == ["a", "c"])
    let (table, _) = try readParts(plan, plan.shares(2), threads: 1)
    #expect(rows(of: table) == ["0|1|\(2.5.bitPattern)", "1|2|\(3.0.bitPattern)"])
  }

  @Test(arguments: [false, true])
  func refusesAFileThatChanged(isCompressed: Bool) throws {
    func content(_ text: String) -> [UInt8] {
      isCompressed ? gzip(Array(text.utf8)) : Array(text.utf8)
    }
    let name = isCompressed ? "t.csv.gz" : "t.csv"
    let text = "a\n1\n2\n3\n"
    let changes = ["a\n1\n2\n3\n4\n", "a\n1\n", text].map(content)
    for change in changes + [Array("not gzip data".utf8)] {
      let path = try folder.file(name, bytes: content(text))
      let plan = try TableReader(paths: [path], options: ReadOptions()).plan
      let reader = try PartReader(plan, shares: plan.shares(2)[1], threads: 1)
      #expect(try reader.table(insideQuotes: [false]).table.rowCount == 1)
      // Times of files are not finer than the system's clock ticks.
      usleep(20_000)
      _ = try folder.file(name, bytes: change)
      let message =
        "\(path): changed while it was read; start again when nothing writes to it any more"
      let late = #expect(throws: DataError.self) {
        _ = try PartReader(plan, shares: plan.shares(2)[1], threads: 1)
      }
      #expect(late?.message == message && late?.category == .inputOutput)
      if change.count >= content(text).count {
        let meanwhile = #expect(throws: DataError.self) {
          _ = try reader.table(insideQuotes: [false])
        }
        #expect(meanwhile?.message == message)
      }
      try FileManager.default.removeItem(atPath: path)
      let gone = #expect(throws: DataError.self) {
        _ = try PartReader(plan, shares: plan.shares(2)[1], threads: 1)
      }
      #expect(gone?.category == .noInput)
    }
  }

  @Test func refusesPipes() throws {
    let path = folder.url.appending(path: "pipe.csv").path
    try #require(mkfifo(path, 0o600) == 0)
    let writer = Thread {
      try? Data("a\n1\n".utf8).write(to: URL(filePath: path))
    }
    writer.start()
    let reader = try TableReader(paths: [path], options: ReadOptions())
    let error = #expect(throws: DataError.self) { _ = try reader.plan }
    #expect(error?.message.hasPrefix("\(path): is no regular file, and worker processes") == true)
    #expect(error?.category == .usage)
  }

  @Test func refusesDamagedPlans() throws {
    let path = try folder.file("t.csv", "a,b\n1,x\n2,y\n")
    var options = ReadOptions()
    options.missingValues = ["?"]
    let plan = try TableReader(paths: [path], options: options).plan
    #expect(try TablePlan(decoding: plan.encoded) == plan)
    let bytes = plan.encoded
    for count in bytes.indices {
      #expect(throws: ByteError.self) { _ = try TablePlan(decoding: Array(bytes.prefix(count))) }
    }
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      var damaged = bytes
      damaged[Int.random(in: bytes.indices, using: &generator)] ^=
        1 << UInt8.random(in: 0..<8, using: &generator)
      // Another plan or an error, and no trap.
      _ = try? TablePlan(decoding: damaged).schema
    }
    #expect(throws: ByteError.self) {
      _ = try FileShare(decoding: [0] + [UInt8](repeating: 0xFF, count: 8) + [0x7F, 1])
    }
  }
}
