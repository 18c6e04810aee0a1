/// Knows the raw scores that rows start with: those of a model that training goes on from.
///
/// Asked once for every chunk of rows, from several threads at once.
package protocol ChunkScorer: Sendable {
  /// The raw scores of a chunk's rows.
  ///
  /// - Returns: for each output one number a row.
  func startScores(of chunk: FeatureChunk) throws(DataError) -> [[Double]]
}

extension ChunkScorer {
  /// The chunk, with where its rows' scores start.
  func scored(_ chunk: FeatureChunk) throws(DataError) -> FeatureChunk {
    var roles = chunk.roles
    roles.startScores = try startScores(of: chunk)
    return FeatureChunk(rowNumbers: chunk.rowNumbers, features: chunk.features, roles: roles)
  }
}
