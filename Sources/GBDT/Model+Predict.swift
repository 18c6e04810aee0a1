internal import GBDTCore
package import GBDTData
internal import GBDTKernels
package import GBDTModel
internal import GBDTSchema

extension Model {
  /// The predictions for the rows of `table`, in order: one a row, or `outputCount` a row, one row behind
  /// the other.
  ///
  /// Columns are matched by name; the label and columns that the recipe does not read need not be there.
  /// A missing value goes the way that training learned; a category that training never saw follows the
  /// model's policy.
  ///
  /// - Parameters:
  ///   - iterations: use only this many trees from the start; nil: all.
  ///   - threads: 0: as many as this process may use. Never changes a bit of the result.
  /// - Throws: `.data` naming a missing column, a column of another type, or, where the policy is
  ///   `error`, row, feature and unseen category.
  public func predict(
    _ table: DataTable, iterations: Int? = nil, threads: Int = 0
  ) throws(GBDTError) -> [Double] {
    try explainedPredictions(table, iterations: iterations, threads: threads).values
  }

  /// The predictions for the rows of `table` with what they are about.
  ///
  /// - Throws: as `predict`.
  public func predictions(
    _ table: DataTable, iterations: Int? = nil, threads: Int = 0
  ) throws(GBDTError) -> Predictions {
    let explained = try explainedPredictions(table, iterations: iterations, threads: threads)
    return predictions(explained.values)
  }

  /// - Parameter values: `outputCount` a row, one row behind the other.
  package func predictions(_ values: [Double]) -> Predictions {
    Predictions(values: values, outputCount: outputCount, classes: classes)
  }

  /// The rows of `table` with categories that training never saw, by feature: what `predict` takes for
  /// missing values where the model's policy is `missing`.
  ///
  /// - Throws: as `predict`.
  public func unseenCategories(
    in table: DataTable, threads: Int = 0
  ) throws(GBDTError) -> [UnseenCategories] {
    let scores: Explained<Double> = try rawScores(table, iterations: 0, threads: threads)
    return scores.unseenCategories
  }

  /// The features as the trees see them, chunk by chunk.
  package func features(_ table: DataTable) throws(GBDTError) -> [FeatureChunk] {
    let source = try RecipeChunkSource(checked, table: table.table, purpose: .prediction)
    return try GBDTError.wrapping { () throws(DataError) in
      var chunks: [FeatureChunk] = []
      for index in 0..<source.chunkCount { chunks.append(try source.chunk(at: index)) }
      return chunks
    }
  }

  /// `body` of every chunk's features, in row order: chunks in parallel where there are enough of them,
  /// else the rows of each.
  package func mapChunks<Result: Sendable>(
    of table: DataTable, threads: Int,
    _ body: (FeatureRows, _ threads: Int) throws(ModelError) -> Result
  ) throws(GBDTError) -> [Result] {
    let threads = threads > 0 ? threads : ProcessorCount.available
    let source = try RecipeChunkSource(checked, table: table.table, purpose: .prediction)
    let outer = source.chunkCount >= threads ? threads : 1
    return try Parallel.map(count: source.chunkCount, threads: outer) { index throws(GBDTError) in
      let chunk = try GBDTError.wrapping { () throws(DataError) in try source.chunk(at: index) }
      return try GBDTError.wrapping { () throws(ModelError) in
        try body(chunk.featureRows, outer == 1 ? threads : 1)
      }
    }
  }
}
