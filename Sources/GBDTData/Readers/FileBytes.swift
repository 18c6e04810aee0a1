internal import GBDTCore
internal import Glibc

/// The content of a file, decompressed.
///
/// A plain file is mapped: its pages belong to the system's cache and cost this process no memory of its
/// own, but it must not be cut short while it is read. A pass over all of it had better go through
/// `withCopy`, piece by piece. Pipes and compressed files are held in memory, compressed ones whole or only
/// a range of their content.
final class FileBytes: Sendable {
  /// Which of the content is held: all of it but for `load(path:keeping:)`.
  let range: Range<Int>
  /// Line feeds in the content before `range`.
  let lineFeedsBefore: Int
  /// Which file it was; nil for what is no regular file.
  let version: FileVersion?
  // SAFETY: nothing writes to the memory after `init`, so any thread may read it; `deinit` releases it.
  nonisolated(unsafe) private let start: UnsafeMutableRawPointer?
  private let isMapped: Bool
  /// What is mapped, where `withCopy` may read it.
  private let file: StoredFile?

  private init(
    start: UnsafeMutableRawPointer?, range: Range<Int>, lineFeedsBefore: Int = 0, isMapped: Bool,
    version: FileVersion? = nil, file: StoredFile? = nil
  ) {
    self.start = start
    self.range = range
    self.lineFeedsBefore = lineFeedsBefore
    self.isMapped = isMapped
    self.version = version
    self.file = file
  }

  /// A copy of `bytes`.
  convenience init(copying bytes: [UInt8]) {
    let start =
      bytes.isEmpty
      ? nil
      : UnsafeMutableRawPointer.allocate(
        byteCount: bytes.count, alignment: 1)
    start?.copyMemory(from: bytes, byteCount: bytes.count)
    self.init(start: start, range: bytes.indices, isMapped: false)
  }

  /// Takes over what `bytes` holds: the content from byte `first` on.
  private convenience init(
    _ bytes: consuming GrowingBytes, from first: Int = 0, lineFeedsBefore: Int = 0,
    version: FileVersion? = nil
  ) {
    let (start, count) = bytes.take()
    self.init(
      start: start, range: first..<first + count, lineFeedsBefore: lineFeedsBefore, isMapped: false,
      version: version)
  }

  deinit {
    if isMapped, let start {
      munmap(start, range.count)
    } else {
      free(start)
    }
  }

  /// Opens a file.
  ///
  /// - Parameter kept: the range of the content that is wanted; nil: all. Of a compressed file the content
  ///   behind it is not inflated; that before it is inflated and dropped, so that the time is that of its
  ///   end and the memory that of its length. Fewer bytes are held where the content ends before.
  /// - Throws: `.noInput` where the file cannot be opened, `.inputOutput` where reading fails, `.data` where
  ///   it is compressed and damaged.
  static func load(
    path: String, keeping kept: Range<Int>? = nil
  ) throws(DataError) -> FileBytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(.noInput, systemMessage("cannot be opened"), at: .init(file: path))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw DataError(.inputOutput, systemMessage("cannot be read"), at: .init(file: path))
    }
    let stored =
      status.st_mode & S_IFMT == S_IFREG
      ? try map(descriptor, status, path: path)
      : try read(descriptor, path: path)
    let isCompressed = stored.withBytes { GzipInflater.isGzip($0) }
    if !isCompressed, path.hasSuffix(".gz"), !stored.range.isEmpty {
      throw DataError(
        .data, "is named `.gz` but is not gzip data; repair or rename it", at: .init(file: path))
    }
    guard isCompressed else { return stored }
    return try inflated(stored, keeping: kept ?? 0..<Int.max, path: path)
  }

  private static func inflated(
    _ stored: FileBytes, keeping kept: Range<Int>, path: String
  ) throws(DataError) -> FileBytes {
    var inflater = try GzipInflater(stored, path: path)
    let lineFeedsBefore = try inflater.dropContent(upTo: kept.lowerBound)
    var text = GrowingBytes()
    while text.count < kept.count {
      let room = try text.room(path: path)
      let wanted = UnsafeMutableRawBufferPointer(rebasing: room.prefix(kept.count - text.count))
      let count = try inflater.inflate(to: wanted)
      if count == 0 { break }
      text.fill(count)
    }
    return FileBytes(
      text, from: kept.lowerBound, lineFeedsBefore: lineFeedsBefore, version: stored.version)
  }

  /// Calls `body` with the bytes of `range`; all that are held by default.
  func withBytes<Result, Failure: Error>(
    _ range: Range<Int>? = nil, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let range = range ?? self.range
    requireHeld(range)
    // SAFETY: `start` points to the bytes of `self.range`, which live as long as `self`.
    let buffer = UnsafeRawBufferPointer(
      start: start.map { UnsafeRawPointer($0 + (range.lowerBound - self.range.lowerBound)) },
      count: range.count)
    return try withExtendedLifetime(self) { () throws(Failure) in
      try body(Span(_unsafeBytes: buffer))
    }
  }

  /// Calls `body` with the bytes of `range`. A mapped file is read for them into memory that later calls use
  /// again: that costs half of what mapping the pages does, and the process does not grow by them. One that
  /// has been deleted or replaced in the meantime is still mapped.
  ///
  /// - Throws: what `body` throws; `.inputOutput` where reading fails.
  func withCopy<Result>(
    of range: Range<Int>, _ body: (Span<UInt8>) throws(DataError) -> Result
  ) throws(DataError) -> Result {
    requireHeld(range)
    if let result = try file?.withCopy(of: range, body) { return result }
    return try withBytes(range, body)
  }

  private func requireHeld(_ range: Range<Int>) {
    precondition(
      self.range.lowerBound <= range.lowerBound && range.upperBound <= self.range.upperBound,
      "the range is among the bytes that are held")
  }

  private static func map(
    _ descriptor: Int32, _ status: stat, path: String
  ) throws(DataError) -> FileBytes {
    let count = Int(status.st_size)
    let version = FileVersion(status)
    guard count > 0 else {
      return FileBytes(start: nil, range: 0..<0, isMapped: true, version: version)
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else {
      let category: ErrorCategory = errno == ENOMEM ? .tryAgain : .inputOutput
      throw DataError(category, systemMessage("cannot be mapped"), at: .init(file: path))
    }
    // Advice only: a failure costs speed, nothing else.
    _ = madvise(start, count, MADV_SEQUENTIAL)
    return FileBytes(
      start: start, range: 0..<count, isMapped: true, version: version,
      file: StoredFile(path: path, status: status))
  }

  private static func read(_ descriptor: Int32, path: String) throws(DataError) -> FileBytes {
    var bytes = GrowingBytes()
    while true {
      let room = try bytes.room(path: path)
      let count = Glibc.read(descriptor, room.baseAddress, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw DataError(.inputOutput, systemMessage("cannot be read"), at: .init(file: path))
      }
      if count == 0 { return FileBytes(bytes) }
      bytes.fill(count)
    }
  }
}

/// Memory that grows at its end, without the zeroing and copying that an array would cost.
struct GrowingBytes: ~Copyable {
  private var start: UnsafeMutableRawPointer?
  private var capacity = 0
  private(set) var count = 0

  init() {}

  deinit { free(start) }

  /// Room behind the bytes so far, at least 64 KiB; valid until the next call.
  ///
  /// - Throws: `.tryAgain` where there is no memory for it.
  mutating func room(path: String) throws(DataError) -> UnsafeMutableRawBufferPointer {
    if capacity - count < 1 << 16 {
      let wanted = max(2 * capacity, 1 << 20)
      guard let grown = realloc(start, wanted) else {
        throw DataError(
          .tryAgain, "does not fit into memory (\(wanted) bytes)", at: .init(file: path))
      }
      (start, capacity) = (grown, wanted)
    }
    let memory = UnsafeMutableRawBufferPointer(start: start, count: capacity)
    return UnsafeMutableRawBufferPointer(rebasing: memory[count...])
  }

  /// Counts bytes that have been written to `room()`.
  mutating func fill(_ added: Int) { count += added }

  /// Hands the memory over; `free` it.
  consuming func take() -> (start: UnsafeMutableRawPointer?, count: Int) {
    let result = (start, count)
    discard self
    return result
  }
}
