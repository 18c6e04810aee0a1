internal import GBDTCore
internal import GBDTKernels

/// Parts of files cut every so many bytes: what threads work on before it is known where records begin.
struct CSVBlocks: Sendable {
  let parts: [CSVPart]
  /// In order; the last one of a part that does not reach to the end of its text is the text behind the
  /// part: it has the end of the part's last record.
  private let list: [(part: Int, range: Range<Int>)]
  private let threads: Int

  init(of parts: [CSVPart], byteCount: Int, threads: Int) {
    precondition(byteCount > 0, "a block has bytes")
    self.parts = parts
    self.threads = threads
    var list: [(part: Int, range: Range<Int>)] = []
    for (i, part) in parts.enumerated() where !part.range.isEmpty {
      let end = part.range.upperBound
      for start in stride(from: part.range.lowerBound, to: end, by: byteCount) {
        list.append((i, start..<min(start + byteCount, end)))
      }
      let textEnd = part.file.text.bytes.range.upperBound
      if end < textEnd { list.append((i, end..<textEnd)) }
    }
    self.list = list
  }

  /// Number of blocks.
  var count: Int { list.count }

  /// For each block its part and how many quotes it has; none for the text behind a part, and
  /// for LibSVM text, where they mean nothing.
  ///
  /// - Throws: where reading fails.
  func quoteCounts() throws(DataError) -> [(part: Int, quoteCount: Int)] {
    try Parallel.map(count: list.count, threads: threads) { (i) throws(DataError) in
      let (part, range) = list[i]
      guard parts[part].range.contains(range.lowerBound), parts[part].file.syntax.hasQuotes else {
        return (part, 0)
      }
      let count = try parts[part].file.text.bytes.withCopy(of: range) {
        ByteCount.count(of: UInt8(ascii: "\""), in: $0)
      }
      return (part, count)
    }
  }

  /// The records of the parts in chunks, in order. Blank for a part in which no record begins. A chunk's
  /// `file` is the index of its part.
  ///
  /// - Parameter insideQuotes: whether each block begins inside quotes.
  /// - Throws: `.data` for a record of 4 GiB or more.
  func chunks(insideQuotes: [Bool]) throws(DataError) -> [CSVChunk] {
    let starts = Parallel.map(count: list.count, threads: threads) { block -> Int? in
      let (file, range) = (parts[list[block].part].file, list[block].range)
      guard range.lowerBound > file.dataStart else { return range.lowerBound }
      return file.text.bytes.withBytes(range.lowerBound - 1..<range.upperBound) { bytes in
        // The line feed that ends the record before may be the last byte of the block before.
        if !insideQuotes[block], bytes[0] == UInt8(ascii: "\n") { return range.lowerBound }
        let end = CSVChunk.recordEnd(
          bytes, from: 1, to: bytes.count, insideQuotes: insideQuotes[block],
          hasQuotes: file.syntax.hasQuotes)
        return end.flatMap { $0 == bytes.count ? nil : range.lowerBound - 1 + $0 }
      }
    }
    var chunks: [CSVChunk] = []
    var next: (part: Int, start: Int)?
    // Backwards, since a chunk ends where the next one of its file begins.
    for block in list.indices.reversed() {
      guard let start = starts[block] else { continue }
      let part = list[block].part
      let file = parts[part].file
      let end = next?.part == part ? next?.start : nil
      next = (part, start)
      if parts[part].range.contains(start) {
        let range = start..<(end ?? file.text.bytes.range.upperBound)
        chunks.append(CSVChunk(file: part, range: range))
      }
    }
    chunks.reverse()
    for chunk in chunks where chunk.range.count >= CSVScan.byteLimit {
      throw parts[chunk.file].file.text.tooLong(at: chunk.range.lowerBound)
    }
    return chunks
  }
}
