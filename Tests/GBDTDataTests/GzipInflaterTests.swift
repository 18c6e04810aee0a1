import GBDTCore
import Testing

@testable import GBDTData

@Suite struct GzipInflaterTests {
  private let folder: TextFolder

  init() throws { folder = try TextFolder() }

  private func load(_ bytes: [UInt8], name: String = "t.csv.gz") throws -> [UInt8] {
    try FileBytes.load(path: try folder.file(name, bytes: bytes)).withBytes { bytes in
      bytes.indices.map { bytes[$0] }
    }
  }

  private func message(_ bytes: [UInt8]) throws -> String {
    let error = try #require(throws: DataError.self) { _ = try load(bytes) }
    #expect(error.category == .data)
    return error.message
  }

  @Test func readsMembersAndPadding() throws {
    let text = (0..<200_000).map { UInt8($0 % 251) }
    #expect(try load(gzip(text)) == text)
    #expect(try load(gzip(text) + gzip([]) + gzip([1, 2]) + [0, 0, 0]) == text + [1, 2])
    // By content, not by name.
    #expect(try load(gzip([7]), name: "t.csv") == [7])
    #expect(try load(gzip([])) == [])
  }

  /// Of 270 KB in members of different lengths, ranges that begin and end anywhere.
  @Test func keepsRanges() throws {
    var generator = SeededGenerator(seed: 11)
    let text = (0..<270_000).map { _ in UInt8.random(in: 8...12, using: &generator) }
    let path = try folder.file(
      "t.csv.gz", bytes: gzip(Array(text[..<70_000])) + gzip(Array(text[70_000...])))
    let ranges = [0..<0, 0..<1, 69_999..<70_001, 262_144..<262_145, 269_999..<270_000, 0..<270_000]
    let random = (0..<4).map { _ in
      let start = Int.random(in: 0..<270_000, using: &generator)
      return start..<Int.random(in: start...270_000, using: &generator)
    }
    for range in ranges + random {
      let kept = try FileBytes.load(path: path, keeping: range)
      #expect(kept.range == range)
      #expect(kept.lineFeedsBefore == text[..<range.lowerBound].count { $0 == 10 })
      #expect(
        kept.withBytes { bytes in
          bytes.count == range.count
            && bytes.indices.allSatisfy { bytes[$0] == text[range.lowerBound + $0] }
        }, "\(range)")
    }
    #expect(try FileBytes.load(path: path, keeping: 269_000..<300_000).range == 269_000..<270_000)
    #expect(try FileBytes.load(path: path, keeping: 280_000..<300_000).range.isEmpty)
    // Damage behind the range is not looked at.
    let cut = gzip(Array(text[..<70_000])).dropLast(20_000)
    let damaged = try folder.file("cut.csv.gz", bytes: Array(cut))
    #expect(try FileBytes.load(path: damaged, keeping: 100..<200).range == 100..<200)
  }

  @Test func refusesDamage() throws {
    let good = gzip(Array("a,b\n1,2\n".utf8))
    for count in 2..<good.count {
      #expect(try message(Array(good.prefix(count))).contains("is cut off"))
    }
    // But for the time, the system, and padding bits of the block.
    for i in good.indices where !(4...10).contains(i) {
      var bytes = good
      bytes[i] ^= 0x40
      // A flag may make a longer header, which ends too early.
      let message = try message(bytes)
      #expect(
        message.contains("is damaged near byte") || message.contains("is cut off")
          || message.contains("is not gzip data"), "byte \(i): \(message)")
    }
    #expect(try message(good + Array("more".utf8)).contains("4 bytes after its gzip data"))
    #expect(try message(Array("a,b\n".utf8)).contains("is not gzip data"))
  }
}

/// A gzip member that stores `bytes` uncompressed.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var checksum = UInt32.max
  for byte in bytes {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = bytes[...]
  repeat {
    let block = rest.prefix(65_535)
    rest = rest.dropFirst(block.count)
    member.append(rest.isEmpty ? 1 : 0)
    member += littleEndian(block.count, 2) + littleEndian(~block.count, 2) + block
  } while !rest.isEmpty
  return member + littleEndian(Int(~checksum), 4) + littleEndian(bytes.count, 4)
}
