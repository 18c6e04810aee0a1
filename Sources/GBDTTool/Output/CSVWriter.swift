/// RFC 4180 records into a byte buffer.
package struct CSVWriter {
  /// The records so far.
  package private(set) var bytes: [UInt8] = []
  private var isAtLineStart = true
  private var recordStart = 0

  package init() {}

  /// A text field. Quoted where a comma, quote, line end, or emptiness would read back as something else.
  package mutating func field(_ text: String) {
    separate()
    let needsQuotes =
      text.isEmpty
      || text.utf8.contains { byte in
        byte == Self.comma || byte == Self.quote || byte == Self.lineFeed
          || byte == Self.carriageReturn
      }
    guard needsQuotes else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(Self.quote)
    for byte in text.utf8 {
      if byte == Self.quote { bytes.append(Self.quote) }
      bytes.append(byte)
    }
    bytes.append(Self.quote)
  }

  /// A number in the fewest digits that read back to the same double, whole ones without a point; NaN is
  /// a missing field.
  package mutating func field(_ number: Double) {
    separate()
    if number.isNaN { return }
    let text = number.description.utf8
    bytes.append(contentsOf: text)
    // 7.0 is 7: what reads the file may tell integers by their looks.
    if text.suffix(2).elementsEqual(".0".utf8) { bytes.removeLast(2) }
  }

  package mutating func field(_ integer: Int) {
    separate()
    if integer < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = integer.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// An empty field.
  package mutating func missing() { separate() }

  /// Ends the record.
  package mutating func endRecord() {
    // A record of one missing field would be a blank line, which many readers skip.
    if bytes.count == recordStart { bytes += [Self.quote, Self.quote] }
    bytes.append(Self.lineFeed)
    recordStart = bytes.count
    isAtLineStart = true
  }

  private mutating func separate() {
    if !isAtLineStart { bytes.append(Self.comma) }
    isAtLineStart = false
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
