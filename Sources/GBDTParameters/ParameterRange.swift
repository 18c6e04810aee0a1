/// Which whole numbers a parameter takes.
package struct IntegerRange: Sendable, Equatable {
  package let bounds: ClosedRange<Int>
  /// A number inside the bounds that is refused, and why.
  package let hole: Hole?

  package struct Hole: Sendable, Equatable {
    package let value: Int
    package let advice: String

    package init(_ value: Int, advice: String) {
      self.value = value
      self.advice = advice
    }
  }

  package init(_ bounds: ClosedRange<Int>, except hole: Hole? = nil) {
    self.bounds = bounds
    self.hole = hole
  }

  /// What is wrong with `value`, as the rest of a sentence that begins with it; nil when nothing is.
  package func complaint(about value: Int) -> String? {
    if let hole, hole.value == value { return hole.advice }
    return bounds.contains(value)
      ? nil : "must be an integer from \(bounds.lowerBound) to \(bounds.upperBound)"
  }
}

extension IntegerRange: CustomStringConvertible {
  package var description: String {
    "\(bounds.lowerBound) to \(bounds.upperBound)" + (hole.map { ", not \($0.value)" } ?? "")
  }
}

/// Which real numbers a parameter takes: an interval with open or closed ends. Never NaN, never
/// infinite.
package struct NumberRange: Sendable, Equatable {
  package enum LowerEnd: Sendable, Equatable {
    case above(Double)
    case atLeast(Double)
  }

  package let lower: LowerEnd
  /// Always closed; nil: any finite number.
  package let atMost: Double?

  package init(_ lower: LowerEnd, atMost: Double? = nil) {
    self.lower = lower
    self.atMost = atMost
  }

  /// What is wrong with `value`, as the rest of a sentence that begins with it; nil when nothing is.
  package func complaint(about value: Double) -> String? {
    let isInside =
      switch lower {
      case .above(let bound): value > bound
      case .atLeast(let bound): value >= bound
      }
    let isFine = value.isFinite && isInside && value <= atMost ?? .infinity
    return isFine ? nil : "must be a number " + description
  }
}

extension NumberRange: CustomStringConvertible {
  package var description: String {
    let lowerText =
      switch lower {
      case .above(let bound): "above \(TypedValue.number(bound))"
      case .atLeast(let bound): "of at least \(TypedValue.number(bound))"
      }
    return lowerText + (atMost.map { " and at most \(TypedValue.number($0))" } ?? "")
  }
}
