import GBDTCore
import GBDTData
import GBDTParameters
import GBDTSchema
import Testing

/// Columns with a role on their way from a table to row blocks, for any partitioning.
@Suite struct RolePreparationTests {
  private static func checked() throws -> CheckedRecipe {
    var recipe = Recipe(
      label: "kind", weight: nil, types: [], dropRowsWhere: ["x == 5"],
      features: [Recipe.Feature(name: "x", expression: "x")], categorical: [])
    (recipe.roles.group, recipe.roles.exposure) = ("query", "years")
    recipe.roles.initScores = ["s0", "s1"]
    return try CheckedRecipe(recipe, schema: table(rows: 0..<0).schema)
  }

  /// Queries of one to six rows.
  private static func table(rows: Range<Int>, kinds: [String] = ["red", "blue", "green"]) -> Table {
    let hash = CounterHash(seed: 11, purpose: .bagging)
    let columns: [(String, (Int) -> RowValue)] = [
      ("kind", { .string(kinds[Int(hash.value(UInt64($0)) % UInt64(kinds.count))]) }),
      ("query", { .string("q\(query(ofRow: $0))") }),
      ("years", { .number(Double($0 % 9) / 8 + 0.125) }), ("s0", { .number(Double($0)) }),
      ("s1", { .number(-Double($0)) }), ("x", { .number(Double($0 % 13)) }),
    ]
    let chunks = stride(from: rows.lowerBound, to: rows.upperBound, by: 70).map { first in
      let part = first..<min(first + 70, rows.upperBound)
      return TableChunk(
        firstRowNumber: UInt64(first), rowCount: part.count,
        columns: columns.map { _, value in Column(part.map(value)) })
    }
    return Table(
      schema: Schema(
        columns: columns.map {
          ColumnSchema(name: $0.0, type: $0.0 == "kind" || $0.0 == "query" ? .category : .number)
        }), chunks: chunks)
  }

  /// Six queries in every 21 rows.
  private static func query(ofRow row: Int) -> Int {
    let ends = [1, 3, 6, 10, 15, 21]
    return row / 21 * 6 + ends.count { $0 <= row % 21 }
  }

  private struct Prepared {
    var classes: [ClassLabel]
    var training: [String]
    var validation: [String]
  }

  private static func prepare(
    _ parts: [Table], validation: [Table?], split: RowSplit?
  ) throws -> Prepared {
    let options = BinningOptions(threads: 2)
    let checked = try checked()
    let preparations = try zip(parts, validation).map {
      try RowPreparation(
        $0, validation: $1, checked: checked, split: split, labelKind: .classes,
        options: options, selfTestCount: 4)
    }
    var sketch = try preparations[0].sketch()
    for preparation in preparations.dropFirst() {
      sketch.merge(
        try DatasetSketch(
          decoding: preparation.sketch().encoded, isCategorical: checked.isCategorical,
          classes: checked.classSketch(for: .classes), limits: options.limits))
    }
    let features = try sketch.finish(names: checked.featureNames, options: options)
    let classes = try sketch.classes(for: .classes, checked)
    let binned = try preparations.map { try $0.bin(features, classes: classes).rows }
    #expect(binned.allSatisfy { $0.classCount == classes.count })
    return Prepared(
      classes: classes, training: binned.flatMap { $0.training.blocks.flatMap(lines) },
      validation: binned.flatMap { $0.validation?.blocks.flatMap(lines) ?? [] })
  }

  /// All that a block has of each row, one line a row.
  private static func lines(_ block: RowBlock) -> [String] {
    let numbers = block.rowNumbers.numbers(in: 0..<block.rowCount)
    guard let groups = block.groups, let exposures = block.exposures else { return [] }
    let keys = (0..<groups.queryCount).flatMap { query in
      groups.rows(ofQuery: query).map { _ in groups.keys[query] }
    }
    return (0..<block.rowCount).map { row in
      "\(numbers[row]) \(block.labels[row]) \(keys[row]) \(block.initScores.map { $0[row] }) "
        + "\(exposures[row])"
    }
  }

  /// The same, straight from the table.
  private static func expected(_ table: Table, classes: [ClassLabel]) throws -> [String] {
    let evaluator = try RecipeEvaluator(
      checked(), tableSchema: table.schema, purpose: .training, labelKind: .classes
    ).knowing(classes)
    return try table.chunks.flatMap { chunk in
      let chunk = try evaluator.evaluate(chunk)
      return chunk.rowNumbers.indices.map { row in
        "\(chunk.rowNumbers[row]) \(chunk.labels[row]) \(chunk.roles.groups?[row] ?? 0) "
          + "\(chunk.roles.initScores.map { $0[row] }) \(chunk.roles.exposures?[row] ?? 0)"
      }
    }
  }

  @Test(arguments: [[0, 500], [0, 210, 500], [0, 0, 21, 420, 420, 500]])
  func partsMakeTheWhole(cuts: [Int]) throws {
    let parts = zip(cuts, cuts.dropFirst()).map { Self.table(rows: $0..<$1) }
    let other = Self.table(rows: 600..<640)
    let prepared = try Self.prepare(
      parts, validation: parts.indices.map { $0 == 0 ? other : Self.table(rows: 0..<0) },
      split: nil)
    #expect(prepared.classes == [.string("blue"), .string("green"), .string("red")])
    #expect(
      try prepared.training
        == Self.expected(Self.table(rows: 0..<500), classes: prepared.classes))
    #expect(try prepared.validation == Self.expected(other, classes: prepared.classes))
  }

  @Test(arguments: [[0, 500], [0, 210, 420, 500]]) func splitsKeepQueriesWhole(
    cuts: [Int]
  ) throws {
    let parts = zip(cuts, cuts.dropFirst()).map { Self.table(rows: $0..<$1) }
    let prepared = try Self.prepare(
      parts, validation: parts.map { _ in nil },
      split: RowSplit(validationFraction: 0.3, seed: 5))
    let all = try Self.expected(Self.table(rows: 0..<500), classes: prepared.classes)
    #expect((prepared.training + prepared.validation).sorted() == all.sorted())
    let queries = { (lines: [String]) in Set(lines.map { $0.split(separator: " ")[2] }) }
    #expect(queries(prepared.training).isDisjoint(with: queries(prepared.validation)))
    #expect((20...60).contains(queries(prepared.validation).count))
  }

  @Test func validationRowsOfAnotherClassAreRefused() throws {
    let other = Self.table(rows: 0..<50, kinds: ["red", "mauve"])
    let error = #expect(throws: DataError.self) {
      try Self.prepare([Self.table(rows: 0..<100)], validation: [other], split: nil)
    }
    #expect(
      error?.message.hasSuffix(
        "has the label `mauve`, which no training row has; the classes are `blue`, `green`, `red`")
        == true)
  }
}

extension Column {
  /// - Precondition: all numbers, or all strings.
  fileprivate init(_ values: [RowValue]) {
    let strings = values.compactMap { value -> String? in
      if case .string(let text) = value { text } else { nil }
    }
    self =
      strings.count < values.count
      ? .number(values.map(\.asNumber)) : .category(CategoryColumn(strings))
  }
}
