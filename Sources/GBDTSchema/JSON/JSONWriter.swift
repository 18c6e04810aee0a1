/// How a JSON value is laid out.
package enum JSONStyle: Sendable, CaseIterable {
  /// No spaces, one line.
  case compact
  /// Two spaces a level; an array or object that fits into a line of 100 characters stays on it.
  case pretty
}

extension JSONValue {
  /// The value as UTF-8 text. Pretty text ends with a newline.
  package func encoded(_ style: JSONStyle) -> [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, style: style)
    if style == .pretty { bytes.append(0x0A) }
    return bytes
  }

  /// Appends the value's text, without newline at the end, so that large documents can be written
  /// piece by piece.
  ///
  /// Doubles are the shortest decimals that read back to the same bits, and keep a point or an
  /// exponent, so that a number stays a number. Nothing recurses deeper than a line is wide.
  ///
  /// - Parameter indentation: spaces that a pretty value's lines but the first begin with.
  /// - Precondition: numbers are finite.
  package func append(to bytes: inout [UInt8], style: JSONStyle, indentation: Int = 0) {
    var writer = JSONWriter(style: style, indentation: indentation)
    writer.write(self, to: &bytes)
  }
}

/// Prints a value. Open containers are kept on a stack of our own.
private struct JSONWriter {
  private static let lineWidth = 100

  let style: JSONStyle
  let indentation: Int
  /// Containers that are being written over several lines (or in compact style).
  private var open: [Container] = []
  /// Where the current line begins in the output.
  private var lineStart = 0

  init(style: JSONStyle, indentation: Int) {
    self.style = style
    self.indentation = indentation
  }

  mutating func write(_ value: JSONValue, to bytes: inout [UInt8]) {
    lineStart = bytes.count - indentation
    begin(value, to: &bytes)
    while !open.isEmpty {
      let top = open.count - 1
      guard open[top].next < open[top].count else {
        let container = open.removeLast()
        newLine(to: &bytes)
        bytes.append(container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        continue
      }
      if open[top].next > 0 { bytes.append(UInt8(ascii: ",")) }
      newLine(to: &bytes)
      let index = open[top].next
      open[top].next += 1
      if open[top].isObject {
        let member = open[top].members[index]
        JSONText.append(string: member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if style == .pretty { bytes.append(0x20) }
        begin(member.value, to: &bytes)
      } else {
        begin(open[top].elements[index], to: &bytes)
      }
    }
  }

  /// Writes a scalar or what fits on the line, or opens a container.
  private mutating func begin(_ value: JSONValue, to bytes: inout [UInt8]) {
    let container: Container
    switch value {
    case .array(let elements) where !elements.isEmpty: container = Container(elements: elements)
    case .object(let members) where !members.isEmpty: container = Container(members: members)
    default: return JSONText.append(scalar: value, to: &bytes)
    }
    if style == .pretty {
      let start = bytes.count
      // One character is left for a comma.
      let limit = lineStart + Self.lineWidth - 1
      if JSONText.append(line: value, limit: limit, to: &bytes) { return }
      bytes.removeLast(bytes.count - start)
    }
    bytes.append(container.isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
    open.append(container)
  }

  private mutating func newLine(to bytes: inout [UInt8]) {
    guard style == .pretty else { return }
    bytes.append(0x0A)
    lineStart = bytes.count
    bytes.append(contentsOf: repeatElement(0x20, count: indentation + 2 * open.count))
  }

  private struct Container {
    let isObject: Bool
    var elements: [JSONValue] = []
    var members: [JSONMember] = []
    var next = 0
    var count: Int { isObject ? members.count : elements.count }

    init(elements: [JSONValue]) {
      isObject = false
      self.elements = elements
    }

    init(members: [JSONMember]) {
      isObject = true
      self.members = members
    }
  }
}

/// The text of JSON values without line breaks.
enum JSONText {
  /// Appends `value` on one line with a space after commas and colons.
  ///
  /// - Returns: false, with part of the text appended, as soon as the output is longer than `limit`.
  ///   Each level takes a byte, so recursion is no deeper than `limit` leaves room for.
  static func append(line value: JSONValue, limit: Int, to bytes: inout [UInt8]) -> Bool {
    switch value {
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes += [0x2C, 0x20] }
        guard bytes.count < limit, append(line: element, limit: limit, to: &bytes) else {
          return false
        }
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes += [0x2C, 0x20] }
        append(string: member.key, to: &bytes)
        bytes += [0x3A, 0x20]
        guard bytes.count < limit, append(line: member.value, limit: limit, to: &bytes) else {
          return false
        }
      }
      bytes.append(UInt8(ascii: "}"))
    default:
      append(scalar: value, to: &bytes)
    }
    return bytes.count <= limit
  }

  /// Appends a scalar or an empty container.
  static func append(scalar value: JSONValue, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += value.description.utf8
    case .number(let value):
      precondition(value.isFinite, "JSON numbers are finite")
      bytes += value.description.utf8
    case .string(let value): append(string: value, to: &bytes)
    case .array: bytes += "[]".utf8
    case .object: bytes += "{}".utf8
    }
  }

  /// Appends a string in quotes; only quotes, backslashes and control characters are escaped.
  static func append(string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [0x5C, byte]
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0D: bytes += "\\r".utf8
      case ..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
