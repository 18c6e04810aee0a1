import GBDT
import GBDTTestSupport
import Testing

@Suite struct DataTableTests {
  @Test func holdsEveryKindOfColumn() throws {
    let table = try DataTable(columns: [
      "number": .numbers([1.5, .nan]), "integer": .integers([7, nil]),
      "boolean": .booleans([true, nil]), "time": .timestamps([1_245_086_781_000_000, nil]),
      "text": .strings(["a", nil]),
    ])
    #expect(table.rowCount == 2)
    #expect(table.columnNames == ["number", "integer", "boolean", "time", "text"])
    #expect(table.skippedRows == SkippedRows())
    #expect(table.notes.isEmpty)
  }

  @Test func isEmptyWithoutColumnsOrRows() throws {
    #expect(try DataTable(columns: [:]).rowCount == 0)
    #expect(try DataTable(columns: ["x": .numbers([])]).columnNames == ["x"])
  }

  @Test func equalsTheSameRowsInFiles() throws {
    let rides = Rides(count: 300)
    let folder = try TemporaryFolder()
    // Two files are one table, cut wherever they are.
    for (name, rows) in [("a.csv", 0..<101), ("b.csv", 101..<300)] {
      let lines = rows.map { row in
        let distance = rides.distances[row]
        return
          "\(distance.isNaN ? "" : "\(distance)"),\(rides.zones[row] ?? ""),\(rides.fares[row])"
      }
      try folder.write((["distance,zone,fare"] + lines).joined(separator: "\n"), to: name)
    }
    let paths = ["a.csv", "b.csv"].map(folder.file)
    let read = try DataTable.read(paths)
    let recipe = try FeatureRecipe(everyColumnOf: read, label: "fare")
    let training = try Training(parameters: ["num_iterations": 5, "min_data_per_group": 10])
    let ofFiles = try training.run(on: read, recipe: recipe).model
    let ofArrays = try training.run(on: rides.table(), recipe: recipe).model
    #expect(ofFiles.bytes == ofArrays.bytes)
    #expect(
      try ofFiles.predict(DataTable.read(paths, for: ofFiles)) == ofArrays.predict(rides.table()))
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let columns: [(name: String, values: ColumnValues)]
    let message: String
    var testDescription: String { message }
  }

  @Test(arguments: [
    Wrong(
      columns: [("a", .numbers([1])), ("b", .strings(["x", "y"]))],
      message: "column `b`: has 2 rows, but column `a` has 1"),
    Wrong(
      columns: [("a", .numbers([1])), ("a", .numbers([2]))], message: "Two columns are called `a`"),
    Wrong(columns: [("", .numbers([1]))], message: "empty name"),
    Wrong(columns: [("a", .numbers([1, .infinity]))], message: "row 1: the number is infinite"),
    Wrong(columns: [("a", .integers([1, nil, .min]))], message: "Column `a`, row 2"),
    Wrong(columns: [("a", .timestamps([.min]))], message: "use nil for a missing value"),
  ])
  func refuses(wrong: Wrong) {
    let error = #expect(throws: GBDTError.self) { try DataTable(columns: wrong.columns) }
    #expect(error?.code == .data)
    #expect(error?.message.contains(wrong.message) == true, "\(error?.message ?? "")")
  }

  @Test func namesWhatIsWrongWithOptionsAndFiles() throws {
    var options = LoadOptions()
    options.types = [("a", "numeric")]
    var error = #expect(throws: GBDTError.self) {
      try DataTable.read(["x.csv"], options: options)
    }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("cannot have the type `numeric`") == true)

    options = LoadOptions()
    options.delimiter = "é"
    error = #expect(throws: GBDTError.self) { try DataTable.read(["x.csv"], options: options) }
    #expect(error?.code == .usage)

    error = #expect(throws: GBDTError.self) { try DataTable.read(["/nowhere/x.csv"]) }
    #expect(error?.code == .noInput)
    #expect(error?.description.contains("/nowhere/x.csv") == true)

    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,2\n3\n", to: "short.csv")
    error = #expect(throws: GBDTError.self) { try DataTable.read([folder.file("short.csv")]) }
    #expect(error?.code == .data)
    #expect(error?.message.contains("short.csv:3") == true)
    options = LoadOptions()
    options.badRows = .skip
    let table = try DataTable.read([folder.file("short.csv")], options: options)
    #expect(table.rowCount == 1)
    #expect(table.skippedRows.count == 1)
    #expect(table.skippedRows.examples.first?.contains("short.csv:3") == true)
  }
}
