import GBDTData
import GBDTKernels
import GBDTModel
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// What must not show in a model: threads, batches, memory, blocks, processes.
@Suite struct InvarianceTests {
  private static let rowCount = 70_000

  /// Rows enough for several stretches of everything, and features for several parts of a layout.
  private static let large: (data: RandomDataset, parameters: TrainParameters) = {
    var random = SeededRandom(seed: 77)
    var data = RandomDataset(using: &random, rowCount: rowCount)
    while data.features.count < 4 { data = RandomDataset(using: &random, rowCount: rowCount) }
    data.weights = nil
    data.features.append(
      BinnedFeature(
        name: "wide", mapper: .numeric(NumericBins(cutPoints: (0..<300).map(Double.init)))))
    data.bins.append((0..<rowCount).map { _ in Int.random(in: 0...301, using: &random) })
    var parameters = TrainParameters()
    parameters.numIterations = 3
    parameters.numLeaves = 60
    parameters.baggingFraction = 0.8
    parameters.baggingFreq = 2
    parameters.isProvideTrainingMetric = true
    return (data, parameters)
  }()

  private static func train(
    _ data: RandomDataset, _ parameters: TrainParameters, threads: Int = 1, batchSize: Int = 8,
    histogramBytes: Int = 1 << 30
  ) throws -> TrainingResult {
    var growth = GrowthOptions()
    growth.batchSizes = batchSize...batchSize
    growth.histogramBytes = histogramBytes
    return try Trainer(
      parameters: ValidatedTrainParameters(parameters), threads: threads, growth: growth
    ).train(data.binned)
  }

  private static let expected = Result { try train(large.data, large.parameters) }

  private func expectEqual(_ result: TrainingResult) throws {
    let expected = try Self.expected.get()
    #expect(result.trees == expected.trees)
    #expect(result.history == expected.history)
    #expect(result.baseScores == expected.baseScores)
  }

  @Test(arguments: [2, 3, 8])
  func threads(threads: Int) throws {
    try expectEqual(Self.train(Self.large.data, Self.large.parameters, threads: threads))
  }

  /// The test above would not see how histograms are shared if the root's were not.
  @Test func largeNodesAreDealtToSeveralHistograms() throws {
    var parameters = Self.large.parameters
    parameters.numLeaves = 2
    let alone = try Self.train(Self.large.data, parameters, threads: 1).counters
    let shared = try Self.train(Self.large.data, parameters, threads: 3).counters
    #expect(alone.peakHistograms == 2 && shared.peakHistograms == 3)
  }

  @Test(arguments: [1, 2, 3, 64])
  func batchSize(batchSize: Int) throws {
    let result = try Self.train(Self.large.data, Self.large.parameters, batchSize: batchSize)
    try expectEqual(result)
    if batchSize == 1 { #expect(result.counters.rounds > 10) }
  }

  @Test func histogramMemory() throws {
    let result = try Self.train(Self.large.data, Self.large.parameters, histogramBytes: 1)
    try expectEqual(result)
    let roomy = try Self.expected.get().counters
    #expect(result.counters.histogramUpdates > roomy.histogramUpdates)
    #expect(result.counters.peakHistograms <= roomy.peakHistograms)
    // One that is kept, and one or two for each node of a batch.
    #expect(result.counters.peakHistograms <= 1 + 2 * 8)
  }

  @Test(arguments: [[0], [0, 1, 64, 17_000], [0, 0, 69_999, 70_000]])
  func blocks(starts: [Int]) throws {
    var data = Self.large.data
    data.blockStarts = starts
    try expectEqual(Self.train(data, Self.large.parameters, threads: 2))
  }

  /// Rows dealt to several processes, one of them possibly without any. Those of many rows begin
  /// with a pilot tree, those of few without.
  @Test(arguments: [2, 3, 5], [false, true])
  func processes(worldSize: Int, isWeighted: Bool) throws {
    var random = SeededRandom(seed: UInt64(worldSize))
    var data = RandomDataset(using: &random, rowCount: 9000)
    data.blockStarts = [0]
    data.weights = isWeighted ? (0..<9000).map { Double($0 % 3) } : nil
    var parameters = Self.large.parameters
    parameters.numLeaves = 20
    parameters.metrics = [.rmse, .mae]
    let expected = try Self.train(data, parameters)
    let cluster = InProcessCluster(worldSize: worldSize)
    let bounds =
      (0..<worldSize - 1).map { $0 == 1 ? 0 : 9000 * $0 / worldSize }.sorted() + [6000, 9000]
    let whole = data.binned.blocks[0]
    let parts = zip(bounds, bounds.dropFirst()).map { start, end in
      BinnedDataset(
        features: data.features,
        blocks: start == end ? [] : [whole.rows(start..<end)])
    }
    let validated = try ValidatedTrainParameters(parameters)
    let results = try cluster.run { collective in
      try Trainer(parameters: validated, collective: collective, threads: 1)
        .train(parts[collective.rank])
    }
    for result in results {
      #expect(result.trees == expected.trees)
      #expect(result.history == expected.history)
      #expect(result.baseScores == expected.baseScores)
    }
  }

  /// What is not built for a tree, because its features are not sampled, is not summed either.
  @Test func processesThatSampleFeatures() throws {
    var random = SeededRandom(seed: 78)
    var data = RandomDataset(using: &random, rowCount: 200)
    data.features = (0..<8).map { index in
      BinnedFeature(
        name: "f\(index)", mapper: .numeric(NumericBins(cutPoints: (0..<300).map(Double.init))))
    }
    data.bins = (0..<8).map { _ in (0..<200).map { _ in Int.random(in: 0...301, using: &random) } }
    data.blockStarts = [0]
    var parameters = TrainParameters()
    parameters.numIterations = 12
    parameters.numLeaves = 30
    parameters.minDataInLeaf = 1
    parameters.featureFraction = 0.15
    let expected = try Self.train(data, parameters, histogramBytes: 1)
    let validated = try ValidatedTrainParameters(parameters)
    let whole = data.binned
    let cluster = InProcessCluster(worldSize: 4)
    let results = try cluster.run { collective in
      let rank = collective.rank
      let part = BinnedDataset(
        features: whole.features, blocks: [whole.blocks[0].rows(50 * rank..<50 * (rank + 1))])
      return try Trainer(parameters: validated, collective: collective, threads: 1).train(part)
    }
    for result in results { #expect(result.trees == expected.trees) }
  }

  /// An increasing function of a feature changes its cut points and nothing else.
  @Test func monotoneTransform() throws {
    var random = SeededRandom(seed: 5)
    var data = RandomDataset(using: &random, rowCount: 500)
    let first = try Self.train(data, Self.large.parameters)
    data.features = data.features.map { feature in
      guard case .numeric(let bins) = feature.mapper else { return feature }
      let cuts = bins.cutPoints.map { $0 * $0 * $0 + 7 }
      return BinnedFeature(name: feature.name, mapper: .numeric(NumericBins(cutPoints: cuts)))
    }
    let second = try Self.train(data, Self.large.parameters)
    #expect(first.history == second.history)
    #expect(first.trees.map(\.nodes.count) == second.trees.map(\.nodes.count))
  }
}

@Suite struct HandedOverRowsTests {
  /// Trees enough for rows to be put in another order, within memory that is taken over or copied.
  @Test(arguments: [1, 3]) func memoryIsTakenOverOnlyWhereNobodyHoldsIt(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let data = RandomDataset(using: &random, rowCount: 500)
    var parameters = TrainParameters()
    parameters.numIterations = 9
    parameters.numLeaves = 8
    let trainer = Trainer(parameters: try ValidatedTrainParameters(parameters), threads: 2)
    let held = data.binned
    let before = held.blocks.map { block in data.features.indices.map { block.bins(feature: $0) } }
    let fromHeld = try trainer.train(held)
    let fromShared = try trainer.train(HandedOverRows(held))
    let fromGiven = try trainer.train(HandedOverRows(data.binned))
    #expect(fromHeld.trees == fromShared.trees && fromHeld.trees == fromGiven.trees)
    #expect(
      held.blocks.map { block in data.features.indices.map { block.bins(feature: $0) } } == before)
  }

  @Test func aBlockOfItsOwnIsTakenOver() throws {
    var block = RowBlock(
      rowNumbers: RowNumbers([0, 1]),
      columns: [.narrow(copying: [1, 2]), .wide(copying: [3, 4])],
      labels: RowValues(copying: [0, 1]), weights: RowValues(copying: [1, 2]))
    let copy = block
    var shared = block.takeColumns()
    #expect(shared.indices.allSatisfy { shared[$0].ownBytes() == nil })
    shared = []
    var (labels, weights) = (block.takeLabels(), block.takeWeights())
    #expect(labels.ownBuffer() == nil && weights?.ownBuffer() == nil)
    (labels, weights) = (block.takeLabels(), nil)
    var given = HandedOverRows(BinnedDataset(features: [], blocks: [consume copy])).block(at: 0)
    var columns = given.takeColumns()
    #expect(columns.indices.allSatisfy { columns[$0].ownBytes() != nil })
    (labels, weights) = (given.takeLabels(), given.takeWeights())
    #expect(labels.ownBuffer() != nil && weights?.ownBuffer() != nil)
  }
}

extension RowBlock {
  /// Some rows of a block.
  func rows(_ range: Range<Int>) -> RowBlock {
    RowBlock(
      rowNumbers: RowNumbers(rowNumbers.numbers(in: range)),
      columns: columns.indices.map { feature in
        let bins = bins(feature: feature)[range]
        return columns[feature].isWide
          ? .wide(copying: bins) : .narrow(copying: bins.map { UInt8($0) })
      }, labels: RowValues(copying: labels[range]),
      weights: weights.map { RowValues(copying: $0[range]) },
      groups: groups.map { groups in
        let keys = (0..<groups.queryCount).flatMap { query in
          groups.rows(ofQuery: query).map { _ in groups.keys[query] }
        }
        return RowGroups(Array(keys[range]))
      },
      initScores: initScores.map { RowValues(copying: $0[range]) },
      exposures: exposures.map { RowValues(copying: $0[range]) })
  }
}
