internal import GBDTKernels

/// The rows of one chunk of LibSVM text, and what is wrong with others.
struct SparseRecords {
  let fields: SparseFields
  /// Of lines that are no rows, in file order; positions are in the file.
  let problems: [RowProblem]
  /// Of rows, by their number among the rows of `fields`.
  let rowProblems: [(row: Int, problem: RowProblem)]

  /// - Parameter chunkStart: position of the chunk's first byte in its file.
  init(_ bytes: Span<UInt8>, chunkStart: Int, layout: SparseLayout) {
    let scan = SparseScan(bytes)
    problems = scan.problems.map { problem in
      let start = problem.position
      var end = start
      while end < bytes.count, bytes[end] > UInt8(ascii: " ") { end += 1 }
      return RowProblem(
        position: chunkStart + start,
        reason: .notSparse(problem.fault, text: chunkStart + start..<chunkStart + end))
    }
    fields = SparseFields(scan)
    var rowProblems: [(row: Int, problem: RowProblem)] = []
    if layout.lowestIndex > 0, scan.indices?.lowerBound == 0 {
      for text in fields.texts(field: SparseScan.field(ofIndex: 0)) {
        let problem = RowProblem(
          position: chunkStart + text.range.lowerBound, reason: .indexZero)
        rowProblems.append((text.row, problem))
      }
    }
    if layout.hasQueries, scan.queryCount < scan.rowCount {
      let rowsWithQuery = Set(fields.texts(field: SparseScan.queryField).map(\.row))
      for text in fields.texts(field: SparseScan.labelField)
      where !rowsWithQuery.contains(text.row) {
        let problem = RowProblem(
          position: chunkStart + text.range.lowerBound, reason: .noQuery)
        rowProblems.append((text.row, problem))
      }
    }
    self.rowProblems = rowProblems
  }
}
