#if !_endian(little)
  #error("Numbers travel as they lie in memory, which is little-endian on every machine so far.")
#endif

/// A number that travels in bulk, as its bytes in memory.
package protocol RawNumber: BitwiseCopyable, Sendable {}

extension UInt8: RawNumber {}
extension UInt64: RawNumber {}
extension Int32: RawNumber {}
extension Int64: RawNumber {}
extension Float: RawNumber {}
extension Double: RawNumber {}

extension ByteWriter {
  /// Number of elements, then their bytes. At the speed of a copy.
  package mutating func array<Value: RawNumber>(_ values: [Value]) {
    count(values.count)
    values.withUnsafeBytes { raw($0) }
  }

  /// The bytes of the elements alone. At the speed of a copy.
  package mutating func elements<Value: RawNumber>(_ values: UnsafeMutableBufferPointer<Value>) {
    raw(UnsafeRawBufferPointer(values))
  }
}

extension ByteReader {
  /// What `ByteWriter.array` wrote: any values at all, numbers that are infinite or NaN too.
  ///
  /// - Parameter things: what the values are, in the plural, for messages.
  package mutating func array<Value: RawNumber>(
    of things: String, type: Value.Type = Value.self
  ) throws(ByteError) -> [Value] {
    let number = try count(of: things, size: MemoryLayout<Value>.size)
    let source = try bytes(number * MemoryLayout<Value>.size)
    return [Value](unsafeUninitializedCapacity: number) { buffer, initialized in
      // SAFETY: the buffer has room for `number` values, which are as many bytes as `source` has, and
      // any bits are a value.
      source.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      initialized = number
    }
  }

  /// Fills a buffer with what `ByteWriter.elements` wrote.
  package mutating func elements<Value: RawNumber>(
    into buffer: UnsafeMutableBufferPointer<Value>
  ) throws(ByteError) {
    let source = try bytes(buffer.count * MemoryLayout<Value>.size)
    // SAFETY: both have the same number of bytes, and any bits are a value.
    source.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
  }
}
