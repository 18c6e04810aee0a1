internal import GBDTCore

extension Recipe {
  /// The recipe for a table without one: every column but those with a role and the ignored is a
  /// feature as it stands. Strings become categories.
  ///
  /// - Parameters:
  ///   - identifiers: columns that are left out for having a value of their own in most rows.
  ///   - categorical: columns that are categories though they hold numbers or booleans.
  /// - Throws: for a name that the table does not have (with a suggestion), a column that is asked for
  ///   in two roles, timestamps among the features (with the recipe lines that derive parts), and when
  ///   no feature is left.
  package static func automatic(
    schema: Schema, roles: ColumnRoles, ignore: [String] = [], identifiers: [String] = [],
    categorical: [String] = []
  ) throws(RecipeError) -> Recipe {
    let names = schema.columns.map(\.name)
    let named = roles.named.map { ($0.role.option, $0.column) } + ignore.map { ("--ignore", $0) }
    var taken: [String: String] = [:]
    for (option, name) in named {
      guard names.contains(name) else { throw unknown(name, option: option, names: names) }
      if let other = taken.updateValue(option, forKey: name), other != option {
        throw RecipeError(
          "column `\(name)` is named by \(other) and by \(option)", category: .usage)
      }
    }
    for name in categorical {
      guard names.contains(name) else { throw unknown(name, option: "--categorical", names: names) }
      if let option = taken[name] {
        throw RecipeError(
          "column `\(name)` is named by --categorical and by \(option)", category: .usage)
      }
    }
    let columns = schema.columns.filter {
      taken[$0.name] == nil && !identifiers.contains($0.name)
    }
    try refuseTimestamps(columns.filter { $0.type == .timestamp }.map(\.name))
    if columns.isEmpty {
      let advice =
        identifiers.isEmpty
        ? ""
        : ": what is left looks like identifiers, with a value of its own in most rows; "
          + "--categorical \(identifiers.joined(separator: ",")) would keep it"
      throw RecipeError("no column is left to be a feature" + advice, category: .usage)
    }
    return Recipe(
      roles: roles, types: [], dropRowsWhere: [],
      features: columns.map { Feature(name: $0.name, expression: quoted($0.name)) },
      categorical: columns.map(\.name).filter { categorical.contains($0) })
  }

  /// A column's name as expressions write it: in backquotes unless it is a plain word.
  package static func quoted(_ name: String) -> String {
    let isWord =
      name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
          || (0x61...0x7A).contains(byte | 0x20) && byte < 0x80
      } && name.utf8.first.map { $0 > 0x39 } == true
    if isWord && ExpressionKeyword(rawValue: name) == nil { return name }
    let doubled = name.utf8.flatMap { $0 == UInt8(ascii: "`") ? [$0, $0] : [$0] }
    return "`\(String(decoding: doubled, as: UTF8.self))`"
  }

  /// Recipe lines that derive features from a timestamp column, for advice.
  static func timestampParts(_ column: String) -> String {
    ["hour", "weekday"].map { part in
      let name = JSONValue.string("\(column)_\(part)")
      let expression = JSONValue.string("\(part)(\(quoted(column)))")
      let line = JSONValue.object([JSONMember("name", name), JSONMember("expr", expression)])
      let text = String(decoding: line.encoded(.pretty).dropLast(), as: UTF8.self)
      return "\n  \(text)"
    }.joined(separator: ",")
  }

  private static func refuseTimestamps(_ names: [String]) throws(RecipeError) {
    if names.isEmpty { return }
    let list = names.map { "`\($0)`" }.joined(separator: ", ")
    let subject =
      names.count == 1 ? "column \(list) is a timestamp" : "columns \(list) are timestamps"
    throw RecipeError(
      "\(subject), which cannot be a feature. Leave out with --ignore"
        + " \(names.joined(separator: ",")), or use a recipe (--recipe) with features such as"
        + names.map { timestampParts($0) }.joined(separator: ","), category: .usage)
  }

  private static func unknown(_ name: String, option: String, names: [String]) -> RecipeError {
    RecipeError(
      "\(option): there is no column `\(name)`.\(Suggestion.sentence(for: name, among: names))",
      category: .usage)
  }
}
