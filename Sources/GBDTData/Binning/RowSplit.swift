internal import GBDTCore

/// Divides rows into training and validation rows by a hash of their numbers, or of their query where
/// they have one: the same rows for any partitioning, and for any other rows beside them. A query stays
/// whole.
package struct RowSplit: Sendable {
  private let hash: CounterHash
  /// Rows whose hash lies below are for validation; nil: all of them are.
  private let threshold: UInt64?

  /// - Parameter validationFraction: the expected share of validation rows, from 0 to 1.
  package init(validationFraction: Double, seed: UInt64) {
    hash = CounterHash(seed: seed, purpose: .validationRows)
    threshold = CounterHash.threshold(fraction: validationFraction)
  }

  /// - Parameter number: of a row, or a query's key.
  package func isValidation(_ number: UInt64) -> Bool {
    threshold.map { hash.value(number) < $0 } ?? true
  }

  /// Whether the row at a place in a chunk is for validation.
  package func isValidation(_ row: Int, of chunk: FeatureChunk) -> Bool {
    isValidation((chunk.roles.groups ?? chunk.rowNumbers)[row])
  }

  package enum Part: Sendable, CaseIterable {
    case training
    case validation
  }

  /// The rows of one part of `source`. The two parts together are all rows, each once.
  package func rows<Source: FeatureChunkSource>(
    for part: Part, of source: Source
  ) -> SplitFeatureChunks<Source> {
    SplitFeatureChunks(source: source, split: self, part: part)
  }

  /// The rows of one part of a chunk.
  package func rows(of chunk: FeatureChunk, for part: Part) -> FeatureChunk {
    let wanted = part == .validation
    let numbers = chunk.roles.groups ?? chunk.rowNumbers
    return chunk.filtered(by: numbers.map { isValidation($0) == wanted })
  }
}

/// One part of the rows of another source.
package struct SplitFeatureChunks<Source: FeatureChunkSource>: FeatureChunkSource {
  fileprivate let source: Source
  fileprivate let split: RowSplit
  fileprivate let part: RowSplit.Part

  package var featureNames: [String] { source.featureNames }
  package var isCategorical: [Bool] { source.isCategorical }
  package var chunkCount: Int { source.chunkCount }
  package var maximumRowCount: Int { source.maximumRowCount }

  package func chunk(at index: Int) throws(DataError) -> FeatureChunk {
    split.rows(of: try source.chunk(at: index), for: part)
  }
}

extension FeatureChunk {
  /// The rows for which `keep` is true, in order.
  ///
  /// - Precondition: one flag a row.
  package func filtered(by keep: [Bool]) -> FeatureChunk {
    precondition(keep.count == rowNumbers.count, "one flag a row")
    let rows = keep.indices.filter { keep[$0] }
    return FeatureChunk(
      rowNumbers: rows.map { rowNumbers[$0] },
      features: features.map { $0.rows(rows) }, roles: roles.rows(rows))
  }
}
