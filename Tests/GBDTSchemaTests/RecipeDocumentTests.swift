import Foundation
import GBDTSchema
import Testing

/// `docs/RECIPE.md` says what the code does: its examples are read, its tables are complete.
@Suite struct RecipeDocumentTests {
  private let text: String
  private let schema: Schema

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    text = try String(contentsOf: root.appending(path: "docs/RECIPE.md"), encoding: .utf8)
    schema = Schema(
      columns: try Self.block("columns", of: text).split(separator: "\n").map { line in
        let parts = line.split(separator: ": ").map(String.init)
        return ColumnSchema(name: parts[0], type: try #require(ColumnType(rawValue: parts[1])))
      })
  }

  /// The only fenced block of a kind.
  private static func block(_ kind: String, of text: String) throws -> String {
    let parts = text.components(separatedBy: "```\(kind)\n")
    try #require(parts.count == 2)
    return try #require(parts[1].components(separatedBy: "\n```").first)
  }

  @Test func recipeIsValid() throws {
    let recipe = try Recipe(jsonText: Array(Self.block("json", of: text).utf8))
    let checked = try CheckedRecipe(recipe, schema: schema)
    #expect(checked.isCategorical == [false, false, false, true, true])
  }

  @Test func expressionsAreValid() throws {
    let expressions = try Self.block("expressions", of: text).split(separator: "\n")
    #expect(expressions.count >= 10)
    for expression in expressions {
      let feature = Recipe.Feature(name: "f", expression: String(expression))
      _ = try CheckedRecipe(
        Recipe(
          label: nil, weight: nil, types: [], dropRowsWhere: [], features: [feature],
          categorical: []), schema: schema)
    }
  }

  @Test(arguments: RecipeFunction.named) func functionIsDescribed(function: RecipeFunction) {
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.contains { $0.contains("`\(function.rawValue)(") })
  }

  @Test(arguments: ColumnType.allCases) func typeIsDescribed(type: ColumnType) {
    #expect(text.contains("`\(type.rawValue)`"))
  }
}
