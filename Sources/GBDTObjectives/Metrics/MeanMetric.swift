internal import GBDTCore
package import GBDTParameters

/// A loss that rows have each for itself.
package protocol RowLoss: Sendable {
  /// Which labels it has a value for.
  static var labels: LabelDomain { get }

  /// The loss of one row: finite.
  ///
  /// - Parameter predictions: those of output k at k * rows.count + place.
  func loss(
    ofRow place: Int, _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>
  ) -> Double
}

extension RowLoss {
  package static var labels: LabelDomain { .all }
}

/// A loss of one prediction and one label.
package protocol PointwiseLoss: RowLoss {
  /// Finite for finite predictions, and the labels of its domain.
  func loss(_ prediction: Double, _ label: Double) -> Double
}

extension PointwiseLoss {
  package func loss(
    ofRow place: Int, _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>
  ) -> Double {
    loss(predictions[place], rows.labels[place])
  }
}

/// Labels that a metric can measure.
package enum LabelDomain: Sendable {
  case all
  case notNegative
  case positive

  /// What is missing, as the end of a sentence that ends with "needs".
  func requirement(missingIn labels: MeasuredLabels) -> String? {
    switch self {
    case .all: nil
    case .notNegative:
      labels.lowest < 0 ? "labels of at least 0, but there is the label \(labels.lowest)" : nil
    case .positive:
      labels.lowest <= 0 ? "labels above 0, but there is the label \(labels.lowest)" : nil
    }
  }
}

/// The weighted mean of a loss, or its square root.
package struct MeanMetric<Loss: RowLoss>: Metric {
  package let name: String
  private let loss: Loss
  private let isRoot: Bool

  package init(_ name: MetricName, of loss: Loss, isRoot: Bool = false) {
    self.name = name.description
    self.loss = loss
    self.isRoot = isRoot
  }

  package var isBoundToLabels: Bool { Loss.labels != .all }

  package func requirement(missingIn labels: MeasuredLabels) -> String? {
    Loss.labels.requirement(missingIn: labels)
  }

  package func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to state: inout MetricState
  ) {
    for place in 0..<rows.count {
      let weight = rows.weights?[place] ?? 1
      state.sums[0].add(weight * loss.loss(ofRow: place, rows, predictions: predictions))
    }
  }

  package func value(of state: MetricState, weights: Double) -> Double {
    let mean = state.sums[0].value / weights
    return isRoot ? mean.squareRoot() : mean
  }
}
