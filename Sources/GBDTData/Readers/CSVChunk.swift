internal import GBDTCore

/// Whole records of one file, small enough to be parsed at once.
struct CSVChunk: Sendable {
  /// Index into the files that are read.
  let file: Int
  let range: Range<Int>

  /// The position behind the first line feed outside quotes in `start..<end`; nil without one.
  ///
  /// - Parameter hasQuotes: false where quotes mean nothing.
  static func recordEnd(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, insideQuotes: Bool, hasQuotes: Bool = true
  ) -> Int? {
    var insideQuotes = insideQuotes
    for i in start..<end {
      switch bytes[i] {
      case UInt8(ascii: "\"") where hasQuotes: insideQuotes.toggle()
      case UInt8(ascii: "\n") where !insideQuotes: return i + 1
      default: break
      }
    }
    return nil
  }
}
