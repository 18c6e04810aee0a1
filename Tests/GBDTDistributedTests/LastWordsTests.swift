import Foundation
import Testing

@testable import GBDTDistributed

@Suite struct LastWordsTests {
  private func line(of text: String) throws -> String? {
    let words = try LastWords()
    let bytes = Array(text.utf8)
    #expect(write(words.descriptor, bytes, bytes.count) == bytes.count)
    return words.line
  }

  @Test func theLastLineThatIsNotEmptyCounts() throws {
    #expect(try line(of: "") == nil)
    #expect(try line(of: " \n\n") == nil)
    #expect(try line(of: "OMP: Warning\nFatal error: no room\n \n") == "Fatal error: no room")
    #expect(try line(of: "no end of line") == "no end of line")
  }

  @Test func longTextIsCut() throws {
    #expect(
      try line(of: String(repeating: "x", count: 10_000)) == String(repeating: "x", count: 300))
    #expect(try line(of: String(repeating: "x\n", count: 10_000) + "end\n") == "end")
  }

  @Test func bytesThatAreNoTextDoNoHarm() throws {
    let words = try LastWords()
    #expect(write(words.descriptor, [0xFF, 0x41] as [UInt8], 2) == 2)
    #expect(words.line == "\u{FFFD}A")
  }
}
