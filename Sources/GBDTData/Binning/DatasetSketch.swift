package import GBDTCore
internal import GBDTKernels
internal import Synchronization

/// What one pass over the rows keeps to find the bins of all features: a sketch a feature, and a sample
/// of rows for the numeric features that have too many distinct values to count. Of labels that name
/// classes, the classes too.
///
/// Mergeable in any order, with equal results: partitions may be sketched apart.
package struct DatasetSketch: ~Copyable, Sendable {
  package private(set) var features: [FeatureSketch]
  /// nil where labels are numbers.
  package private(set) var classes: ClassSketch?
  private var sample: RowSample

  private init(
    features: [FeatureSketch], classes: ClassSketch?, sample: consuming RowSample
  ) {
    self.features = features
    self.classes = classes
    self.sample = sample
  }

  /// The sketches of features and labels: all but the sample.
  private struct Columns {
    var features: [FeatureSketch]
    var classes: ClassSketch?

    mutating func add(_ chunk: FeatureChunk) {
      for (feature, column) in chunk.features.enumerated() { features[feature].add(column) }
      if let labels = chunk.roles.rawLabels { classes?.add(labels) }
    }

    mutating func merge(_ other: Columns) {
      for feature in features.indices { features[feature].merge(other.features[feature]) }
      if let others = other.classes { classes?.merge(others) }
    }
  }

  /// One pass over all chunks, in parallel. Memory: the sample (2^18 rows of all numeric features by
  /// default), and a chunk and a table of distinct values a thread.
  ///
  /// - Parameter noClasses: a sketch of no labels, to which those of `source` are added; nil where labels
  ///   are numbers.
  package init(
    of source: some FeatureChunkSource, classes noClasses: ClassSketch? = nil,
    options: BinningOptions
  ) throws(DataError) {
    let hash = CounterHash(seed: options.seed, purpose: .binSample)
    let noFeatures = source.isCategorical.map { isCategorical -> FeatureSketch in
      isCategorical
        ? .categorical(CategorySet(limit: options.limits.categories))
        : .numeric(NumericSketch(distinctLimit: options.limits.countedValues))
    }
    let empty = Columns(features: noFeatures, classes: noClasses)
    let sample = Mutex(
      RowSample(
        limit: options.limits.sampledRows, columnCount: source.isCategorical.count { !$0 }))
    // Sketches that no thread is using now; there are never more than threads.
    let idle = Mutex<[Columns]>([])
    try Parallel.forEachBlock(count: source.chunkCount, threads: options.threads) {
      (index) throws(DataError) in
      let chunk = try source.chunk(at: index)
      var sketches = idle.withLock { $0.popLast() } ?? empty
      sketches.add(chunk)
      idle.withLock { $0.append(sketches) }

      let candidates = RowSample.Candidates(
        rowNumbers: chunk.rowNumbers, hash: hash, threshold: sample.withLock { $0.threshold })
      sample.withLock { $0.add(candidates, from: chunk.numericColumns) }
    }
    let merged = idle.withLock { idle in idle.reduce(into: empty) { $0.merge($1) } }
    (features, classes) = (merged.features, merged.classes)
    self.sample = sample.withLock { sample in
      sample.prune()
      let none = RowSample(limit: 1, columnCount: 0)
      return exchange(&sample, with: none)
    }
  }

  /// Adds the rows of a sketch of other rows.
  package mutating func merge(_ other: borrowing DatasetSketch) {
    for feature in features.indices { features[feature].merge(other.features[feature]) }
    if let others = other.classes { classes?.merge(others) }
    sample.merge(other.sample)
  }

  /// The features with their bins.
  ///
  /// - Throws: a `DataError` that names the first feature with an infinite value or with too many
  ///   categories.
  package func finish(names: [String], options: BinningOptions) throws(DataError) -> [BinnedFeature]
  {
    // For each feature the number of numeric ones before it: its column in the sample, if it is one.
    var numericCount = 0
    let columns = features.map { feature in
      defer { if case .numeric = feature { numericCount += 1 } }
      return numericCount
    }
    // Sorters that no thread is using now.
    let idle = Mutex<[ValueSorter]>([])
    return try Parallel.map(count: features.count, threads: options.threads) {
      (index) throws(DataError) in
      let mapper: BinMapper =
        switch features[index] {
        case .numeric(let sketch):
          .numeric(
            try NumericBins(sketch, name: names[index], options: options) {
              let sorter = idle.withLock { $0.popLast() } ?? ValueSorter(capacity: sample.limit)
              defer { idle.withLock { $0.append(sorter) } }
              return sample.distinctValues(inColumn: columns[index], sorter: sorter)
            })
        case .categorical(let set):
          .categorical(try CategoricalBins(set, name: names[index]))
        }
      return BinnedFeature(name: names[index], mapper: mapper)
    }
  }
}

/// Sent between processes, as `ByteCodable` values are; who reads one knows of what features it is.
extension DatasetSketch {
  /// Takes little more time than a copy of the sample.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.reserve(sample.byteCount)
    writer.values(features)
    writer.value(classes)
    sample.write(to: &writer)
    return writer.bytes
  }

  /// What `encoded` gave in another process.
  ///
  /// - Parameters:
  ///   - isCategorical: one flag a feature.
  ///   - classes: a sketch of no labels; nil where labels are numbers.
  ///   - limits: of the options that both processes have.
  /// - Throws: also for a sketch of other features or with other limits: what this returns can be merged
  ///   with other sketches of these features.
  package init(
    decoding bytes: [UInt8], isCategorical: [Bool], classes noClasses: ClassSketch? = nil,
    limits: BinningLimits
  ) throws(ByteError) {
    var reader = ByteReader(bytes)
    let features: [FeatureSketch] = try reader.values(of: "features")
    guard
      features.count == isCategorical.count,
      zip(features, isCategorical).allSatisfy({ $0.belongs(toCategorical: $1, limits: limits) })
    else { throw reader.error("a sketch of other features, or with other limits") }
    let classes: ClassSketch? = try reader.value()
    guard classes.map({ classes in noClasses?.fits(classes) ?? false }) ?? (noClasses == nil) else {
      throw reader.error("a sketch of other labels")
    }
    let ranges = features.compactMap { feature in
      if case .numeric(let sketch) = feature { sketch.range } else { nil }
    }
    let sample = try RowSample(limit: limits.sampledRows, ranges: ranges, from: &reader)
    try reader.expectEnd(of: "the sketch")
    self.init(features: features, classes: classes, sample: sample)
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
  ///
  /// - Parameter sampled: the distinct values of a sample; called where not all are counted.
  fileprivate init(
    _ sketch: NumericSketch, name: String, options: BinningOptions,
    sampled: () -> DistinctValues
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
      distinct = sampled()
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
