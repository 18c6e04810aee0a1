import GBDTCore
import GBDTKernels
import Testing

@Suite struct BinSearchTests {
  private static let specials: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
  ]

  /// `count` values, some of them special, some exactly on cut points.
  private func values(_ count: Int, seed: UInt64, cutPoints: [Double]) -> [Double] {
    let hash = CounterHash(seed: seed, purpose: .selfTestRows)
    return (0..<count).map { index in
      let word = hash.value(UInt64(index))
      switch word % 8 {
      case 0: return Self.specials[Int(word >> 8) % Self.specials.count]
      case 1 where !cutPoints.isEmpty: return cutPoints[Int(word >> 8) % cutPoints.count]
      default: return Double(Int64(bitPattern: word) >> 40) / 1_000
      }
    }
  }

  private func cutPoints(_ count: Int) -> [Double] {
    let hash = CounterHash(seed: 99, purpose: .selfTestRows)
    var cuts = Set<Double>()
    var index: UInt64 = 0
    while cuts.count < count {
      cuts.insert(Double(Int64(bitPattern: hash.value(index)) >> 40) / 1_000)
      index += 1
    }
    return cuts.sorted()
  }

  private func check(rows: Int, cuts: Int, _ variant: KernelVariant) {
    let cutPoints = cutPoints(cuts)
    let values = values(rows, seed: UInt64(rows), cutPoints: cutPoints)
    let expected = values.map { BinSearch.referenceBin(of: $0, cutPoints: cutPoints) }
    let wide = BinSearch.wideBins(of: values, cutPoints: cutPoints, variant: variant)
    #expect(wide.map(Int.init) == expected, "\(rows) rows, \(cuts) cut points")
    if cuts < 255 {
      let narrow = BinSearch.narrowBins(of: values, cutPoints: cutPoints, variant: variant)
      #expect(narrow.map(Int.init) == expected, "\(rows) rows, \(cuts) cut points")
    }
  }

  @Test(arguments: KernelVariant.supported)
  func agreesWithItsTwinForEveryRowCount(variant: KernelVariant) {
    for rows in Array(0...67) + [127, 128, 129, 1_000] { check(rows: rows, cuts: 13, variant) }
  }

  @Test(arguments: KernelVariant.supported)
  func agreesWithItsTwinForEveryCutPointCount(variant: KernelVariant) {
    for cuts in Array(0...67) + [127, 128, 253, 254, 255, 256, 1_023] {
      check(rows: 150, cuts: cuts, variant)
    }
  }

  @Test(arguments: KernelVariant.supported)
  func takesAsManyCutPointsAsBinsAllow(variant: KernelVariant) {
    let cutPoints = (0..<65_534).map(Double.init)
    let bins = BinSearch.wideBins(
      of: [-1, 0, 0.5, 65_533, 65_533.5, .nan], cutPoints: cutPoints, variant: variant)
    #expect(bins == [1, 1, 2, 65_534, 65_535, 0])
  }
}
