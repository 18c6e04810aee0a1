import GBDTCore
import GBDTData
import GBDTKernels
import Testing

/// Rows of four numeric features and a category, reproducible from the row number.
private func features(of row: UInt64) -> ([Double], String?, label: Double) {
  let hash = CounterHash(seed: 11, purpose: .selfTestRows)
  let unit = { (column: UInt64) in Double(hash.value(row &* 8 &+ column) >> 11) * 0x1p-53 }
  let zone = Double(row % 265) + 1
  let repeated = unit(2) < 0.5 ? 0 : (unit(2) * 1_000).rounded() / 10
  return (
    [unit(0), zone, repeated, unit(3) < 0.1 ? .nan : unit(3) * 100 - 50],
    unit(4) < 0.05 ? nil : ["red", "green", "blue", "Blue", "é", "e\u{301}"][Int(unit(4) * 6)],
    row.isMultiple(of: 2) ? 1 : 0
  )
}

/// Rows `first ..< first + count`, `size` rows a chunk, every third row number left out.
private func source(rows: Int, chunk size: Int, scale: Double = 1) -> InMemoryFeatureChunks {
  let numbers = (0..<UInt64(rows)).filter { $0 % 3 != 2 }
  let chunks = stride(from: 0, to: numbers.count, by: size).map { start in
    let chunkNumbers = Array(numbers[start..<min(start + size, numbers.count)])
    let rows = chunkNumbers.map { features(of: $0) }
    // Each chunk has its own dictionary order.
    let dictionary =
      Array(Set(rows.compactMap { $0.1.map { ByteString($0) } })) + [ByteString("unused")]
    let codes = rows.map { row in
      row.1.map { text in Int32(dictionary.firstIndex(of: ByteString(text)) ?? -1) } ?? -1
    }
    return FeatureChunk(
      rowNumbers: chunkNumbers,
      features: (0..<4).map { column in .number(rows.map { $0.0[column] * scale }) } + [
        .category(CategoryColumn(codes: codes, dictionary: dictionary.map(\.string)))
      ], labels: rows.map(\.label), weights: nil)
  }
  return InMemoryFeatureChunks(
    featureNames: ["unit", "zone", "repeated", "holes", "colour"],
    isCategorical: [false, false, false, false, true], chunks: chunks)
}

/// Small limits, so that few rows exercise sampling.
private func options(maxBin: Int = 15, threads: Int = 1) -> BinningOptions {
  var options = BinningOptions(maxBin: maxBin, seed: 5, threads: threads)
  options.limits.countedValues = 400
  options.limits.sampledRows = 300
  options.limits.integerBins = 300
  return options
}

private func cutPoints(_ feature: BinnedFeature) -> [Double] {
  if case .numeric(let bins) = feature.mapper { bins.cutPoints } else { [] }
}

/// The bins of all features.
private func bins(_ block: RowBlock) -> [[Int]] {
  block.columns.indices.map { block.bins(feature: $0).map(Int.init) }
}

/// All row numbers.
private func numbers(_ block: RowBlock) -> [UInt64] {
  block.rowNumbers.numbers(in: 0..<block.rowCount)
}

@Suite struct BinnerTests {
  static let rowCount = 1_500
  let reference: [BinnedFeature]
  let whole = source(rows: rowCount, chunk: rowCount)

  init() throws { reference = try Binner.features(of: whole, options: options()) }

  @Test(arguments: [1, 7, 1_000], [1, 2, 3, 8])
  func chunksAndThreadsChangeNothing(size: Int, threads: Int) throws {
    let chunked = source(rows: Self.rowCount, chunk: size)
    let features = try Binner.features(of: chunked, options: options(threads: threads))
    #expect(features == reference)
    let expected = try Binner.dataset(of: whole, features: reference, threads: 1).block(at: 0)
    let dataset = try Binner.dataset(of: chunked, features: features, threads: threads)
    #expect(dataset.blockCount == 1)
    let block = dataset.block(at: 0)
    #expect(numbers(block) == numbers(expected))
    #expect(Array(block.labels) == Array(expected.labels))
    #expect(block.weights == nil)
    #expect(bins(block) == bins(expected))
  }

  @Test func binsAreTheMappersIntervals() throws {
    let dataset = try Binner.dataset(of: whole, features: reference, threads: 2)
    let chunk = whole.chunk(at: 0)
    for (feature, found) in bins(dataset.block(at: 0)).enumerated() {
      switch (reference[feature].mapper, chunk.features[feature]) {
      case (.numeric(let mapper), .number(let values)):
        let expected = values.map { value in
          value.isNaN ? 0 : 1 + mapper.cutPoints.count { $0 < value }
        }
        #expect(found == expected)
      case (.categorical(let mapper), .category(let column2)):
        let expected = column2.codes.map { code in
          code < 0
            ? 0
            : 1
              + (mapper.categories.firstIndex {
                ByteString($0) == ByteString(column2.dictionary[Int(code)])
              } ?? -1)
        }
        #expect(found == expected)
      default: Issue.record("mapper and column differ in kind")
      }
    }
  }

  @Test func integersHaveABinEach() throws {
    #expect(cutPoints(reference[1]) == (1...264).map(Double.init))
    let dataset = try Binner.dataset(of: whole, features: reference, threads: 1)
    let block = dataset.block(at: 0)
    let zones = block.bins(feature: 1)
    #expect(block.columns[1].isWide, "265 zones and the missing value need two bytes")
    #expect(zones.min() == 1 && zones.max() == 265)
  }

  @Test func heavyValueIsAlone() {
    let cuts = cutPoints(reference[2])
    #expect(cuts.count == 14)
    #expect(cuts.first == 0)  // Half of the rows are 0, the smallest value.
  }

  @Test func sampledFeatureUsesTheRowsWithTheSmallestHashes() throws {
    let hash = CounterHash(seed: 5, purpose: .binSample)
    let chunk = whole.chunk(at: 0)
    let rows = chunk.rowNumbers.indices
      .sorted { hash.value(chunk.rowNumbers[$0]) < hash.value(chunk.rowNumbers[$1]) }.prefix(300)
    for feature in [0, 3] {
      guard case .number(let values) = chunk.features[feature] else { continue }
      var distinct = DistinctValues(of: rows.map { values[$0] })
      let present = values.filter { !$0.isNaN }
      distinct.extend(minimum: present.min() ?? 0, maximum: present.max() ?? 0)
      let expected = BinPartition.boundaries(of: distinct, maximumBins: 15).map {
        CutPoint.between(distinct.values[$0 - 1], distinct.values[$0])
      }
      #expect(cutPoints(reference[feature]) == expected)
    }
  }

  @Test func categoriesAreOrderedByBytesAndKeptApart() {
    guard case .categorical(let mapper) = reference[4].mapper else {
      Issue.record("colour is categorical")
      return
    }
    // Both spellings of é, which Swift's == takes as equal; no unused dictionary entry.
    #expect(
      mapper.categories.map { Array($0.utf8) }
        == ["Blue", "blue", "e\u{301}", "green", "red", "é"].map { Array($0.utf8) })
  }

  @Test func monotoneTransformChangesNoBin() throws {
    let scaled = source(rows: Self.rowCount, chunk: 100, scale: 2)
    let features = try Binner.features(of: scaled, options: options())
    let expected = try Binner.dataset(of: whole, features: reference, threads: 1)
    let dataset = try Binner.dataset(of: scaled, features: features, threads: 1)
    #expect(bins(dataset.block(at: 0)) == bins(expected.block(at: 0)))
  }

  @Test(arguments: [1, 10, 999, 1_000, 5_000])
  func blocksCutTheRows(maximumRows: Int) throws {
    let chunked = source(rows: Self.rowCount, chunk: 77)
    let one = try Binner.dataset(of: chunked, features: reference, threads: 1).block(at: 0)
    let dataset = try Binner.dataset(
      of: chunked, features: reference, threads: 2, maximumBlockRows: maximumRows)
    let blocks = (0..<dataset.blockCount).map { dataset.block(at: $0) }
    #expect(blocks.dropLast().allSatisfy { $0.rowCount == maximumRows })
    #expect(blocks.flatMap(numbers) == numbers(one))
    #expect(blocks.flatMap(\.labels) == Array(one.labels))
    for feature in reference.indices {
      #expect(blocks.flatMap { bins($0)[feature] } == bins(one)[feature])
    }
  }

  @Test func sketchesOfPartitionsMerge() throws {
    let chunked = source(rows: Self.rowCount, chunk: 50)
    let parts = [chunked.chunks[0..<3], chunked.chunks[3..<4], chunked.chunks[4...]].map {
      InMemoryFeatureChunks(
        featureNames: chunked.featureNames, isCategorical: chunked.isCategorical, chunks: Array($0))
    }
    for order in [[0, 1, 2], [2, 0, 1]] {
      var merged = try DatasetSketch(of: parts[order[0]], options: options())
      for part in order.dropFirst() {
        merged.merge(try DatasetSketch(of: parts[part], options: options()))
      }
      #expect(try merged.finish(names: chunked.featureNames, options: options()) == reference)
    }
  }
}

@Suite struct BinnedPartsTests {
  @Test(arguments: [0, 0.1, 0.5, 1], [1, 3])
  func partsOfASplitAreBinnedAsAlone(fraction: Double, threads: Int) throws {
    let chunked = source(rows: 1_500, chunk: 77)
    let features = try Binner.features(of: chunked, options: options())
    let split = RowSplit(validationFraction: fraction, seed: 3)
    let parts = try Binner.datasets(
      of: chunked, split: split, features: features, threads: threads)
    for (part, dataset) in zip(RowSplit.Part.allCases, [parts.training, parts.validation]) {
      let alone = try Binner.dataset(
        of: split.rows(for: part, of: chunked), features: features, threads: 1)
      #expect(dataset.blockCount == alone.blockCount)
      for (block, expected) in zip(dataset.blocks, alone.blocks) {
        #expect(numbers(block) == numbers(expected))
        #expect(Array(block.labels) == Array(expected.labels))
        #expect(bins(block) == bins(expected))
      }
    }
  }
}

@Suite struct BinnerEdgeTests {
  private func numeric(_ values: [Double], weights: [Double]? = nil) -> InMemoryFeatureChunks {
    InMemoryFeatureChunks(
      featureNames: ["x"], isCategorical: [false],
      chunks: [
        FeatureChunk(
          rowNumbers: (0..<UInt64(values.count)).map(\.self), features: [.number(values)],
          labels: [], weights: weights)
      ])
  }

  @Test(arguments: [[], [Double.nan, .nan], [4, 4, .nan], [-0.0, 0]] as [[Double]])
  func constantFeaturesHaveNoCutPoints(values: [Double]) throws {
    let features = try Binner.features(of: numeric(values), options: BinningOptions())
    #expect(features == [BinnedFeature(name: "x", mapper: .numeric(NumericBins(cutPoints: [])))])
    let dataset = try Binner.dataset(of: numeric(values), features: features, threads: 1)
    #expect(dataset.blockCount == (values.isEmpty ? 0 : 1))
    if !values.isEmpty {
      #expect(bins(dataset.block(at: 0))[0] == values.map { $0.isNaN ? 0 : 1 })
    }
  }

  @Test func exactExtremesKeepASampleFromLookingConstant() throws {
    // The sample of one row sees one value; the exact range shows that there are more.
    var options = BinningOptions(maxBin: 4)
    options.limits.countedValues = 2
    options.limits.sampledRows = 1
    let features = try Binner.features(of: numeric([1, 2, 3, 4, 5, 6, 7]), options: options)
    #expect(!cutPoints(features[0]).isEmpty)
  }

  @Test(arguments: [Double.infinity, -.infinity])
  func infinityIsAnError(value: Double) {
    let error = #expect(throws: DataError.self) {
      try Binner.features(of: numeric([1, value]), options: BinningOptions())
    }
    #expect(error?.category == .data)
    #expect(error?.message.contains("Feature `x` has an infinite value") == true)
    #expect(error?.message.contains("clip(x,") == true)
  }

  @Test func tooManyCategoriesAreAnError() {
    let chunks = (0..<4).map { chunk in
      FeatureChunk(
        rowNumbers: (0..<5).map { UInt64(chunk * 5 + $0) },
        features: [
          .category(
            CategoryColumn(codes: [0, 1, 2, 3, 4], dictionary: (0..<5).map { "id\(chunk)-\($0)" }))
        ], labels: [], weights: nil)
    }
    let source = InMemoryFeatureChunks(
      featureNames: ["id"], isCategorical: [true], chunks: chunks)
    var options = BinningOptions(threads: 2)
    options.limits.categories = 20
    #expect(throws: Never.self) { try Binner.features(of: source, options: options) }
    options.limits.categories = 19
    let error = #expect(throws: DataError.self) {
      try Binner.features(of: source, options: options)
    }
    #expect(error?.message.contains("Feature `id` has more than 19 distinct categories") == true)
    #expect(error?.message.contains("--ignore") == true)
  }

  @Test func unseenCategoriesAreMissingAndCounted() throws {
    let features = [
      BinnedFeature(
        name: "c", mapper: .categorical(CategoricalBins(categories: ["a", "b"])))
    ]
    let source = InMemoryFeatureChunks(
      featureNames: ["c"], isCategorical: [true],
      chunks: [
        FeatureChunk(
          rowNumbers: [4, 5, 6, 9],
          features: [.category(CategoryColumn(codes: [0, 1, -1, 0], dictionary: ["new", "b"]))],
          labels: [1, 2, 3, 4], weights: [1, 1, 0, 2])
      ])
    let dataset = try Binner.dataset(of: source, features: features, threads: 1)
    #expect(bins(dataset.block(at: 0))[0] == [0, 2, 0, 0])
    #expect(dataset.unseenCategoryCounts == [2])
    #expect(dataset.block(at: 0).weights.map { Array($0) } == [1, 1, 0, 2])
  }

  @Test func columnsAreAsNarrowAsTheyCanBe() throws {
    for (distinct, isNarrow) in [(255, true), (256, false)] {
      let source = numeric((0..<distinct).map(Double.init))
      let features = try Binner.features(of: source, options: BinningOptions(maxBin: 255))
      #expect(features[0].mapper.binCount == distinct + 1)
      let block = try Binner.dataset(of: source, features: features, threads: 1).block(at: 0)
      #expect(block.columns[0].isWide == !isNarrow)
      #expect(bins(block)[0] == Array(1...distinct))
    }
  }

  struct Failing: FeatureChunkSource {
    let featureNames = ["x"]
    let isCategorical = [false]
    let chunkCount = 90
    let maximumRowCount = 90
    func chunk(at index: Int) throws(DataError) -> FeatureChunk {
      if index >= 3 { throw DataError(.data, "chunk \(index) is bad") }
      return FeatureChunk(
        rowNumbers: [UInt64(index)], features: [.number([1])], labels: [], weights: nil)
    }
  }

  @Test(arguments: [1, 4]) func errorsOfTheSourceArePassedOn(threads: Int) {
    let error = #expect(throws: DataError.self) {
      try Binner.features(of: Failing(), options: BinningOptions(threads: threads))
    }
    #expect(error?.message == "chunk 3 is bad")
    let other = #expect(throws: DataError.self) {
      let bins = BinnedFeature(name: "x", mapper: .numeric(NumericBins(cutPoints: [])))
      return try Binner.dataset(of: Failing(), features: [bins], threads: threads)
    }
    #expect(other?.message == "chunk 3 is bad")
  }
}
