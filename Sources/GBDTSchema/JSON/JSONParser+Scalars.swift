extension JSONParser {
  /// Reads a number; the current byte is `-` or a digit.
  mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    let integerStart = position
    try digits(in: "a number")
    if bytes[integerStart] == UInt8(ascii: "0") && position - integerStart > 1 {
      throw error(at: integerStart, "a number with a leading zero")
    }
    var isInteger = true
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits(in: "the fraction of a number")
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if current == UInt8(ascii: "-") || current == UInt8(ascii: "+") { position += 1 }
      try digits(in: "the exponent of a number")
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, text != "-0", let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw error(at: start, "the number \(text.prefix(40)) is too large for a double")
    }
    return .number(number)
  }

  private mutating func digits(in place: String) throws(JSONError) {
    let start = position
    while let byte = current, byte >= 0x30 && byte <= 0x39 { position += 1 }
    if position == start { throw error(at: start, "expected a digit in \(place)") }
  }

  /// Reads a string; the current byte is the opening quote.
  mutating func string() throws(JSONError) -> String {
    let start = position
    position += 1
    var decoded: [UInt8] = []
    var runStart = position
    while true {
      guard let byte = current else {
        throw error(at: start, "a string without closing quote")
      }
      switch byte {
      case UInt8(ascii: "\""):
        let text: String?
        if decoded.isEmpty {
          text = String(validating: bytes[runStart..<position], as: UTF8.self)
        } else {
          decoded += bytes[runStart..<position]
          text = String(validating: decoded, as: UTF8.self)
        }
        position += 1
        guard let text else { throw error(at: start, "a string that is not valid UTF-8") }
        return text
      case UInt8(ascii: "\\"):
        decoded += bytes[runStart..<position]
        position += 1
        try escape(into: &decoded)
        runStart = position
      case ..<0x20:
        throw error(
          at: position, "a control character in a string; write it as an escape such as `\\n`")
      default:
        position += 1
      }
    }
  }

  /// Reads what follows a backslash.
  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    let start = position - 1
    guard let letter = current else { throw error(at: start, "a string without closing quote") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"): decoded += String(try unicodeEscape(start: start)).utf8
    default: throw error(at: start, "an unknown escape in a string; write a backslash as `\\\\`")
    }
  }

  /// Reads the digits after `\u`, and the second half of a surrogate pair.
  private mutating func unicodeEscape(start: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try hexDigits(start: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, bytes[position...].starts(with: [0x5C, 0x75]) {
      position += 2
      let second = try hexDigits(start: position - 2)
      if second >= 0xDC00 && second <= 0xDFFF,
        let scalar = Unicode.Scalar(
          0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00)))
      {
        return scalar
      }
    }
    throw error(at: start, "half of a surrogate pair in a string; both halves must be there")
  }

  private mutating func hexDigits(start: Int) throws(JSONError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    let isHex = digits.allSatisfy { byte in
      byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
    }
    guard digits.count == 4, isHex,
      let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error(at: start, "expected four hexadecimal digits after `\\u`") }
    position += 4
    return value
  }
}
