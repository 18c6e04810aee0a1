internal import GBDTCore
internal import GBDTKernels
internal import GBDTSchema

/// Types of columns from what their first values look like.
struct TypeInference: Sendable {
  /// What the values of one column look like, over the chunks so far.
  struct Evidence: Sendable {
    private(set) var kinds = CSVKinds()
    /// File and position of the first text that is no number, integer, boolean or timestamp.
    private(set) var firstOther: (file: Int, range: Range<Int>)?

    init() {}

    init(_ kinds: CSVKinds, firstOther: (file: Int, range: Range<Int>)?) {
      self.kinds = kinds
      self.firstOther = firstOther
    }

    mutating func add(_ later: Evidence) {
      kinds.missing += later.kinds.missing
      kinds.booleans += later.kinds.booleans
      kinds.integers += later.kinds.integers
      kinds.numbers += later.kinds.numbers
      kinds.infinities += later.kinds.infinities
      kinds.timestamps += later.kinds.timestamps
      kinds.impossibleTimes += later.kinds.impossibleTimes
      kinds.others += later.kinds.others
      firstOther = firstOther ?? later.firstOther
    }

    /// The narrowest type that takes every value; a number where all are missing. A word for infinity
    /// among numbers, or a day that does not exist among timestamps, does not make a category: it is to
    /// be an error when the column is read.
    ///
    /// - Parameter isFinite: the column is a label or weight: one of mostly numbers is numeric, so that a
    ///   slip in it is an error too.
    func type(isFinite: Bool) -> ColumnType {
      let numeric = kinds.integers + kinds.numbers
      if presentCount == 0 { return .number }
      if kinds.booleans == presentCount { return .boolean }
      if kinds.integers == presentCount { return .integer }
      if numeric > 0, numeric + kinds.infinities == presentCount { return .number }
      if kinds.timestamps > 0, kinds.timestamps + kinds.impossibleTimes == presentCount {
        return .timestamp
      }
      return isFinite && 2 * numeric > presentCount ? .number : .category
    }

    private var presentCount: Int {
      kinds.booleans + kinds.integers + kinds.numbers + kinds.infinities + kinds.timestamps
        + kinds.impossibleTimes + kinds.others
    }

    /// The type that more than half of the values would fit, when a few others made a category.
    var nearMiss: ColumnType? {
      if 2 * (kinds.integers + kinds.numbers) > presentCount { return .number }
      return 2 * kinds.timestamps > presentCount ? .timestamp : nil
    }
  }

  let parser: ChunkParser
  let chunks: [CSVChunk]
  let recordCount: Int
  let threads: Int

  /// Evidence for each of `fields` from the first `recordCount` records with the right number of fields.
  ///
  /// The same for any number of threads, and for any chunks that begin at records. `hasFault`: a chunk
  /// that was looked at has one.
  func evidence(fields: [Int]) -> (evidence: [Evidence], hasFault: Bool) {
    var evidence = fields.map { _ in Evidence() }
    var hasFault = false
    var remaining = recordCount
    var next = 0
    while !fields.isEmpty, remaining > 0, next < chunks.count {
      // Only as many chunks at a time as there are threads: their scans are held in memory.
      let batch = chunks[next..<min(next + threads, chunks.count)]
      let records = Parallel.map(count: batch.count, threads: threads) {
        parser.records(of: batch[batch.startIndex + $0])
      }
      hasFault = hasFault || records.contains { $0.fault != nil }
      let rows = records.map(\.rows)
      var limits: [Int] = []
      for rows in rows {
        limits.append(min(rows.count, remaining))
        remaining -= limits[limits.count - 1]
      }
      let found = Parallel.map(count: batch.count, threads: threads) { i in
        fields.map {
          self.evidence(field: $0, rows[i], limit: limits[i], batch[batch.startIndex + i])
        }
      }
      for chunk in found {
        for i in fields.indices { evidence[i].add(chunk[i]) }
      }
      next += batch.count
    }
    return (evidence, hasFault)
  }

  private func evidence(
    field: Int, _ rows: CSVRows, limit: Int, _ chunk: CSVChunk
  ) -> Evidence {
    parser.files[chunk.file].text.bytes.withBytes(chunk.range) { bytes in
      let kinds = rows.kinds(
        column: field, missing: parser.missing.elsewhere, limit: limit, in: bytes)
      let firstOther = kinds.firstOther.map { row in
        let text = rows.text(row: row, column: field, trimmed: true, in: bytes).range
        let start = chunk.range.lowerBound + text.lowerBound
        return (file: chunk.file, range: start..<start + text.count)
      }
      return Evidence(kinds, firstOther: firstOther)
    }
  }
}
