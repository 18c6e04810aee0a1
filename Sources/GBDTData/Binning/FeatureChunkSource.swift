internal import GBDTSchema

/// Rows as the trees see them, in chunks that are made on demand: what bin mappers and row blocks are
/// built from.
///
/// Chunks are asked for several times and from several threads at once; each time a chunk must be the
/// same. Row numbers ascend over the chunks.
package protocol FeatureChunkSource: Sendable {
  /// Distinct names, in feature order.
  var featureNames: [String] { get }
  /// For each feature whether its columns are `.category` (else `.number`).
  var isCategorical: [Bool] { get }
  var chunkCount: Int { get }
  /// No more rows than this are in all chunks together.
  var maximumRowCount: Int { get }
  func chunk(at index: Int) throws(DataError) -> FeatureChunk
}

/// Chunks that are already in memory.
package struct InMemoryFeatureChunks: FeatureChunkSource {
  package let featureNames: [String]
  package let isCategorical: [Bool]
  package let chunks: [FeatureChunk]

  /// - Precondition: every chunk has a column of the right kind and length for each feature, and row
  ///   numbers ascend.
  package init(featureNames: [String], isCategorical: [Bool], chunks: [FeatureChunk]) {
    precondition(featureNames.count == isCategorical.count, "every feature has a kind")
    for chunk in chunks {
      precondition(
        chunk.features.map { $0.type == .category } == isCategorical
          && chunk.features.allSatisfy { $0.rowCount == chunk.rowNumbers.count },
        "chunks have a column of the right kind and length for each feature")
    }
    let numbers = chunks.lazy.flatMap(\.rowNumbers)
    precondition(zip(numbers, numbers.dropFirst()).allSatisfy(<), "row numbers ascend")
    self.featureNames = featureNames
    self.isCategorical = isCategorical
    self.chunks = chunks
  }

  package var chunkCount: Int { chunks.count }
  package var maximumRowCount: Int { chunks.reduce(0) { $0 + $1.rowNumbers.count } }
  package func chunk(at index: Int) -> FeatureChunk { chunks[index] }
}
