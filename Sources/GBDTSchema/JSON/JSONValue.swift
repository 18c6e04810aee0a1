/// A JSON document that keeps the order of keys, tells integers from doubles, and prints doubles so that
/// they read back to the same bits.
///
/// | to | use |
/// |---|---|
/// | read text | `JSONValue.parse` |
/// | decode a document into types | `JSONReader` |
/// | print | `encoded(_:)`, or `append(to:style:indentation:)` to stream |
///
/// Printing what was read gives equal values, and printing is canonical: for every value,
/// `parse(v.encoded(s)) == v` and so `parse(v.encoded(s)).encoded(s) == v.encoded(s)`.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// Finite.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}

/// One key of an object with its value.
package struct JSONMember: Sendable, Equatable {
  package let key: String
  package let value: JSONValue

  package init(_ key: String, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}

extension JSONValue {
  /// The value of a key; nil if this is not an object or has no such key. Linear in the number of keys.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}
