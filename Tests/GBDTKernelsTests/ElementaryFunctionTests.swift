import GBDTKernels
import GBDTTestSupport
import Testing

/// Elementary functions against 300-bit references, and every variant against the plain twins.
@Suite struct ElementaryFunctionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [Double]
    /// The exact result, rounded to nearest.
    let result: Double

    init(_ name: String, _ arguments: [Double], is result: Double) {
      self.name = name
      self.arguments = arguments
      self.result = result
    }

    var testDescription: String { "\(name)\(arguments)" }
  }

  /// Computed with mpmath 1.3 at 300 bits.
  static let references = [
    // exp
    Case("exp", [1.0], is: 0x1.5bf0a8b145769p+1),
    Case("exp", [-1.0], is: 0x1.78b56362cef38p-2),
    Case("exp", [0.5], is: 0x1.a61298e1e069cp+0),
    Case("exp", [-0.34657], is: 0x1.6a0a3b975afaep-1),
    Case("exp", [0.34658], is: 0x1.6a0a7e7cb904cp+0),
    Case("exp", [10.25], is: 0x1.b9ea2aed2a0f1p+14),
    Case("exp", [-20.5], is: 0x1.57a3afeed00abp-30),
    Case("exp", [100.1], is: 0x1.5508d07df81bbp+144),
    Case("exp", [700.3], is: 0x1.3f6d02b17eb6dp+1010),
    Case("exp", [709.7], is: 0x1.d75ae7a50ee14p+1023),
    Case("exp", [-708.3], is: 0x1.19e98b83de7a3p-1022),
    Case("exp", [-740.2], is: Double(bitPattern: 0x0000000000045)),
    Case("exp", [-745.1], is: Double(bitPattern: 0x0000000000001)),
    Case("exp", [1e-09], is: 0x1.000000044b830p+0),
    Case("exp", [-3e-17], is: 0x1.0000000000000p+0),
    Case("exp", [2.220446049250313e-16], is: 0x1.0000000000001p+0),
    // log
    Case("log", [2.0], is: 0x1.62e42fefa39efp-1),
    Case("log", [0.5], is: -0x1.62e42fefa39efp-1),
    Case("log", [10.0], is: 0x1.26bb1bbb55516p+1),
    Case("log", [0.7071], is: -0x1.62e6b3842a25ep-2),
    Case("log", [0.70711], is: -0x1.62e2fe73833b5p-2),
    Case("log", [1.4142], is: 0x1.62e1ac5b1d181p-2),
    Case("log", [1.41422], is: 0x1.62e5616bc4029p-2),
    Case("log", [1e+300], is: 0x1.5963447f87fb5p+9),
    Case("log", [1e-300], is: -0x1.5963447f87fb5p+9),
    Case("log", [Double(bitPattern: 0x0000000000001)], is: -0x1.74385446d71c3p+9),
    Case("log", [1.0000000001], is: 0x1.b7cdffffa18d8p-34),
    Case("log", [0.9999999], is: -0x1.ad7f2b1049b9fp-24),
    Case("log", [3.14159], is: 0x1.250cf662abf9ap+0),
    Case("log", [123456.789], is: 0x1.77281cad8a844p+3),
    Case("log", [0.9999999999999999], is: -0x1.0000000000000p-53),
    // sin
    Case("sin", [1.0], is: 0x1.aed548f090ceep-1),
    Case("sin", [-1.0], is: -0x1.aed548f090ceep-1),
    Case("sin", [0.1], is: 0x1.98eaecb8bcb2cp-4),
    Case("sin", [0.785], is: 0x1.69e4fd79ac743p-1),
    Case("sin", [0.786], is: 0x1.6a41a99fd55b2p-1),
    Case("sin", [1.5707963267948966], is: 0x1.0000000000000p+0),
    Case("sin", [3.141592653589793], is: 0x1.1a62633145c07p-53),
    Case("sin", [6.283185307179586], is: -0x1.1a62633145c07p-52),
    Case("sin", [100.0], is: -0x1.03425b78c4db8p-1),
    Case("sin", [-12345.678], is: 0x1.687d5890974a5p-1),
    Case("sin", [100000.0], is: 0x1.24daa9c527e96p-5),
    Case("sin", [536870912.0], is: 0x1.4e67c0e2622dep-2),
    Case("sin", [-536870911.5], is: -0x1.7abdf6ac21262p-1),
    Case("sin", [-1e-08], is: -0x1.5798ee2308c3ap-27),
    Case("sin", [8.5], is: 0x1.98d34d85fd9fcp-1),
    Case("sin", [2.356], is: 0x1.6a1bec8ab043dp-1),
    Case("sin", [355.0], is: -0x1.f9bd0307d1de3p-16),
    // cos
    Case("cos", [1.0], is: 0x1.14a280fb5068cp-1),
    Case("cos", [-1.0], is: 0x1.14a280fb5068cp-1),
    Case("cos", [0.1], is: 0x1.fd712f9a817c1p-1),
    Case("cos", [0.785], is: 0x1.6a2ecb934b59ap-1),
    Case("cos", [0.786], is: 0x1.69d21a9805fb3p-1),
    Case("cos", [1.5707963267948966], is: 0x1.1a62633145c07p-54),
    Case("cos", [3.141592653589793], is: -0x1.0000000000000p+0),
    Case("cos", [6.283185307179586], is: 0x1.0000000000000p+0),
    Case("cos", [100.0], is: 0x1.b981dbf665fdfp-1),
    Case("cos", [-12345.678], is: 0x1.6b94c3bbe24b8p-1),
    Case("cos", [100000.0], is: -0x1.ffac3841b3da7p-1),
    Case("cos", [536870912.0], is: -0x1.e3edd2dfeef90p-1),
    Case("cos", [-536870911.5], is: -0x1.5886c4549d6fep-1),
    Case("cos", [-1e-08], is: 0x1.0000000000000p+0),
    Case("cos", [8.5], is: -0x1.343ae773ab08ep-1),
    Case("cos", [2.356], is: -0x1.69f7df5f75366p-1),
    Case("cos", [355.0], is: -0x1.fffffffc18e4cp-1),
    // asin
    Case("asin", [0.1], is: 0x1.9a49276037884p-4),
    Case("asin", [-0.1], is: -0x1.9a49276037884p-4),
    Case("asin", [0.499], is: 0x1.0b7dd7169b56dp-1),
    Case("asin", [0.5], is: 0x1.0c152382d7366p-1),
    Case("asin", [0.5000001], is: 0x1.0c152762b88dfp-1),
    Case("asin", [0.75], is: 0x1.b235315c680dcp-1),
    Case("asin", [0.99], is: 0x1.6de3c6f33d51dp+0),
    Case("asin", [-0.999999], is: -0x1.91c306b2c13adp+0),
    Case("asin", [1.0], is: 0x1.921fb54442d18p+0),
    Case("asin", [-1.0], is: -0x1.921fb54442d18p+0),
    Case("asin", [0.9999999999999999], is: 0x1.921fb50442d18p+0),
    Case("asin", [1e-10], is: 0x1.b7cdfd9d7bdbbp-34),
    Case("asin", [0.7071067811865476], is: 0x1.921fb54442d19p-1),
    // atan2
    Case("atan2", [1.0, 2.0], is: 0x1.dac670561bb4fp-2),
    Case("atan2", [1.0, 1.0], is: 0x1.921fb54442d18p-1),
    Case("atan2", [2.0, 1.0], is: 0x1.1b6e192ebbe44p+0),
    Case("atan2", [1.0, -2.0], is: 0x1.56c6e7397f5aep+1),
    Case("atan2", [-1.0, -2.0], is: -0x1.56c6e7397f5aep+1),
    Case("atan2", [-3.0, -1.0], is: -0x1.e47df3d0dd4d1p+0),
    Case("atan2", [3.0, -1.0], is: 0x1.e47df3d0dd4d1p+0),
    Case("atan2", [0.5, 1.0], is: 0x1.dac670561bb4fp-2),
    Case("atan2", [0.50001, 1.0], is: 0x1.dac88934830edp-2),
    Case("atan2", [1e-300, 1.0], is: 0x1.56e1fc2f8f359p-997),
    Case("atan2", [1.0, 1e-300], is: 0x1.921fb54442d18p+0),
    Case("atan2", [1e+308, 1.5e+308], is: 0x1.2d0ead6066395p-1),
    Case(
      "atan2", [Double(bitPattern: 0x012688b70e62b), Double(bitPattern: 0x03739a252b281)],
      is: 0x1.4978fa3269ee1p-2),
    Case("atan2", [40.6, -73.9], is: 0x1.51d1dd72363eap+1),
    Case("atan2", [-1.0, 1e+300], is: -0x1.56e1fc2f8f359p-997),
    // pow
    Case("pow", [2.0, 0.5], is: 0x1.6a09e667f3bcdp+0),
    Case("pow", [10.0, -3.0], is: 0x1.0624dd2f1a9fcp-10),
    Case("pow", [1.5, 700.0], is: 0x1.6382d2c2ff804p+409),
    Case("pow", [0.3, -500.0], is: 0x1.65bf4f4a990e1p+868),
    Case("pow", [1.0000001, 1000000000.0], is: 0x1.349445c228792p+144),
    Case("pow", [0.9999999, -5000000000.0], is: 0x1.45bc3aaedb128p+721),
    Case("pow", [123.456, 7.89], is: 0x1.c37e53d5e93d2p+54),
    Case("pow", [1e-300, 0.9], is: 0x1.0e7c9eebc4401p-897),
    Case("pow", [Double(bitPattern: 0x0000000000001), 0.25], is: 0x1.6a09e667f3bcdp-269),
    Case("pow", [1.41, 2000.0], is: 0x1.4f894e16d4180p+991),
    Case("pow", [0.71, -2000.0], is: 0x1.29c9a93604d3ap+988),
    Case("pow", [2.0, -1073.5], is: Double(bitPattern: 0x0000000000001)),
    Case("pow", [3.0, 13.0], is: 0x1.853d300000000p+20),
    Case("pow", [7.0, -2.0], is: 0x1.4e5e0a72f0539p-6),
  ]

  /// An error below e ulp of the exact result is at most e + 1/2 of the rounded one.
  @Test(arguments: references) func agreesWithReferences(reference: Case) throws {
    let value: Double
    let bound: Double
    if let function = UnaryFunction(rawValue: reference.name) {
      (value, bound) = (function(reference.arguments[0]), 1.5)
    } else {
      let function = try #require(BinaryFunction(rawValue: reference.name))
      value = function(reference.arguments[0], reference.arguments[1])
      bound = function == .atan2 ? 2.5 : 1.5
    }
    #expect(abs(value - reference.result) <= bound * reference.result.ulp)
  }

  @Test(arguments: UnaryFunction.allCases, KernelVariant.supported)
  func unaryKernelsEqualTheTwin(function: UnaryFunction, variant: KernelVariant) {
    for count in Array(0...67) + [4099] {
      let values = Self.values(count: count, seed: UInt64(count))
      expectEqualBits(
        function(values, variant: variant), values.map { function($0) }, of: values, values)
    }
  }

  @Test(arguments: BinaryFunction.allCases, KernelVariant.supported)
  func binaryKernelsEqualTheTwin(function: BinaryFunction, variant: KernelVariant) {
    for count in Array(0...67) + [4099] {
      let first = Self.values(count: count, seed: UInt64(count))
      let second = Self.values(count: count, seed: UInt64(count) + 1000)
      let results = function(first, second, variant: variant)
      expectEqualBits(results, zip(first, second).map { function($0, $1) }, of: first, second)
    }
    let pairs = Self.special.flatMap { a in Self.special.map { (a, $0) } }
    let results = function(pairs.map(\.0), pairs.map(\.1), variant: variant)
    expectEqualBits(
      results, pairs.map { function($0.0, $0.1) }, of: pairs.map(\.0), pairs.map(\.1))
  }

  private func expectEqualBits(
    _ results: [Double], _ expected: [Double], of first: [Double], _ second: [Double]
  ) {
    #expect(results.count == expected.count)
    let wrong = results.indices.first { results[$0].bitPattern != expected[$0].bitPattern }
    #expect(
      wrong == nil,
      "\(wrong.map { "\(results[$0]), not \(expected[$0]), of \(first[$0]), \(second[$0])" } ?? "")"
    )
  }

  private static let special: [Double] = [
    0, -0.0, 1, -1, 0.5, -0.5, 2, -3, .infinity, -.infinity, .nan, .signalingNaN,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
    .leastNormalMagnitude, 0x1p29, 0x1p52, 0x1p53, 0x1p53 + 2, -0x1p52 - 1, 709.79, -745.2, 1e-20,
    Double(sign: .minus, exponentBitPattern: 0x7FF, significandBitPattern: 1 << 51 | 77),
  ]

  /// Specials, any bit patterns, ordinary sizes, whole numbers.
  private static func values(count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { index in
      let word = random.next()
      let unit = Double(Int64(bitPattern: word)) * 0x1p-63
      switch index % 6 {
      case 0: return special[Int(word % UInt64(special.count))]
      case 1: return Double(bitPattern: word)
      case 2: return (unit * 50).rounded()
      case 3: return unit * 1000
      default: return unit * 2
      }
    }
  }

  @Test func specialValues() {
    #expect(UnaryFunction.exp(710) == .infinity)
    #expect(UnaryFunction.exp(-746) == 0)
    #expect(UnaryFunction.exp(0) == 1)
    #expect(UnaryFunction.log(0).isNaN)
    #expect(UnaryFunction.log(-1).isNaN)
    #expect(UnaryFunction.log(1) == 0)
    #expect(UnaryFunction.log(.infinity) == .infinity)
    #expect(UnaryFunction.sin(0) == 0)
    #expect(UnaryFunction.cos(0) == 1)
    #expect(UnaryFunction.sin(0x1p29 + 1).isNaN)
    #expect(UnaryFunction.cos(.infinity).isNaN)
    #expect(UnaryFunction.asin(1) == Double.pi / 2)
    #expect(UnaryFunction.asin(1.0000000000000002).isNaN)
    #expect(BinaryFunction.atan2(0, 0) == 0)
    #expect(BinaryFunction.atan2(0, -1) == Double.pi)
    #expect(BinaryFunction.atan2(-1, 0) == -Double.pi / 2)
    #expect(BinaryFunction.atan2(.infinity, .infinity) == Double.pi / 4)
    #expect(BinaryFunction.pow(-2, 3) == -8)
    #expect(BinaryFunction.pow(-2, 2) == 4)
    #expect(BinaryFunction.pow(-2, 0.5).isNaN)
    #expect(BinaryFunction.pow(0, 0) == 1)
    #expect(BinaryFunction.pow(.nan, 0).isNaN)
    #expect(BinaryFunction.pow(1, .infinity) == 1)
    #expect(BinaryFunction.pow(0, -1) == .infinity)
    #expect(BinaryFunction.pow(2, 1024) == .infinity)
    #expect(BinaryFunction.pow(2, -1074) == .leastNonzeroMagnitude)
  }
}
