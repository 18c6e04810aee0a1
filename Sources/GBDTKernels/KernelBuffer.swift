internal import Glibc

/// Memory that kernels work on: of fixed size, zeroed, 64-byte aligned, with 64 spare zero bytes at
/// the end so that a vector load may reach past the last element.
///
/// Large buffers are mapped: what is never written takes no memory, and the system has all of it back
/// as soon as the buffer dies, while `malloc` would keep blocks of up to 32 MiB for later.
///
/// A class and not an array, because the blocks of a parallel loop write to parts of it at once:
/// they must write to disjoint parts, and nothing checks that but the loop's own plan.
package final class KernelBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The first element; valid as long as this object lives: hold it in a property, or use
  /// `withExtendedLifetime`, for the optimiser ends the life of a local array at its last use.
  package let start: UnsafeMutablePointer<Element>
  /// All elements; valid as long as this object lives.
  package let elements: UnsafeMutableBufferPointer<Element>
  /// Of the mapping; nil: the memory is `malloc`'s.
  private let mappedByteCount: Int?

  /// Of a cache line and of the widest vector.
  private static var alignment: Int { 64 }
  /// Smaller ones come and go too often to bother the system.
  private static var mappingThreshold: Int { 1 << 20 }

  /// - Precondition: all-zero bits are a value of `Element`.
  package init(count: Int) {
    let byteCount = count * MemoryLayout<Element>.stride + Self.alignment
    let storage: UnsafeMutableRawPointer
    if byteCount >= Self.mappingThreshold {
      let mapping = mmap(
        nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let mapping, mapping != MAP_FAILED else {
        preconditionFailure("out of memory: \(byteCount) bytes could not be had")
      }
      storage = mapping
      mappedByteCount = byteCount
    } else {
      storage = .allocate(byteCount: byteCount, alignment: Self.alignment)
      storage.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      mappedByteCount = nil
    }
    // SAFETY: the storage is aligned, and has room for `count` elements, all of whose bytes are 0.
    start = storage.assumingMemoryBound(to: Element.self)
    elements = UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// A copy of `elements`.
  package convenience init(copying elements: some Collection<Element>) {
    self.init(count: elements.count)
    _ = self.elements.update(fromContentsOf: elements)
  }

  deinit {
    if let mappedByteCount {
      munmap(start, mappedByteCount)
    } else {
      UnsafeMutableRawPointer(start).deallocate()
    }
  }

  package var count: Int { elements.count }

  package subscript(index: Int) -> Element {
    get { elements[index] }
    set { elements[index] = newValue }
  }

  /// The elements of `range`, which lies within the buffer.
  package func slice(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: elements[range])
  }
}
