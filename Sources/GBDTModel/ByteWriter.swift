/// Appends the primitives of the model file to bytes; docs/MODEL-FORMAT.md describes them.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func raw(_ values: some Sequence<UInt8>) { bytes.append(contentsOf: values) }

  /// Seven bits a byte, lowest first; the high bit says that more follow.
  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func count(_ value: Int) { varint(UInt64(value)) }

  /// Eight bytes, little-endian.
  mutating func double(_ value: Double) {
    let bits = value.bitPattern
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }

  /// Number of UTF-8 bytes, then the bytes.
  mutating func string(_ value: String) {
    count(value.utf8.count)
    raw(value.utf8)
  }

  /// Number of bytes, then the bytes.
  mutating func block(_ other: ByteWriter) {
    count(other.bytes.count)
    raw(other.bytes)
  }
}
