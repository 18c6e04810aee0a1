internal import GBDTKernels

// Losses of the error prediction - label.

/// error^2.
package struct SquaredErrorLoss: PointwiseLoss {
  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let error = prediction - label
    return error * error
  }
}

/// |error|.
package struct AbsoluteErrorLoss: PointwiseLoss {
  package func loss(_ prediction: Double, _ label: Double) -> Double { abs(prediction - label) }
}

/// |error| / max(1, |label|), as LightGBM: no label is divided by that is near 0.
package struct RelativeErrorLoss: PointwiseLoss {
  package func loss(_ prediction: Double, _ label: Double) -> Double {
    abs(prediction - label) / max(1, abs(label))
  }
}

/// (ln(1 + prediction) - ln(1 + label))^2; a prediction below 0 counts as 0.
package struct SquaredLogErrorLoss: PointwiseLoss {
  package static let labels = LabelDomain.notNegative

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let error = logOnePlus(max(prediction, 0)) - logOnePlus(label)
    return error * error
  }
}

/// error^2 / 2 for errors of at most delta, else delta * (|error| - delta / 2).
package struct HuberLoss: PointwiseLoss {
  let delta: Double

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let error = abs(prediction - label)
    return error <= delta ? 0.5 * error * error : delta * (error - 0.5 * delta)
  }
}

/// c^2 * (x - ln(1 + x)) with x = |error| / c.
package struct FairLoss: PointwiseLoss {
  let c: Double

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let x = abs(prediction - label) / c
    return c * c * (x - logOnePlus(x))
  }
}

/// ln(1 + x) for x of at least 0, to a few units in the last place also near 0.
private func logOnePlus(_ x: Double) -> Double {
  // The logarithm of the rounded sum, corrected for the rounding (Kahan; Goldberg 1991, theorem 4).
  let sum = 1 + x
  return sum == 1 ? x : UnaryFunction.log(sum) * (x / (sum - 1))
}
