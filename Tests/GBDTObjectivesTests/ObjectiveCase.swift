import Foundation
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

/// An objective with the loss that it states, for tests that hold it to its word.
struct ObjectiveCase: CustomTestStringConvertible, Sendable {
  /// What the hessian is, compared with the second derivative of the loss.
  enum Hessian {
    /// That, times a factor.
    case derivative(times: Double)
    /// 1, where the loss has no use for its second derivative.
    case one
  }

  let testDescription: String
  let parameters: TrainParameters
  let hessian: Hessian
  /// Rows of 1 weight: (scores, label) -> loss.
  let loss: @Sendable ([Double], Double) -> Double
  /// Where |score - label| makes a corner of the loss.
  var corners: [Double] = []
  let label: @Sendable (inout SeededRandom) -> Double

  var objective: any Objective { parameters.makeObjective(classCount: classCount) }
  var classCount: Int {
    switch parameters.objective {
    case .binary: 2
    case .multiclass, .multiclassOVA: 3
    default: 0
    }
  }

  init(
    _ text: String, _ hessian: Hessian, corners: [Double] = [],
    label: @escaping @Sendable (inout SeededRandom) -> Double,
    loss: @escaping @Sendable ([Double], Double) -> Double
  ) {
    testDescription = text
    var settings: [ParameterSetting] = []
    for word in ("objective=" + text).split(separator: " ") {
      let sides = word.split(separator: "=")
      settings.append(ParameterSetting(name: String(sides[0]), value: String(sides[1])))
    }
    parameters = (try? ValidatedTrainParameters(parsing: settings).values) ?? TrainParameters()
    self.hessian = hessian
    self.corners = corners
    self.loss = loss
    self.label = label
  }

  /// Rows with small scores.
  func rows(using random: inout SeededRandom, count: Int, hasWeights: Bool) -> OwnedRows {
    var rows = OwnedRows(using: &random, count: count, hasWeights: hasWeights)
    rows.outputCount = objective.outputCount
    rows.scores = (0..<count * rows.outputCount).map { _ in
      Double.random(in: -3...3, using: &random)
    }
    rows.labels = (0..<count).map { _ in label(&random) }
    return rows
  }

  /// Every objective whose loss is a sum over rows.
  static let pointwise: [ObjectiveCase] = errors + rates + chances

  private static let errors = [
    ObjectiveCase("regression", .derivative(times: 1), label: anyNumber) {
      ($0[0] - $1) * ($0[0] - $1) / 2
    },
    ObjectiveCase("regression_l1", .one, corners: [0], label: anyNumber) { abs($0[0] - $1) },
    ObjectiveCase("huber alpha=1.5", .one, corners: [1.5], label: anyNumber) {
      let x = abs($0[0] - $1)
      return x <= 1.5 ? x * x / 2 : 1.5 * (x - 0.75)
    },
    ObjectiveCase("fair fair_c=0.7", .derivative(times: 1), label: anyNumber) {
      let ratio = abs($0[0] - $1) / 0.7
      return 0.7 * 0.7 * (ratio - log(1 + ratio))
    },
    ObjectiveCase("quantile alpha=0.3", .one, corners: [0], label: anyNumber) {
      pinball($1 - $0[0], 0.3)
    },
    ObjectiveCase("quantile alpha=0.1,0.5,0.9", .one, corners: [0], label: anyNumber) {
      pinball($1 - $0[0], 0.1) + pinball($1 - $0[1], 0.5) + pinball($1 - $0[2], 0.9)
    },
    ObjectiveCase("mape", .one, corners: [0], label: anyNumber) {
      abs($0[0] - $1) / max(1, abs($1))
    },
  ]

  private static let rates = [
    ObjectiveCase("poisson poisson_max_delta_step=0.5", .derivative(times: exp(0.5)), label: count)
    {
      exp($0[0]) - $1 * $0[0]
    },
    ObjectiveCase("gamma", .derivative(times: 1), label: { count(&$0) + 0.25 }) {
      $0[0] + $1 * exp(-$0[0])
    },
    ObjectiveCase("tweedie tweedie_variance_power=1.3", .derivative(times: 1), label: count) {
      exp(0.7 * $0[0]) / 0.7 + $1 * exp(-0.3 * $0[0]) / 0.3
    },
  ]

  private static let chances = [
    ObjectiveCase("cross_entropy", .derivative(times: 1), label: { .random(in: 0...1, using: &$0) })
    {
      crossEntropy($0[0], $1)
    },
    ObjectiveCase("binary", .derivative(times: 1), label: classNumber(2)) {
      crossEntropy($0[0], $1)
    },
    ObjectiveCase(
      "binary scale_pos_weight=3 sigmoid=2", .derivative(times: 1), label: classNumber(2)
    ) { crossEntropy($0[0], $1) * ($1 == 1 ? 3 : 1) * 4 },
    ObjectiveCase("multiclass", .derivative(times: 1.5), label: classNumber(3)) {
      log($0.reduce(0) { $0 + exp($1) }) - $0[Int($1)]
    },
    ObjectiveCase(
      "multiclassova scale_pos_weight=3", .derivative(times: 1), label: classNumber(3)
    ) { scores, label in
      scores.indices.reduce(0) {
        $0 + crossEntropy(scores[$1], label == Double($1) ? 1 : 0)
          * (label == Double($1) ? 3 : 1)
      }
    },
  ]

  @Sendable private static func anyNumber(_ random: inout SeededRandom) -> Double {
    Double(Int.random(in: -40...40, using: &random)) / 8
  }

  @Sendable private static func count(_ random: inout SeededRandom) -> Double {
    Double(Int.random(in: 0...9, using: &random))
  }

  private static func classNumber(_ count: Int) -> @Sendable (inout SeededRandom) -> Double {
    { Double(Int.random(in: 0..<count, using: &$0)) }
  }

  private static func pinball(_ x: Double, _ alpha: Double) -> Double {
    x > 0 ? alpha * x : (alpha - 1) * x
  }

  private static func crossEntropy(_ score: Double, _ label: Double) -> Double {
    label * log(1 + exp(-score)) + (1 - label) * log(1 + exp(score))
  }
}
