/// The pinball loss: alpha * (label - prediction) below the label, (1 - alpha) * (prediction - label)
/// above it; of several quantiles the mean over them.
package struct QuantileLoss: RowLoss {
  /// For each quantile that is measured the output that predicts it.
  let quantiles: [(alpha: Double, output: Int)]

  package func loss(
    ofRow place: Int, _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>
  ) -> Double {
    var total = 0.0
    for (alpha, output) in quantiles {
      let error = rows.labels[place] - predictions[output * rows.count + place]
      total += error >= 0 ? alpha * error : (alpha - 1) * error
    }
    return total / Double(quantiles.count)
  }
}
