internal import GBDTKernels

/// Probabilities count as at least this far from 0 and 1, as in LightGBM: a certain prediction that is
/// wrong costs 34.5, not infinitely much.
private let leastProbability = 1e-15

/// -label * ln(p) - (1 - label) * ln(1 - p), for labels from 0 to 1.
package struct CrossEntropyLoss: PointwiseLoss {
  package func loss(_ prediction: Double, _ label: Double) -> Double {
    var loss = 0.0
    if label > 0 { loss -= label * UnaryFunction.log(max(prediction, leastProbability)) }
    if label < 1 { loss -= (1 - label) * UnaryFunction.log(max(1 - prediction, leastProbability)) }
    return loss
  }
}

/// 1 - label where the probability is above the threshold, else the label.
package struct ThresholdErrorLoss: PointwiseLoss {
  let threshold: Double

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    prediction > threshold ? 1 - label : label
  }
}

/// -ln(p) of the probability of the row's class.
package struct ClassLogLoss: RowLoss {
  package func loss(
    ofRow place: Int, _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>
  ) -> Double {
    let probability = predictions[Int(rows.labels[place]) * rows.count + place]
    return -UnaryFunction.log(max(probability, leastProbability))
  }
}

/// 1 if more than `first` classes, the row's own among them, are as likely as it or likelier, else 0.
package struct ClassErrorLoss: RowLoss {
  let first: Int

  package func loss(
    ofRow place: Int, _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>
  ) -> Double {
    let own = predictions[Int(rows.labels[place]) * rows.count + place]
    var count = 0
    for output in 0..<rows.outputCount where predictions[output * rows.count + place] >= own {
      count += 1
    }
    return count > first ? 1 : 0
  }
}
