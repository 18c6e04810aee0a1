extension JSONValue {
  /// Containers nest at most this deep: documents within it can be read, printed and freed on a stack
  /// of 512 KiB (freeing recurses in Swift's runtime; the rest does not). A model needs about 530.
  package static let nestingLimit = 1600

  /// Reads one JSON text (RFC 8259, UTF-8 without a byte order mark), and nothing but it.
  ///
  /// Numbers without fraction and exponent that fit are `.integer`; all others, and `-0`, are
  /// `.number`, rounded to nearest. Refused: equal keys in one object, numbers that overflow, lone
  /// surrogates, more than `nestingLimit` levels, anything after the value.
  ///
  /// Time is linear in the length; nothing recurses.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    return try parser.document()
  }

  /// `parse` of the text's UTF-8.
  package static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }
}

/// One pass over a JSON text. Open containers are kept on a stack of our own.
struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  private var open: [Container] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw error(at: 0, "the text begins with a byte order mark; save it as UTF-8 without one")
    }
    while true {
      guard let complete = try beginValue() else { continue }
      if let document = try attach(complete) { return document }
    }
  }

  /// Reads a scalar or an empty container, or opens a container and returns nil.
  private mutating func beginValue() throws(JSONError) -> JSONValue? {
    skipWhitespace()
    switch current {
    case UInt8(ascii: "{"):
      try openContainer(isObject: true)
      if current == UInt8(ascii: "}") { return closeContainer() }
      try readKey()
      return nil
    case UInt8(ascii: "["):
      try openContainer(isObject: false)
      if current == UInt8(ascii: "]") { return closeContainer() }
      return nil
    default:
      return try scalar()
    }
  }

  /// Puts a complete value where it belongs and closes what it completes.
  ///
  /// - Returns: the document, if the value completes that.
  private mutating func attach(_ value: JSONValue) throws(JSONError) -> JSONValue? {
    var value = value
    while true {
      skipWhitespace()
      guard !open.isEmpty else {
        if current != nil { throw error(at: position, "text after the end of the JSON value") }
        return value
      }
      let isObject = open[open.count - 1].isObject
      open[open.count - 1].append(value)
      let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      switch current {
      case UInt8(ascii: ","):
        position += 1
        skipWhitespace()
        if current == close {
          throw error(at: position, "a comma before \(describeCurrent()); remove the comma")
        }
        if isObject { try readKey() }
        return nil
      case close:
        value = closeContainer()
      default:
        let closing = isObject ? "}" : "]"
        throw error(at: position, "expected `,` or `\(closing)`, found \(describeCurrent())")
      }
    }
  }

  private mutating func openContainer(isObject: Bool) throws(JSONError) {
    if open.count == JSONValue.nestingLimit {
      throw error(
        at: position, "arrays and objects nest deeper than \(JSONValue.nestingLimit) levels")
    }
    open.append(Container(isObject: isObject))
    position += 1
    skipWhitespace()
  }

  private mutating func closeContainer() -> JSONValue {
    position += 1
    return open.removeLast().value
  }

  /// Reads `"key" :` into the innermost object.
  private mutating func readKey() throws(JSONError) {
    let start = position
    guard current == UInt8(ascii: "\"") else {
      throw error(at: start, "expected a key in double quotes, found \(describeCurrent())")
    }
    let key = try string()
    guard open[open.count - 1].begin(key) else {
      throw error(at: start, "the key `\(key)` is there twice in one object")
    }
    skipWhitespace()
    guard current == UInt8(ascii: ":") else {
      throw error(
        at: position, "expected `:` after the key `\(key)`, found \(describeCurrent())")
    }
    position += 1
  }

  private mutating func scalar() throws(JSONError) -> JSONValue {
    switch current ?? 0 {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: break
    }
    for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw error(at: position, "expected a JSON value, found \(describeCurrent())")
  }

  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// The word, character or byte at the current position, for a message.
  private func describeCurrent() -> String {
    guard let byte = current else { return "the end of the text" }
    let isLetter = { (byte: UInt8) in (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
    if isLetter(byte) {
      let word = bytes[position...].prefix(20).prefix(while: isLetter)
      return "`\(String(decoding: word, as: UTF8.self))`"
    }
    if byte > 0x20 && byte < 0x7F { return "`\(String(decoding: [byte], as: UTF8.self))`" }
    return "the byte 0x\(String(byte, radix: 16, uppercase: true))"
  }

  func error(at offset: Int, _ reason: String) -> JSONError {
    var (line, column) = (1, 1)
    for byte in bytes[..<offset] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return JSONError(place: .position(line: line, column: column), reason: reason)
  }

  /// An array or object that is being read.
  private struct Container {
    let isObject: Bool
    private var elements: [JSONValue] = []
    private var members: [JSONMember] = []
    private var key = ""
    /// Kept only for objects too large for a linear search.
    private var keys: Set<String> = []

    init(isObject: Bool) { self.isObject = isObject }

    /// Remembers the next value's key; false if the object has it already.
    mutating func begin(_ key: String) -> Bool {
      self.key = key
      if members.count < 16 { return !members.contains { $0.key == key } }
      if members.count == 16 { keys = Set(members.map(\.key)) }
      return keys.insert(key).inserted
    }

    mutating func append(_ value: JSONValue) {
      if isObject {
        members.append(JSONMember(key, value))
      } else {
        elements.append(value)
      }
    }

    var value: JSONValue { isObject ? .object(members) : .array(elements) }
  }
}
