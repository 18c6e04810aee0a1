internal import GBDTSchema

/// What a process measured: names and values, printed as one line of JSON.
struct Measurement {
  private var members: [JSONMember] = []

  mutating func add(_ name: String, _ value: Double) {
    members.append(JSONMember(name, .number(value)))
  }

  mutating func add(_ name: String, _ value: Int?) {
    members.append(JSONMember(name, value.map { .integer(Int64($0)) } ?? .null))
  }

  /// Named numbers under one name.
  mutating func add(_ name: String, _ values: [(name: String, value: JSONValue)]) {
    members.append(JSONMember(name, .object(values.map { JSONMember($0.name, $0.value) })))
  }

  var line: String { String(decoding: JSONValue.object(members).encoded(.compact), as: UTF8.self) }
}
