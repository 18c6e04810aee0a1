internal import GBDTCore
internal import GBDTData
internal import Synchronization

/// Passes on the chunks of a source, and keeps the rows with the smallest hashes of their numbers: the
/// rows for a model's self-test. They are found while the rows are there anyway.
final class SelfTestSample<Source: FeatureChunkSource>: FeatureChunkSource {
  private typealias Rank = (hash: UInt64, row: UInt64)

  private struct State {
    /// The smallest so far, ascending, at most `count`.
    var ranks: [Rank] = []
    /// Parts of chunks: rows that were among the smallest when they came by.
    var candidates: [FeatureChunk] = []
  }

  private let source: Source
  private let split: RowSplit?
  private let hash: CounterHash
  private let count: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - split: nil: all rows are training rows.
  ///   - count: rows to keep, at least 1; all if there are fewer.
  init(_ source: Source, split: RowSplit?, hash: CounterHash, count: Int) {
    self.source = source
    self.split = split
    self.hash = hash
    self.count = count
  }

  var featureNames: [String] { source.featureNames }
  var isCategorical: [Bool] { source.isCategorical }
  var chunkCount: Int { source.chunkCount }
  var maximumRowCount: Int { source.maximumRowCount }

  func chunk(at index: Int) throws(DataError) -> FeatureChunk {
    let chunk = try source.chunk(at: index)
    let ranks = smallest(of: chunk.rowNumbers, below: state.withLock(\.ranks))
    if !ranks.isEmpty {
      let rows = Set(ranks.map(\.row))
      let candidates = chunk.filtered(by: chunk.rowNumbers.map(rows.contains))
      state.withLock { state in
        state.candidates.append(candidates)
        state.ranks = Array((state.ranks + ranks).sorted(by: <).prefix(count))
      }
    }
    return chunk
  }

  /// The rows of all chunks so far, in the order of their numbers. None of their chunks is empty.
  var rows: [FeatureChunk] {
    state.withLock { state in
      let kept = Set(state.ranks.map(\.row))
      return state.candidates.map { $0.filtered(by: $0.rowNumbers.map(kept.contains)) }
        .filter { !$0.rowNumbers.isEmpty }
        .sorted { ($0.rowNumbers.first ?? 0) < ($1.rowNumbers.first ?? 0) }
    }
  }

  /// The smallest training rows of a chunk that may belong to the smallest of all.
  private func smallest(of rowNumbers: [UInt64], below known: [Rank]) -> [Rank] {
    var limit = known.count == count ? known.last : nil
    var smallest: [Rank] = []
    for row in rowNumbers {
      let candidate = (hash: hash.value(row), row: row)
      if let limit, candidate >= limit { continue }
      if split?.isValidation(row) ?? false { continue }
      let place = smallest.firstIndex { candidate < $0 } ?? smallest.endIndex
      smallest.insert(candidate, at: place)
      if smallest.count > count { smallest.removeLast() }
      if smallest.count == count, let last = smallest.last { limit = last }
    }
    return smallest
  }
}
