/// What is wrong at one place of an expression's text; becomes a `RecipeError` that names the expression.
struct ExpressionError: Error, Equatable {
  let reason: String
  /// In UTF-8 bytes from the start of the text.
  let offset: Int

  /// The error for an expression called `owner`, with the line and a caret under the place.
  func located(in source: String, owner: String) -> RecipeError {
    let bytes = Array(source.utf8)
    let lineStart = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let lineEnd = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
    let line = bytes[..<lineStart].count { $0 == 0x0A } + 1
    let indentation = bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 }
    let text = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
    let place = "\(owner), line \(line), column \(indentation + 1): \(reason)"
    // A picture of a very long line would not show the place.
    guard text.unicodeScalars.count <= 160 else { return RecipeError(place) }
    return RecipeError("\(place)\n  \(text)\n  \(String(repeating: " ", count: indentation))^")
  }
}
