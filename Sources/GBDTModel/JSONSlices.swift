internal import GBDTCore
internal import GBDTSchema

/// Cuts the text of a large JSON document into the texts of its parts, so that they can be parsed one at a
/// time. It looks at brackets and strings only; parsing the parts checks the rest.
struct JSONSlices {
  let bytes: [UInt8]

  /// The members of the object that is the whole document.
  func members() throws(ModelError) -> [(key: String, range: Range<Int>)] {
    var members: [(key: String, range: Range<Int>)] = []
    var keys: Set<String> = []
    let end = try parts(in: bytes.indices, open: "{", close: "}") { (part) throws(ModelError) in
      let keyEnd = try endOfValue(at: part)
      let key = try value(in: part..<keyEnd)
      guard case .string(let name) = key else { throw error(at: part, "expected a key in quotes") }
      let colon = skipSpace(keyEnd)
      guard byte(colon) == UInt8(ascii: ":") else { throw error(at: colon, "expected `:`") }
      let start = skipSpace(colon + 1)
      let end = try endOfValue(at: start)
      guard keys.insert(name).inserted else {
        throw error(at: part, "the key `\(name)` is there twice")
      }
      members.append((name, start..<end))
      return end
    }
    guard skipSpace(end) == bytes.count else {
      throw error(at: skipSpace(end), "text after the end of the document")
    }
    return members
  }

  /// The elements of the array that fills `range`.
  func elements(in range: Range<Int>) throws(ModelError) -> [Range<Int>] {
    var elements: [Range<Int>] = []
    _ = try parts(in: range, open: "[", close: "]") { (part) throws(ModelError) in
      let end = try endOfValue(at: part)
      elements.append(part..<end)
      return end
    }
    return elements
  }

  /// The value whose text fills `range`.
  func value(in range: Range<Int>) throws(ModelError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue.parse(Array(bytes[range]))
    } catch {
      guard case .position(let line, let column) = error.place else {
        throw ModelError(.data, error.message)
      }
      // From a place in the part to the place in the document.
      let start = position(of: range.lowerBound)
      throw ModelError(
        .data,
        JSONError(
          place: .position(
            line: start.line + line - 1, column: line == 1 ? start.column + column - 1 : column),
          reason: error.reason
        ).message)
    }
  }

  /// Calls `part` with the start of each part between brackets; it returns the part's end.
  ///
  /// - Returns: where the closing bracket ends.
  private func parts(
    in range: Range<Int>, open: Unicode.Scalar, close: Unicode.Scalar,
    _ part: (Int) throws(ModelError) -> Int
  ) throws(ModelError) -> Int {
    var position = skipSpace(range.lowerBound)
    guard byte(position) == UInt8(ascii: open) else {
      throw error(at: position, "expected `\(open)`")
    }
    position = skipSpace(position + 1)
    if byte(position) == UInt8(ascii: close) { return position + 1 }
    while true {
      position = skipSpace(try part(position))
      switch byte(position) {
      case UInt8(ascii: ","): position = skipSpace(position + 1)
      case UInt8(ascii: close): return position + 1
      default: throw error(at: position, "expected `,` or `\(close)`")
      }
    }
  }

  /// Where the value that begins at `start` ends, by its brackets or quotes.
  private func endOfValue(at start: Int) throws(ModelError) -> Int {
    var position = start
    var depth = 0
    while let byte = byte(position) {
      switch byte {
      case UInt8(ascii: "\""):
        position = try endOfString(at: position)
        if depth == 0 { return position }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return try scalarEnd(start, position) }
        depth -= 1
        if depth == 0 { return position + 1 }
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
        if depth == 0 { return try scalarEnd(start, position) }
      default: break
      }
      position += 1
    }
    throw error(at: position, "the text ends too early")
  }

  private func scalarEnd(_ start: Int, _ end: Int) throws(ModelError) -> Int {
    guard end > start else { throw error(at: start, "expected a JSON value") }
    return end
  }

  private func endOfString(at start: Int) throws(ModelError) -> Int {
    var position = start + 1
    while let byte = byte(position) {
      if byte == UInt8(ascii: "\"") { return position + 1 }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    throw error(at: start, "a string does not end")
  }

  private func byte(_ position: Int) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private func skipSpace(_ start: Int) -> Int {
    var position = start
    while let byte = byte(position), byte == 0x20 || (0x09...0x0D).contains(byte) {
      if byte == 0x0B || byte == 0x0C { break }
      position += 1
    }
    return position
  }

  private func error(at offset: Int, _ reason: String) -> ModelError {
    let (line, column) = position(of: min(offset, bytes.count))
    return ModelError(
      .data, JSONError(place: .position(line: line, column: column), reason: reason).message)
  }

  private func position(of offset: Int) -> (line: Int, column: Int) {
    let before = bytes[..<offset]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return (line, before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
  }
}
