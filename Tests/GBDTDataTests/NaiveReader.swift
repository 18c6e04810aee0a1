/// Delimited text read one character after the other, with none of the reader's machinery: for comparison.
struct NaiveReader {
  struct Field: Equatable {
    var text = ""
    var isQuoted = false
  }

  struct Record {
    var fields = [Field()]
    let line: Int
  }

  /// Every record but blank lines. The text must follow RFC 4180.
  static func records(_ text: String) -> [Record] {
    var records: [Record] = []
    var line = 1
    var record = Record(line: line)
    var insideQuotes = false
    var isOpen = false
    let scalars = Array(text.unicodeScalars)
    for (i, scalar) in scalars.enumerated() {
      isOpen = true
      let last = record.fields.count - 1
      switch scalar {
      case "\"" where insideQuotes && i + 1 < scalars.count && scalars[i + 1] == "\"":
        // The first of two: the second one is the character.
        insideQuotes = false
        record.fields[last].text += "\""
      case "\"" where insideQuotes: insideQuotes = false
      case "\"" where i > 0 && scalars[i - 1] == "\"" && record.fields[last].text.hasSuffix("\""):
        insideQuotes = true
      case "\"":
        insideQuotes = true
        record.fields[last].isQuoted = true
      case "," where !insideQuotes: record.fields.append(Field())
      case "\r" where !insideQuotes: break
      case "\n" where !insideQuotes:
        records.append(record)
        record = Record(line: line + 1)
        isOpen = false
      default: record.fields[last].text.unicodeScalars.append(scalar)
      }
      if scalar == "\n" { line += 1 }
    }
    if isOpen { records.append(record) }
    return records.filter { $0.fields != [Field()] }
  }
}
