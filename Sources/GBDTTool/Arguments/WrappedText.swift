/// Plain text in lines of limited width, with a hanging first column.
enum WrappedText {
  /// Words of `text` in lines of at most `width` characters; a longer word has a line of its own.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// `term`, then `text` wrapped in a column of its own; a long term has its lines to itself.
  static func definition(_ term: String, _ text: String, indent: Int, width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let wrapped = lines(text, width: width - indent)
    let head = "  " + term
    guard head.count < indent - 1, let first = wrapped.first else {
      return [head] + wrapped.map { margin + $0 }
    }
    return [head + String(repeating: " ", count: indent - head.count) + first]
      + wrapped.dropFirst().map { margin + $0 }
  }
}
