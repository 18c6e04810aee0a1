internal import GBDTCore
internal import GBDTKernels

/// The records of one chunk: rows with the right number of fields, and what is wrong with others.
struct CSVRecords {
  let rows: CSVRows
  /// In file order; positions are in the file.
  let problems: [RowProblem]
  /// Where text breaks the rules of quoting and line ends, behind everything above.
  let fault: CSVScan.Problem?

  /// - Parameter chunkStart: position of the chunk's first byte in its file.
  init(
    _ bytes: Span<UInt8>, chunkStart: Int, delimiter: UInt8, fieldCount: Int,
    extraFields: ExtraFieldPolicy
  ) {
    let scan = CSVScan(bytes, delimiter: delimiter)
    var firstFields: [UInt32] = []
    firstFields.reserveCapacity(scan.recordEnds.count)
    var problems: [RowProblem] = []
    var first: UInt32 = 0
    for end in scan.recordEnds {
      if Int(end - first) == fieldCount {
        firstFields.append(first)
      } else if Self.isBlankLine(Int(first)..<Int(end), scan, bytes) {
        // Takes no row number.
      } else if let problem = Self.problem(
        Int(first)..<Int(end), scan, bytes, chunkStart, fieldCount, extraFields)
      {
        problems.append(problem)
      } else {
        firstFields.append(first)
      }
      first = end
    }
    rows = CSVRows(borders: scan.borders, firstFields: firstFields)
    self.problems = problems
    fault = scan.problem.map {
      CSVScan.Problem(fault: $0.fault, position: chunkStart + $0.position)
    }
  }

  private static func range(_ field: Int, _ scan: CSVScan, _ bytes: Span<UInt8>) -> Range<Int> {
    CSVRows.text(
      from: Int(scan.borders[field] &+ 1), to: Int(scan.borders[field + 1]), trimmed: true,
      in: bytes
    ).range
  }

  private static func isBlankLine(
    _ fields: Range<Int>, _ scan: CSVScan, _ bytes: Span<UInt8>
  ) -> Bool {
    guard fields.count == 1 else { return false }
    let start = Int(scan.borders[fields.lowerBound] &+ 1)
    let end = Int(scan.borders[fields.upperBound])
    return end == start || (end == start + 1 && bytes[start] == UInt8(ascii: "\r"))
  }

  /// Nil for a row whose surplus fields are accepted.
  private static func problem(
    _ fields: Range<Int>, _ scan: CSVScan, _ bytes: Span<UInt8>, _ chunkStart: Int,
    _ fieldCount: Int, _ extraFields: ExtraFieldPolicy
  ) -> RowProblem? {
    let position = chunkStart + Int(scan.borders[fields.lowerBound] &+ 1)
    guard fields.count > fieldCount else {
      return RowProblem(position: position, reason: .tooFewFields(found: fields.count))
    }
    var surplus: Range<Int>?
    for field in fields.dropFirst(fieldCount) where surplus == nil {
      let range = range(field, scan, bytes)
      if !range.isEmpty { surplus = range }
    }
    if surplus == nil, extraFields == .empty { return nil }
    let text = surplus.map { chunkStart + $0.lowerBound..<chunkStart + $0.upperBound }
    return RowProblem(
      position: position, reason: .tooManyFields(found: fields.count, text: text))
  }
}
