internal import GBDTCore
internal import GBDTKernels

/// The values of one numeric feature in a sample of rows: as single-precision numbers while all of them
/// are, in half the memory.
///
/// Copies share their memory. It is mapped: the system has it back as soon as the sample is dropped,
/// whichever thread made it.
struct SampledColumn: Sendable {
  private enum Values {
    case single(KernelBuffer<Float>)
    case double(KernelBuffer<Double>)
  }

  private var values: Values

  init(capacity: Int) { values = .single(KernelBuffer(count: capacity)) }

  /// Bytes a value.
  var width: Int {
    switch values {
    case .single: 4
    case .double: 8
    }
  }

  /// Writes the values of some rows of a chunk to the places from `first` on; those before are taken.
  mutating func write(_ column: [Double], rows: [Int], at first: Int) {
    if case .single(let buffer) = values {
      if Self.write(column, rows: rows, to: buffer.start + first) { return }
      widen(buffer, count: first)
    }
    guard case .double(let buffer) = values else { return }
    for (place, row) in rows.enumerated() { buffer.elements[first + place] = column[row] }
  }

  /// - Returns: false if some value is not a single-precision number.
  private static func write(
    _ column: [Double], rows: [Int], to target: UnsafeMutablePointer<Float>
  ) -> Bool {
    for (place, row) in rows.enumerated() {
      let value = Float(column[row])
      guard Double(value) == column[row] || value.isNaN else { return false }
      target[place] = value
    }
    return true
  }

  private mutating func widen(_ single: KernelBuffer<Float>, count: Int) {
    let double = KernelBuffer<Double>(count: single.count)
    for place in 0..<count { double[place] = Double(single[place]) }
    values = .double(double)
  }

  /// Writes some values of another column to the places from `first` on.
  mutating func write(_ other: SampledColumn, rows: Range<Int>, at first: Int) {
    let added: [Double] =
      switch other.values {
      case .single(let buffer): buffer.slice(rows).map { Double($0) }
      case .double(let buffer): Array(buffer.slice(rows))
      }
    write(added, rows: Array(added.indices), at: first)
  }

  /// Copies values from place to place; no place is both.
  func move(_ moves: [RowSample.Move]) {
    switch values {
    case .single(let buffer):
      for move in moves { buffer.elements[move.to] = buffer.elements[move.from] }
    case .double(let buffer):
      for move in moves { buffer.elements[move.to] = buffer.elements[move.from] }
    }
  }

  /// The distinct ones of the first `count` values.
  func distinctValues(count: Int, sorter: ValueSorter) -> DistinctValues {
    switch values {
    case .single(let buffer):
      // SAFETY: this column holds the buffer.
      sorter.distinctValues(of: UnsafeBufferPointer(buffer.slice(0..<count)))
    case .double(let buffer):
      sorter.distinctValues(of: UnsafeBufferPointer(buffer.slice(0..<count)))
    }
  }
}

extension SampledColumn {
  /// Bytes a value, then the first `count` values.
  func write(count: Int, to writer: inout ByteWriter) {
    writer.byte(UInt8(width))
    // SAFETY: this column holds the buffer.
    switch values {
    case .single(let buffer): writer.elements(buffer.slice(0..<count))
    case .double(let buffer): writer.elements(buffer.slice(0..<count))
    }
  }

  /// What `write` wrote.
  ///
  /// - Throws: also for values outside of `range`.
  init(
    capacity: Int, count: Int, range: ColumnRange, from reader: inout ByteReader
  ) throws(ByteError) {
    switch try reader.byte() {
    case 4: values = .single(try Self.buffer(capacity, count, range, &reader))
    case 8: values = .double(try Self.buffer(capacity, count, range, &reader))
    case let width: throw reader.error("sampled values of \(width) bytes")
    }
  }

  private static func buffer<Value: RawNumber & BinaryFloatingPoint>(
    _ capacity: Int, _ count: Int, _ range: ColumnRange, _ reader: inout ByteReader
  ) throws(ByteError) -> KernelBuffer<Value> {
    let buffer = KernelBuffer<Value>(count: capacity)
    let values = buffer.slice(0..<count)
    try reader.elements(into: values)
    // No comparison holds for NaN, the missing value.
    let outside = values.count { Double($0) < range.minimum || Double($0) > range.maximum }
    guard outside == 0 else {
      throw reader.error("\(outside) sampled values are outside of their range")
    }
    return buffer
  }
}
