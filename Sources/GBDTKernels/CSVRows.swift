internal import CGBDTKernels

/// Rows of scanned text: where their fields are, and how to read a column of them.
///
/// Every method takes the text that was scanned. The text of a field is what is between its quotes, or else
/// the field without a carriage return at its end.
package struct CSVRows: Sendable {
  /// As `CSVScan.borders`.
  package let borders: [UInt32]
  /// Number of each row's first field.
  package let firstFields: [UInt32]

  package init(borders: [UInt32], firstFields: [UInt32]) {
    self.borders = borders
    self.firstFields = firstFields
  }

  package var count: Int { firstFields.count }

  /// A field's text within the scanned bytes, and whether it stood in quotes.
  package struct Text: Sendable, Equatable {
    package let range: Range<Int>
    package let isQuoted: Bool
  }

  /// - Parameter trimmed: without blanks and tabs around an unquoted text.
  package func text(
    row: Int, column: Int, trimmed: Bool, in bytes: Span<UInt8>
  ) -> Text {
    let field = Int(firstFields[row]) + column
    return Self.text(
      from: Int(borders[field] &+ 1), to: Int(borders[field + 1]), trimmed: trimmed, in: bytes)
  }

  /// The text of the field between two borders.
  package static func text(
    from start: Int, to end: Int, trimmed: Bool, in bytes: Span<UInt8>
  ) -> Text {
    var (start, end) = (start, end)
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    if end > start, bytes[start] == UInt8(ascii: "\"") {
      return Text(range: start + 1..<end - 1, isQuoted: true)
    }
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    while trimmed, start < end, isBlank(bytes[start]) { start += 1 }
    while trimmed, start < end, isBlank(bytes[end - 1]) { end -= 1 }
    return Text(range: start..<end, isQuoted: false)
  }
}

/// Words that stand for a missing value, as the kernels take them.
package struct CSVWords: Sendable {
  fileprivate let bytes: [UInt8]
  fileprivate let ends: [UInt32]
  fileprivate let mayBeValues: Bool

  /// An empty text is missing whether or not it is among `words`.
  package init(_ words: [String]) {
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    for word in words {
      bytes += Array(word.utf8)
      ends.append(UInt32(bytes.count))
    }
    self.bytes = bytes
    self.ends = ends
    mayBeValues = words.contains { word in
      let text = Array(word.utf8)
      let values: [Bool] = [
        CSVValue.number(text.span) != .invalid, CSVValue.timestamp(text.span) != .invalid,
        CSVValue.boolean(text.span) != .invalid,
      ]
      return values.contains(true)
    }
  }
}

/// A column of values with the rows, ascending, whose text is not one: their value is the mark of a missing
/// one.
package struct CSVParsedColumn<Value: Sendable>: Sendable {
  package var values: [Value]
  package var misfits: [UInt32]
}

/// The distinct texts of a column, in order of first appearance; doubled quotes are still doubled.
package struct CSVTexts: Sendable {
  /// Each row's number of a text.
  package var codes: [Int32]
  /// The texts, one behind the other.
  package let bytes: [UInt8]
  /// Where each text ends in `bytes`.
  package let ends: [Int]

  package var count: Int { ends.count }

  /// Where text `number` stands in `bytes`.
  package func range(of number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }
}

/// How many texts of a column look like what.
package struct CSVKinds: Sendable, Equatable {
  package var missing = 0
  package var booleans = 0
  package var integers = 0
  /// Numbers that are not 64-bit integers.
  package var numbers = 0
  /// `inf`, `infinity`.
  package var infinities = 0
  package var timestamps = 0
  /// Timestamps that name no time: 2011-02-29.
  package var impossibleTimes = 0
  package var others = 0
  /// First row of `others`.
  package var firstOther: Int?

  package init() {}
}

extension CSVRows {
  /// Doubles; NaN marks a missing value. Misfits have been tried in every way: they are not finite numbers.
  package func numbers(
    column: Int, missing: CSVWords, in bytes: Span<UInt8>, variant: KernelVariant = .current
  ) -> CSVParsedColumn<Double> {
    let kernel: Kernel<Double> =
      switch variant {
      case .scalar: cgbdt_csv_parse_numbers_scalar
      case .avx2: cgbdt_csv_parse_numbers_avx2
      case .avx512: cgbdt_csv_parse_numbers_avx512
      }
    var parsed = parse(column: column, missing: missing, in: bytes, kernel)
    // The kernel leaves to us what 128-bit integers cannot round.
    parsed.misfits.removeAll { row in
      let text = text(row: Int(row), column: column, trimmed: true, in: bytes)
      guard case .value(let value) = CSVValue.number(bytes.extracting(text.range)) else {
        return false
      }
      parsed.values[Int(row)] = value
      return true
    }
    return parsed
  }

  /// 64-bit integers; the smallest marks a missing value.
  package func integers(
    column: Int, missing: CSVWords, in bytes: Span<UInt8>
  ) -> CSVParsedColumn<Int64> {
    parse(column: column, missing: missing, in: bytes, cgbdt_csv_parse_integers)
  }

  /// 0 and 1; 2 marks a missing value.
  package func booleans(
    column: Int, missing: CSVWords, in bytes: Span<UInt8>
  ) -> CSVParsedColumn<UInt8> {
    parse(column: column, missing: missing, in: bytes, cgbdt_csv_parse_booleans)
  }

  /// Microseconds since 1970; the smallest integer marks a missing value.
  package func timestamps(
    column: Int, missing: CSVWords, in bytes: Span<UInt8>
  ) -> CSVParsedColumn<Int64> {
    parse(column: column, missing: missing, in: bytes, cgbdt_csv_parse_timestamps)
  }

  private typealias Kernel<Value> = (
    UnsafePointer<cgbdt_csv_rows>?, Int64, UnsafePointer<cgbdt_csv_words>?,
    UnsafeMutablePointer<Value>?, UnsafeMutablePointer<UInt32>?
  ) -> Int64

  private func parse<Value>(
    column: Int, missing: CSVWords, in bytes: Span<UInt8>, _ kernel: Kernel<Value>
  ) -> CSVParsedColumn<Value> {
    var misfits: [UInt32] = []
    let values = [Value](unsafeUninitializedCapacity: count) { values, valueCount in
      misfits = [UInt32](unsafeUninitializedCapacity: count) { misfits, misfitCount in
        // SAFETY: both outputs have room for `count` elements, as the kernel asks.
        misfitCount = withKernelRows(of: bytes) { rows in
          missing.withKernelWords { words in
            Int(kernel(rows, Int64(column), words, values.baseAddress, misfits.baseAddress))
          }
        }
      }
      valueCount = count
    }
    return CSVParsedColumn(values: values, misfits: misfits)
  }

  /// The distinct texts, blanks included.
  package func texts(column: Int, in bytes: Span<UInt8>) -> CSVTexts {
    var slotCount = 16
    while slotCount < 2 * count { slotCount *= 2 }
    var texts: [UInt8] = []
    var ends: [Int] = []
    // SAFETY: every buffer has the room that the kernel asks for; it fills `textCount` ends and the texts up
    // to the last of them.
    let codes = [Int32](unsafeUninitializedCapacity: count) { codes, codeCount in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: slotCount) { slots in
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { hashes in
          withUnsafeTemporaryAllocation(of: Int64.self, capacity: count) { textEnds in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { content in
              let textCount = withKernelRows(of: bytes) { rows in
                Int(
                  cgbdt_csv_number_texts(
                    rows, Int64(column), slots.baseAddress, Int64(slotCount), hashes.baseAddress,
                    content.baseAddress, textEnds.baseAddress, codes.baseAddress))
              }
              ends = textEnds.prefix(textCount).map { Int($0) }
              texts = Array(content.prefix(ends.last ?? 0))
            }
          }
        }
      }
      codeCount = count
    }
    return CSVTexts(codes: codes, bytes: texts, ends: ends)
  }

  /// What the texts of the first `limit` rows look like.
  package func kinds(
    column: Int, missing: CSVWords, limit: Int, in bytes: Span<UInt8>
  ) -> CSVKinds {
    var found = cgbdt_csv_kinds()
    // SAFETY: the kernel reads at most `count` rows.
    withKernelRows(of: bytes) { rows in
      var prefix = rows.pointee
      prefix.row_count = Int64(min(limit, count))
      missing.withKernelWords { cgbdt_csv_classify(&prefix, Int64(column), $0, &found) }
    }
    var kinds = CSVKinds()
    kinds.missing = Int(found.missing)
    kinds.booleans = Int(found.booleans)
    kinds.integers = Int(found.integers)
    kinds.numbers = Int(found.numbers)
    kinds.infinities = Int(found.infinities)
    kinds.timestamps = Int(found.timestamps)
    kinds.impossibleTimes = Int(found.impossible_times)
    kinds.others = Int(found.others)
    kinds.firstOther = found.first_other < 0 ? nil : Int(found.first_other)
    return kinds
  }

  private func withKernelRows<Result>(
    of bytes: Span<UInt8>, _ body: (UnsafePointer<cgbdt_csv_rows>) -> Result
  ) -> Result {
    // SAFETY: the pointers live as long as `body` runs.
    bytes.withUnsafeBufferPointer { bytes in
      borders.withUnsafeBufferPointer { borders in
        firstFields.withUnsafeBufferPointer { firstFields in
          var rows = cgbdt_csv_rows(
            bytes: bytes.baseAddress, borders: borders.baseAddress, rows: firstFields.baseAddress,
            row_count: Int64(firstFields.count))
          return withUnsafePointer(to: &rows, body)
        }
      }
    }
  }
}

extension CSVWords {
  func withKernelWords<Result>(
    _ body: (UnsafePointer<cgbdt_csv_words>) -> Result
  ) -> Result {
    // SAFETY: the pointers live as long as `body` runs.
    bytes.withUnsafeBufferPointer { bytes in
      ends.withUnsafeBufferPointer { ends in
        var words = cgbdt_csv_words(
          bytes: bytes.baseAddress, ends: ends.baseAddress, count: Int32(ends.count),
          may_be_values: mayBeValues ? 1 : 0)
        return withUnsafePointer(to: &words, body)
      }
    }
  }
}
