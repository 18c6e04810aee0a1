internal import GBDTKernels

/// Puts binned chunks end to end, in blocks of a limited number of rows.
///
/// The memory of a block is mapped for as many rows as may come, and used by those that do.
struct RowBlockAssembly: Sendable {
  private let isWide: [Bool]
  private let maximumBlockRows: Int
  /// Rows that may still come.
  private var awaitedRows: Int
  private var closed: [RowBlock] = []
  private var open: OpenBlock?
  private(set) var unseenCategoryCounts: [Int]

  /// - Parameter maximumRowCount: no more rows will come.
  init(features: [BinnedFeature], maximumRowCount: Int, maximumBlockRows: Int) {
    isWide = features.map { $0.mapper.binCount > 256 }
    unseenCategoryCounts = [Int](repeating: 0, count: features.count)
    awaitedRows = maximumRowCount
    self.maximumBlockRows = maximumBlockRows
  }

  /// Adds the rows of the next chunk.
  mutating func append(_ chunk: BinnedChunk) {
    precondition(chunk.rowNumbers.count <= awaitedRows, "no more rows than were announced")
    for (feature, count) in chunk.unseenCategoryCounts.enumerated() {
      unseenCategoryCounts[feature] += count
    }
    var first = 0
    while first < chunk.rowNumbers.count {
      var block =
        open
        ?? OpenBlock(
          isWide: isWide, capacity: min(maximumBlockRows, awaitedRows), roles: chunk.roles)
      open = nil  // Leaves `block` the only owner of its arrays.
      let rows = first..<min(first + block.capacity - block.rowCount, chunk.rowNumbers.count)
      block.append(chunk, rows: rows)
      awaitedRows -= rows.count
      first = rows.upperBound
      if block.rowCount == maximumBlockRows {
        closed.append(block.closed)
      } else {
        open = block
      }
    }
  }

  /// The blocks of all rows so far; none if there are no rows.
  var blocks: [RowBlock] { closed + (open.map { [$0.closed] } ?? []) }
}

/// A block that more rows may be added to.
private struct OpenBlock: Sendable {
  let capacity: Int
  private var rowNumbers = RowNumbers()
  private let columns: [BinColumn]
  private var labels: RowValues
  private var weights: RowValues?
  private var groups: RowGroups?
  private var initScores: [RowValues]
  private var exposures: RowValues?
  private var startScores: [RowValues]

  /// - Parameter roles: of the first rows; all rows that come have the same.
  init(isWide: [Bool], capacity: Int, roles: RoleValues) {
    self.capacity = capacity
    columns = isWide.map { BinColumn(isWide: $0, rowCount: capacity) }
    labels = RowValues(capacity: capacity)
    weights = roles.weights.map { _ in RowValues(capacity: capacity) }
    groups = roles.groups.map { _ in RowGroups() }
    initScores = roles.initScores.map { _ in RowValues(capacity: capacity) }
    exposures = roles.exposures.map { _ in RowValues(capacity: capacity) }
    startScores = roles.startScores.map { _ in RowValues(capacity: capacity) }
  }

  var rowCount: Int { rowNumbers.count }

  var closed: RowBlock {
    RowBlock(
      rowNumbers: rowNumbers, columns: columns, labels: labels, weights: weights, groups: groups,
      initScores: initScores, exposures: exposures, startScores: startScores)
  }

  mutating func append(_ chunk: BinnedChunk, rows: Range<Int>) {
    let roles = chunk.roles
    precondition(
      (weights == nil) == (roles.weights == nil) && (groups == nil) == (roles.groups == nil)
        && initScores.count == roles.initScores.count
        && (exposures == nil) == (roles.exposures == nil)
        && startScores.count == roles.startScores.count, "all chunks have the same roles")
    for (column, bins) in zip(columns, chunk.columns) {
      column.write(bins, rows: rows, at: rowCount)
    }
    rowNumbers.append(chunk.rowNumbers[rows])
    if !roles.labels.isEmpty { labels.append(roles.labels[rows]) }
    if let added = roles.weights { weights?.append(added[rows]) }
    if let added = roles.groups { groups?.append(added[rows]) }
    for (output, added) in roles.initScores.enumerated() { initScores[output].append(added[rows]) }
    if let added = roles.exposures { exposures?.append(added[rows]) }
    for (output, added) in roles.startScores.enumerated() {
      startScores[output].append(added[rows])
    }
  }
}

extension BinColumn {
  /// Writes some rows of a chunk's bins, of this column's width, to the place of row `first`.
  fileprivate func write(_ bins: ChunkBins, rows: Range<Int>, at first: Int) {
    let target = first..<first + rows.count
    switch bins {
    case .narrow(let bins): _ = bytes.slice(target).update(fromContentsOf: bins[rows])
    case .wide(let bins): _ = wideBins(target).update(fromContentsOf: bins[rows])
    }
  }
}
