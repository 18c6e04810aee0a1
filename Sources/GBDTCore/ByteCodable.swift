/// A value that travels between processes of one version of gbdt.
///
/// What `write` writes, `init(from:)` reads, and gives an equal value; whatever else it is given, it
/// throws, and checks what the type's other initialisers have as preconditions.
package protocol ByteCodable: Sendable {
  func write(to writer: inout ByteWriter)

  init(from reader: inout ByteReader) throws(ByteError)
}

extension ByteCodable {
  /// This value alone.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// Reads all of `bytes`.
  ///
  /// - Throws: `ByteError` also for bytes that are left over.
  package init(decoding bytes: [UInt8]) throws(ByteError) {
    var reader = ByteReader(bytes)
    try self.init(from: &reader)
    try reader.expectEnd(of: "the value")
  }
}

extension ByteWriter {
  package mutating func value(_ value: some ByteCodable) { value.write(to: &self) }

  /// Number of values, then the values.
  package mutating func values(_ values: [some ByteCodable]) {
    count(values.count)
    for value in values { value.write(to: &self) }
  }
}

extension ByteReader {
  package mutating func value<Value: ByteCodable>(
    of type: Value.Type = Value.self
  ) throws(ByteError) -> Value {
    try Value(from: &self)
  }

  /// What `ByteWriter.values` wrote.
  ///
  /// - Parameters:
  ///   - things: what the values are, in the plural, for messages.
  ///   - size: bytes of the shortest value, at least 1.
  package mutating func values<Value: ByteCodable>(
    of things: String, size: Int = 1
  ) throws(ByteError) -> [Value] {
    let number = try count(of: things, size: size)
    var values: [Value] = []
    for _ in 0..<number { values.append(try Value(from: &self)) }
    return values
  }
}

extension ByteReader {
  /// A case of an enumeration, by its raw value.
  ///
  /// - Parameter what: what the word should be, with its article, for messages.
  package mutating func choice<Choice: RawRepresentable<String>>(
    _ what: String
  ) throws(ByteError) -> Choice {
    let word = try string()
    guard let choice = Choice(rawValue: word) else { throw error("`\(word)` is not \(what)") }
    return choice
  }
}

extension String: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) { self = try reader.string() }

  package func write(to writer: inout ByteWriter) { writer.string(self) }
}

/// Whether there is a value, then the value.
extension Optional: ByteCodable where Wrapped: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    self = try reader.bool() ? try Wrapped(from: &reader) : nil
  }

  package func write(to writer: inout ByteWriter) {
    writer.bool(self != nil)
    if let value = self { value.write(to: &writer) }
  }
}
