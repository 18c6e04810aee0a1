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
    /// Of LibSVM text, as are the following.
    case notSparse(SparseScan.Fault, text: Range<Int>)
    case indexZero
    case noQuery
  }

  /// The record or field that shows it begins at this byte of the file.
  let position: Int
  let reason: Reason

  /// - Parameters:
  ///   - fieldCount: how many fields a row should have.
  ///   - offersSkipping: whether the message may advise to leave such rows out.
  func error(in text: CSVText, fieldCount: Int, offersSkipping: Bool) -> DataError {
    let (what, mends, column) = description(in: text, fieldCount: fieldCount)
    let advice = mends + (offersSkipping ? ["give `--bad-rows skip` to leave such rows out"] : [])
    return DataError(
      .data, what + (advice.isEmpty ? "" : "; ") + advice.joined(separator: ", or "),
      at: text.place(of: position, column: column?.name))
  }

  /// What is wrong, ways to mend it, and the column that it is in.
  private func description(
    in text: CSVText, fieldCount: Int
  ) -> (what: String, mends: [String], column: ColumnPlan?) {
    switch reason {
    case .tooFewFields(let found):
      return (
        "the row has \(Self.fields(found)) where \(fieldCount) are expected", ["mend it"], nil
      )
    case .tooManyFields(let found, let surplus):
      let what = "the row has \(Self.fields(found)) where \(fieldCount) are expected"
      guard let surplus else {
        let mend = "give `--extra-fields empty` to accept such rows"
        return (what + ", and all beyond them are empty", [mend], nil)
      }
      return (
        what + " (`\(Self.excerpt(surplus, text))` is beyond them)",
        ["write a field that holds the delimiter in quotes"], nil
      )
    case .misfit(let column, let range):
      let (what, mends) = misfit(column, range, text)
      return (what, mends, column)
    case .notUTF8(let column):
      return ("the text is not valid UTF-8", ["convert the file to UTF-8"], column)
    case .missing(let column, let range):
      let what =
        range.isEmpty
        ? "the value is missing" : "`\(Self.excerpt(range, text))` is a missing value"
      return (what + ", which a label, weight and the like must not be", [], column)
    case .notSparse(let fault, let range):
      let (what, mends) = Self.notSparse(fault, Self.excerpt(range, text))
      return (what, mends, nil)
    case .indexZero:
      return ("index 0 occurs where indices begin with 1", ["give `--index-base 0`"], nil)
    case .noQuery:
      return ("the row has no qid, though others do", ["write one behind its label"], nil)
    }
  }

  private static func notSparse(
    _ fault: SparseScan.Fault, _ excerpt: String
  ) -> (what: String, mends: [String]) {
    switch fault {
    case .noLabel:
      (
        "`\(excerpt)` stands where the label is expected",
        [
          "begin every row with a label, any number where it is not known; weights are not read from it"
        ]
      )
    case .noEntry:
      (
        "`\(excerpt)` is not index:value",
        ["write rows as `label [qid:number] index:value ...`, comments behind `#`"]
      )
    case .notAscending:
      (
        "the index of `\(excerpt)` is not above the one before it",
        ["write indices in ascending order"]
      )
    case .indexTooLarge:
      (
        "the index of `\(excerpt)` is too large: tables are dense, with indices below \(SparseScan.indexLimit)",
        ["renumber the features that occur"]
      )
    }
  }

  private static func fields(_ count: Int) -> String { count == 1 ? "1 field" : "\(count) fields" }

  private func misfit(
    _ column: ColumnPlan, _ range: Range<Int>, _ text: CSVText
  ) -> (what: String, mends: [String]) {
    let (why, better) = text.bytes.withBytes(range) { Self.verdict($0, for: column.type) }
    let type = column.type.rawValue
    let origin =
      switch column.typeOrigin {
      case .options, .format: ""
      case .inference:
        " (the first \(TableReader.inferenceRecordCount) rows made the column's type \(type))"
      case .training: " (the training data made the column's type \(type))"
      }
    let mend = column.typeOrigin == .training ? "train with" : "give"
    return (
      "`\(Self.excerpt(range, text))` \(why)\(origin)",
      (better.map { ["\(mend) `--types \(column.name)=\($0.rawValue)`"] } ?? [])
        + ["give `--missing-values` with this word if it stands for a missing value"]
    )
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
