import GBDT
import GBDTData
import GBDTSchema
import Testing

@Suite struct FeatureRecipeTests {
  /// `rows` rows: `key` with `distinct` different values and then missing ones, a number and a label.
  private func table(rows: Int, distinct: Int, present: Int? = nil) throws -> DataTable {
    try DataTable(columns: [
      "key": .strings((0..<rows).map { $0 < present ?? rows ? "id-\($0 % distinct)" : nil }),
      "x": .numbers((0..<rows).map { Double($0 % 50) }),
      "y": .numbers((0..<rows).map { Double($0 % 7) }),
    ])
  }

  @Test(arguments: [
    (rows: 3000, distinct: 3000, present: 3000, isLeftOut: true),
    (rows: 3000, distinct: 1501, present: 3000, isLeftOut: true),
    (rows: 3000, distinct: 1500, present: 3000, isLeftOut: false),
    (rows: 1025, distinct: 1025, present: 1025, isLeftOut: true),
    (rows: 1024, distinct: 1024, present: 1024, isLeftOut: false),
    (rows: 9000, distinct: 1100, present: 9000, isLeftOut: false),
    (rows: 9000, distinct: 1100, present: 2000, isLeftOut: true),
  ])
  func identifiersAreLeftOut(rows: Int, distinct: Int, present: Int, isLeftOut: Bool) throws {
    let table = try table(rows: rows, distinct: distinct, present: present)
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "y")
    #expect(recipe.identifiers == (isLeftOut ? ["key"] : []))
    let outcome = try Training(parameters: ["num_iterations": 1]).run(on: table, recipe: recipe)
    #expect(outcome.model.featureNames == (isLeftOut ? ["x"] : ["key", "x"]))
    #expect(
      outcome.columnUses.map(\.use) == [
        isLeftOut ? "left out: looks like an identifier" : "category", "number", "label",
      ])
  }

  /// As a process without rows does it, from what those with rows count.
  @Test(arguments: [[String](), ["key"]])
  func countsOfOtherProcessesGiveTheSame(categorical: [String]) throws {
    let table = try table(rows: 3000, distinct: 3000)
    let columns = FeatureRecipe.NamedColumns(
      roles: ColumnRoles(label: "y"), ignore: [], categorical: categorical)
    let candidates = IdentifierCandidates(in: table.table, except: columns.all)
    let counts = IdentifierCounts(in: table.table, candidates: candidates)
    let recipe = try FeatureRecipe(
      everyColumnOf: table.table.schema, columns, identifiers: counts.identifiers)
    #expect(
      try recipe == FeatureRecipe(everyColumnOf: table, label: "y", categorical: categorical))
  }

  @Test func whoAsksForAnIdentifierGetsIt() throws {
    let table = try table(rows: 3000, distinct: 3000)
    let kept = try FeatureRecipe(everyColumnOf: table, label: "y", categorical: ["key"])
    #expect(kept.identifiers == [])
    let outcome = try Training(parameters: ["num_iterations": 1]).run(on: table, recipe: kept)
    #expect(outcome.model.featureNames == ["key", "x"])
    let ignored = try FeatureRecipe(everyColumnOf: table, label: "y", ignore: ["key"])
    #expect(ignored.identifiers == [], "it is left out for another reason")
  }

  @Test func nothingButIdentifiersIsExplained() throws {
    let table = try table(rows: 3000, distinct: 3000)
    let error = try #require(throws: GBDTError.self) {
      _ = try FeatureRecipe(everyColumnOf: table, label: "y", ignore: ["x"])
    }
    #expect(error.code == .usage)
    #expect(error.message.contains("--categorical key would keep it"), "\(error.message)")
  }
}
