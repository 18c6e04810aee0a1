internal import GBDTCore
internal import GBDTKernels
internal import GBDTSchema

/// Why a row is bad. Becomes a message, with a line number, only for the few rows that are reported.
struct RowProblem: Sendable {
  enum Reason: Sendable {
    case tooFewFields(found: Int)
    /// `text`: the first surplus field that is not empty, as a range of the file; nil if all are.
    case tooManyFields(found: Int, text: Range<Int>?)
    /// A text that its column's type cannot take.
    case misfit(ColumnPlan, text: Range<Int>)
    case notUTF8(ColumnPlan)
    case missing(ColumnPlan, text: Range<Int>)
  }

  /// The record or field that shows it begins at this byte of the file.
  let position: Int
  let reason: Reason

  /// - Parameter fieldCount: how many fields a row should have.
  func error(in text: CSVText, fieldCount: Int) -> DataError {
    switch reason {
    case .tooFewFields(let found):
      DataError(
        .data,
        "the row has \(Self.fields(found)) where \(fieldCount) are expected; mend it, or give "
          + Self.skipAdvice, at: text.place(of: position))
    case .tooManyFields(let found, let surplus):
      DataError(
        .data,
        "the row has \(Self.fields(found)) where \(fieldCount) are expected"
          + surplusAdvice(surplus.map { Self.excerpt($0, text) }), at: text.place(of: position))
    case .misfit(let column, let range):
      DataError(
        .data, misfit(column, range, text), at: text.place(of: position, column: column.name))
    case .notUTF8(let column):
      DataError(
        .data,
        "the text is not valid UTF-8; convert the file to UTF-8, or give " + Self.skipAdvice,
        at: text.place(of: position, column: column.name))
    case .missing(let column, let range):
      DataError(
        .data,
        (range.isEmpty
          ? "the value is missing" : "`\(Self.excerpt(range, text))` is a missing value")
          + ", which a label or weight must not be; give " + Self.skipAdvice,
        at: text.place(of: position, column: column.name))
    }
  }

  private static let skipAdvice = "`--bad-rows skip` to leave such rows out"

  private static func fields(_ count: Int) -> String { count == 1 ? "1 field" : "\(count) fields" }

  private func surplusAdvice(_ text: String?) -> String {
    guard let text else {
      return ", and all beyond them are empty; give `--extra-fields empty` to accept such rows, or "
        + Self.skipAdvice
    }
    return " (`\(text)` is beyond them); write a field that holds the delimiter in quotes, or give "
      + Self.skipAdvice
  }

  private func misfit(_ column: ColumnPlan, _ range: Range<Int>, _ text: CSVText) -> String {
    let excerpt = Self.excerpt(range, text)
    let origin =
      column.isInferred
      ? " (the first \(TableReader.inferenceRecordCount) rows made the column's type \(column.type.rawValue))"
      : ""
    let (why, better) = text.bytes.withBytes(range) { Self.verdict($0, for: column.type) }
    var advice = "give "
    if let better { advice += "`--types \(column.name)=\(better.rawValue)`, " }
    advice += "`--missing-values` with this word if it stands for a missing value, or "
    return "`\(excerpt)` \(why)\(origin); " + advice + Self.skipAdvice
  }

  /// Why a text is no value of a type, and the type that would take it.
  private static func verdict(
    _ text: Span<UInt8>, for type: ColumnType
  ) -> (why: String, better: ColumnType?) {
    switch type {
    case .number:
      if CSVValue.number(text) == .infinite { return ("is infinite as a 64-bit number", nil) }
      return ("is not a number", .category)
    case .integer:
      if case .value = CSVValue.number(text) { return ("is not a 64-bit integer", .number) }
      return ("is not an integer", .category)
    case .boolean: return ("is neither `true` nor `false`", .category)
    case .timestamp:
      switch CSVValue.timestamp(text) {
      case .noSuchTime: return ("names a day or time that does not exist", .category)
      case .tooFine: return ("is finer than a microsecond", .category)
      default: return ("is not a timestamp like 2009-06-15 17:26:21 UTC", .category)
      }
    case .category: return ("is not text", nil)
    }
  }

  /// At most 60 bytes of a text, on one line.
  static func excerpt(_ range: Range<Int>, _ text: CSVText) -> String {
    let shown = range.lowerBound..<min(range.upperBound, range.lowerBound + 60)
    return text.bytes.withBytes(shown) { bytes in
      let shown = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      let line = shown.unicodeScalars.map {
        $0.value < 32 ? $0.escaped(asASCII: false) : String($0)
      }
      return line.joined() + (range.count > 60 ? "..." : "")
    }
  }
}
