import GBDTData
import GBDTModel
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// Whatever the objective: any number of processes and threads gives the model of one, and so does a run that was
/// interrupted.
@Suite struct ObjectiveConformanceTests {
  /// A run of an objective, with weights and sampling, or with what else rows may come with.
  enum Option: String, CaseIterable {
    case regression, regressionL1, huber, fair, quantile, severalQuantiles, mape, poisson, exposure
    case gamma, tweedie, binary, unbalanced, crossEntropy, multiclass, multiclassOVA, lambdarank
    case rankXENDCG, initialScores, startAtZero

    func run(rowCount: Int = 240) -> RunCase {
      var run = RunCase(seed: 77, rowCount: rowCount)
      run.parameters = TrainParameters()
      run.parameters.objective = objective
      run.parameters.numIterations = 5
      run.parameters.numLeaves = 7
      run.parameters.minDataInLeaf = 3
      run.parameters.minSumHessianInLeaf = 0
      run.parameters.learningRate = 0.3
      run.parameters.baggingFraction = 0.7
      run.parameters.baggingFreq = 2
      run.parameters.isProvideTrainingMetric = true
      run.parameters.metrics = []
      run.data.weights = (0..<run.data.rowCount).map { Double($0 % 4) * 0.5 }
      run.data.weights?[run.trainingCount] = 1
      run.classCount = classCount
      let labels = run.data.labels
      run.data.labels = labels.enumerated().map { label(of: $1, row: $0) }
      change(&run)
      return run
    }

    var objective: ObjectiveName {
      switch self {
      case .regression, .startAtZero: .regression
      case .regressionL1: .regressionL1
      case .huber: .huber
      case .fair: .fair
      case .quantile, .severalQuantiles: .quantile
      case .mape: .mape
      case .poisson, .exposure: .poisson
      case .gamma: .gamma
      case .tweedie: .tweedie
      case .binary, .unbalanced: .binary
      case .crossEntropy: .crossEntropy
      case .multiclass, .initialScores: .multiclass
      case .multiclassOVA: .multiclassOVA
      case .lambdarank: .lambdarank
      case .rankXENDCG: .rankXENDCG
      }
    }

    var outputCount: Int {
      switch self {
      case .severalQuantiles, .multiclass, .multiclassOVA, .initialScores: 3
      default: 1
      }
    }

    private var classCount: Int {
      switch objective {
      case .binary: 2
      case .multiclass, .multiclassOVA: 3
      default: 0
      }
    }

    private func label(of number: Double, row: Int) -> Double {
      let magnitude = number.magnitude.rounded()
      switch objective {
      case .poisson, .tweedie: return magnitude
      case .gamma: return number.magnitude + 0.5
      case .binary: return number > 2 ? 1 : 0
      case .crossEntropy: return min(number.magnitude / 10, 1)
      case .multiclass, .multiclassOVA: return magnitude.truncatingRemainder(dividingBy: 3)
      case .lambdarank, .rankXENDCG: return min(magnitude, 4)
      default: return number
      }
    }

    private func change(_ run: inout RunCase) {
      switch self {
      case .severalQuantiles: run.parameters.alphas = [0.1, 0.5, 0.9]
      case .unbalanced: run.parameters.isUnbalance = true
      case .exposure: run.data.exposures = (0..<run.data.rowCount).map { 0.1 + Double($0 % 7) / 3 }
      case .lambdarank, .rankXENDCG:
        run.data.groups = (0..<run.data.rowCount).map { UInt64($0 / 9) }
        run.trainingCount = run.data.rowCount / 36 * 27
      case .initialScores:
        let rowCount = run.data.rowCount
        run.data.initScores = [3, 4, 5].map { (factor: Int) -> [Double] in
          (0..<rowCount).map { row in Double(row * factor % 11) / 8 - 0.5 }
        }
      case .startAtZero: run.parameters.boostFromAverage = false
      default: break
      }
    }
  }

  @Test(arguments: Option.allCases)
  func anyNumberOfProcessesAndThreads(option: Option) throws {
    let run = option.run()
    let expected = try run.alone().result
    #expect(expected.trees.count == 5 * option.outputCount)
    #expect(expected.trees.contains { $0.nodes.count > 1 })
    let outputs = (0..<5).flatMap { _ in Array(0..<option.outputCount) }
    #expect(expected.trees.map(\.output) == outputs)
    expectEqual(try run.alone(threads: 3).result, expected)
    for worldSize in [1, 2, 3, 5, 7] {
      for starBytes in [Int.max, 0] {
        var growth = GrowthOptions()
        growth.starBytes = starBytes
        for result in try run.together(
          InProcessCluster(worldSize: worldSize), seed: UInt64(worldSize), growth: growth)
        {
          expectEqual(result, expected, "\(worldSize) processes, star up to \(starBytes) bytes")
        }
      }
    }
  }

  @Test(arguments: Option.allCases)
  func anInterruptionLeavesNoTrace(option: Option) throws {
    let run = option.run()
    let (expected, checkpoints) = try run.alone()
    for place in [0, 2] {
      var checkpoint = checkpoints[place]
      if place == 2 { checkpoint.metricLines.removeLast() }
      expectEqual(try run.alone(resuming: checkpoint, threads: 2).result, expected)
    }
  }

  /// Rows enough for a pilot tree: rows of a query no longer lie together.
  @Test(arguments: [Option.lambdarank, .multiclass])
  func rowsInOtherOrders(option: Option) throws {
    let run = option.run(rowCount: 7200)
    let expected = try run.alone().result
    expectEqual(try run.alone(threads: 2).result, expected)
    for result in try run.together(InProcessCluster(worldSize: 2)) { expectEqual(result, expected) }
  }

  /// A process is lost while the trees of several outputs grow.
  @Test(arguments: [Option.multiclass, .severalQuantiles, .lambdarank])
  func aLossLeavesNoTrace(option: Option) throws {
    let run = option.run()
    let expected = try run.alone().result
    let undisturbed = InProcessCluster(worldSize: 3)
    _ = try run.together(undisturbed)
    for exchange in stride(from: 0, to: undisturbed.exchangeCount, by: 3) {
      let cluster = InProcessCluster(
        worldSize: 3, faults: [.init(exchange: exchange, moment: .during, victim: 1)])
      for result in try run.together(cluster) {
        expectEqual(result, expected, "fault at exchange \(exchange)")
      }
    }
  }

  /// What rows come with must suit the objective.
  @Test func rolesThatDoNotFit() throws {
    func message(_ option: Option, _ change: (inout RunCase) -> Void) -> String? {
      var run = option.run()
      change(&run)
      return #expect(throws: TrainingError.self) { try run.alone() }?.message
    }
    #expect(
      message(.lambdarank) { $0.data.groups = nil }
        == "objective=lambdarank compares the rows of a query, but the training set has none: name the column "
        + "that tells queries apart with --group, or a file of their sizes with --query-file.")
    #expect(
      message(.initialScores) { $0.data.initScores.removeLast() }
        == "The training set has 2 initial scores a row, but objective=multiclass has 3 raw scores; give as "
        + "many columns with --init-score.")
    #expect(
      message(.regression) { $0.data.exposures = $0.data.labels.map { _ in 1 } }
        == "Exposures are for objective=poisson, not for objective=regression; leave --exposure away."
    )
  }
}
