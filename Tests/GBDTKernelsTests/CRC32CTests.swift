import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct CRC32CTests {
  /// RFC 3720, appendix B.4.
  @Test(arguments: CRC32C.supported)
  func publishedChecksums(way: CRC32C) {
    let cases: [([UInt8], UInt32)] = [
      ([], 0),
      (Array("123456789".utf8), 0xE306_9283),
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0..<32), 0x46DD_794E),
      (Array((0..<32).reversed()), 0x113F_DB5C),
    ]
    for (bytes, checksum) in cases {
      #expect(bytes.withUnsafeBytes { way.checksum($0) } == checksum, "\(bytes)")
    }
  }

  @Test func instructionsAgreeWithTables() throws {
    try #require(CRC32C.supported.contains(.instructions), "this processor has no instructions")
    var random = SeededRandom(seed: 32)
    // A block of three streams has 3,072 bytes.
    for count in Array(0...67) + [1023, 3071, 3072, 3073, 6144, 10_000, 100_003] {
      let bytes = (0..<count + 1).map { _ in UInt8.random(in: 0...255, using: &random) }
      let before = UInt32.random(in: 0...UInt32.max, using: &random)
      bytes.withUnsafeBytes { bytes in
        for start in 0...1 {  // Aligned, and not.
          let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
          #expect(
            CRC32C.instructions.checksum(part, extending: before)
              == CRC32C.tables.checksum(part, extending: before), "\(count) bytes")
        }
      }
    }
  }

  @Test(arguments: CRC32C.supported)
  func piecesGiveTheChecksumOfTheWhole(way: CRC32C) {
    var random = SeededRandom(seed: 33)
    let bytes = (0..<9000).map { _ in UInt8.random(in: 0...255, using: &random) }
    bytes.withUnsafeBytes { bytes in
      let whole = way.checksum(bytes)
      for cut in [0, 1, 7, 8, 3072, 5000, 9000] {
        let first = way.checksum(.init(rebasing: bytes[..<cut]))
        #expect(way.checksum(.init(rebasing: bytes[cut...]), extending: first) == whole)
      }
    }
  }
}
