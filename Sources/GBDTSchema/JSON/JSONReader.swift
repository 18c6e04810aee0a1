internal import GBDTCore

/// A value of a JSON document with its place in it: decodes strictly, and every error names the place.
///
/// ```swift
/// let object = try JSONReader(value).object(keys: ["name", "trees"])
/// let name = try object.required("name").string()
/// for tree in try object.required("trees").array() { ... }
/// ```
package struct JSONReader: Sendable {
  package let value: JSONValue
  private let place: Place

  /// A reader of a whole document.
  package init(_ value: JSONValue) { self.init(value, at: .document) }

  fileprivate init(_ value: JSONValue, at place: Place) {
    self.value = value
    self.place = place
  }

  /// The value's place, such as `trees[3].root.if.feature`; empty for the document.
  package var path: String { place.description }

  /// An error about this value, for conditions that the getters do not know.
  package func error(_ reason: String) -> JSONError {
    JSONError(place: .path(path), reason: reason)
  }

  /// The value as an object with no keys but these.
  ///
  /// - Parameter allowsExtra: whether the key `extra` is accepted (and ignored) too.
  /// - Throws: for another type, or an unknown key (with a suggestion).
  package func object(
    keys: [String], allowsExtra: Bool = false
  ) throws(JSONError) -> JSONObjectReader {
    let members = try self.members()
    for (key, member) in members
    where !keys.contains(key) && !(allowsExtra && key == "extra") {
      let suggestion = Suggestion.sentence(for: key, among: keys)
      let known = keys.map { "`\($0)`" }.joined(separator: ", ")
      throw member.error("unknown key.\(suggestion) Known keys: \(known).")
    }
    return JSONObjectReader(reader: self, members: members)
  }

  /// The members of an object with any keys, in order.
  package func members() throws(JSONError) -> [(key: String, value: JSONReader)] {
    guard case .object(let members) = value else { throw mismatch("an object") }
    return members.map { ($0.key, JSONReader($0.value, at: .member($0.key, of: place))) }
  }

  package func array() throws(JSONError) -> [JSONReader] {
    guard case .array(let elements) = value else { throw mismatch("an array") }
    return elements.enumerated().map { JSONReader($1, at: .element($0, of: place)) }
  }

  package func string() throws(JSONError) -> String {
    guard case .string(let value) = value else { throw mismatch("a string") }
    return value
  }

  package func bool() throws(JSONError) -> Bool {
    guard case .bool(let value) = value else { throw mismatch("true or false") }
    return value
  }

  /// An integer within `range`, written without point and exponent.
  package func integer<Integer: FixedWidthInteger>(
    in range: ClosedRange<Integer> = Integer.min...Integer.max
  ) throws(JSONError) -> Integer {
    guard case .integer(let wide) = value else { throw mismatch("an integer") }
    guard let integer = Integer(exactly: wide), range.contains(integer) else {
      throw error("\(wide) is not within \(range.lowerBound)...\(range.upperBound)")
    }
    return integer
  }

  /// A finite number; integers count if a double holds them exactly.
  package func double() throws(JSONError) -> Double {
    switch value {
    case .number(let number): return number
    case .integer(let integer):
      guard let number = Double(exactly: integer) else {
        throw error("the integer \(integer) does not fit a double")
      }
      return number
    default: throw mismatch("a number")
    }
  }

  /// One of the type's raw values.
  package func oneOf<Choice: RawRepresentable & CaseIterable>(
    _ type: Choice.Type
  ) throws(JSONError) -> Choice where Choice.RawValue == String {
    let text = try string()
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let known = names.map { "`\($0)`" }.joined(separator: ", ")
    throw error(
      "`\(text)` is not one of \(known).\(Suggestion.sentence(for: text, among: names))")
  }

  private func mismatch(_ expected: String) -> JSONError {
    let found =
      switch value {
      case .null: "null"
      case .bool: "a boolean"
      case .integer: "an integer"
      case .number: "a number"
      case .string: "a string"
      case .array: "an array"
      case .object: "an object"
      }
    return error("expected \(expected), found \(found)")
  }

  /// A path from the document down, as links upwards: text is made only for errors.
  fileprivate indirect enum Place: Sendable, CustomStringConvertible {
    case document
    case member(String, of: Place)
    case element(Int, of: Place)

    var description: String {
      var parts: [String] = []
      var place = self
      while true {
        switch place {
        case .document:
          // A tree may be hundreds of levels deep, and nobody reads the middle of such a path.
          let middle = parts.count > 24 ? 12..<(parts.count - 8) : 0..<0
          parts.replaceSubrange(middle, with: middle.isEmpty ? [] : [".(\(middle.count) more)"])
          let path = parts.reversed().joined()
          return path.hasPrefix(".") ? String(path.dropFirst()) : path
        case .member(let key, let parent):
          parts.append("." + key)
          place = parent
        case .element(let index, let parent):
          parts.append("[\(index)]")
          place = parent
        }
      }
    }
  }
}

/// An object whose keys are known to be allowed.
package struct JSONObjectReader: Sendable {
  package let reader: JSONReader
  fileprivate let members: [(key: String, value: JSONReader)]

  fileprivate init(reader: JSONReader, members: [(key: String, value: JSONReader)]) {
    self.reader = reader
    self.members = members
  }

  /// The value of a key that must be there.
  package func required(_ key: String) throws(JSONError) -> JSONReader {
    guard let value = optional(key) else { throw reader.error("the key `\(key)` is missing") }
    return value
  }

  /// The value of a key, or nil where it is absent. `null` is a value like any other.
  package func optional(_ key: String) -> JSONReader? {
    members.first { $0.key == key }?.value
  }
}
