internal import GBDTKernels

/// How bins are found. Everything but `threads` decides what the bins are.
package struct BinningOptions: Sendable, Equatable {
  /// The most bins of a numeric feature beside the missing value's, from 2 to 65,535. Integers with at
  /// most `limits.integerBins` distinct values have a bin each all the same.
  package var maxBin: Int
  /// Which rows are sampled.
  package var seed: UInt64
  package var threads: Int
  /// Fixed for users; tests make them small.
  package var limits = BinningLimits()

  package init(maxBin: Int = 255, seed: UInt64 = 0, threads: Int = 1) {
    precondition((2...65_535).contains(maxBin), "bins fit two bytes")
    self.maxBin = maxBin
    self.seed = seed
    self.threads = threads
  }
}

/// Sizes at which binning changes its method. Part of what a model is: never made to follow memory,
/// threads or workers.
package struct BinningLimits: Sendable, Equatable {
  /// The most distinct values of a numeric feature that are counted over all rows; above it, rows are
  /// sampled.
  package var countedValues = 4_096
  package var sampledRows = 1 << 18
  /// The most distinct values of an integer-valued feature that all have a bin, whatever `maxBin` is.
  package var integerBins = 1_024
  /// The most categories of a categorical feature.
  package var categories = 65_534

  package init() {}
}

/// From feature values to bins: finds the bins of each feature, then makes binned rows.
package enum Binner {
  /// Chunks that threads may be ahead of the slowest one, a thread: with fewer they would wait often.
  private static let chunksAhead = 4

  /// The features with their bins. One pass over the rows.
  ///
  /// The result depends on the rows, their numbers, and the options but `threads`.
  ///
  /// - Throws: what `source` throws; a `DataError` for an infinite value or too many categories.
  package static func features(
    of source: some FeatureChunkSource, options: BinningOptions
  ) throws(DataError) -> [BinnedFeature] {
    try DatasetSketch(of: source, options: options)
      .finish(names: source.featureNames, options: options)
  }

  /// All rows in memory, binned. One pass over the rows, chunk by chunk: once its bins are made, a chunk
  /// is not asked for again.
  ///
  /// Categories that `features` does not list go to bin 0, with the missing values, and are counted in
  /// `BinnedDataset.unseenCategoryCounts`. Memory beside the result: a chunk a thread,
  /// and a few that are binned.
  ///
  /// - Parameter features: in the source's order, from this source or another one.
  /// - Parameter maximumBlockRows: at most 2^31.
  /// - Throws: what `source` throws.
  package static func dataset(
    of source: some FeatureChunkSource, features: [BinnedFeature], threads: Int,
    maximumBlockRows: Int = 1 << 31
  ) throws(DataError) -> BinnedDataset {
    try datasets(of: source, features: features, threads: threads, blockRows: maximumBlockRows) {
      [$0]
    }[0]
  }

  /// The parts of a split, binned, in one pass over the rows of both.
  ///
  /// - Parameter features: as for a dataset; usually of the training rows.
  /// - Throws: what `source` throws.
  package static func datasets(
    of source: some FeatureChunkSource, split: RowSplit, features: [BinnedFeature], threads: Int
  ) throws(DataError) -> (training: BinnedDataset, validation: BinnedDataset) {
    let parts = try datasets(of: source, features: features, threads: threads, blockRows: 1 << 31) {
      [split.rows(of: $0, for: .training), split.rows(of: $0, for: .validation)]
    }
    return (training: parts[0], validation: parts[1])
  }

  /// One dataset for each of the parts that `divide` makes of a chunk, always as many.
  private static func datasets(
    of source: some FeatureChunkSource, features: [BinnedFeature], threads: Int, blockRows: Int,
    dividing divide: (FeatureChunk) -> [FeatureChunk]
  ) throws(DataError) -> [BinnedDataset] {
    precondition((1...(1 << 31)).contains(blockRows), "blocks have 1 to 2^31 rows")
    precondition(features.count == source.featureNames.count, "every feature has bins")
    let partCount = divide(FeatureChunk(rowNumbers: [], features: [])).count
    let binning = ChunkBinning(features: features)
    let assembly = RowBlockAssembly(
      features: features, maximumRowCount: source.maximumRowCount, maximumBlockRows: blockRows)
    let parts = InOrder(
      into: [RowBlockAssembly](repeating: assembly, count: partCount),
      window: chunksAhead * threads
    ) { (parts, chunks: [BinnedChunk]) in
      for (part, chunk) in chunks.enumerated() { parts[part].append(chunk) }
    }
    try Parallel.forEachBlock(count: source.chunkCount, threads: threads) {
      (index) throws(DataError) in
      parts.waitForTurn(of: index)
      do throws(DataError) {
        parts.deliver(divide(try source.chunk(at: index)).map(binning.bins), at: index)
      } catch {
        parts.giveUp()
        throw error
      }
    }
    return parts.accumulated.map {
      BinnedDataset(
        features: features, blocks: $0.blocks, unseenCategoryCounts: $0.unseenCategoryCounts)
    }
  }
}
