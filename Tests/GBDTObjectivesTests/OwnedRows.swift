import GBDTObjectives
import GBDTParameters
import GBDTTestSupport

/// Rows as arrays, lent to an objective or metric.
struct OwnedRows {
  /// Output by output.
  var scores: [Double]
  var outputCount = 1
  var labels: [Double]
  var weights: [Double]?
  var query: QueryContext?

  init(scores: [Double], labels: [Double], weights: [Double]? = nil) {
    (self.scores, self.labels, self.weights) = (scores, labels, weights)
    if !labels.isEmpty { outputCount = scores.count / labels.count }
  }

  init(using random: inout SeededRandom, count: Int, hasWeights: Bool) {
    scores = (0..<count).map { _ in Double.random(in: -9...9, using: &random) }
    labels = (0..<count).map { _ in Double.random(in: -9...9, using: &random) }
    weights =
      hasWeights ? (0..<count).map { _ in Double.random(in: 0...3, using: &random) } : nil
  }

  /// The scores of one row, one an output.
  func scores(row: Int) -> [Double] {
    (0..<outputCount).map { scores[$0 * labels.count + row] }
  }

  /// These rows, each as often as `counts` says, without weights.
  func repeated(_ counts: [Int]) -> OwnedRows {
    let rows = labels.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    return OwnedRows(
      scores: (0..<outputCount).flatMap { output in
        rows.map { scores[output * labels.count + $0] }
      }, labels: rows.map { labels[$0] })
  }

  func lend<Result>(_ body: (LabelledRows) -> Result) -> Result {
    scores.withUnsafeBufferPointer { scores in
      labels.withUnsafeBufferPointer { labels in
        (weights ?? []).withUnsafeBufferPointer {
          var rows = LabelledRows(
            scores: scores, outputCount: outputCount, scoreStride: labels.count, labels: labels,
            weights: weights == nil ? nil : $0)
          rows.query = query
          return body(rows)
        }
      }
    }
  }

  /// Derivatives of the rows at `places`, or of all: output by output.
  func gradients(
    _ objective: any Objective, places: Range<Int>? = nil
  ) -> (gradients: [Double], hessians: [Double]) {
    let places = places ?? 0..<labels.count
    var gradients = [Double](repeating: .nan, count: outputCount * places.count)
    var hessians = gradients
    gradients.withUnsafeMutableBufferPointer { gradients in
      hessians.withUnsafeMutableBufferPointer { hessians in
        lend {
          objective.writeGradients(of: $0[places], gradients: gradients, hessians: hessians)
        }
      }
    }
    return (gradients, hessians)
  }

  /// What training sees of all labels before it begins.
  func summary(_ objective: any Objective) -> LabelSummary {
    var summary = LabelSummary(classCount: objective.name.labelKind.hasClasses ? 3 : 0)
    lend { summary.add($0) }
    return summary
  }
}
