import GBDTKernels
import GBDTSchema
import Testing

@testable import GBDTData

/// Random text against the naive reader, cut into tiny chunks and read by several threads.
@Suite struct TableReaderPropertyTests {
  /// What a table of the columns n (integer), w (category), x (number) should hold.
  struct Expected: Equatable {
    var rows: [String] = []
    var badLines: [Int] = []
  }

  private func randomText(using generator: inout some RandomNumberGenerator) -> String {
    func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
    let lineEnd = pick(["\n", "\r\n"])
    var text = "n,w,x" + lineEnd
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      let n = pick(["1", "-22", "", "NA", " 7 ", "\"8\"", pick(["1", "1", "1.5", "x"])])
      let w = pick(["a", "", "\"a\"", "\"q\"\"q\"", "\"l\nm\r\n,\"", "\"\"\"\"", "é", " s "])
      let x = pick([
        "0.5", "1e3", "null", "\"2.25\"", "12345678901234567890123", pick(["1", "inf"]),
      ])
      let row = [n, w, x].joined(separator: ",")
      text += pick([row, row, row, row, row, "\(n),\(w)", "\(row),", "\(row),y", "", "\(n)"])
      text += lineEnd
    }
    if Bool.random(using: &generator) { text += "3,last,4" }
    return text
  }

  private func expected(of text: String) -> Expected {
    var expected = Expected()
    for record in NaiveReader.records(text).dropFirst() {
      let fields = record.fields
      guard fields.count == 3 else {
        expected.badLines.append(record.line)
        continue
      }
      let numeric = fields.map { field in
        field.isQuoted ? field.text : String(field.text.trimming(while: { $0 == " " }))
      }
      let isMissing = numeric.map { ["", "NaN", "null", "NA"].contains($0) }
      let n = CSVValue.referenceInteger(numeric[0])
      let x = CSVValue.referenceNumber(numeric[2])
      var parts: [String] = []
      if isMissing[0] { parts.append("-") } else if case .value(let n) = n { parts.append("\(n)") }
      parts.append(["", "NaN", "null"].contains(fields[1].text) ? "-" : fields[1].text)
      if isMissing[2] { parts.append("-") } else if case .value(let x) = x { parts.append("\(x)") }
      if parts.count == 3 {
        expected.rows.append(parts.joined(separator: "|"))
      } else {
        expected.badLines.append(record.line)
      }
    }
    return expected
  }

  private func rows(of table: Table) -> [String] {
    table.chunks.flatMap { chunk in
      (0..<chunk.rowCount).map { row in
        chunk.columns.map { column in
          guard !column.isMissing(row) else { return "-" }
          switch column {
          case .number(let values): return "\(values[row])"
          case .integer(let values), .timestamp(let values): return "\(values[row])"
          case .boolean(let values): return "\(values[row])"
          case .category(let values): return values.dictionary[Int(values.codes[row])]
          }
        }.joined(separator: "|")
      }
    }
  }

  @Test(arguments: [1, 7, 30, 1 << 20], [1, 2, 3, 8])
  func agreesWithNaiveReader(chunkByteCount: Int, threads: Int) throws {
    var generator = SeededGenerator(seed: UInt64(chunkByteCount * 10 + threads))
    for _ in 0..<25 {
      let text = randomText(using: &generator)
      let texts = [try CSVText(path: "t.csv", bytes: FileBytes(copying: Array(text.utf8)))]
      var options = ReadOptions()
      options.types = [
        .init(name: "n", type: .integer), .init(name: "w", type: .category),
        .init(name: "x", type: .number),
      ]
      options.chunkByteCount = chunkByteCount
      options.threads = threads
      options.badRows = .skip
      let result = try TableReader(texts: texts, options: options).table()
      let expected = expected(of: text)
      #expect(rows(of: result.table) == expected.rows, "\(text.debugDescription)")
      #expect(result.skippedRows.count == expected.badLines.count, "\(text.debugDescription)")
      // A misfit behind a line break in quotes is on a later line than its row's first.
      let numbers = result.table.chunks.map(\.firstRowNumber)
      #expect(
        numbers
          == result.table.chunks.reduce(into: []) { numbers, chunk in
            numbers.append(
              UInt64(result.table.chunks.prefix(numbers.count).reduce(0) { $0 + $1.rowCount }))
          })
      let examples = result.skippedRows.examples.compactMap(\.place.line)
      #expect(zip(examples, expected.badLines).allSatisfy { $0 >= $1 }, "\(text.debugDescription)")

      options.badRows = .error
      if let first = result.skippedRows.examples.first {
        let advised = #expect(throws: DataError.self) {
          _ = try TableReader(texts: texts, options: options).table()
        }
        let advice = "give `--bad-rows skip` to leave such rows out"
        let message = advised?.message ?? ""
        #expect(
          [first.message + "; " + advice, first.message + ", or " + advice].contains(message),
          "what is skipped already is not advised to be skipped: \(message)")
        options.offersSkipping = false
        let error = #expect(throws: DataError.self) {
          _ = try TableReader(texts: texts, options: options).table()
        }
        #expect(error == first)
      } else {
        #expect(
          rows(of: try TableReader(texts: texts, options: options).table().table) == expected.rows)
      }
    }
  }

  /// Whatever is wrong, chunks and threads do not change the outcome.
  @Test func outcomeDependsOnTextAlone() throws {
    var generator = SeededGenerator(seed: 5)
    let alphabet = Array("11,,\n\n\"\"\r.x".utf8)
    for _ in 0..<60 {
      let body = (0..<40).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      let bytes = FileBytes(copying: Array("a,b\n".utf8) + body)
      let texts = [try CSVText(path: "t.csv", bytes: bytes)]
      var outcomes: Set<String> = []
      for (chunkByteCount, threads) in [(1 << 20, 1), (1, 3), (7, 2), (16, 8)] {
        var options = ReadOptions()
        options.chunkByteCount = chunkByteCount
        options.threads = threads
        do {
          let table = try TableReader(texts: texts, options: options).table().table
          outcomes.insert("\(table.schema.columns) \(rows(of: table))")
        } catch {
          outcomes.insert(error.message)
        }
      }
      #expect(
        outcomes.count == 1,
        "\(String(decoding: body, as: UTF8.self).debugDescription): \(outcomes)")
    }
  }
}

extension StringProtocol {
  /// Without the characters at both ends that `isDropped` names.
  func trimming(while isDropped: (Character) -> Bool) -> SubSequence {
    let start = drop(while: isDropped)
    let count = start.reversed().prefix(while: isDropped).count
    return start.dropLast(count)
  }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
