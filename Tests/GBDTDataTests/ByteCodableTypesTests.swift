import GBDTCore
import GBDTData
import GBDTSchema
import GBDTTestSupport
import Testing

/// Every type of this module that travels between processes: what comes back is what was sent, and
/// damaged bytes are refused.
@Suite struct ByteCodableTypesTests {
  static let schema = Schema(columns: [
    .init(name: "fare", type: .number), .init(name: "riders", type: .integer),
    .init(name: "paid", type: .boolean), .init(name: "start", type: .timestamp),
    .init(name: "zône", type: .category),
  ])

  static let columns: [Column] = [
    .number([1.5, .nan, -0.0]), .integer([1, .min, -7]), .boolean([0, 1, 2]),
    .timestamp([0, 1_700_000_000_000_000, .min]),
    .category(CategoryColumn(codes: [1, -1, 0], dictionary: ["b", "", "unused"])),
  ]

  @Test func schemas() throws {
    #expect(ByteCodableCheck(Self.schema).problems.isEmpty)
    #expect(try Schema(decoding: Self.schema.encoded) == Self.schema)
    #expect(ByteCodableCheck(Schema(columns: [])).problems.isEmpty)
    for type in ColumnType.allCases { #expect(try ColumnType(decoding: type.encoded) == type) }
    var writer = ByteWriter()
    writer.values([ColumnSchema](repeating: Self.schema.columns[0], count: 2))
    #expect(throws: ByteError(position: 13, reason: "two columns are called `fare`")) {
      try Schema(decoding: writer.bytes)
    }
  }

  @Test(arguments: 0..<5) func columns(index: Int) throws {
    let column = Self.columns[index]
    #expect(ByteCodableCheck(column).problems.isEmpty)
    let decoded = try Column(decoding: column.encoded)
    // NaN differs from itself: the missing number is compared by its bytes.
    #expect(decoded.encoded == column.encoded)
    if index > 0 { #expect(decoded == column) }
  }

  @Test func columnsThatNoReaderDelivers() {
    let wrong: [(Column, String)] = [
      (.number([0, .infinity]), "row 1: the number is infinite"),
      (.boolean([3]), "row 0: 3 is none of 0, 1 and 2 (missing)"),
      (
        .category(CategoryColumn(codes: [0, 1], dictionary: ["a"])),
        "row 1: code 1 is outside of the dictionary"
      ),
      (
        .category(CategoryColumn(codes: [-2], dictionary: ["a"])),
        "row 0: code -2 is outside of the dictionary"
      ),
      (
        .category(CategoryColumn(codes: [0], dictionary: ["a", "a"])),
        "a dictionary has a string twice"
      ),
    ]
    for (column, reason) in wrong {
      let error = #expect(throws: ByteError.self) { try Column(decoding: column.encoded) }
      #expect(error?.reason == reason)
    }
  }

  static func chunk(
    rowNumbers: [UInt64] = [3, 9], features: [Column]? = nil
  ) -> FeatureChunk {
    FeatureChunk(
      rowNumbers: rowNumbers,
      features: features ?? [
        .number([1, .nan]), .category(CategoryColumn(codes: [0, -1], dictionary: ["x"])),
      ])
  }

  @Test func featureChunks() {
    #expect(ByteCodableCheck(Self.chunk()).problems.isEmpty)
    let wrong: [(FeatureChunk, String)] = [
      (Self.chunk(rowNumbers: [9, 9]), "row numbers do not ascend"),
      (Self.chunk(features: [.number([1])]), "1 values of a feature for 2 rows"),
      (Self.chunk(features: [.integer([1, 2])]), "a feature that is neither number nor category"),
    ]
    for (chunk, reason) in wrong {
      let error = #expect(throws: ByteError.self) { try FeatureChunk(decoding: chunk.encoded) }
      #expect(error?.reason == reason)
    }
  }

  @Test func binnedFeatures() throws {
    let features = [
      BinnedFeature(name: "x", mapper: .numeric(NumericBins(cutPoints: [-1.5, 0, 1e300]))),
      BinnedFeature(name: "none", mapper: .numeric(NumericBins(cutPoints: []))),
      BinnedFeature(
        name: "é", mapper: .categorical(CategoricalBins(categories: ["", "a", "e\u{301}", "é"]))),
    ]
    for feature in features {
      #expect(ByteCodableCheck(feature, mutants: 1_000).problems.isEmpty)
      #expect(try BinnedFeature(decoding: feature.encoded) == feature)
    }
  }

  @Test(arguments: [[1.0, 1], [2, 1], [.nan], [0, .infinity], [-0.0, 0]])
  func cutPointsThatDoNotAscend(values: [Double]) {
    var writer = ByteWriter()
    writer.array(values)
    let error = #expect(throws: ByteError.self) { try NumericBins(decoding: writer.bytes) }
    #expect(error?.reason == "cut points are not finite numbers that ascend")
  }

  @Test func tooManyBins() {
    var writer = ByteWriter()
    writer.array((0..<65_535).map(Double.init))
    let error = #expect(throws: ByteError.self) { try NumericBins(decoding: writer.bytes) }
    #expect(error?.reason == "65535 cut points, more than bins fit two bytes")
  }

  @Test func categoriesThatDoNotAscend() {
    var writer = ByteWriter()
    writer.values(["b", "a"])
    let error = #expect(throws: ByteError.self) { try CategoricalBins(decoding: writer.bytes) }
    #expect(error?.reason == "categories do not ascend")
  }

  @Test func errorsAndSkippedRows() throws {
    let errors = [
      DataError(.data, "is wrong", at: .init(file: "a.csv", line: 3, column: "fare")),
      DataError(.noInput, "", at: .init(line: 0)), DataError(.internal, "naïve"),
    ]
    for error in errors {
      #expect(ByteCodableCheck(error).problems.isEmpty)
      #expect(try DataError(decoding: error.encoded) == error)
    }
    for category in ErrorCategory.allCases {
      #expect(try DataError(decoding: DataError(category, "").encoded).category == category)
    }
  }

  @Test(arguments: [0, 2, 9]) func skippedRows(count: Int) throws {
    let examples = (0..<min(count, 5)).map { DataError(.data, "row \($0)", at: .init(line: $0)) }
    var writer = ByteWriter()
    writer.count(count)
    writer.values(examples)
    let skipped = try SkippedRows(decoding: writer.bytes)
    #expect((skipped.count, skipped.examples) == (count, examples))
    #expect(ByteCodableCheck(skipped).problems.isEmpty)
  }

  @Test func examplesOfRowsThatWereNotSkipped() {
    var writer = ByteWriter()
    writer.count(1)
    writer.values([DataError(.data, ""), DataError(.data, "")])
    let error = #expect(throws: ByteError.self) { try SkippedRows(decoding: writer.bytes) }
    #expect(error?.reason == "2 examples of 1 skipped rows")
  }

  @Test func fingerprints() throws {
    let table = RowPreparationTests.table(rows: 0..<100)
    let sum = FingerprintSum(of: table, columns: table.schema, threads: 2)
    #expect(ByteCodableCheck(sum).problems.isEmpty)
    #expect(try FingerprintSum(decoding: sum.encoded) == sum)
    #expect(sum.fingerprint(schema: table.schema) == DataFingerprint.of(table))
  }

  @Test func summaries() throws {
    let outcome = try RowPreparationTests.prepare(
      [RowPreparationTests.table(rows: 0..<500)], validation: [nil],
      split: RowSplit(validationFraction: 0.3, seed: 1), options: BinningOptions())
    #expect(ByteCodableCheck(outcome.summary, mutants: 2_000).problems.isEmpty)
    let decoded = try BinningSummary(decoding: outcome.summary.encoded)
    #expect(decoded.trainingRows == outcome.summary.trainingRows)
    #expect(
      RowPreparationTests.description(decoded.selfTestRows)
        == RowPreparationTests.description(outcome.summary.selfTestRows))
    #expect(decoded.fits(outcome.features))
    #expect(!decoded.fits(outcome.features.dropLast()))
    #expect(!decoded.fits([1, 0, 2].map { outcome.features[$0] }), "the second is a category")
  }

  @Test func categorySets() {
    var set = CategorySet(limit: 3)
    set.add(CategoryColumn(codes: [0, 2, 3], dictionary: ["b", "unused", "a", "é"]))
    #expect(ByteCodableCheck(set).problems.isEmpty)
    set.add(CategoryColumn(codes: [0], dictionary: ["one too many"]))
    #expect(set.isExceeded)
    #expect(ByteCodableCheck(set).problems.isEmpty)
  }
}
