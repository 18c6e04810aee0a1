internal import GBDTCore
internal import GBDTParameters

/// A metric of how rows of two classes are ordered by their raw scores.
///
/// A label y between 0 and 1 counts as y rows of the positive and 1 - y rows of the negative class.
package protocol ClassOrderMetric: Metric {}

extension ClassOrderMetric {
  package var isBoundToLabels: Bool { true }

  package func requirement(missingIn labels: MeasuredLabels) -> String? {
    guard labels.lowest == labels.highest, labels.lowest == 0 || labels.lowest == 1 else {
      return nil
    }
    return "rows of both classes, but all that have a weight are of the "
      + (labels.lowest == 0 ? "first" : "second")
  }

  package func makeState() -> MetricState { MetricState(sums: 0, isOfScores: true) }

  package func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to state: inout MetricState
  ) {
    for place in 0..<rows.count {
      let weight = rows.weights?[place] ?? 1
      let label = rows.labels[place]
      state.masses.add(score: rows.scores[place], mass: weight * label)
      state.masses.add(score: rows.scores[place], mass: -weight * (1 - label))
    }
  }
}

/// Area under the receiver operating characteristic: the share of all pairs of a positive and a
/// negative row in which the positive one has the higher score; equal scores count half.
///
/// Pairs are counted in integers of 128 bits where all weights are whole numbers. Else each score's
/// term is rounded, their sum is not.
package struct AUCMetric: ClassOrderMetric {
  package let name = MetricName(.auc).description

  package init() {}

  package func value(of state: MetricState, weights: Double) -> Double {
    let (groups, areWhole) = state.masses.groups()
    return areWhole ? countedArea(groups) : summedArea(groups)
  }

  private func countedArea(_ groups: [ScoredMasses.Group]) -> Double {
    var twiceArea: UInt128 = 0
    var (positive, negative): (UInt128, UInt128) = (0, 0)
    for group in groups {
      let (above, beside) = (UInt128(group.positive), UInt128(group.negative))
      twiceArea += above * (2 * negative + beside)
      positive += above
      negative += beside
    }
    return Double(twiceArea) / Double(2 * positive * negative)
  }

  private func summedArea(_ groups: [ScoredMasses.Group]) -> Double {
    var area = ExactSum()
    var (positive, negative) = (RunningSum(), RunningSum())
    for group in groups {
      area.add(group.positive * (negative.value + group.negative / 2))
      positive.add(group.positive)
      negative.add(group.negative)
    }
    return area.value / positive.value / negative.value
  }
}

/// Average precision: over the scores in descending order, the precision of all rows down to a score,
/// weighted by the share of the positive class that is added there.
///
/// As scikit-learn's and LightGBM's `average_precision`; XGBoost's `aucpr` interpolates between the
/// scores. Each score's term is rounded, their sum is not.
package struct AveragePrecisionMetric: ClassOrderMetric {
  package let name = MetricName(.aucPR).description

  package init() {}

  package func value(of state: MetricState, weights: Double) -> Double {
    var area = ExactSum()
    var (positive, negative) = (RunningSum(), RunningSum())
    for group in state.masses.groups().groups.reversed() {
      positive.add(group.positive)
      negative.add(group.negative)
      area.add(group.positive * (positive.value / (positive.value + negative.value)))
    }
    return area.value / positive.value
  }
}

/// A sum in a fixed order, to twice the precision of a double (Kahan, Babuska, Neumaier).
private struct RunningSum {
  private var sum = 0.0
  private var correction = 0.0

  var value: Double { sum + correction }

  /// - Precondition: `number` is not negative, nor were those before.
  mutating func add(_ number: Double) {
    let new = sum + number
    correction += sum >= number ? (sum - new) + number : (number - new) + sum
    sum = new
  }
}
