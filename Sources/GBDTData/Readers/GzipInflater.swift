internal import CZlib
internal import GBDTCore
internal import GBDTKernels

/// Decompression of gzip data (RFC 1952) of one or more members, piece by piece.
struct GzipInflater: ~Copyable {
  /// Compressed bytes that are read at a time: so few that they hardly add to a process's memory, and soon
  /// all used, since what is left of them is read again.
  private static let pieceByteCount = 1 << 16

  private let stored: FileBytes
  private let path: String
  // SAFETY: allocated and started by `init`, released by `deinit`, used by nothing else. Not a stored
  // `z_stream`: zlib requires that it stays at its address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// How much of the compressed bytes has been read.
  private var position = 0
  private var isAtEnd = false

  /// - Parameters:
  ///   - stored: the compressed bytes.
  ///   - path: for messages.
  /// - Throws: `.internal` where zlib cannot be started.
  init(_ stored: FileBytes, path: String) throws(DataError) {
    self.stored = stored
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16: the gzip format; 15: the largest window.
    let status = inflateInit2_(stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw DataError(.internal, "zlib cannot be started (\(status))", at: .init(file: path))
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Whether the bytes begin as gzip data do.
  static func isGzip(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// Writes the next bytes of the members' content to `room`, and returns how many: 0 at the end. Zeros
  /// after the last member are padding.
  ///
  /// - Precondition: `room` is not empty.
  /// - Throws: `.data` where a member is damaged, cut off, or followed by what is no member; `.inputOutput`
  ///   where reading fails.
  mutating func inflate(to room: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    precondition(!room.isEmpty, "there is room for a byte")
    while !isAtEnd {
      let piece = position..<min(position + Self.pieceByteCount, stored.range.upperBound)
      let (status, taken, written) = try stored.withCopy(of: piece) { step($0, to: room) }
      position += taken
      switch status {
      case Z_STREAM_END: try endMember()
      case Z_OK where taken > 0 || written > 0: break
      case Z_OK, Z_BUF_ERROR:
        throw error("is cut off: its gzip data end too early; copy or download the file again")
      default:
        let reason = stream.pointee.msg.map { ": " + String(cString: $0) } ?? ""
        throw error(
          "is damaged near byte \(position) of its gzip data\(reason); copy or download it again")
      }
      if written > 0 { return written }
    }
    return 0
  }

  /// Drops the first `count` bytes of the content, and returns how many line feeds they have.
  ///
  /// - Throws: as `inflate`.
  mutating func dropContent(upTo count: Int) throws(DataError) -> Int {
    var lineFeeds = 0
    var remaining = count
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { room.deallocate() }
    while remaining > 0 {
      let wanted = UnsafeMutableRawBufferPointer(rebasing: room.prefix(remaining))
      let written = try inflate(to: wanted)
      if written == 0 { break }
      // SAFETY: `inflate` has just written the first `written` bytes, and nothing changes them meanwhile.
      let content = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: room[..<written]))
      lineFeeds += ByteCount.count(of: UInt8(ascii: "\n"), in: content)
      remaining -= written
    }
    return lineFeeds
  }

  /// One call of zlib: its status, how many bytes it took and how many it wrote.
  private func step(
    _ bytes: Span<UInt8>, to room: UnsafeMutableRawBufferPointer
  ) -> (status: Int32, taken: Int, written: Int) {
    // zlib counts in 32 bits.
    let roomCount = min(room.count, 1 << 30)
    // SAFETY: zlib reads `bytes` and writes at most `roomCount`; the pointers are not used later.
    let status = bytes.withUnsafeBufferPointer { input in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(roomCount)
      return CZlib.inflate(stream, Z_NO_FLUSH)
    }
    return (
      status, bytes.count - Int(stream.pointee.avail_in), roomCount - Int(stream.pointee.avail_out)
    )
  }

  /// What follows a member: the end, padding, or another member.
  private mutating func endMember() throws(DataError) {
    let rest = position..<stored.range.upperBound
    let (isPadding, isMember) = stored.withBytes(rest) { bytes in
      (bytes.indices.allSatisfy { bytes[$0] == 0 }, Self.isGzip(bytes))
    }
    if isPadding {
      isAtEnd = true
    } else if isMember {
      inflateReset(stream)
    } else {
      throw error("holds \(rest.count) bytes after its gzip data that are not gzip data")
    }
  }

  private func error(_ problem: String) -> DataError {
    DataError(.data, problem, at: .init(file: path))
  }
}
