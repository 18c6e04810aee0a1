internal import GBDTCore
internal import GBDTKernels

/// The text of a file, and where in it things are.
struct CSVText: Sendable {
  let path: String
  let bytes: FileBytes

  /// - Throws: `DataError` for a file that cannot be read or is plainly not UTF-8 text.
  init(path: String) throws(DataError) {
    try self.init(path: path, bytes: FileBytes.load(path: path))
  }

  /// - Throws: `DataError` for what is plainly not UTF-8 text.
  init(path: String, bytes: FileBytes) throws(DataError) {
    self.path = path
    self.bytes = bytes
    let kind = bytes.withBytes { Self.otherKind($0) }
    if let kind {
      throw DataError(.data, "is \(kind)", at: .init(file: path))
    }
  }

  /// Some of a text that has been opened and judged before.
  init(part bytes: FileBytes, path: String) {
    self.path = path
    self.bytes = bytes
  }

  /// Where the text begins: behind a byte order mark.
  var start: Int { bytes.withBytes { Self.begins($0, with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 } }

  /// What the first bytes say that a file is, if not plain text.
  private static func otherKind(_ bytes: Span<UInt8>) -> String? {
    let utf16 = "UTF-16 text; convert it to UTF-8, for example with `iconv -f UTF-16 -t UTF-8`"
    let kinds: [(mark: [UInt8], kind: String)] = [
      ([0xFF, 0xFE], utf16),
      ([0xFE, 0xFF], utf16),
      (Array("PAR1".utf8), "a Parquet file, not delimited text"),
      (Array("ARROW1".utf8), "an Arrow file, not delimited text"),
      ([0x50, 0x4B, 0x03, 0x04], "a zip archive or a workbook; unpack it or save it as CSV"),
      ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard data; decompress it first"),
    ]
    return kinds.first { begins(bytes, with: $0.mark) }?.kind
  }

  private static func begins(_ bytes: Span<UInt8>, with mark: [UInt8]) -> Bool {
    bytes.count >= mark.count && mark.indices.allSatisfy { bytes[$0] == mark[$0] }
  }

  /// The place of the byte at `position`. Counts all line feeds before it: for errors only.
  func place(of position: Int, column: String? = nil) -> DataError.Place {
    let feeds = bytes.withBytes(bytes.range.lowerBound..<position) {
      ByteCount.count(of: UInt8(ascii: "\n"), in: $0)
    }
    return DataError.Place(file: path, line: bytes.lineFeedsBefore + feeds + 1, column: column)
  }

  /// The error for text that breaks the rules of quoting and line ends at the byte `position`.
  func error(_ fault: CSVScan.Fault, at position: Int) -> DataError {
    let problem =
      switch fault {
      case .strayQuote:
        "a quote stands inside a field that does not begin with one; write the whole field in quotes "
          + "and this quote twice"
      case .textAfterQuote:
        "text follows the closing quote of a field; a quote inside quotes is written twice"
      case .loneReturn:
        "a carriage return stands without a line feed; write line ends as LF or CRLF, and a field with "
          + "line breaks in quotes"
      case .openQuote: "the quote that opens here is never closed"
      }
    return DataError(.data, problem, at: place(of: position))
  }

  /// The error for a record that is too long for 32-bit positions.
  func tooLong(at position: Int) -> DataError {
    DataError(
      .data, "the record that begins here is longer than 4 GiB; is a quote never closed?",
      at: place(of: position))
  }
}
