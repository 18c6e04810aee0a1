internal import GBDTCore

/// The training rows with the smallest hashes of their numbers: the rows for a model's self-test.
///
/// Those of disjoint rows are merged in any order; the result is that of all rows together.
package struct SelfTestRows: Sendable {
  struct Row: Sendable {
    let hash: UInt64
    /// One row, with features only.
    let values: FeatureChunk
  }

  /// At most this many rows are kept.
  let limit: Int
  /// By ascending hash.
  private(set) var rows: [Row]

  /// No rows.
  ///
  /// - Precondition: `limit` is at least 1.
  package init(limit: Int) { self.init(limit: limit, rows: []) }

  init(limit: Int, rows: [Row]) {
    precondition(limit > 0, "there is room for a row")
    self.limit = limit
    self.rows = rows
  }

  /// The rows of a chunk that may belong to the smallest of all.
  ///
  /// - Parameters:
  ///   - split: nil: all rows are training rows.
  ///   - known: rows of other chunks: what is no smaller than they are is left out.
  init(
    of chunk: FeatureChunk, split: RowSplit?, hash: CounterHash, smallerThan known: SelfTestRows
  ) {
    let limit = known.limit
    var bound = known.bound
    var smallest: [(hash: UInt64, row: Int)] = []
    for (row, number) in chunk.rowNumbers.enumerated() {
      let value = hash.value(number)
      if let bound, value >= bound { continue }
      if split?.isValidation(row, of: chunk) == true { continue }
      let place = smallest.firstIndex { value < $0.hash } ?? smallest.endIndex
      smallest.insert((value, row), at: place)
      if smallest.count > limit { smallest.removeLast() }
      if smallest.count == limit, let last = smallest.last { bound = last.hash }
    }
    self.init(
      limit: limit, rows: smallest.map { Row(hash: $0.hash, values: chunk.features(ofRow: $0.row)) }
    )
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// The rows in the order of their numbers, each a chunk of its own with features only.
  package var chunks: [FeatureChunk] {
    rows.map(\.values).sorted { $0.rowNumbers.lexicographicallyPrecedes($1.rowNumbers) }
  }

  /// Adds rows of other chunks; of two limits the smaller one holds.
  package mutating func merge(_ other: SelfTestRows) {
    let all = (rows + other.rows).sorted { $0.hash < $1.hash }
    let limit = min(limit, other.limit)
    self = SelfTestRows(limit: limit, rows: Array(all.prefix(limit)))
  }

  /// Rows with this hash or a larger one are not among the smallest; nil: there is room for any.
  private var bound: UInt64? { rows.count == limit ? rows.last?.hash : nil }
}

extension FeatureChunk {
  /// One row, with no more of a dictionary than it needs.
  fileprivate func features(ofRow row: Int) -> FeatureChunk {
    let columns = features.map { column -> Column in
      switch column {
      case .number(let values): return .number([values[row]])
      case .category(let values):
        let code = values.codes[row]
        return .category(
          code < 0
            ? CategoryColumn(codes: [Column.missingCategory], dictionary: [])
            : CategoryColumn(codes: [0], dictionary: [values.dictionary[Int(code)]]))
      case .integer, .boolean, .timestamp:
        preconditionFailure("a recipe makes features numbers or categories")
      }
    }
    return FeatureChunk(rowNumbers: [rowNumbers[row]], features: columns)
  }
}
