import GBDTData
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// Whatever the learner is asked for: any number of processes gives the model of one.
@Suite struct ConformanceTests {
  enum Option: CaseIterable {
    case plain, weights, categories, fewCategories, missing, wide, oneFeature, bagging
    case featureFraction, depth, regularised, earlyStopping, trainingMetrics, noSplit, oneRowALeaf
    case fewMetrics, trainingStops, smallGains, linear, cosine, exponential, listedRates

    /// A run of this option and as little else as can be.
    var run: RunCase {
      var run = RunCase(seed: 40, rowCount: 200)
      run.data.weights = nil
      run.parameters = TrainParameters()
      run.parameters.numIterations = 4
      run.parameters.numLeaves = 9
      run.parameters.minDataInLeaf = 3
      run.parameters.minDataPerGroup = 5
      run.parameters.catSmooth = 1
      run.parameters.metrics = [.rmse, .mae]
      run.setFeatures { _ in Self.cuts(12) }
      change(&run)
      return run
    }

    private static func cuts(_ count: Int) -> BinMapper {
      .numeric(NumericBins(cutPoints: (0..<count).map { Double($0) / 4 }))
    }

    private static func names(_ count: Int) -> BinMapper {
      .categorical(CategoricalBins(categories: (0..<count).map { "c\(1000 + $0)" }))
    }

    private func change(_ run: inout RunCase) {
      switch self {
      case .plain: break
      case .weights:
        run.data.weights = (0..<run.data.rowCount).map { Double($0 % 5) * 0.7 }
        run.data.weights?[run.trainingCount] = 1
      case .categories: run.setFeatures { Self.names(8 + 3 * $0) }
      case .fewCategories: run.setFeatures { _ in Self.names(3) }
      case .missing: run.setFeatures(missingEvery: 3) { _ in Self.cuts(5) }
      case .wide: run.setFeatures { $0 == 1 ? Self.cuts(300) : Self.cuts(2) }
      case .oneFeature: run.setFeatures(count: 1) { _ in Self.cuts(12) }
      case .bagging:
        run.parameters.baggingFraction = 0.6
        run.parameters.baggingFreq = 3
      case .featureFraction: run.parameters.featureFraction = 0.5
      case .depth:
        run.parameters.maxDepth = 3
        run.parameters.numLeaves = 8
      case .regularised:
        run.parameters.lambdaL1 = 0.5
        run.parameters.lambdaL2 = 2
        run.parameters.minGainToSplit = 0.1
      case .earlyStopping:
        run.parameters.learningRate = 1
        run.parameters.numIterations = 12
        run.parameters.earlyStoppingRound = 2
      case .fewMetrics:
        run.parameters.evalFreq = 3
        run.parameters.numIterations = 8
        run.parameters.earlyStoppingRound = 4
      case .trainingStops:
        run.parameters.isProvideTrainingMetric = true
        run.parameters.earlyStoppingRound = 1
        run.parameters.earlyStoppingSet = .training
        run.parameters.earlyStoppingMetric = .mae
      case .smallGains:
        run.parameters.numIterations = 20
        run.parameters.earlyStoppingRound = 2
        run.parameters.earlyStoppingMinDelta = 0.1
      case .linear, .cosine, .exponential:
        run.parameters.learningRateSchedule = LearningRateSchedule(rawValue: "\(self)") ?? .constant
        run.parameters.learningRateEnd = 0.02
        run.parameters.learningRateDecay = 0.5
      case .listedRates: run.parameters.learningRates = [0.5, 0.25, 0.3, 0.01]
      case .trainingMetrics: run.parameters.isProvideTrainingMetric = true
      case .noSplit: run.parameters.minDataInLeaf = 199
      case .oneRowALeaf:
        run.parameters.minDataInLeaf = 1
        run.parameters.numLeaves = 40
      }
    }
  }

  @Test(arguments: Option.allCases)
  func anyNumberOfProcesses(option: Option) throws {
    let run = option.run
    let expected = try run.alone().result
    #expect((option == .noSplit) == expected.trees.isEmpty)
    for worldSize in [1, 2, 3, 5, 7] {
      for starBytes in [Int.max, 0] {
        var growth = GrowthOptions()
        growth.starBytes = starBytes
        let seed = UInt64(worldSize)
        for result in try run.together(
          InProcessCluster(worldSize: worldSize), seed: seed, growth: growth)
        {
          expectEqual(result, expected, "\(worldSize) processes, star up to \(starBytes) bytes")
        }
      }
    }
  }

  @Test(arguments: 0..<25) func anyRun(seed: UInt64) throws {
    let run = RunCase(seed: 300 + seed)
    let expected = try run.alone().result
    var random = SeededRandom(seed: seed)
    var growth = GrowthOptions()
    growth.starBytes = random.chance(0.5) ? .max : 0
    growth.batchSizes = 1...Int.random(in: 1...20, using: &random)
    growth.histogramBytes = random.chance(0.3) ? 1 : 1 << 20
    let cluster = InProcessCluster(worldSize: Int.random(in: 2...7, using: &random))
    for result in try run.together(cluster, seed: seed, growth: growth) {
      expectEqual(result, expected, "seed \(seed)")
    }
  }
}

extension RunCase {
  /// Other features, with bins that follow from the row number.
  ///
  /// - Parameter missingEvery: so many rows one is missing; 0: none.
  mutating func setFeatures(
    count: Int = 4, missingEvery: Int = 0, _ mapper: (Int) -> BinMapper
  ) {
    var random = SeededRandom(seed: UInt64(count))
    data.features = (0..<count).map { BinnedFeature(name: "f\($0)", mapper: mapper($0)) }
    data.bins = data.features.indices.map { feature in
      let binCount = data.features[feature].mapper.binCount
      return (0..<data.rowCount).map { row in
        missingEvery > 0 && (row + feature) % missingEvery == 0
          ? 0 : Int.random(in: 1..<binCount, using: &random)
      }
    }
    data.labels = (0..<data.rowCount).map { row in
      var label = Double(row % 3)
      for (feature, bins) in data.bins.enumerated() {
        label += Double(bins[row] % (feature + 3) * (feature + 1))
      }
      return label
    }
  }
}
