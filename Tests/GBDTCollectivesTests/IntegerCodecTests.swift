import GBDTTestSupport
import Testing

@testable import GBDTCollectives

@Suite struct IntegerCodecTests {
  /// Values as histograms have them: stretches of zeros, of counts, of sums.
  private func values(_ count: Int, using random: inout SeededRandom) -> [Int64] {
    var values: [Int64] = []
    while values.count < count {
      let limits = [0, 100, 30_000, 1 << 22, 1 << 30, 1 << 37, Int64.max]
      let limit = limits[Int.random(in: limits.indices, using: &random)]
      let length = Int.random(in: 1...300, using: &random)
      values += (0..<length).map { _ in Int64.random(in: -limit...limit, using: &random) }
    }
    return Array(values.prefix(count))
  }

  @Test(arguments: [0, 1, 63, 64, 65, 2047, 2048, 2049, 20_000])
  func decodingGivesWhatWasEncoded(count: Int) throws {
    var random = SeededRandom(seed: UInt64(count))
    let (first, second) = (values(count, using: &random), values(count, using: &random))
    var bytes: [UInt8] = [1, 2, 3]
    first.withUnsafeBufferPointer { IntegerCodec.encode($0, into: &bytes) }
    #expect(bytes.starts(with: [1, 2, 3]))
    let firstEnd = bytes.count
    second.withUnsafeBufferPointer { IntegerCodec.encode($0, into: &bytes) }
    var sums = [Int64](repeating: 5, count: count)
    try bytes.withUnsafeBytes { bytes in
      try sums.withUnsafeMutableBufferPointer { sums in
        let used = try IntegerCodec.decode(
          .init(rebasing: bytes[3...]), adding: false, to: sums)
        #expect(used == firstEnd - 3)
        #expect(Array(sums) == first)
        #expect(
          try IntegerCodec.decode(.init(rebasing: bytes[firstEnd...]), adding: true, to: sums)
            == bytes.count - firstEnd)
      }
    }
    #expect(sums == zip(first, second).map { $0 &+ $1 })
  }

  @Test func zerosTakeAByteForSixtyFour() {
    var bytes: [UInt8] = []
    [Int64](repeating: 0, count: 6401).withUnsafeBufferPointer {
      IntegerCodec.encode($0, into: &bytes)
    }
    #expect(bytes == [UInt8](repeating: 0, count: 101))
  }

  @Test func damageIsNamed() {
    var values = [Int64](repeating: 0, count: 100)
    let error = #expect(throws: TransportError.self) {
      try [UInt8]([0]).withUnsafeBytes { bytes in
        try values.withUnsafeMutableBufferPointer {
          _ = try IntegerCodec.decode(bytes, adding: false, to: $0)
        }
      }
    }
    #expect(
      error?.message
        == "A message from another process is damaged: its 1 bytes do not hold the 100 numbers "
        + "expected.")
  }
}
