import Foundation
import GBDTKernels
import GBDTTestSupport
import Testing

@testable import GBDTCollectives

/// Random damage to what travels. A moment here; `tools/fuzz` runs it for as long as asked.
@Suite struct WireFuzzTests {
  /// Calls `round` with seeds that follow each other: 300 times, or for as many seconds as the
  /// environment variable GBDT_FUZZ_SECONDS says, from GBDT_FUZZ_SEED on.
  private func fuzz(_ name: String, _ round: (inout SeededRandom) throws -> Void) throws {
    let environment = ProcessInfo.processInfo.environment
    var seed = environment["GBDT_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    let first = seed
    let seconds = environment["GBDT_FUZZ_SECONDS"].flatMap { Double($0) }
    let end = ContinuousClock.now.advanced(by: .seconds(seconds ?? 0))
    while seconds == nil ? seed < first &+ 300 : ContinuousClock.now < end {
      var random = SeededRandom(seed: seed)
      do {
        try round(&random)
      } catch {
        Issue.record("\(name) fails with seed \(seed): \(error)")
        return
      }
      seed &+= 1
    }
    if seconds != nil { print("fuzz: \(name): seeds \(first)..<\(seed) without a fault") }
  }

  /// What a round found.
  private struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private func check(_ holds: Bool, _ fault: @autoclosure () -> String) throws {
    if !holds { throw Fault(description: fault()) }
  }

  /// Mostly few, sometimes many.
  private func someBytes(using random: inout SeededRandom) -> [UInt8] {
    let limit = [0, 3, 100, 5000, 40_000][Int.random(in: 0..<5, using: &random)]
    return randomBytes(Int.random(in: 0...limit, using: &random), seed: random.next())
  }

  /// Changes, inserts, removes or repeats some bytes.
  ///
  /// - Returns: the place before which all bytes are as they were.
  private func damage(_ bytes: inout [UInt8], using random: inout SeededRandom) -> Int {
    guard !bytes.isEmpty else { return 0 }
    let start = Int.random(in: 0..<bytes.count, using: &random)
    let length = min(Int.random(in: 1...60, using: &random), bytes.count - start)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1:
      for place in start..<start + length {
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
    case 2: bytes.removeSubrange(start..<start + length)
    case 3: bytes.removeSubrange(start...)
    default: bytes.insert(contentsOf: bytes[start..<start + length], at: start)
    }
    return start
  }

  @Test func framesThatArriveAreFramesThatWereSent() throws {
    try fuzz("frames") { random in
      let payloads = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        someBytes(using: &random)
      }
      var (bytes, ends) = ([UInt8](), [Int]())
      for (place, payload) in payloads.enumerated() {
        bytes += frameBytes(sequence: UInt32(place), payload: payload)
        ends.append(bytes.count)
      }
      var intact = bytes.count
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        intact = min(intact, damage(&bytes, using: &random))
      }
      var pieces = SeededRandom(seed: random.next())
      let largest = [1, 40, 5000, 100_000][Int.random(in: 0..<4, using: &random)]
      var source = MemorySource(bytes) { Int.random(in: 0...largest, using: &pieces) }
      var (parser, arrived) = (FrameParser(), 0)
      // A damaged stream ends with an error, a whole one with `closed`.
      while let next = try? Optional(parser.next(from: &source)) {
        guard let frame = next else { continue }
        let sequence = Int(frame.sequence)
        try check(
          sequence < payloads.count && frame.payload == payloads[sequence],
          "a frame arrived that nobody sent")
        arrived += 1
      }
      try check(
        arrived >= ends.count { $0 <= intact },
        "\(arrived) frames arrived of \(ends) with \(intact) bytes intact")
    }
  }

  @Test func damagedNumbersAreRefusedOrReadAsTheTwinReadsThem() throws {
    try fuzz("numbers") { random in
      let count = Int.random(in: 0...300, using: &random)
      let shift = Int64.random(in: 0..<64, using: &random)
      var bytes = IntegerPacking.referencePack(
        (0..<count).map { _ in Int64.random(in: .min...Int64.max, using: &random) >> shift })
      for _ in 0..<Int.random(in: 0...3, using: &random) { _ = damage(&bytes, using: &random) }
      let expected = IntegerPacking.referenceUnpack(bytes, count: count)
      for variant in KernelVariant.supported {
        var values = [Int64](repeating: 9, count: count + 1)
        let byteCount = bytes.withUnsafeBufferPointer { bytes in
          values.withUnsafeMutableBufferPointer {
            IntegerPacking.unpack(
              bytes, adding: false, to: UnsafeMutableBufferPointer(rebasing: $0.dropLast()),
              variant: variant)
          }
        }
        try check(values[count] == 9, "\(variant) writes beyond the values")
        try check(
          byteCount == expected?.byteCount, "\(variant) reads \(byteCount ?? -1) bytes")
        try check(
          expected.map { $0.values == Array(values.dropLast()) } ?? true,
          "\(variant) reads other values")
      }
    }
  }
}
