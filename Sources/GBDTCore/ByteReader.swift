/// Reads what `ByteWriter` wrote, and refuses everything else: each value has one encoding only.
///
/// Nothing is allocated for a count that the remaining bytes could not hold.
package struct ByteReader: Sendable {
  private let bytes: [UInt8]
  /// Index of the next byte.
  package private(set) var position: Int
  private let end: Int
  /// What the bytes are, for messages.
  private let container: String

  /// - Parameter container: a noun for what the bytes are, such as "file".
  /// - Precondition: `range` lies within `bytes`.
  package init(_ bytes: [UInt8], range: Range<Int>, of container: String = "message") {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range of the bytes")
    self.bytes = bytes
    self.container = container
    position = range.lowerBound
    end = range.upperBound
  }

  package init(_ bytes: [UInt8]) { self.init(bytes, range: bytes.indices) }

  /// Number of bytes that are left.
  package var remaining: Int { end - position }

  /// An error at the current position.
  package func error(_ reason: String) -> ByteError {
    ByteError(position: position, reason: reason)
  }

  package mutating func byte() throws(ByteError) -> UInt8 {
    guard position < end else { throw error("it ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  package mutating func bool() throws(ByteError) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    case let other: throw error("\(other) is neither 0 (false) nor 1 (true)")
    }
  }

  package mutating func varint() throws(ByteError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0 as UInt64, through: 63, by: 7) {
      let byte = try byte()
      if shift == 63 && byte > 1 { throw error("a number is larger than 64 bits") }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 {
        if byte == 0 && shift > 0 { throw error("a number is longer than it needs to be") }
        return value
      }
    }
    throw error("a number is larger than 64 bits")
  }

  /// A number of things that take at least `size` bytes each: no more than can follow.
  package mutating func count(of things: String, size: Int) throws(ByteError) -> Int {
    let value = try varint()
    guard value <= UInt64(remaining / size) else {
      throw error(
        "it announces \(value) \(things), more than the rest of the \(container) can hold")
    }
    return Int(value)
  }

  /// A number within `range`.
  package mutating func integer(
    in range: ClosedRange<Int>, _ what: String
  ) throws(ByteError) -> Int {
    let value = try varint()
    guard let integer = Int(exactly: value), range.contains(integer) else {
      throw error("\(what) is \(value), not within \(range.lowerBound)...\(range.upperBound)")
    }
    return integer
  }

  package mutating func uint64() throws(ByteError) -> UInt64 {
    guard remaining >= 8 else { throw error("it ends too early") }
    var value: UInt64 = 0
    for index in 0..<8 { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += 8
    return value
  }

  /// A finite number.
  package mutating func double() throws(ByteError) -> Double {
    let value = try anyDouble()
    guard value.isFinite else { throw error("a number is not finite") }
    return value
  }

  /// A number that may be infinite or NaN.
  package mutating func anyDouble() throws(ByteError) -> Double {
    Double(bitPattern: try uint64())
  }

  package mutating func string() throws(ByteError) -> String {
    let count = try count(of: "bytes of text", size: 1)
    guard let text = String(validating: bytes[position..<(position + count)], as: UTF8.self) else {
      throw error("a text is not UTF-8")
    }
    position += count
    return text
  }

  /// A block of bytes with its length in front; this reader goes on behind it.
  package mutating func block() throws(ByteError) -> ByteReader {
    let count = try count(of: "bytes", size: 1)
    defer { position += count }
    return ByteReader(bytes, range: position..<(position + count), of: container)
  }

  /// The next `number` bytes.
  ///
  /// - Precondition: `number` is not negative.
  package mutating func bytes(_ number: Int) throws(ByteError) -> ArraySlice<UInt8> {
    guard number <= remaining else { throw error("it ends too early") }
    defer { position += number }
    return bytes[position..<(position + number)]
  }

  /// All bytes that are left.
  package mutating func rest() -> [UInt8] {
    defer { position = end }
    return Array(bytes[position..<end])
  }

  package func expectEnd(of part: String) throws(ByteError) {
    guard remaining == 0 else { throw error("\(remaining) bytes are left over after \(part)") }
  }
}
