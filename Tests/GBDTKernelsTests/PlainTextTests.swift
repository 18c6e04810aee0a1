import GBDTKernels
import Testing

@Suite struct PlainTextTests {
  @Test(arguments: KernelVariant.supported)
  func agreesWithReference(variant: KernelVariant) {
    var generator = SeededGenerator(seed: 10)
    for count in Array(0...67) + [1_000, 4_097] {
      let plain = [UInt8](repeating: UInt8(ascii: "x"), count: count)
      let isPlain = PlainText.isPlain(plain.span, variant: variant)
      #expect(isPlain)
      guard count > 0 else { continue }
      for byte in [UInt8(ascii: "\""), 0x00, 0x7F, 0x80, 0xFF] {
        var text = plain
        text[Int.random(in: 0..<count, using: &generator)] = byte
        let isPlain = PlainText.isPlain(text.span, variant: variant)
        let expected = PlainText.referenceIsPlain(text.span)
        #expect(isPlain == expected)
      }
    }
  }
}
