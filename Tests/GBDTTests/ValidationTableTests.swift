import GBDT
import GBDTTestSupport
import Foundation
import Testing

/// Validation files are read as the training table was typed, not by their own looks.
@Suite struct ValidationTableTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String, recipe: FeatureRecipe, typedAs training: DataTable) throws
    -> DataTable
  {
    try Data(text.utf8).write(to: URL(filePath: folder.file("valid.csv")))
    return try DataTable.read([folder.file("valid.csv")], recipe: recipe, typedAs: training)
  }

  private func training() throws -> (table: DataTable, recipe: FeatureRecipe) {
    let table = try DataTable(columns: [
      "zone": .strings((0..<40).map { "\($0 % 4)" }),
      "count": .integers((0..<40).map { $0 }),
      "unused": .numbers([Double](repeating: 1, count: 40)),
      "y": .numbers((0..<40).map(Double.init)),
    ])
    return (table, try FeatureRecipe(everyColumnOf: table, label: "y", ignore: ["unused"]))
  }

  @Test func typesAreThoseOfTraining() throws {
    let (table, recipe) = try training()
    // By their own looks `zone` would be integers here.
    let valid = try read("count,extra,y,zone\n5,u,1,2\n,v,2,3\n", recipe: recipe, typedAs: table)
    #expect(valid.columnNames == ["count", "y", "zone"])
    var training = Training(parameters: try Parameters(["num_iterations": 2]))
    training.validation = .table(valid)
    let outcome = try training.run(on: table, recipe: recipe)
    #expect(outcome.rowCounts.validation == 2)
  }

  @Test(arguments: [
    (
      "zone,count,y\n1,1.5,2\n",
      ":2: column `count`: `1.5` is not a 64-bit integer (the training data made the column's type "
        + "integer); train with `--types count=number`"
    ),
    ("zone,count,y\n1,1,inf\n", ":2: column `y`: `inf` is infinite"),
    ("zone,y\n1,2\n", "The data have no column `count`, which the training data had."),
  ])
  func whatDoesNotFitIsAnError(text: String, fragment: String) throws {
    let (table, recipe) = try training()
    let error = try #require(throws: GBDTError.self) {
      _ = try read(text, recipe: recipe, typedAs: table)
    }
    #expect(error.code == .data)
    #expect(error.message.contains(fragment), "\(error.message)")
  }
}
