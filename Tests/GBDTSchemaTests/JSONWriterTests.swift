import Foundation
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct JSONWriterTests {
  private func text(_ value: JSONValue, _ style: JSONStyle = .compact) -> String {
    String(decoding: value.encoded(style), as: UTF8.self)
  }

  @Test(arguments: [
    (JSONValue.number(1), "1.0"), (.integer(1), "1"), (.number(-0.0), "-0.0"),
    (.number(0.1), "0.1"), (.number(1e23), "1e+23"), (.number(.leastNonzeroMagnitude), "5e-324"),
    (.number(0x1p63), "9.223372036854776e+18"), (.null, "null"), (.bool(true), "true"),
    (.array([]), "[]"), (.object([]), "{}"),
    (
      .string("a\"\\/\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}é😀"),
      #""a\"\\/\b\f\n\r\t\u0001\u001f"# + "\u{7f}é😀\""
    ),
    (
      .object([JSONMember("b", .array([1, .null])), JSONMember("a", .object([]))]),
      #"{"b":[1,null],"a":{}}"#
    ),
  ])
  func writesCompactly(value: JSONValue, expected: String) {
    #expect(text(value) == expected)
  }

  @Test func breaksLongLinesOnly() throws {
    let value = try JSONValue.parse(
      #"""
      {"short": {"a": 1, "b": [1, 2]}, "empty": [], "long": [{"name": "first", "text": "0123456789012345678901234567890123456789"},
       {"name": "second", "text": "0123456789012345678901234567890123456789"}], "last": 2.0}
      """#)
    #expect(
      text(value, .pretty) == """
        {
          "short": {"a": 1, "b": [1, 2]},
          "empty": [],
          "long": [
            {"name": "first", "text": "0123456789012345678901234567890123456789"},
            {"name": "second", "text": "0123456789012345678901234567890123456789"}
          ],
          "last": 2.0
        }

        """)
  }

  @Test func linesAreNoWiderThanAHundred() throws {
    let value = JSONValue.array(
      (0..<200).map { .array([.integer(Int64($0) << ($0 % 60)), .array([])]) })
    let nested = JSONValue.object([
      JSONMember("k", value), JSONMember("l", .array([value, value])),
    ])
    for line in text(nested, .pretty).split(separator: "\n") { #expect(line.count <= 100) }
  }

  @Test func appendsInPieces() throws {
    var bytes = Array("[\n  ".utf8)
    let value = JSONValue.object([
      JSONMember("a", .string(String(repeating: "x", count: 90))), JSONMember("b", 1),
    ])
    value.append(to: &bytes, style: .pretty, indentation: 2)
    bytes += Array("\n]\n".utf8)
    #expect(bytes == JSONValue.array([value]).encoded(.pretty))
  }

  @Test func randomDocumentsSurviveARoundTrip() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<60 {
      let value = randomValue(depth: 0, &random)
      for style in JSONStyle.allCases {
        let bytes = value.encoded(style)
        let parsed = try JSONValue.parse(bytes)
        #expect(parsed == value)
        #expect(parsed.encoded(style) == bytes)
      }
    }
  }

  private func randomValue(depth: Int, _ random: inout SeededRandom) -> JSONValue {
    switch random.next() % (depth > 3 ? 5 : 8) {
    case 0: return .null
    case 1: return .bool(random.next() % 2 == 0)
    case 2: return .integer(Int64(bitPattern: random.next() >> (random.next() % 64)))
    case 3:
      let number = Double(bitPattern: random.next())
      return .number(number.isFinite ? number : 0.5)
    case 4:
      let scalars = (0..<random.next() % 8).compactMap { _ in
        Unicode.Scalar(UInt32(random.next() % (random.next() % 2 == 0 ? 0x80 : 0x11_0000)))
      }
      return .string(String(String.UnicodeScalarView(scalars)))
    case 5:
      return .array((0..<random.next() % 6).map { _ in randomValue(depth: depth + 1, &random) })
    default:
      return .object(
        (0..<random.next() % 20).map {
          JSONMember("k\($0)", randomValue(depth: depth + 1, &random))
        })
    }
  }

  /// Reading, printing and freeing the deepest documents fits a small thread's stack.
  @Test(arguments: ["[", "{\"a\":", "[{\"a\":"]) func deepDocumentsNeedLittleStack(opening: String)
  {
    let perLevel = opening.filter { $0 == "[" || $0 == "{" }.count
    let levels = JSONValue.nestingLimit / perLevel
    let closing = String(opening.filter { $0 == "[" || $0 == "{" }.reversed())
      .replacingOccurrences(of: "[", with: "]").replacingOccurrences(of: "{", with: "}")
    let text =
      String(repeating: opening, count: levels) + "1" + String(repeating: closing, count: levels)
    let passed = onSmallStack {
      guard let value = try? JSONValue.parse(text) else { return false }
      guard let again = try? JSONValue.parse(value.encoded(.pretty)) else { return false }
      return again.encoded(.compact) == Array(text.utf8)
    }
    #expect(passed)
    let tooDeep = String(repeating: "[", count: JSONValue.nestingLimit + 1)
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(tooDeep) }
    #expect(error?.reason == "arrays and objects nest deeper than 1600 levels")
  }

  /// Runs `body` on a thread with a stack of 512 KiB.
  private func onSmallStack(_ body: @escaping @Sendable () -> Bool) -> Bool {
    final class Outcome: @unchecked Sendable { var passed = false }
    let outcome = Outcome()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      outcome.passed = body()
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    done.wait()
    return outcome.passed
  }
}
