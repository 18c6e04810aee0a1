internal import GBDTCore
internal import GBDTKernels
internal import Glibc
internal import Synchronization

/// A file that is open for reading, closed when nothing refers to it.
final class OpenFile: Sendable {
  let path: String
  let descriptor: Int32
  /// What `withCopy` reads to, when no call is under way.
  private let idleBuffers = Mutex<[KernelBuffer<UInt8>]>([])

  /// - Throws: `.noInput` where the file cannot be opened.
  init(path: String) throws(DataError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(.noInput, systemMessage("cannot be opened"), at: .init(file: path))
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether to keep the file open while others are opened: a process may often have no more than 1,024.
  var mayStayOpen: Bool { descriptor < 512 }

  /// Calls `body` with the bytes of `range`, read into memory that later calls use again.
  ///
  /// - Throws: what `body` throws; `.inputOutput` where reading fails.
  func withCopy<Result>(
    of range: Range<Int>, _ body: (Span<UInt8>) throws(DataError) -> Result
  ) throws(DataError) -> Result {
    let idle = idleBuffers.withLock { $0.popLast() }
    // Pieces differ a little in length.
    let buffer =
      idle.flatMap { $0.count < range.count ? nil : $0 }
      ?? KernelBuffer<UInt8>(count: range.count + range.count / 4)
    defer { idleBuffers.withLock { $0.append(buffer) } }
    try read(range, to: buffer.start)
    // SAFETY: the elements live as long as `buffer`, which is ours until it is idle again.
    let bytes = UnsafeBufferPointer(rebasing: buffer.elements[..<range.count])
    return try body(Span(_unsafeElements: bytes))
  }

  private func read(
    _ range: Range<Int>, to memory: UnsafeMutablePointer<UInt8>
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
