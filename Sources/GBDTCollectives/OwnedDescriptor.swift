internal import Glibc

/// A file descriptor of this process, closed when nobody refers to it any more.
package final class OwnedDescriptor: Sendable {
  /// Valid as long as this object lives.
  package let number: Int32

  /// Takes over an open descriptor, which nobody else closes from now on.
  package init(owning number: Int32) {
    self.number = number
  }

  deinit { close(number) }
}
