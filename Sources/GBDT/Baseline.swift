internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTObjectives

/// How well something that needs no trees does on the held-out rows.
package struct Baseline: Sendable, Equatable {
  /// `mean`, `class shares`, `line on FEATURE` and the like.
  package let name: String
  /// In the order in which the model's are given.
  package let metrics: [MetricValue]
}

/// Raw scores of rows without a model: the same for all, or a function of one feature. Fitted on training
/// rows, weighted.
struct BaselineRule: Sendable {
  let name: String
  private let shape: Shape

  private enum Shape: Sendable {
    case constant([Double])
    case line(intercept: Double, slope: Double, missing: Double)
    /// Scores for values at most each bound, and above the last.
    case steps(upTo: [Double], scores: [[Double]], missing: [Double])
  }

  /// The best raw scores that are the same for all rows.
  init(constantOf rows: BaselineRows) {
    name = rows.hasInitScores ? "initial scores alone" : rows.constantName
    shape = .constant(rows.scores(of: Array(rows.labels.indices)))
  }

  /// What a feature alone says: a least-squares line where predictions are plain numbers, else a constant for
  /// each of ten equally large groups.
  init(of feature: String, _ rows: BaselineRows) {
    let constant = rows.scores(of: Array(rows.labels.indices))
    if rows.isPlainNumber {
      name = "line on \(feature)"
      let line = rows.line
      shape = .line(intercept: line.intercept, slope: line.slope, missing: constant[0])
      return
    }
    name = "steps on \(feature)"
    let known = rows.values.indices.filter { !rows.values[$0].isNaN }
      .sorted { (rows.values[$0], $0) < (rows.values[$1], $1) }
    var bounds: [Double] = []
    for step in 1..<10 where !known.isEmpty {
      let bound = rows.values[known[known.count * step / 10]]
      if bound < rows.values[known[known.count - 1]], bounds.last.map({ $0 < bound }) ?? true {
        bounds.append(bound)
      }
    }
    var groups = [[Int]](repeating: [], count: bounds.count + 1)
    for row in known { groups[Self.step(of: rows.values[row], bounds)].append(row) }
    shape = .steps(
      upTo: bounds,
      scores: groups.map { $0.contains { rows.weight($0) > 0 } ? rows.scores(of: $0) : constant },
      missing: constant)
  }

  private static func step(of value: Double, _ bounds: [Double]) -> Int {
    bounds.firstIndex { value <= $0 } ?? bounds.count
  }

  /// Raw scores, row-major.
  ///
  /// - Parameter values: of the feature, one a row; for a constant they do not matter.
  func scores(of values: [Double]) -> [Double] {
    values.flatMap { value in
      switch shape {
      case .constant(let scores): scores
      case .line(let intercept, let slope, let missing):
        [value.isNaN ? missing : intercept + slope * value]
      case .steps(let bounds, let scores, let missing):
        value.isNaN ? missing : scores[Self.step(of: value, bounds)]
      }
    }
  }
}
