/// Appends the primitives of gbdt's binary formats to bytes: model files (docs/MODEL-FORMAT.md) and the
/// messages between processes. `ByteReader` reads them.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Makes room for `count` more bytes.
  package mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  package mutating func byte(_ value: UInt8) { bytes.append(value) }

  package mutating func bool(_ value: Bool) { byte(value ? 1 : 0) }

  package mutating func raw(_ values: some Sequence<UInt8>) { bytes.append(contentsOf: values) }

  /// Seven bits a byte, lowest first; the high bit says that more follow.
  package mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// - Precondition: `value` is not negative.
  package mutating func count(_ value: Int) { varint(UInt64(value)) }

  /// Eight bytes, little-endian.
  package mutating func uint64(_ value: UInt64) {
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// The bits of a number as eight bytes, little-endian.
  package mutating func double(_ value: Double) { uint64(value.bitPattern) }

  /// Number of UTF-8 bytes, then the bytes.
  package mutating func string(_ value: String) {
    count(value.utf8.count)
    raw(value.utf8)
  }

  /// Number of bytes, then the bytes.
  package mutating func block(_ other: ByteWriter) {
    count(other.bytes.count)
    raw(other.bytes)
  }
}
