import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct IntegerPackingTests {
  private static let counts = Array(0...67) + [127, 128, 129, 4099]

  /// Values of which none needs more than `width` bytes in zigzag form, and one likely does.
  private func values(_ count: Int, width: Int, using random: inout SeededRandom) -> [Int64] {
    guard width > 0 else { return [Int64](repeating: 0, count: count) }
    let limit = Int64.max >> (64 - 8 * width)
    return (0..<count).map { _ in Int64.random(in: ~limit...limit, using: &random) }
  }

  @Test(arguments: KernelVariant.supported, 0...8)
  func everyVariantPacksAsTheTwinDoes(variant: KernelVariant, width: Int) {
    var random = SeededRandom(seed: 64)
    for count in Self.counts {
      let values = values(count, width: width, using: &random)
      let expected = IntegerPacking.referencePack(values)
      // A guard behind the room: nothing beyond may be written.
      var bytes = [UInt8](repeating: 77, count: IntegerPacking.byteLimit(count) + 1)
      let byteCount = values.withUnsafeBufferPointer { values in
        bytes.withUnsafeMutableBufferPointer {
          IntegerPacking.pack(
            values, into: UnsafeMutableBufferPointer(rebasing: $0.dropLast()), variant: variant)
        }
      }
      #expect(Array(bytes[..<byteCount]) == expected, "\(count) values of \(width) bytes")
      #expect(bytes.last == 77)
      check(expected, values: values, variant: variant)
    }
  }

  private func check(_ bytes: [UInt8], values: [Int64], variant: KernelVariant) {
    let twin = IntegerPacking.referenceUnpack(bytes, count: values.count)
    #expect(twin?.values == values)
    #expect(twin?.byteCount == bytes.count)
    for adding in [false, true] {
      var unpacked = (0..<values.count + 1).map { Int64.max - Int64($0) }
      let used = unpack(bytes, adding: adding, to: &unpacked, variant: variant)
      #expect(used == bytes.count)
      let expected = values.enumerated().map { place, value in
        adding ? value &+ (Int64.max - Int64(place)) : value
      }
      #expect(Array(unpacked.dropLast()) == expected)
      #expect(unpacked.last == Int64.max - Int64(values.count))
    }
    // The end of the bytes is noticed wherever it is, and not a byte behind it is read.
    for cut in Set([0, bytes.count / 2, bytes.count - 1]) where 0..<bytes.count ~= cut {
      var unpacked = [Int64](repeating: 0, count: values.count + 1)
      #expect(
        unpack(Array(bytes[..<cut]), adding: false, to: &unpacked, variant: variant) == nil)
      #expect(IntegerPacking.referenceUnpack(Array(bytes[..<cut]), count: values.count) == nil)
    }
  }

  /// Into all but the last value, which is a guard.
  private func unpack(
    _ bytes: [UInt8], adding: Bool, to values: inout [Int64], variant: KernelVariant
  ) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      values.withUnsafeMutableBufferPointer {
        IntegerPacking.unpack(
          bytes, adding: adding, to: UnsafeMutableBufferPointer(rebasing: $0.dropLast()),
          variant: variant)
      }
    }
  }

  @Test func extremeValuesAndKnownBytes() {
    let extremes: [Int64] = [.min, .max, 0, -1, 1]
    #expect(
      IntegerPacking.referenceUnpack(IntegerPacking.referencePack(extremes), count: 5)?.values
        == extremes)
    #expect(IntegerPacking.referencePack([0, 0]) == [0])
    #expect(IntegerPacking.referencePack([-1, 64]) == [1, 1, 128])
    // Three bytes: the low two of each value, then the third of each.
    #expect(
      IntegerPacking.referencePack([0x40_8080, -1]) == [3, 0x00, 0x01, 0x01, 0x00, 0x81, 0x00])
  }

  @Test(arguments: KernelVariant.supported)
  func aWidthAboveEightIsDamage(variant: KernelVariant) {
    for width in 9...255 {
      let bytes = [UInt8(width)] + [UInt8](repeating: 0, count: 255)
      var values: [Int64] = [0, 0]
      #expect(unpack(bytes, adding: false, to: &values, variant: variant) == nil)
      #expect(IntegerPacking.referenceUnpack(bytes, count: 1) == nil)
    }
  }
}
