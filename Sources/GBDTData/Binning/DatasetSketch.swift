internal import GBDTCore
internal import GBDTKernels
internal import Synchronization

/// What one pass over the rows keeps to find the bins of all features: a sketch a feature, and a sample
/// of rows for the numeric features that have too many distinct values to count.
///
/// Mergeable in any order, with equal results: partitions may be sketched apart.
package struct DatasetSketch: Sendable {
  package private(set) var features: [FeatureSketch]
  package private(set) var sample: RowSample

  private init(features: [FeatureSketch], sample: RowSample) {
    self.features = features
    self.sample = sample
  }

  /// One pass over all chunks, in parallel. Memory: the sample (2^18 rows of all numeric features by
  /// default, and a quarter more), and a chunk and a table of distinct values a thread.
  package init(of source: some FeatureChunkSource, options: BinningOptions) throws(DataError) {
    let hash = CounterHash(seed: options.seed, purpose: .binSample)
    let empty = source.isCategorical.map { isCategorical -> FeatureSketch in
      isCategorical
        ? .categorical(CategorySet(limit: options.limits.categories))
        : .numeric(NumericSketch(distinctLimit: options.limits.countedValues))
    }
    let sample = Mutex(
      RowSample(
        limit: options.limits.sampledRows, columnCount: source.isCategorical.count { !$0 }))
    // Sketches that no thread is using now; there are never more than threads.
    let idle = Mutex<[[FeatureSketch]]>([])
    try Parallel.forEachBlock(count: source.chunkCount, threads: options.threads) {
      (index) throws(DataError) in
      let chunk = try source.chunk(at: index)
      var sketches = idle.withLock { $0.popLast() } ?? empty
      for (feature, column) in chunk.features.enumerated() { sketches[feature].add(column) }
      idle.withLock { $0.append(sketches) }

      let candidates = RowSample.Candidates(
        rowNumbers: chunk.rowNumbers, hash: hash, threshold: sample.withLock { $0.threshold })
      sample.withLock { $0.add(candidates, from: chunk.numericColumns) }
    }
    features = idle.withLock { idle in
      idle.reduce(into: empty) { merged, sketches in
        for feature in merged.indices { merged[feature].merge(sketches[feature]) }
      }
    }
    self.sample = sample.withLock { sample in
      sample.prune()
      return sample
    }
  }

  /// Adds the rows of a sketch of other rows.
  package mutating func merge(_ other: DatasetSketch) {
    for feature in features.indices { features[feature].merge(other.features[feature]) }
    sample.merge(other.sample)
  }

  /// The features with their bins.
  ///
  /// - Throws: a `DataError` that names the first feature with an infinite value or with too many
  ///   categories.
  package func finish(names: [String], options: BinningOptions) throws(DataError) -> [BinnedFeature]
  {
    var sampleColumns: [Int?] = []
    var numericCount = 0
    for feature in features {
      if case .numeric = feature {
        sampleColumns.append(numericCount)
        numericCount += 1
      } else {
        sampleColumns.append(nil)
      }
    }
    let columns = sampleColumns
    return try Parallel.map(count: features.count, threads: options.threads) {
      (index) throws(DataError) in
      let mapper: BinMapper =
        switch features[index] {
        case .numeric(let sketch):
          .numeric(
            try NumericBins(
              sketch, sampled: columns[index].map { sample.values(inColumn: $0) } ?? [],
              name: names[index], options: options))
        case .categorical(let set):
          .categorical(try CategoricalBins(set, name: names[index]))
        }
      return BinnedFeature(name: names[index], mapper: mapper)
    }
  }
}

extension FeatureChunk {
  fileprivate var numericColumns: [[Double]] {
    features.compactMap { column in
      if case .number(let values) = column { values } else { nil }
    }
  }
}

extension NumericBins {
  /// One bin a value where the values are few, or are integers and not many; else `BinPartition`.
  fileprivate init(
    _ sketch: NumericSketch, sampled: [Double], name: String, options: BinningOptions
  ) throws(DataError) {
    if sketch.range.minimum == -.infinity || sketch.range.maximum == .infinity {
      throw DataError(
        .data,
        "Feature `\(name)` has an infinite value; numeric features are finite or missing. Give the "
          + "value a limit in the recipe, for example `clip(\(name), -1e30, 1e30)`.")
    }
    var distinct: DistinctValues
    var bins = options.maxBin
    if let counts = sketch.counts {
      distinct = counts.sorted
      if distinct.count <= options.limits.integerBins, distinct.areIntegers {
        bins = max(bins, distinct.count)
      }
    } else {
      distinct = DistinctValues(of: sampled)
      distinct.extend(minimum: sketch.range.minimum, maximum: sketch.range.maximum)
    }
    let values = distinct.values
    self.init(
      cutPoints: BinPartition.boundaries(of: distinct, maximumBins: bins).map {
        CutPoint.between(values[$0 - 1], values[$0])
      })
  }
}

extension CategoricalBins {
  fileprivate init(_ set: CategorySet, name: String) throws(DataError) {
    guard let categories = set.sorted else {
      throw DataError(
        .data,
        "Feature `\(name)` has more than \(set.limit) distinct categories, which is the most a "
          + "categorical feature can have. Leave it out if it identifies rows (--ignore), or derive "
          + "something coarser from it in the recipe.")
    }
    self.init(categories: categories)
  }
}
