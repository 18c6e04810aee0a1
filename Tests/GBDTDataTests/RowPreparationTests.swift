import GBDTCore
import GBDTData
import GBDTKernels
import GBDTSchema
import GBDTTestSupport
import Testing

/// What processes find out about their rows, merged, is what one process finds with all of them.
@Suite struct RowPreparationTests {
  /// Rows with numbers, categories (some in few rows), missing values and rows that a filter drops.
  static func table(rows: Range<Int>, seed: UInt64 = 7) -> Table {
    let hash = CounterHash(seed: seed, purpose: .bagging)
    let bits = rows.map { hash.value(UInt64($0)) }
    let names = ["north", "südlich", "east", "west", "rare \(rows.lowerBound)"]
    let columns: [ColumnSchema] = [
      .init(name: "fare", type: .number), .init(name: "distance", type: .number),
      .init(name: "zone", type: .category), .init(name: "riders", type: .integer),
    ]
    // Two chunks, the dictionary of the second in another order.
    let middle = rows.count / 2
    let chunks = [0..<middle, middle..<rows.count].map { part in
      let dictionary = part.lowerBound == 0 ? names : names.reversed()
      return TableChunk(
        firstRowNumber: UInt64(rows.lowerBound + part.lowerBound), rowCount: part.count,
        columns: [
          .number(part.map { Double(bits[$0] % 1_000) / 8 }),
          .number(part.map { bits[$0] % 17 == 0 ? .nan : Double(bits[$0] >> 40) }),
          .category(
            CategoryColumn(
              codes: part.map { row in
                let code = Int32(bits[row] >> 20 & 7) - 1
                if code == 4, bits[row] % 50 > 0 { return 0 }
                return code > 4 ? -1 : code
              }, dictionary: dictionary)),
          .integer(part.map { Int64(bits[$0] >> 8 & 7) }),
        ])
    }
    return Table(schema: Schema(columns: columns), chunks: chunks.filter { $0.rowCount > 0 })
  }

  static func checked(_ table: Table) throws -> CheckedRecipe {
    try CheckedRecipe(
      Recipe(
        label: "fare", weight: "riders", types: [], dropRowsWhere: ["riders == 7"],
        features: [
          Recipe.Feature(name: "distance", expression: "distance"),
          Recipe.Feature(name: "zone", expression: "zone"),
          Recipe.Feature(name: "riders", expression: "riders"),
        ], categorical: []),
      schema: table.schema)
  }

  struct Outcome {
    var features: [BinnedFeature]
    var summary: BinningSummary
    var training: [RowBlock]
    var validation: [RowBlock]
  }

  /// All partitions prepared, in two steps with what is agreed between them.
  static func prepare(
    _ parts: [Table], validation: [Table?], split: RowSplit?, options: BinningOptions
  ) throws -> Outcome {
    let checked = try checked(parts[0])
    let preparations = try zip(parts, validation).map {
      try RowPreparation(
        $0, validation: $1, checked: checked, split: split, options: options, selfTestCount: 16)
    }
    var sketch = try preparations[0].sketch()
    for preparation in preparations.dropFirst() { sketch.merge(try preparation.sketch()) }
    let features = try sketch.finish(names: checked.featureNames, options: options)
    let binned = try preparations.map { try $0.bin(features) }
    // Merged from the last to the first: the order does not matter.
    var summary = binned[binned.count - 1].summary
    for part in binned.dropLast().reversed() { summary.merge(part.summary) }
    return Outcome(
      features: features, summary: summary,
      training: binned.flatMap(\.rows.training.blocks),
      validation: binned.flatMap { $0.rows.validation?.blocks ?? [] })
  }

  /// Where a table of `count` rows is cut into `parts`; for more than two parts some are empty.
  static func cuts(_ count: Int, parts: Int) -> [Range<Int>] {
    let edges =
      switch parts {
      case 1: [0, count]
      case 2: [0, count / 3, count]
      case 3: [0, 0, count - 1, count]
      default: [0, 100, 100, count / 2, count, count]
      }
    return zip(edges, edges.dropFirst()).map { $0..<$1 }
  }

  /// Rows `range` of a table, with their numbers.
  static func part(_ table: Table, _ range: Range<Int>) -> Table {
    let chunks = table.chunks.compactMap { chunk -> TableChunk? in
      let first = Int(chunk.firstRowNumber)
      let rows = range.clamped(to: first..<first + chunk.rowCount)
      return rows.isEmpty ? nil : chunk.rows(rows.lowerBound - first..<rows.upperBound - first)
    }
    return Table(schema: table.schema, chunks: chunks)
  }

  enum Validation: CaseIterable { case none, fraction, table }

  @Test(arguments: [1, 2, 3, 5], Validation.allCases)
  func partitions(count: Int, validation: Validation) throws {
    let all = Self.table(rows: 0..<12_000)
    let others = Self.table(rows: 0..<3_000, seed: 8)
    var options = BinningOptions(maxBin: 31, seed: 3, threads: 2)
    options.limits.sampledRows = 2_000
    let split = validation == .fraction ? RowSplit(validationFraction: 0.2, seed: 3) : nil
    let whole = try Self.prepare(
      [all], validation: [validation == .table ? others : nil], split: split, options: options)
    let parts = try Self.prepare(
      Self.cuts(12_000, parts: count).map { Self.part(all, $0) },
      validation: Self.cuts(3_000, parts: count).map {
        validation == .table ? Self.part(others, $0) : nil
      }, split: split, options: options)

    #expect(parts.features == whole.features)
    #expect(parts.summary.trainingRows == whole.summary.trainingRows)
    #expect(parts.summary.validationRows == whole.summary.validationRows)
    #expect(parts.summary.unseenCategoryCounts == whole.summary.unseenCategoryCounts)
    #expect(Self.rows(parts.training) == Self.rows(whole.training))
    #expect(Self.rows(parts.validation) == Self.rows(whole.validation))
    let selfTest = Self.description(parts.summary.selfTestRows)
    #expect(selfTest == Self.description(whole.summary.selfTestRows))
    #expect(selfTest.count == 16)
    // The naive way: hash all rows, take the smallest.
    let hash = CounterHash(seed: 3, purpose: .selfTestRows)
    let training = whole.training.flatMap { $0.rowNumbers.numbers(in: 0..<$0.rowCount) }
    let expected = training.sorted { hash.value($0) < hash.value($1) }.prefix(16).sorted()
    #expect(parts.summary.selfTestRows.chunks.map(\.rowNumbers) == expected.map { [$0] })
    if validation == .table { #expect(whole.summary.unseenCategoryCounts[1] == 0) }
  }

  @Test func unseenCategoriesOfAllPartitionsAreCounted() throws {
    let training = Self.table(rows: 0..<2_000)
    let validation = [Self.table(rows: 1..<3_000), Self.table(rows: 3_000..<9_000)]
    let outcome = try Self.prepare(
      [training, Self.part(training, 0..<0)], validation: validation, split: nil,
      options: BinningOptions())
    let rare = validation.reduce(0) { count, table in
      table.chunks.reduce(count) { count, chunk in
        guard case .category(let zones) = chunk.columns[2],
          case .integer(let riders) = chunk.columns[3]
        else { return count }
        return count
          + zip(zones.codes, riders).count {
            $0 >= 0 && $1 != 7 && zones.dictionary[Int($0)].hasPrefix("rare")
          }
      }
    }
    #expect(rare > 0)
    #expect(outcome.summary.unseenCategoryCounts == [0, rare, 0])
  }

  @Test func selfTestRowsAreFewIfRowsAre() throws {
    let table = Self.table(rows: 0..<9)
    let parts = Self.cuts(9, parts: 3).map { Self.part(table, $0) }
    let outcome = try Self.prepare(
      parts, validation: [nil, nil, nil], split: nil, options: BinningOptions())
    #expect(outcome.summary.selfTestRows.chunks.count == outcome.summary.trainingRows)
    #expect(outcome.summary.trainingRows <= 9)
  }

  @Test func noRowsAtAll() throws {
    let table = Self.table(rows: 0..<0)
    let outcome = try Self.prepare(
      [table, table], validation: [nil, nil], split: nil, options: BinningOptions())
    #expect(outcome.summary.trainingRows == 0)
    #expect(outcome.summary.selfTestRows.isEmpty)
  }

  /// Bins, label, weight and number of every row, one line a row.
  static func rows(_ blocks: [RowBlock]) -> [String] {
    blocks.flatMap { block in
      let bins = block.columns.indices.map { block.bins(feature: $0) }
      let numbers = block.rowNumbers.numbers(in: 0..<block.rowCount)
      return (0..<block.rowCount).map { row in
        "\(numbers[row]) \(bins.map { $0[row] }) \(block.labels[row]) \(block.weights?[row] ?? -1)"
      }
    }
  }

  static func description(_ rows: SelfTestRows) -> [String] {
    rows.chunks.map { chunk in "\(chunk.rowNumbers) \(chunk.features.map(Self.text))" }
  }

  private static func text(_ column: Column) -> String {
    guard case .category(let values) = column else { return "\(column)" }
    return values.codes.map { $0 < 0 ? "-" : values.dictionary[Int($0)] }.joined(separator: ",")
  }
}
