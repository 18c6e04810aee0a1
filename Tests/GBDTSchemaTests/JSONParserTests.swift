import GBDTCore
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct JSONParserTests {
  @Test(arguments: [
    ("null", JSONValue.null), (" true ", .bool(true)), ("\r\n\tfalse", .bool(false)),
    ("0", .integer(0)), ("-7", .integer(-7)), ("-0", .number(-0.0)), ("0.0", .number(0)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(0x1p63)), ("1e2", .number(100)), ("1E+2", .number(100)),
    ("2.5e-3", .number(0.0025)), ("5e-324", .number(.leastNonzeroMagnitude)),
    ("1e-999", .number(0)),
    ("0.1000000000000000055511151231257827", .number(0.1)),
    // Halfway between two doubles, and just above: one to even, one up.
    ("9007199254740993.0", .number(9_007_199_254_740_992)),
    ("9007199254740993.00000000000000000001", .number(9_007_199_254_740_994)),
    ("\"\"", .string("")), (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{c}\n\r\t")),
    (#""\u00e9\ud83d\uDE00\u0000""#, .string("é😀\u{0}")), ("\"é😀\u{7F}\"", .string("é😀\u{7F}")),
    ("[]", .array([])), ("{}", .object([])), ("[1,[2],{}]", .array([1, .array([2]), .object([])])),
    (
      "{\"b\": 1 , \"a\": {\"b\": [null]}}",
      .object([
        JSONMember("b", 1), JSONMember("a", .object([JSONMember("b", .array([.null]))])),
      ])
    ),
  ])
  func reads(text: String, value: JSONValue) throws {
    let parsed = try JSONValue.parse(text)
    #expect(parsed == value)
    if case .number(let number) = parsed, case .number(let expected) = value {
      #expect(number.bitPattern == expected.bitPattern)
    }
  }

  @Test(arguments: [
    ("", "line 1, column 1: expected a JSON value, found the end of the text"),
    (" nul", "line 1, column 2: expected a JSON value, found `nul`"),
    ("NaN", "line 1, column 1: expected a JSON value, found `NaN`"),
    ("-Infinity", "line 1, column 2: expected a digit in a number"),
    ("01", "line 1, column 1: a number with a leading zero"),
    ("-00", "line 1, column 2: a number with a leading zero"),
    ("1.", "line 1, column 3: expected a digit in the fraction of a number"),
    (".5", "line 1, column 1: expected a JSON value, found `.`"),
    ("+1", "line 1, column 1: expected a JSON value, found `+`"),
    ("1e", "line 1, column 3: expected a digit in the exponent of a number"),
    ("1e999", "line 1, column 1: the number 1e999 is too large for a double"),
    ("1 2", "line 1, column 3: text after the end of the JSON value"),
    ("[1,]", "line 1, column 4: a comma before `]`; remove the comma"),
    ("[1 2]", "line 1, column 4: expected `,` or `]`, found `2`"),
    ("[1}", "line 1, column 3: expected `,` or `]`, found `}`"),
    ("[", "line 1, column 2: expected a JSON value, found the end of the text"),
    ("{\"a\":1,}", "line 1, column 8: a comma before `}`; remove the comma"),
    ("{a: 1}", "line 1, column 2: expected a key in double quotes, found `a`"),
    ("{\"a\" 1}", "line 1, column 6: expected `:` after the key `a`, found `1`"),
    ("{\"é\":1,\n \"a\":2, \"é\":3}", "line 2, column 9: the key `é` is there twice in one object"),
    ("{\"\\u0061\":1,\"a\":2}", "line 1, column 13: the key `a` is there twice in one object"),
    ("\"a", "line 1, column 1: a string without closing quote"),
    ("\"a\\", "line 1, column 3: a string without closing quote"),
    ("\"\\x\"", "line 1, column 2: an unknown escape in a string; write a backslash as `\\\\`"),
    ("\"\\u12G4\"", "line 1, column 2: expected four hexadecimal digits after `\\u`"),
    (
      "\"\\ud800\"",
      "line 1, column 2: half of a surrogate pair in a string; both halves must be there"
    ),
    (
      "\"\\ud800\\u0041\"",
      "line 1, column 2: half of a surrogate pair in a string; both halves must be there"
    ),
    (
      "\"\\udc00\"",
      "line 1, column 2: half of a surrogate pair in a string; both halves must be there"
    ),
    (
      "\"é\n\"",
      "line 1, column 3: a control character in a string; write it as an escape such as `\\n`"
    ),
    (
      "\u{FEFF}1",
      "line 1, column 1: the text begins with a byte order mark; save it as UTF-8 without one"
    ),
    ("[1]\u{0}", "line 1, column 4: text after the end of the JSON value"),
    ("\u{A0}1", "line 1, column 1: expected a JSON value, found the byte 0xC2"),
  ])
  func refuses(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    #expect(error?.message == message)
    #expect(error?.category == .data)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ] as [[UInt8]])
  func refusesInvalidUTF8(bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse([0x22] + bytes + [0x22]) }
    #expect(error?.message == "line 1, column 1: a string that is not valid UTF-8")
    #expect(throws: JSONError.self) { try JSONValue.parse([0x22, 0x5C, 0x6E] + bytes + [0x22]) }
  }

  @Test func refusesEqualKeysInLargeObjects() throws {
    let members = (0..<100).map { "\"k\($0)\": \($0)" }.joined(separator: ",")
    let object = try JSONValue.parse("{\(members)}")
    #expect(object == .object((0..<100).map { JSONMember("k\($0)", .integer(Int64($0))) }))
    for key in [0, 15, 16, 17, 99] {
      #expect(throws: JSONError.self) { try JSONValue.parse("{\(members), \"k\(key)\": 0}") }
    }
  }

  @Test func everyPrefixOfADocumentIsRefused() throws {
    let text = Array(#"{"a": [1.5e1, "\u00e9\n", {"b": null}], "c": [true, false, -0]}"#.utf8)
    _ = try JSONValue.parse(text)
    for length in 0..<text.count {
      #expect(throws: JSONError.self) { try JSONValue.parse(Array(text[..<length])) }
    }
  }

  @Test func survivesRandomBytes() {
    var random = SeededRandom(seed: 1)
    let alphabet = Array(#"{}[]",:0123456789.eE+-truefalsn \u00d8é"#.utf8)
    for _ in 0..<2000 {
      let length = Int(random.next() % 30)
      let text = (0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      if let value = try? JSONValue.parse(text) {
        #expect((try? JSONValue.parse(value.encoded(.compact))) == value)
      }
    }
  }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  /// Lets expected values be written as plain numbers.
  public init(integerLiteral value: Int64) { self = .integer(value) }
}
