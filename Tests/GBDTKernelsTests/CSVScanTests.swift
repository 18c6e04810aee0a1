import GBDTKernels
import Testing

@Suite struct CSVScanTests {
  /// Bytes that matter to the scanner, drawn with a bias to plain text.
  static func randomText(count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8] {
    let alphabet = Array("aaaa,,,\n\n\r\"\"".utf8)
    return (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
  }

  /// Records by the rules, so that scanning goes on to the end.
  static func randomRecords(count: Int, using generator: inout some RandomNumberGenerator)
    -> [UInt8]
  {
    let fields = ["", "a", "longer text", "\"\"", "\"x,\"\"y\"\"\n\"", "\"\r\""]
    var text: [UInt8] = []
    while text.count < count {
      text += Array((fields.randomElement(using: &generator) ?? "").utf8)
      text += Array(([",", ",", "\n", "\r\n"].randomElement(using: &generator) ?? "").utf8)
    }
    return text
  }

  @Test(arguments: KernelVariant.supported)
  func agreesWithStateMachine(variant: KernelVariant) {
    var generator = SeededGenerator(seed: 1)
    for count in Array(0...67) + [127, 128, 129, 1000] {
      for _ in 0..<20 {
        let texts = [
          Self.randomText(count: count, using: &generator),
          Self.randomRecords(count: count, using: &generator),
        ]
        for text in texts {
          let scan = CSVScan(text.span, delimiter: UInt8(ascii: ","), variant: variant)
          let reference = CSVScan.reference(text.span, delimiter: UInt8(ascii: ","))
          // Behind the last record of faulty text, fields are not promised.
          let shared = Int(reference.recordEnds.last ?? 0) + 1
          let description = String(decoding: text, as: UTF8.self).debugDescription
          #expect(scan.recordEnds == reference.recordEnds, "\(description)")
          #expect(scan.problem == reference.problem, "\(description)")
          #expect(
            scan.borders.prefix(shared) == reference.borders.prefix(shared), "\(description)")
        }
      }
    }
  }

  @Test(arguments: [
    ("a,b\n1,\"2\n", CSVScan.Problem(fault: .openQuote, position: 6)),
    ("a,5\" pipe\n", CSVScan.Problem(fault: .strayQuote, position: 3)),
    ("\"a\"b\n", CSVScan.Problem(fault: .textAfterQuote, position: 3)),
    ("a\rb\n", CSVScan.Problem(fault: .loneReturn, position: 1)),
    ("a\r", CSVScan.Problem(fault: .loneReturn, position: 1)),
    ("\"a\"\r", CSVScan.Problem(fault: .loneReturn, position: 3)),
  ])
  func namesFault(text: String, problem: CSVScan.Problem) {
    #expect(CSVScan(Array(text.utf8).span, delimiter: UInt8(ascii: ",")).problem == problem)
  }

  @Test(arguments: KernelVariant.supported)
  func countsBytes(variant: KernelVariant) {
    var generator = SeededGenerator(seed: 2)
    for count in Array(0...67) + [1000, 4097] {
      let text = Self.randomText(count: count, using: &generator)
      for byte in [UInt8(ascii: "\""), 0] {
        #expect(
          ByteCount.count(of: byte, in: text.span, variant: variant)
            == ByteCount.referenceCount(of: byte, in: text.span))
      }
    }
  }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
