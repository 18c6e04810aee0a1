internal import GBDTCore
internal import GBDTKernels

/// The first record of a text that is not a blank line.
struct CSVHeader {
  /// The record's bytes with its line end.
  let range: Range<Int>
  /// The fields as text, as they stand but for quotes.
  private let fields: [[UInt8]]
  private let text: CSVText

  /// - Throws: `DataError` where there is no record or its quotes are wrong.
  init(of text: CSVText, delimiter: UInt8) throws(DataError) {
    let range = text.bytes.withBytes { Self.firstRecord($0, from: text.start) }
    guard !range.isEmpty else {
      throw DataError(.data, "is empty", at: .init(file: text.path))
    }
    guard range.count < CSVScan.byteLimit else { throw text.tooLong(at: range.lowerBound) }
    fields = try text.bytes.withBytes(range) { (record) throws(DataError) in
      let scan = CSVScan(record, delimiter: delimiter)
      if let problem = scan.problem {
        throw text.error(problem.fault, at: range.lowerBound + problem.position)
      }
      return scan.fields(ofRecord: 0).map { field in
        let content = CSVRows.text(
          from: Int(scan.borders[field] &+ 1), to: Int(scan.borders[field + 1]), trimmed: false,
          in: record)
        return Self.unquoted(record.extracting(content.range))
      }
    }
    self.range = range
    self.text = text
  }

  var fieldCount: Int { fields.count }

  /// Column names, without surrounding blanks; distinct and not empty.
  ///
  /// - Throws: `DataError` for empty or equal names, and for invalid UTF-8.
  func names() throws(DataError) -> [String] {
    var names: [String] = []
    var positions: [String: Int] = [:]
    for (i, field) in fields.enumerated() {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw error("field \(i + 1) is not valid UTF-8; convert the file to UTF-8")
      }
      let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
      let name = String(
        text.trimmingPrefix(while: isBlank).reversed().trimmingPrefix(while: isBlank).reversed())
      guard !name.isEmpty else {
        throw error("field \(i + 1) has no name; give every column one, or `--no-header`")
      }
      if let first = positions.updateValue(i, forKey: name) {
        throw error(
          "the name `\(name)` stands twice, in fields \(first + 1) and \(i + 1); rename one of them"
        )
      }
      names.append(name)
    }
    return names
  }

  private func error(_ problem: String) -> DataError {
    DataError(.data, "in the header, " + problem, at: text.place(of: range.lowerBound))
  }

  /// A quote for every doubled one.
  static func unquoted(_ content: Span<UInt8>) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    var result: [UInt8] = []
    var i = 0
    while i < content.count {
      result.append(content[i])
      i += content[i] == quote ? 2 : 1
    }
    return result
  }

  /// From the first byte that is not a line end through the first line feed outside quotes.
  private static func firstRecord(_ bytes: Span<UInt8>, from start: Int) -> Range<Int> {
    var begin = start
    while begin < bytes.count {
      if bytes[begin] == UInt8(ascii: "\n") {
        begin += 1
      } else if bytes[begin] == UInt8(ascii: "\r"), begin + 1 < bytes.count,
        bytes[begin + 1] == UInt8(ascii: "\n")
      {
        begin += 2
      } else {
        break
      }
    }
    let end = CSVChunk.recordEnd(bytes, from: begin, to: bytes.count, insideQuotes: false)
    return begin..<(end ?? bytes.count)
  }
}
