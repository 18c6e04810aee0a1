import Testing

@testable import GBDTTraining

@Suite struct FixedPointTests {
  @Test(arguments: [23, 31])
  func theLargestMagnitudeUsesAllBitsAndNoMore(bits: Int) {
    let limit = Double((1 << bits) - 1)
    let maxima: [Double] = [
      1, 1.5, 0.1, 3, 1e-200, 1e100, 0x1p-900, 2.0.nextDown, limit, limit + 0.4999, limit + 0.5,
      4.0.nextDown,
    ]
    for maximum in maxima {
      let grid = FixedPoint(maximum: maximum, bits: bits)
      let largest = (maximum * grid.scale).rounded(.toNearestOrEven)
      #expect(largest <= limit)
      #expect(largest * 2 >= limit - 1)
      #expect(grid.scale * grid.quantum == 1)
      #expect(grid.scale.significand == 1)
    }
  }

  @Test func nothingToMeasureIsTheGridOfIntegers() {
    #expect(FixedPoint(maximum: 0, bits: 23) == .one)
    #expect(FixedPoint(maximum: 0x1p-1000, bits: 23) == .one)
  }
}
