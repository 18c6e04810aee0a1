internal import GBDTCore
internal import Synchronization

/// Passes on the chunks of a source, and keeps the rows for a model's self-test: they are found while
/// the rows are there anyway.
final class SelfTestSample<Source: FeatureChunkSource>: FeatureChunkSource {
  private let source: Source
  private let split: RowSplit?
  private let hash: CounterHash
  private let sample: Mutex<SelfTestRows>

  /// - Parameters:
  ///   - split: nil: all rows are training rows.
  ///   - hash: of row numbers; the rows with the smallest ones are kept.
  ///   - count: rows to keep, at least 1; all if there are fewer.
  init(_ source: Source, split: RowSplit?, hash: CounterHash, count: Int) {
    self.source = source
    self.split = split
    self.hash = hash
    sample = Mutex(SelfTestRows(limit: count))
  }

  var featureNames: [String] { source.featureNames }
  var isCategorical: [Bool] { source.isCategorical }
  var chunkCount: Int { source.chunkCount }
  var maximumRowCount: Int { source.maximumRowCount }

  func chunk(at index: Int) throws(DataError) -> FeatureChunk {
    let chunk = try source.chunk(at: index)
    let rows = SelfTestRows(
      of: chunk, split: split, hash: hash, smallerThan: sample.withLock { $0 })
    if !rows.isEmpty { sample.withLock { $0.merge(rows) } }
    return chunk
  }

  /// The rows of all chunks so far.
  var rows: SelfTestRows { sample.withLock { $0 } }
}
