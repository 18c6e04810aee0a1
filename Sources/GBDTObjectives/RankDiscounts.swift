internal import GBDTKernels

/// What a place among a query's rows counts for in DCG: 1 / log2(2 + place), from place 0.
package struct RankDiscounts: Sendable {
  static let ln2 = 0x1.62e42fefa39efp-1

  private let first: [Double]

  /// - Parameter count: places whose discounts are computed once and for all.
  package init(count: Int = 1 << 12) {
    first = UnaryFunction.log((0..<count).map { Double($0) + 2 }).map { Self.ln2 / $0 }
  }

  package subscript(place: Int) -> Double {
    place < first.count ? first[place] : Self.ln2 / UnaryFunction.log(Double(place) + 2)
  }
}
