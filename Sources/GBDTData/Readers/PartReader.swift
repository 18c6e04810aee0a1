internal import GBDTKernels

/// Reads some shares of a table: one worker's part.
///
/// The life of a reader: `init` opens the files and counts quotes; from the counts of all parts it is known
/// which shares begin inside quotes (`FileShare.insideQuotes`); `table(insideQuotes:)` reads the records
/// that begin in the shares. The tables of all parts, one behind the other, have the rows of
/// `TableReader.table()`, and the first error of the first part that has one is its error.
///
/// Cost: the plain text is read twice, the second time from the system's cache if it has room. A compressed
/// file is inflated from its beginning to the end of the share (and 1 MiB behind it; further, and once more,
/// for a record that is longer), so that the last of N shares takes the time of the whole file; the memory
/// is that of the share. So many files of `.gz` are better than one.
package struct PartReader: Sendable {
  private let plan: TablePlan
  private let shares: [FileShare]
  private let threads: Int
  private let blocks: CSVBlocks
  /// For each block its part, which is the index of a share, and its quotes.
  private let blockQuotes: [(part: Int, quoteCount: Int)]

  /// Opens the files of `shares`.
  ///
  /// - Parameters:
  ///   - shares: of the plan, ascending.
  ///   - threads: at least 1; the rows do not depend on it.
  /// - Throws: `.inputOutput` for a file that changed since the plan was made or cannot be read, `.noInput`
  ///   for one that cannot be opened.
  package init(_ plan: TablePlan, shares: [FileShare], threads: Int) throws(DataError) {
    self.plan = plan
    self.shares = shares
    self.threads = threads
    let files = try Parallel.map(count: shares.count, threads: threads) { (i) throws(DataError) in
      try plan.open(shares[i], behind: plan.chunkByteCount)
    }
    blocks = Self.blocks(of: files, shares, plan, threads: threads)
    blockQuotes = try blocks.quoteCounts()
  }

  private static func blocks(
    of files: [CSVFile], _ shares: [FileShare], _ plan: TablePlan, threads: Int
  ) -> CSVBlocks {
    let parts = zip(files, shares).map { CSVPart(of: $0, range: $1.range) }
    return CSVBlocks(of: parts, byteCount: plan.chunkByteCount, threads: threads)
  }

  /// For each share how many quotes its range has.
  package func quoteCounts() -> [Int] {
    var counts = shares.map { _ in 0 }
    for block in blockQuotes { counts[block.part] += block.quoteCount }
    return counts
  }

  /// Reads the records that begin in the shares. Row numbers begin at 0; the notes are left to the
  /// `TableReader`.
  ///
  /// - Parameter insideQuotes: for each share whether its range begins inside quotes, that is, behind an odd
  ///   number of quotes in its file.
  /// - Throws: the first problem in file order, just as `TableReader.table()`; `.inputOutput` for a file
  ///   that changed since the plan was made.
  package func table(insideQuotes: [Bool]) throws(DataError) -> TableReadResult {
    precondition(insideQuotes.count == shares.count, "a flag for each share")
    let (files, chunks) = try wholeRecords(insideQuotes)
    let parsed = Result { () throws(DataError) in
      try plan.parser(of: files).parse(chunks, threads: threads)
    }
    // Before any error: what looks wrong may be a file that is being written.
    for share in shares { try plan.requireUnchanged(share) }
    return TableReadResult(
      try parsed.get(), columns: plan.columns, notes: [], queryColumn: plan.queryColumn,
      fileCount: Set(shares.map(\.file)).count, byteCount: shares.reduce(0) { $0 + $1.range.count })
  }

  /// The files, with as much text as the records that begin in the shares have, and these records.
  private func wholeRecords(
    _ insideQuotes: [Bool]
  ) throws(DataError) -> (files: [CSVFile], chunks: [CSVChunk]) {
    let blocksInsideQuotes = zip(
      blockQuotes, CSVPart.insideQuotes(blockQuotes.map { ($0.part, $0.quoteCount) })
    ).map { $1 != insideQuotes[$0.part] }
    var files = blocks.parts.map(\.file)
    var chunks = try blocks.chunks(insideQuotes: blocksInsideQuotes)
    var behind = plan.chunkByteCount
    while true {
      // Shares of compressed files whose last record goes on behind what is kept.
      let cut = chunks.filter {
        let end = files[$0.file].text.bytes.range.upperBound
        return $0.range.upperBound == end && end < plan.files[shares[$0.file].file].data.upperBound
      }
      if cut.isEmpty { return (files, chunks) }
      behind = min(16 * behind, Int.max / 16)
      let longer = try Parallel.map(count: cut.count, threads: threads) { (i) throws(DataError) in
        try plan.open(shares[cut[i].file], behind: behind)
      }
      for (chunk, file) in zip(cut, longer) { files[chunk.file] = file }
      chunks = try Self.blocks(of: files, shares, plan, threads: threads)
        .chunks(insideQuotes: blocksInsideQuotes)
    }
  }
}
