/// How the values of one feature become bins. Bin 0 is the missing value, always present.
package enum BinMapper: Sendable, Equatable {
  case numeric(NumericBins)
  case categorical(CategoricalBins)

  /// Number of bins including bin 0; from 1 to 65,536.
  package var binCount: Int {
    switch self {
    case .numeric(let bins): bins.cutPoints.count + 2
    case .categorical(let bins): bins.categories.count + 1
    }
  }
}

/// Intervals between cut points: bin b > 0 holds the values v with
/// cutPoints[b - 2] < v <= cutPoints[b - 1] (the first and last interval are open).
package struct NumericBins: Sendable, Equatable {
  /// Finite and strictly ascending. "Bin at most b" is the test "value <= cutPoints[b - 1]".
  package let cutPoints: [Double]

  package init(cutPoints: [Double]) {
    precondition(zip(cutPoints, cutPoints.dropFirst()).allSatisfy { $0 < $1 }, "cut points ascend")
    self.cutPoints = cutPoints
  }
}

/// One bin a category: bin b > 0 is categories[b - 1].
package struct CategoricalBins: Sendable, Equatable {
  /// Distinct strings in ascending order of their UTF-8 bytes.
  package let categories: [String]

  package init(categories: [String]) { self.categories = categories }
}
