import GBDTCore
import GBDTTestSupport
import Testing

@Suite struct ByteCodableTests {
  /// One of every primitive.
  private struct Sample: ByteCodable, Equatable {
    var flag = true
    var small: UInt64 = 300
    var word: UInt64 = 0x0102_0304_0506_0708
    var number = -0.0
    var name = "naïve"
    var parts: [Part] = [Part(value: 1), Part(value: .max)]

    struct Part: ByteCodable, Equatable {
      var value: UInt64

      init(value: UInt64) { self.value = value }
      init(from reader: inout ByteReader) throws(ByteError) { value = try reader.varint() }
      func write(to writer: inout ByteWriter) { writer.varint(value) }
    }

    init() {}

    init(from reader: inout ByteReader) throws(ByteError) {
      flag = try reader.bool()
      small = try reader.varint()
      word = try reader.uint64()
      number = try reader.double()
      name = try reader.string()
      parts = try reader.values(of: "parts")
    }

    func write(to writer: inout ByteWriter) {
      writer.bool(flag)
      writer.varint(small)
      writer.uint64(word)
      writer.double(number)
      writer.string(name)
      writer.values(parts)
    }
  }

  @Test func everyPrimitive() throws {
    #expect(ByteCodableCheck(Sample(), mutants: 2_000).problems.isEmpty)
    let decoded = try Sample(decoding: Sample().encoded)
    #expect(decoded == Sample())
    #expect(decoded.number.sign == .minus)
    #expect(Array(Sample().encoded.prefix(5)) == [1, 0xAC, 2, 8, 7])
  }

  @Test(arguments: [
    ([UInt8](), "it ends too early", 0),
    ([2], "2 is neither 0 (false) nor 1 (true)", 1),
    ([1, 0x80, 0], "a number is longer than it needs to be", 3),
    ([1] + [UInt8](repeating: 0xFF, count: 10), "a number is larger than 64 bits", 11),
    ([1, 0, 1, 2, 3], "it ends too early", 2),
    (
      [1, 0] + [UInt8](repeating: 0, count: 16) + [200, 1],
      "it announces 200 bytes of text, more than the rest of the message can hold", 20
    ),
    ([1, 0] + [UInt8](repeating: 0, count: 16) + [1, 0xFF], "a text is not UTF-8", 19),
    ([1, 0] + [UInt8](repeating: 0xFF, count: 16), "a number is not finite", 18),
    (Sample().encoded + [7, 7], "2 bytes are left over after the value", 38),
  ]) func messages(bytes: [UInt8], reason: String, position: Int) {
    #expect(throws: ByteError(position: position, reason: reason)) { try Sample(decoding: bytes) }
  }

  @Test func numbersThatAreNone() throws {
    var writer = ByteWriter()
    for value in [Double.infinity, -.infinity, .nan] { writer.double(value) }
    var reader = ByteReader(writer.bytes)
    #expect(try reader.anyDouble() == .infinity)
    #expect(try reader.anyDouble() == -.infinity)
    #expect(try reader.anyDouble().isNaN)
  }

  @Test func arrays() throws {
    var writer = ByteWriter()
    writer.array([Int32.min, -1, 7])
    writer.array([Double]())
    var values: [Double] = [.nan, -0.0, .infinity]
    values.withUnsafeMutableBufferPointer { writer.elements($0) }
    #expect(Array(writer.bytes.prefix(9)) == [3, 0, 0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0xFF])
    var reader = ByteReader(writer.bytes)
    let integers: [Int32] = try reader.array(of: "integers")
    #expect(integers == [.min, -1, 7])
    #expect(try reader.array(of: "numbers", type: Double.self) == [])
    var others = [Double](repeating: 0, count: 3)
    try others.withUnsafeMutableBufferPointer { (buffer) throws(ByteError) in
      try reader.elements(into: buffer)
    }
    #expect(others.map(\.bitPattern) == values.map(\.bitPattern))
    let tooMany = ByteError(position: 25, reason: "it ends too early")
    var short = ByteReader(writer.bytes, range: 0..<25)
    _ = try short.bytes(25)
    #expect(throws: tooMany) { try short.bytes(1) }
  }

  @Test func announcedArraysAllocateNothing() {
    var writer = ByteWriter()
    writer.varint(1 << 60)
    writer.double(1)
    var reader = ByteReader(writer.bytes)
    let error = #expect(throws: ByteError.self) {
      try reader.array(of: "numbers", type: Double.self)
    }
    #expect(
      error?.reason == "it announces \(1 << 60) numbers, more than the rest of the message can hold"
    )
  }

  @Test func optionalsAndStrings() throws {
    for value in ["", "naïve", nil] {
      #expect(ByteCodableCheck(value).problems.isEmpty)
      #expect(try String?(decoding: value.encoded) == value)
    }
  }

  @Test func blocks() throws {
    var inner = ByteWriter()
    inner.string("inner")
    var writer = ByteWriter()
    writer.block(inner)
    writer.byte(9)
    var reader = ByteReader(writer.bytes)
    var block = try reader.block()
    #expect(try block.string() == "inner")
    #expect(block.remaining == 0)
    #expect(try reader.byte() == 9)
    #expect(reader.rest().isEmpty)
  }
}
