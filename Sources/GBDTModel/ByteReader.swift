internal import GBDTCore

/// Reads what `ByteWriter` wrote, and refuses everything else: each value has one encoding only.
///
/// Nothing is allocated for a count that the remaining bytes could not hold.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8], range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range of the bytes")
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - position }

  func error(_ reason: String) -> ModelError {
    ModelError(.data, "The model file is damaged at byte \(position): \(reason).")
  }

  mutating func byte() throws(ModelError) -> UInt8 {
    guard position < end else { throw error("it ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func varint() throws(ModelError) -> UInt64 {
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
  mutating func count(of things: String, size: Int) throws(ModelError) -> Int {
    let value = try varint()
    guard value <= UInt64(remaining / size) else {
      throw error("it announces \(value) \(things), more than the rest of the file can hold")
    }
    return Int(value)
  }

  /// A number within `range`.
  mutating func integer(in range: ClosedRange<Int>, _ what: String) throws(ModelError) -> Int {
    let value = try varint()
    guard let integer = Int(exactly: value), range.contains(integer) else {
      throw error("\(what) is \(value), not within \(range.lowerBound)...\(range.upperBound)")
    }
    return integer
  }

  mutating func double() throws(ModelError) -> Double {
    guard remaining >= 8 else { throw error("it ends too early") }
    var bits: UInt64 = 0
    for index in 0..<8 { bits |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += 8
    let value = Double(bitPattern: bits)
    guard value.isFinite else { throw error("a number is not finite") }
    return value
  }

  mutating func string() throws(ModelError) -> String {
    let count = try count(of: "bytes of text", size: 1)
    guard let text = String(validating: bytes[position..<(position + count)], as: UTF8.self) else {
      throw error("a text is not UTF-8")
    }
    position += count
    return text
  }

  /// A block of bytes with its length in front; this reader goes on behind it.
  mutating func block() throws(ModelError) -> ByteReader {
    let count = try count(of: "bytes", size: 1)
    defer { position += count }
    return ByteReader(bytes, range: position..<(position + count))
  }

  /// All bytes that are left.
  mutating func rest() -> [UInt8] {
    defer { position = end }
    return Array(bytes[position..<end])
  }

  func expectEnd(of part: String) throws(ModelError) {
    guard remaining == 0 else { throw error("\(remaining) bytes are left over after \(part)") }
  }
}
