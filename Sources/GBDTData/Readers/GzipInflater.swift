internal import CZlib
internal import GBDTCore

/// Decompression of gzip data (RFC 1952) of one or more members.
enum GzipInflater {
  /// Whether the bytes begin as gzip data do.
  static func isGzip(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// Appends the members' content to `text`. Zeros after the last member are padding.
  ///
  /// - Throws: `.data` where a member is damaged, cut off, or followed by what is no member.
  static func inflate(
    _ bytes: Span<UInt8>, onto text: inout GrowingBytes, path: String
  ) throws(DataError) {
    var stream = z_stream()
    // 16: the gzip format; 15: the largest window.
    let status = inflateInit2_(
      &stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw DataError(.internal, "zlib cannot be started (\(status))", at: .init(file: path))
    }
    defer { inflateEnd(&stream) }
    var position = 0
    while true {
      try inflateMember(bytes, &position, &stream, onto: &text, path: path)
      if isPadding(bytes.extracting(position...)) { return }
      guard isGzip(bytes.extracting(position...)) else {
        throw DataError(
          .data, "holds \(bytes.count - position) bytes after its gzip data that are not gzip data",
          at: .init(file: path))
      }
      inflateReset(&stream)
    }
  }

  private static func isPadding(_ bytes: Span<UInt8>) -> Bool {
    bytes.indices.allSatisfy { bytes[$0] == 0 }
  }

  private static func inflateMember(
    _ bytes: Span<UInt8>, _ position: inout Int, _ stream: inout z_stream,
    onto text: inout GrowingBytes, path: String
  ) throws(DataError) {
    while true {
      let room = try text.room(path: path)
      // zlib counts in 32 bits.
      let given = min(bytes.count - position, 1 << 30)
      let roomCount = min(room.count, 1 << 30)
      // SAFETY: zlib reads `given` bytes and writes at most `roomCount`; the pointers are not kept.
      let status = bytes.extracting(position..<position + given).withUnsafeBufferPointer { input in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(given)
        stream.next_out = room.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(roomCount)
        return CZlib.inflate(&stream, Z_NO_FLUSH)
      }
      position += given - Int(stream.avail_in)
      let written = roomCount - Int(stream.avail_out)
      text.fill(written)
      switch status {
      case Z_STREAM_END: return
      case Z_OK where given > 0 || written > 0: continue
      case Z_OK, Z_BUF_ERROR:
        throw DataError(
          .data, "is cut off: its gzip data end too early; copy or download the file again",
          at: .init(file: path))
      default:
        let reason = stream.msg.map { ": " + String(cString: $0) } ?? ""
        throw DataError(
          .data,
          "is damaged near byte \(position) of its gzip data\(reason); copy or download it again",
          at: .init(file: path))
      }
    }
  }
}
