internal import CGBDTKernels

/// Where the rows and fields of LibSVM text are: lines of `label [qid:number] index:value ... # comment`.
///
/// Fields are numbered: the label, the query, then the entry of each index. As with `CSVScan`, finding them
/// is separate from reading their values.
package struct SparseScan: Sendable {
  /// Number of the label's field.
  package static let labelField = Int(CGBDT_SPARSE_LABEL)
  /// Number of the query's field.
  package static let queryField = Int(CGBDT_SPARSE_QUERY)
  /// Indices must be below this number.
  package static let indexLimit = Int(CGBDT_SPARSE_INDEX_LIMIT)

  /// Number of the field with the entries of `index`.
  package static func field(ofIndex index: Int) -> Int { Int(CGBDT_SPARSE_FIRST_ENTRY) + index }

  /// What makes a row bad.
  package enum Fault: UInt32, Sendable {
    /// It begins with a text that has a colon.
    case noLabel = 1
    /// A text that is not index:value.
    case noEntry = 2
    /// An index that is not above the one before.
    case notAscending = 3
    /// An index of `indexLimit` or more.
    case indexTooLarge = 4
  }

  /// The first fault of a row, and where the text that shows it begins.
  package struct Problem: Sendable, Equatable {
    package let fault: Fault
    package let position: Int
  }

  /// Number of good rows.
  package let rowCount: Int
  /// How many of them have a query.
  package let queryCount: Int
  /// The lowest and the highest index of good rows; nil where they have no entry.
  package let indices: ClosedRange<Int>?
  /// In the order of the rows.
  package let problems: [Problem]
  /// Of good rows, row by row, the fields of a row ascending.
  let fields: [cgbdt_sparse_field]

  /// Scans text that begins with a line. About a nanosecond a byte.
  ///
  /// - Precondition: fewer than `CSVScan.byteLimit` bytes.
  package init(_ bytes: Span<UInt8>) {
    precondition(bytes.count < CSVScan.byteLimit, "positions fit 32 bits")
    let room = bytes.count / 2 + 1
    var result = cgbdt_sparse_scan_result()
    var problems: [Problem] = []
    fields = [cgbdt_sparse_field](unsafeUninitializedCapacity: room) { fields, fieldCount in
      withUnsafeTemporaryAllocation(of: cgbdt_sparse_problem.self, capacity: room) { found in
        // SAFETY: both outputs have the room that the kernel asks for, and it tells how much it has filled.
        bytes.withUnsafeBufferPointer { bytes in
          cgbdt_sparse_scan(
            bytes.baseAddress, Int64(bytes.count), fields.baseAddress, found.baseAddress, &result)
        }
        problems = found.prefix(Int(result.problem_count)).compactMap { problem in
          Fault(rawValue: problem.fault).map {
            Problem(fault: $0, position: Int(problem.position))
          }
        }
      }
      fieldCount = Int(result.field_count)
    }
    self.problems = problems
    rowCount = Int(result.row_count)
    queryCount = Int(result.query_count)
    indices =
      result.highest_index < 0 ? nil : Int(result.lowest_index)...Int(result.highest_index)
  }

  init(
    rowCount: Int, queryCount: Int, indices: ClosedRange<Int>?, problems: [Problem],
    fields: [cgbdt_sparse_field]
  ) {
    self.rowCount = rowCount
    self.queryCount = queryCount
    self.indices = indices
    self.problems = problems
    self.fields = fields
  }
}

extension SparseScan: Equatable {
  package static func == (a: SparseScan, b: SparseScan) -> Bool {
    a.rowCount == b.rowCount && a.queryCount == b.queryCount && a.indices == b.indices
      && a.problems == b.problems
      && a.fields.elementsEqual(b.fields) {
        ($0.number, $0.row, $0.start, $0.end) == ($1.number, $1.row, $1.start, $1.end)
      }
  }
}
