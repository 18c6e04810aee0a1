internal import Glibc

/// A file descriptor of this process, closed when nobody refers to it any more.
package final class OwnedDescriptor: Sendable {
  /// Valid as long as this object lives: who hands it to the system keeps the object until the call is
  /// over (`withExtendedLifetime`), as Swift may let go of it after its last use.
  package let number: Int32

  /// Takes over an open descriptor, which nobody else closes from now on.
  package init(owning number: Int32) {
    self.number = number
  }

  deinit { close(number) }
}
