internal import GBDTCore

/// The labels of class objectives: the numbers of the classes, from 0.
struct ClassLabels {
  let count: Int

  func complaint(about label: Double) -> String? {
    label >= 0 && label < Double(count) && label == label.rounded(.towardZero)
      ? nil : "is not the number of a class; classes are numbered from 0 to \(count - 1)"
  }
}

extension ExactSum {
  /// The sum less another, exact until it is rounded here.
  func value(less other: ExactSum) -> Double {
    var difference = ExactSum(parts: other.parts.map { -$0 })
    difference.add(self)
    return difference.value
  }
}
