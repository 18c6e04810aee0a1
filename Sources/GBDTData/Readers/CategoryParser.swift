internal import GBDTKernels

/// Columns of strings: each distinct text of a chunk becomes a `String` once.
enum CategoryParser {
  /// Codes of the rows, and the rows whose text is not valid UTF-8 (missing in the column).
  static func parse(
    _ rows: CSVRows, column: Int, missing: [String], in bytes: Span<UInt8>
  ) -> (column: CategoryColumn, notUTF8: [UInt32]) {
    var texts = rows.texts(column: column, in: bytes)
    let missing = missing.map { Array($0.utf8) }
    var dictionary: [String] = []
    dictionary.reserveCapacity(texts.ranges.count)
    var codes: [Int32] = []
    codes.reserveCapacity(texts.ranges.count)
    var invalid: Set<Int32> = []
    for (number, range) in texts.ranges.enumerated() {
      let content = bytes.extracting(range)
      if content.isEmpty || missing.contains(where: { content.holds($0) }) {
        codes.append(Column.missingCategory)
      } else if let text = string(content) {
        codes.append(Int32(dictionary.count))
        dictionary.append(text)
      } else {
        codes.append(Column.missingCategory)
        invalid.insert(Int32(number))
      }
    }
    var notUTF8: [UInt32] = []
    if !invalid.isEmpty {
      for (row, code) in texts.codes.enumerated() where invalid.contains(code) {
        notUTF8.append(UInt32(row))
      }
    }
    if dictionary.count < texts.ranges.count {
      for row in texts.codes.indices { texts.codes[row] = codes[Int(texts.codes[row])] }
    }
    return (CategoryColumn(codes: texts.codes, dictionary: dictionary), notUTF8)
  }

  /// The text with single quotes for doubled ones; nil if it is not valid UTF-8.
  private static func string(_ content: Span<UInt8>) -> String? {
    var isPlain = true
    for i in content.indices where content[i] >= 0x80 || content[i] == UInt8(ascii: "\"") {
      isPlain = false
    }
    // Validation goes through generic code; most texts are ASCII and need none.
    if isPlain { return content.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
    return String(validating: CSVHeader.unquoted(content), as: UTF8.self)
  }
}

extension Span<UInt8> {
  fileprivate func holds(_ other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for i in other.indices where self[i] != other[i] { return false }
    return true
  }
}
