internal import GBDTCore
package import GBDTParameters

/// A metric given as a closure, for what has no name here.
///
/// The closure is called on any thread and possibly more than once with equal rows: it reads what it is given
/// and nothing that changes, and the metric is then the same for any number of threads.
package struct CustomMetric: Metric {
  /// A number of rows of their own: all that are measured, or those of a query.
  package typealias Measure =
    @Sendable (_ rows: LabelledRows, _ predictions: UnsafeBufferPointer<Double>) -> Double

  package let name: String
  package let isHigherBetter: Bool
  package let unit: MetricUnit
  private let value: Value

  private enum Value: Sendable {
    case loss(@Sendable (_ prediction: Double, _ label: Double) -> Double)
    case measure(Measure)
  }

  /// The weighted mean of a loss of each row.
  package init(
    _ name: String, isHigherBetter: Bool,
    loss: @escaping @Sendable (_ prediction: Double, _ label: Double) -> Double
  ) {
    (self.name, self.isHigherBetter, unit) = (name, isHigherBetter, .row)
    value = .loss(loss)
  }

  /// A number of all rows together, or the mean over queries of a number of each.
  ///
  /// - Precondition: `unit` is not `row`.
  package init(
    _ name: String, isHigherBetter: Bool, of unit: MetricUnit, measure: @escaping Measure
  ) {
    precondition(unit != .row, "a number of each row is a loss")
    (self.name, self.isHigherBetter, self.unit) = (name, isHigherBetter, unit)
    value = .measure(measure)
  }

  /// Why it cannot measure such rows, as the rest of a sentence that begins with "The metric"; nil if it can.
  ///
  /// - Parameter hasQueries: whether rows are of queries.
  package func complaint(outputCount: Int, hasQueries: Bool) -> String? {
    if unit == .row, outputCount != 1 {
      return
        "`\(name)` is a loss of one prediction a row, and the objective makes \(outputCount): measure "
        + "all rows together"
    }
    if unit == .query, !hasQueries {
      return "`\(name)` measures queries, and the rows have none: give a group column"
    }
    return nil
  }

  /// The sum of weighted numbers, that of their weights, and how many numbers were none.
  package func makeState() -> MetricState { MetricState(sums: 3) }

  package func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to state: inout MetricState
  ) {
    switch value {
    case .loss(let loss):
      for place in 0..<rows.count {
        let weight = rows.weights?[place] ?? 1
        if weight == 0 { continue }
        Self.add(loss(predictions[place], rows.labels[place]), weight: weight, to: &state)
      }
    case .measure(let measure):
      let weight = unit == .query ? rows.meanWeight : 1
      if weight == 0 { return }
      Self.add(measure(rows, predictions), weight: weight, to: &state)
    }
  }

  private static func add(_ number: Double, weight: Double, to state: inout MetricState) {
    let product = weight * number
    if product.isFinite {
      state.sums[0].add(product)
      state.sums[1].add(weight)
    } else {
      state.sums[2].add(1)
    }
  }

  /// - Returns: NaN if the closure gave NaN or infinity.
  package func value(of state: MetricState, weights: Double) -> Double {
    state.sums[2].value > 0 ? .nan : state.sums[0].value / state.sums[1].value
  }
}

extension CustomMetric {
  /// What is wrong with the names of metrics that are to be measured beside each other; nil if nothing.
  package static func complaint(
    aboutNamesOf metrics: [CustomMetric], beside others: [MetricName] = []
  ) -> String? {
    for (place, metric) in metrics.enumerated() {
      let name = metric.name
      if name.isEmpty || name.contains(where: { $0.isWhitespace || $0.isNewline || $0 == "," }) {
        return
          "A metric cannot be called `\(name)`: a name has no spaces or commas, and is not empty."
      }
      if metrics[..<place].contains(where: { $0.name == name }) {
        return "Two metrics are called `\(name)`; give each a name of its own."
      }
      if (try? MetricName(parsing: name)) != nil
        || others.contains(where: { $0.description == name })
      {
        return "`\(name)` is a metric of gbdt; give a metric of your own another name."
      }
    }
    return nil
  }
}
