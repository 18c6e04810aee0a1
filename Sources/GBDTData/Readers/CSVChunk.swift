internal import GBDTCore
internal import GBDTKernels

/// Whole records of one file, small enough to be parsed at once.
struct CSVChunk: Sendable {
  /// Index into the files of the table.
  let file: Int
  let range: Range<Int>

  /// Cuts the data of all files into chunks, in order. Blank for a file without data.
  ///
  /// A cut must know whether it lies inside quotes: first the quotes of each block are counted in
  /// parallel, then their prefix parity is known, then each block finds its first record start.
  ///
  /// - Parameter countsQuotes: false to save reading the data once more: cuts are then taken to lie outside
  ///   quotes. If one does not, the chunk before it has quotes that are left open. So where no chunk has a
  ///   fault, all cuts are right.
  /// - Throws: `.data` for a record of 4 GiB or more.
  static func chunks(
    of files: [CSVFile], byteCount: Int, threads: Int, countsQuotes: Bool
  ) throws(DataError) -> [CSVChunk] {
    precondition(byteCount > 0, "a chunk has bytes")
    var blocks: [CSVChunk] = []
    for (i, file) in files.enumerated() {
      let end = file.text.bytes.count
      for start in stride(from: file.dataStart, to: end, by: byteCount) {
        blocks.append(CSVChunk(file: i, range: start..<min(start + byteCount, end)))
      }
    }
    let insideQuotes =
      countsQuotes
      ? try insideQuotes(blocks, files, threads: threads)
      : [Bool](repeating: false, count: blocks.count)
    let starts = Parallel.map(count: blocks.count, threads: threads) { block -> Int? in
      let (file, range) = (files[blocks[block].file], blocks[block].range)
      guard range.lowerBound > file.dataStart else { return range.lowerBound }
      return file.text.bytes.withBytes { bytes in
        // The line feed that ends the record before may be the last byte of the block before.
        if !insideQuotes[block], bytes[range.lowerBound - 1] == UInt8(ascii: "\n") {
          return range.lowerBound
        }
        let end = recordEnd(
          bytes, from: range.lowerBound, to: range.upperBound, insideQuotes: insideQuotes[block])
        return end == range.upperBound ? nil : end
      }
    }
    return try chunks(from: blocks, starts, files)
  }

  private static func insideQuotes(
    _ blocks: [CSVChunk], _ files: [CSVFile], threads: Int
  ) throws(DataError) -> [Bool] {
    let quoteCounts = try Parallel.map(count: blocks.count, threads: threads) {
      (block) throws(DataError) in
      try files[blocks[block].file].text.bytes.withCopy(of: blocks[block].range) {
        ByteCount.count(of: UInt8(ascii: "\""), in: $0)
      }
    }
    var insideQuotes: [Bool] = []
    var parity = 0
    for block in blocks.indices {
      if block == 0 || blocks[block].file != blocks[block - 1].file { parity = 0 }
      insideQuotes.append(parity == 1)
      parity = (parity + quoteCounts[block]) % 2
    }
    return insideQuotes
  }

  private static func chunks(
    from blocks: [CSVChunk], _ starts: [Int?], _ files: [CSVFile]
  ) throws(DataError) -> [CSVChunk] {
    var chunks: [CSVChunk] = []
    // Backwards, since a chunk ends where the next one of its file begins.
    for block in blocks.indices.reversed() {
      guard let start = starts[block] else { continue }
      let file = blocks[block].file
      let isLast = chunks.last?.file != file
      let end = isLast ? files[file].text.bytes.count : chunks[chunks.count - 1].range.lowerBound
      chunks.append(CSVChunk(file: file, range: start..<end))
    }
    chunks.reverse()
    for chunk in chunks where chunk.range.count >= CSVScan.byteLimit {
      throw files[chunk.file].text.tooLong(at: chunk.range.lowerBound)
    }
    return chunks
  }

  /// The position behind the first line feed outside quotes in `start..<end`; nil without one.
  static func recordEnd(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, insideQuotes: Bool
  ) -> Int? {
    var insideQuotes = insideQuotes
    for i in start..<end {
      switch bytes[i] {
      case UInt8(ascii: "\""): insideQuotes.toggle()
      case UInt8(ascii: "\n") where !insideQuotes: return i + 1
      default: break
      }
    }
    return nil
  }
}
