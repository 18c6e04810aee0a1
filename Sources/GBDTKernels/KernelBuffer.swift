internal import Glibc

/// Memory that kernels work on: of fixed size, zeroed, 64-byte aligned, with 64 spare zero bytes at
/// the end so that a vector load may reach past the last element.
///
/// A class and not an array, because the blocks of a parallel loop write to parts of it at once:
/// they must write to disjoint parts, and nothing checks that but the loop's own plan.
package final class KernelBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The first element; valid as long as this object lives: hold it in a property, or use
  /// `withExtendedLifetime`, for the optimiser ends the life of a local array at its last use.
  package let start: UnsafeMutablePointer<Element>
  /// All elements; valid as long as this object lives.
  package let elements: UnsafeMutableBufferPointer<Element>
  private let storage: UnsafeMutableRawPointer
  /// Of a cache line and of the widest vector.
  private static var alignment: Int { 64 }

  /// Memory that is never written to is never taken from the machine.
  ///
  /// - Precondition: all-zero bits are a value of `Element`.
  package init(count: Int) {
    let byteCount = count * MemoryLayout<Element>.stride + Self.alignment
    guard let storage = calloc(byteCount + Self.alignment, 1) else {
      preconditionFailure("out of memory: \(byteCount) bytes could not be had")
    }
    self.storage = storage
    // SAFETY: rounded up, there is still room for `count` elements, all of whose bytes are 0.
    start = storage.alignedUp(toMultipleOf: Self.alignment).assumingMemoryBound(to: Element.self)
    elements = UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// A copy of `elements`.
  package convenience init(copying elements: some Collection<Element>) {
    self.init(count: elements.count)
    _ = self.elements.update(fromContentsOf: elements)
  }

  deinit { free(storage) }

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
