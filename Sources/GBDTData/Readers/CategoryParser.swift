internal import GBDTKernels

/// Columns of strings: each distinct text of a chunk is kept once.
enum CategoryParser {
  /// Codes of the rows, and the rows whose text is not valid UTF-8 (missing in the column).
  static func parse(
    _ rows: CSVRows, column: Int, missing: [String], in bytes: Span<UInt8>
  ) -> (column: CategoryColumn, notUTF8: [UInt32]) {
    let texts = rows.texts(column: column, in: bytes)
    let missing = missing.map { Array($0.utf8) }
    let missingFlags = (0..<texts.count).map {
      isMissing(texts.bytes.span, texts.range(of: $0), missing)
    }
    // Most columns: nothing to leave out, to unquote or to validate.
    if !missingFlags.contains(true), PlainText.isPlain(texts.bytes.span) {
      let dictionary = StringList(utf8: texts.bytes, ends: texts.ends)
      return (CategoryColumn(codes: texts.codes, dictionary: dictionary), [])
    }
    return sorted(texts, missingFlags)
  }

  /// An empty text is missing whether or not it is among the words.
  private static func isMissing(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ words: [[UInt8]]
  ) -> Bool {
    range.isEmpty
      || words.contains { word in
        word.count == range.count
          && word.indices.allSatisfy { bytes[range.lowerBound + $0] == word[$0] }
      }
  }

  /// Renumbers the texts that are values and sorts out the others.
  private static func sorted(
    _ texts: CSVTexts, _ isMissing: [Bool]
  ) -> (column: CategoryColumn, notUTF8: [UInt32]) {
    var dictionary: StringList = []
    var newCodes: [Int32] = []
    newCodes.reserveCapacity(texts.count)
    var isInvalid = [Bool](repeating: false, count: texts.count)
    for number in 0..<texts.count {
      let content = texts.bytes.span.extracting(texts.range(of: number))
      if !isMissing[number],
        let text = String(validating: CSVHeader.unquoted(content), as: UTF8.self)
      {
        newCodes.append(Int32(dictionary.count))
        dictionary.append(text)
      } else {
        newCodes.append(Column.missingCategory)
        isInvalid[number] = !isMissing[number]
      }
    }
    let notUTF8 = texts.codes.indices.filter { isInvalid[Int(texts.codes[$0])] }
    return (
      CategoryColumn(codes: texts.codes.map { newCodes[Int($0)] }, dictionary: dictionary),
      notUTF8.map { UInt32($0) }
    )
  }
}
