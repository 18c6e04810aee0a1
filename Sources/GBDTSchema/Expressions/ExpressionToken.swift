/// A word of an expression.
struct ExpressionToken: Equatable {
  enum Kind: Equatable {
    case number(Double)
    case string(String)
    case name(String)
    case keyword(ExpressionKeyword)
    /// One of `ExpressionScanner.symbols`.
    case symbol(String)
    case end
  }

  let kind: Kind
  /// In UTF-8 bytes from the start of the text.
  let offset: Int

  /// As a message quotes it.
  var description: String {
    switch kind {
    case .number(let value): "the number \(value)"
    case .string(let value): "the string '\(value)'"
    case .name(let name): "`\(name)`"
    case .keyword(let word): "`\(word.rawValue)`"
    case .symbol(let symbol): "`\(symbol)`"
    case .end: "the end of the expression"
    }
  }
}

/// Words that cannot be names without backquotes.
enum ExpressionKeyword: String, CaseIterable {
  case and, or, not, between, `in`, `true`, `false`, missing
}

/// Cuts an expression's text into tokens.
struct ExpressionScanner {
  static let symbols = ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ","]

  /// What other languages write, and what it is here.
  private static let foreignSymbols = [
    ("&&", "and"), ("||", "or"), ("<>", "!="), ("**", "pow(x, y)"), ("^", "pow(x, y)"),
    ("=", "=="), ("!", "not"), ("&", "and"), ("|", "or"),
  ]

  private let bytes: [UInt8]
  private var position = 0

  static func tokens(of source: String) throws(ExpressionError) -> [ExpressionToken] {
    var scanner = ExpressionScanner(bytes: Array(source.utf8))
    var tokens: [ExpressionToken] = []
    repeat { tokens.append(try scanner.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func next() throws(ExpressionError) -> ExpressionToken {
    while let byte = current, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    let start = position
    guard let byte = current else { return ExpressionToken(kind: .end, offset: start) }
    let kind: ExpressionToken.Kind
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): kind = .number(try number())
    case UInt8(ascii: "'"), UInt8(ascii: "\""): kind = .string(try quoted(what: "string"))
    case UInt8(ascii: "`"):
      let name = try quoted(what: "name")
      if name.isEmpty { throw ExpressionError(reason: "an empty name", offset: start) }
      kind = .name(name)
    case _ where Self.isNameByte(byte):
      while let byte = current, Self.isNameByte(byte) { position += 1 }
      let word = text(from: start)
      kind = ExpressionKeyword(rawValue: word).map { .keyword($0) } ?? .name(word)
    default: kind = .symbol(try symbol())
    }
    return ExpressionToken(kind: kind, offset: start)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func text(from start: Int) -> String {
    String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
  }

  /// Digits, then optionally a fraction and an exponent.
  private mutating func number() throws(ExpressionError) -> Double {
    let start = position
    skipDigits()
    var isInteger = true
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      skipDigits()
    }
    if let byte = current, byte | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      skipDigits()
    }
    while let byte = current, Self.isNameByte(byte) || byte == UInt8(ascii: ".") { position += 1 }
    let text = text(from: start)
    // Swift also reads hexadecimal digits, "inf" and "nan"; none of them gets here.
    guard let value = Double(text), value.isFinite, !text.contains("x"), !text.contains("X") else {
      let hint = " Names that begin with a digit or have a point in them go in backquotes."
      throw ExpressionError(reason: "`\(text)` is not a number.\(hint)", offset: start)
    }
    if isInteger, UInt64(text).flatMap({ Double(exactly: $0) }) == nil {
      throw ExpressionError(
        reason: "the integer \(text) is not exact as a double; integers are, up to 2^53",
        offset: start)
    }
    return value
  }

  private mutating func skipDigits() {
    while let byte = current, Self.isDigit(byte) { position += 1 }
  }

  /// A string or a name in quotes; the quote itself is written twice.
  private mutating func quoted(what: String) throws(ExpressionError) -> String {
    let start = position
    let quote = bytes[position]
    position += 1
    var content: [UInt8] = []
    while let byte = current {
      position += 1
      if byte == quote {
        if current != quote { return String(decoding: content, as: UTF8.self) }
        position += 1
      }
      content.append(byte)
    }
    throw ExpressionError(reason: "a \(what) without closing quote", offset: start)
  }

  private mutating func symbol() throws(ExpressionError) -> String {
    let rest = bytes[position...]
    for (foreign, own) in Self.foreignSymbols where rest.starts(with: foreign.utf8) {
      // `==` and `!=` begin like symbols of other languages.
      if rest.starts(with: "==".utf8) || rest.starts(with: "!=".utf8) { break }
      throw ExpressionError(
        reason: "`\(foreign)` is not an operator here; write `\(own)`", offset: position)
    }
    for symbol in Self.symbols where rest.starts(with: symbol.utf8) {
      position += symbol.utf8.count
      return symbol
    }
    let scalar = String(decoding: rest.prefix(4), as: UTF8.self).unicodeScalars.first
    let character = scalar.map { String($0) } ?? ""
    throw ExpressionError(
      reason: "unexpected `\(character)`. Names with other characters than letters a-z, digits and"
        + " underscores go in backquotes.", offset: position)
  }
}
