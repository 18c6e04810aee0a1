package import GBDTCore

/// A value of a label that says which class a row belongs to.
///
/// Ascending: numbers by value, then strings by their UTF-8 bytes. The classes of one label are all
/// numbers or all strings; those of a boolean label are the strings `false` and `true`.
package enum ClassLabel: Sendable, Hashable, Comparable {
  /// Finite, no negative zero.
  case number(Double)
  case string(String)

  /// As files have it: whole numbers without a point.
  package var text: String {
    switch self {
    case .number(let value): value.plainText
    case .string(let value): value
    }
  }

  package static func < (a: ClassLabel, b: ClassLabel) -> Bool {
    switch (a, b) {
    case (.number(let a), .number(let b)): a < b
    case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.number, .string): true
    case (.string, .number): false
    }
  }

  /// Strings are equal when their bytes are.
  package static func == (a: ClassLabel, b: ClassLabel) -> Bool {
    switch (a, b) {
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .number(let value): hasher.combine(value)
    case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
    }
  }

  /// The first few, for messages: "`a`, `b` and 7 more".
  package static func list(_ labels: [ClassLabel]) -> String {
    let shown = labels.prefix(5).map { "`\($0.text)`" }.joined(separator: ", ")
    return labels.count > 5 ? "\(shown) and \(labels.count - 5) more" : shown
  }
}

extension Double {
  /// The shortest decimal that reads back to the number; integers below 2^53 look like integers, -0 like 0.
  package var plainText: String {
    if magnitude < 0x1p53, let integer = Int64(exactly: self) { return integer.description }
    return description
  }
}

/// A byte (0 number, 1 string), then the value; the same in model files.
extension ClassLabel: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    switch try reader.byte() {
    case 0: self = .number(try reader.double())
    case 1: self = .string(try reader.string())
    default: throw reader.error("unknown kind of class")
    }
  }

  package func write(to writer: inout ByteWriter) {
    switch self {
    case .number(let value):
      writer.byte(0)
      writer.double(value)
    case .string(let value):
      writer.byte(1)
      writer.string(value)
    }
  }
}
