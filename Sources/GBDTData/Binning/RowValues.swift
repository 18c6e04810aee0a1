package import GBDTKernels

/// A number of each row of a block, such as its label, in memory as kernels take it.
///
/// Copies share their memory.
package struct RowValues: Sendable {
  private var buffer: KernelBuffer<Double>
  package private(set) var count = 0

  /// Without values, and with room for `capacity` of them.
  init(capacity: Int) { buffer = KernelBuffer(count: capacity) }

  package init(copying values: some Collection<Double>) {
    buffer = KernelBuffer(copying: values)
    count = values.count
  }

  /// - Precondition: there is room, and no copy has been added to.
  mutating func append(_ values: ArraySlice<Double>) {
    precondition(count + values.count <= buffer.count, "there is room for all values of a block")
    _ = buffer.slice(count..<count + values.count).update(fromContentsOf: values)
    count += values.count
  }

  /// The memory, if nobody else holds it: then it may be taken over and changed. It may have room for
  /// more rows.
  package mutating func ownBuffer() -> KernelBuffer<Double>? {
    isKnownUniquelyReferenced(&buffer) ? buffer : nil
  }
}

extension RowValues: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { count }
  package subscript(index: Int) -> Double { buffer[index] }
}
