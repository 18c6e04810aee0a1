internal import GBDTCore
internal import GBDTKernels
internal import Glibc
internal import Synchronization

/// A regular file that is opened for each piece that is read of it, so that any number of files can be in
/// use at once.
final class StoredFile: Sendable {
  private let path: String
  private let device: UInt64
  private let inode: UInt64
  /// What `withCopy` reads to, when no call is under way.
  private let idleBuffers = Mutex<[KernelBuffer<UInt8>]>([])

  init(path: String, status: stat) {
    self.path = path
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }

  /// Calls `body` with the bytes of `range`, read into memory that later calls use again; nil, without a
  /// call, where there is no such file at its path any more.
  ///
  /// - Throws: what `body` throws; `.inputOutput` where reading fails.
  func withCopy<Result>(
    of range: Range<Int>, _ body: (Span<UInt8>) throws(DataError) -> Result
  ) throws(DataError) -> Result? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, UInt64(status.st_dev) == device,
      UInt64(status.st_ino) == inode
    else { return nil }

    let idle = idleBuffers.withLock { $0.popLast() }
    // Pieces differ a little in length.
    let buffer =
      idle.flatMap { $0.count < range.count ? nil : $0 }
      ?? KernelBuffer<UInt8>(count: range.count + range.count / 4)
    defer { idleBuffers.withLock { $0.append(buffer) } }
    try read(range, of: descriptor, to: buffer.start)
    // SAFETY: the elements live as long as `buffer`, which is ours until it is idle again.
    let bytes = UnsafeBufferPointer(rebasing: buffer.elements[..<range.count])
    return try body(Span(_unsafeElements: bytes))
  }

  private func read(
    _ range: Range<Int>, of descriptor: Int32, to memory: UnsafeMutablePointer<UInt8>
  ) throws(DataError) {
    var done = 0
    while done < range.count {
      let position = off_t(range.lowerBound + done)
      let count = pread(descriptor, memory + done, range.count - done, position)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let problem =
          count < 0 ? systemMessage("cannot be read") : "was cut short while it was read"
        throw DataError(.inputOutput, problem, at: .init(file: path))
      }
      done += count
    }
  }
}
