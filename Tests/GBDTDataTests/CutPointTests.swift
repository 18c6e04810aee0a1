import GBDTCore
import GBDTData
import Testing

@Suite struct CutPointTests {
  struct Case: CustomTestStringConvertible {
    let a: Double
    let b: Double
    let cut: Double
    var testDescription: String { "[\(a), \(b)) -> \(cut)" }
    init(_ a: Double, _ b: Double, _ cut: Double) { (self.a, self.b, self.cut) = (a, b, cut) }
  }

  @Test(arguments: [
    Case(1, 2, 1),
    Case(0, 1, 0),
    Case(-1, 1, 0),
    Case(-2, -1, -2),
    Case(3, 9, 6),
    Case(0.1, 0.2, 0.125),
    Case(0.9, 12, 10),
    Case(95, 130, 100),
    Case(1_180, 1_230, 1_200),
    Case(2.5, 2.6, 2.5),
    Case(2.51, 2.6, 2.5625),
    Case(-73.9819, -73.9814, -73.981_445_312_5),
    Case(40.763_1, 40.763_2, 40.763_183_593_75),
    Case(1e10, 3e10, 2e10),
    Case(-12, -0.9, -10),
    // Wholly outside of float32.
    Case(1e39, 3e39, 2e39),
    Case(-3e300, -1e300, -2e300),
    Case(1.23e-60, 1.27e-60, 1.25e-60),
    Case(.leastNonzeroMagnitude, .leastNonzeroMagnitude * 2, .leastNonzeroMagnitude),
    // Too narrow for a float32.
    Case(0.123_456_789_01, 0.123_456_789_06, 0.123_456_789_04),
  ])
  func knownCuts(_ known: Case) {
    #expect(CutPoint.between(known.a, known.b) == known.cut)
  }

  private let tiny = Double.leastNonzeroMagnitude

  @Test func adjacentDoublesAreCutAtTheLower() {
    for a in [0.1, -0.1, 1e300, -1e300, -tiny, tiny * 99, 1 / 3.0, .leastNormalMagnitude] {
      #expect(CutPoint.between(a, a.nextUp) == a)
    }
    // The upper one of these is a float32, but it does not separate them.
    #expect(CutPoint.between((0.5).nextDown, 0.5) == (0.5).nextDown)
  }

  @Test func zeroIsNeverNegative() {
    #expect(CutPoint.between(-0.0, 1).sign == .plus)
    #expect(CutPoint.between(-1, tiny).sign == .plus)
    #expect(CutPoint.between(-tiny, 0) == -tiny)
  }

  /// The definition, by trying every float32 number of a short interval.
  private func expected(_ a: Double, _ b: Double) -> Double? {
    var number = Float(a)
    if Double(number) < a { number = number.nextUp }
    let middle = a / 2 + b / 2
    var best: (key: (Int, Double, Double), value: Double)?
    while number.isFinite, Double(number) < b {
      let value = Double(number)
      let key = (Self.places(number), abs(value - middle), abs(value))
      if best.map({ key < $0.key }) ?? true { best = (key, value) }
      number = number.nextUp
    }
    return best?.value
  }

  /// The smallest p such that the number is a multiple of 10^-p, for moderate numbers.
  private static func places(_ number: Float) -> Int {
    if number == 0 { return .min }
    var places = 0
    var scaled = Double(number)
    while scaled != scaled.rounded() {
      scaled *= 2
      places += 1
    }
    if places > 0 { return places }
    while places > -10, scaled.truncatingRemainder(dividingBy: 10) == 0 {
      scaled /= 10
      places -= 1
    }
    return places
  }

  @Test(arguments: [1e-6, 0.01, 1, 100, 12_345_678, 3e9, 2e13])
  func agreesWithExhaustiveSearch(magnitude: Double) {
    let random = CounterHash(seed: 1, purpose: .selfTestRows)
    for index in 0..<60 {
      let unit = Double(random.value(UInt64(index)) >> 11) * 0x1p-53
      let sign: Double = index % 2 == 0 ? 1 : -1
      let a = sign * magnitude * (0.5 + unit)
      let width = magnitude * 0x1p-24 * Double(1 + index * index)
      let (low, high) = (a, a + width)
      if let expected = expected(low, high) {
        #expect(CutPoint.between(low, high) == expected, "[\(low), \(high))")
      }
    }
  }

  /// Any pair of finite doubles, including subnormal and huge ones.
  @Test func separatesAnyNeighbours() {
    let random = CounterHash(seed: 7, purpose: .selfTestRows)
    for index in 0..<4_000 {
      let bits = random.value(UInt64(index))
      let first = Double(bitPattern: bits)
      let other =
        switch index % 4 {
        case 0: Double(bitPattern: random.value(UInt64(index) + 1_000_000))
        case 1: first.nextUp
        case 2: Double(bitPattern: bits ^ (random.value(UInt64(index)) >> 40))
        default: Double(bitPattern: bits ^ (random.value(UInt64(index)) >> 20))
        }
      guard first.isFinite, other.isFinite, first != other else { continue }
      let (a, b) = (min(first, other), max(first, other))
      let cut = CutPoint.between(a, b)
      #expect(cut >= a && cut < b, "[\(a), \(b)) -> \(cut)")
      #expect(cut.bitPattern != (-0.0).bitPattern)
      var float = Float(a)
      if Double(float) < a { float = float.nextUp }
      if float.isFinite, Double(float) < b {
        #expect(Double(Float(cut)) == cut, "[\(a), \(b)) has a float32, \(cut) is none")
      }
    }
  }

  /// Mirrored intervals have mirrored cuts where both open ends are excluded alike.
  @Test func isSymmetric() {
    #expect(CutPoint.between(10.01, 10.02) == -CutPoint.between(-10.02, -10.01))
    #expect(CutPoint.between(101, 299.5) == -CutPoint.between(-299.5, -101))
  }
}
