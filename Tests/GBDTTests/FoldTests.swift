import GBDT
import Testing

/// How rows are divided into folds.
@Suite struct FoldTests {
  /// 120 rows with a label, a group and a time, of which every tenth is missing a feature.
  private func table(groups: [String?]? = nil, times: [Int64?]? = nil) throws -> DataTable {
    let rows = 0..<120
    return try DataTable(columns: [
      "x": .numbers(rows.map { $0 % 10 == 0 ? .nan : Double($0) }),
      "label": .numbers(rows.map { Double($0 * 37 % 120) }),
      "group": .strings(groups ?? rows.map { "g\($0 * $0 % 23)" }),
      "time": .timestamps(times ?? rows.map { Int64($0 * 7 % 50) * 1_000_000 }),
    ])
  }

  private let recipe = """
    {"label": "label", "drop_rows_where": ["label > 99"], "features": [{"name": "x", "expr": "x"}]}
    """

  private func folds(
    _ scheme: FoldScheme?, count: Int = 4, repeats: Int = 1, seed: Int = 0, threads: Int = 1,
    of table: DataTable? = nil
  ) throws -> [FoldRows] {
    var validation = CrossValidation(
      parameters: try Parameters([
        ("seed", ParameterValue(seed)), ("num_threads", ParameterValue(threads)),
      ]))
    validation.scheme = scheme
    validation.foldCount = count
    validation.repeatCount = repeats
    return try validation.folds(of: table ?? self.table(), recipe: FeatureRecipe(json: recipe))
  }

  private static let schemes: [FoldScheme] = [.rows, .stratified, .grouped(by: "group")]

  @Test(arguments: schemes, [2, 3, 7])
  func testEveryKeptRowOnce(scheme: FoldScheme, count: Int) throws {
    let folds = try folds(scheme, count: count)
    let kept = (0..<120).filter { $0 * 37 % 120 <= 99 }
    #expect(folds.flatMap(\.tested).sorted() == kept)
    for fold in folds { #expect((fold.tested + fold.trainedOn).sorted() == kept) }
  }

  @Test(arguments: schemes)
  func followFromSeedAndRepetitionAlone(scheme: FoldScheme) throws {
    let folds = try folds(scheme, repeats: 2)
    #expect(try self.folds(scheme, repeats: 2, threads: 3) == folds)
    #expect(try self.folds(scheme, repeats: 2, seed: 1) != folds)
    #expect(folds[..<4].map(\.tested) != folds[4...].map(\.tested))
    #expect(folds.map(\.repetition) == [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(folds.map(\.fold) == [0, 1, 2, 3, 0, 1, 2, 3])
  }

  @Test(arguments: [FoldScheme.rows, .stratified])
  func areOfEqualSize(scheme: FoldScheme) throws {
    let sizes = try folds(scheme, count: 7).map(\.tested.count)
    #expect(sizes.reduce(0, +) == 100)
    #expect(sizes.allSatisfy { $0 == 14 || $0 == 15 })
  }

  @Test func spreadTheLabelWhenStratified() throws {
    // 100 labels, 0 to 99: with 5 folds 20 shares of 5, of each of which every fold has one row.
    for fold in try folds(.stratified, count: 5) {
      let shares = fold.tested.map { $0 * 37 % 120 / 5 }.sorted()
      #expect(shares == Array(0..<20))
    }
  }

  @Test func keepGroupsWhole() throws {
    let folds = try folds(.grouped(by: "group"), count: 3)
    for fold in folds {
      let tested = Set(fold.tested.map { $0 * $0 % 23 })
      #expect(tested.isDisjoint(with: fold.trainedOn.map { $0 * $0 % 23 }))
    }
    let sizes = folds.map(\.tested.count)
    #expect(try #require(sizes.max()) - #require(sizes.min()) <= 10)
  }

  @Test func trainOnThePastAlone() throws {
    let folds = try folds(.overTime(by: "time"), count: 4)
    let time = { (row: Int) in row * 7 % 50 }
    for fold in folds {
      let first = try #require(fold.tested.map(time).min())
      let last = try #require(fold.trainedOn.map(time).max())
      #expect(last < first)
    }
    for (fold, next) in zip(folds, folds.dropFirst()) {
      #expect((fold.trainedOn + fold.tested).sorted() == next.trainedOn)
    }
    // Two of the kept rows have each time, so blocks differ by one time.
    #expect(folds.allSatisfy { (18...22).contains($0.tested.count) })
  }

  @Test func leaveAGapBeforeTheFuture() throws {
    let folds = try folds(.overTime(by: "time", gap: .time(.seconds(5))), count: 4)
    let time = { (row: Int) in row * 7 % 50 }
    for fold in folds {
      let first = try #require(fold.tested.map(time).min())
      let last = try #require(fold.trainedOn.map(time).max())
      #expect(last == first - 5)
    }
  }

  @Test(arguments: [
    (FoldScheme.rows, 1, GBDTError.Code.usage, "folds=1: there must be at least 2."),
    (.rows, 101, .data, "There are 100 rows for 101 folds; give more rows or fewer folds."),
    (.grouped(by: "gruop"), 4, .data, "The data has no column `gruop`. Did you mean `group`?"),
    (
      .grouped(by: "group"), 13, .data,
      "The column `group` has 12 groups for 13 folds; use fewer folds."
    ),
    (
      .overTime(by: "group"), 4, .data,
      "The column `group` is no time: it holds values of type category, and folds over time need "
        + "timestamps or numbers; read it with --types group=timestamp."
    ),
    (
      .overTime(by: "time"), 60, .data,
      "The column `time` has too few different values for 60 folds over time: rows of one time stay "
        + "together; use fewer folds."
    ),
    (
      .overTime(by: "time", gap: .amount(3)), 4, .usage,
      "The gap 3.0 has no unit, but `time` holds timestamps: give it as 7d, 12h, 30m or 45s."
    ),
    (
      .overTime(by: "label", gap: .time(.seconds(3))), 4, .usage,
      "The gap is a time, but `label` holds numbers: give it in their unit."
    ),
    (
      .overTime(by: "time", gap: .time(.seconds(30))), 4, .data,
      "Fold 1 has no row to train on: none lies as far before its first tested time as the gap asks; use "
        + "a smaller gap or fewer folds."
    ),
  ])
  func refuseWhatCannotBeDivided(
    scheme: FoldScheme, count: Int, code: GBDTError.Code, message: String
  ) throws {
    let error = #expect(throws: GBDTError.self) { try folds(scheme, count: count) }
    #expect(error?.code == code)
    #expect(error?.message == message)
  }

  @Test func refuseRowsWithoutAGroupOrTime() throws {
    let groups = (0..<120).map { $0 == 17 ? nil : "g\($0 % 9)" }
    let error = #expect(throws: GBDTError.self) {
      try folds(.grouped(by: "group"), of: table(groups: groups))
    }
    #expect(
      error?.message
        == "Row 17 has no value in `group`, by which the folds are made: every row needs one; a recipe "
        + "can drop the others with \"drop_rows_where\": [\"is_missing(group)\"].")
  }

  @Test func overTimeAreTheSameEachTime() throws {
    let error = #expect(throws: GBDTError.self) {
      try folds(.overTime(by: "time"), repeats: 2)
    }
    #expect(
      error?.message
        == "repeats=2: folds over time are the same each time; leave repeats out.")
  }
}

extension FoldTests {
  private func folds(
    _ scheme: FoldScheme?, objective: String, group: String? = nil, label: [String?]
  ) throws -> [FoldRows] {
    let table = try DataTable(columns: [
      "x": .integers(label.indices.map { Int64($0 * 31 % 17) }), "label": .strings(label),
      "query": .integers(label.indices.map { Int64($0 / 6) }),
    ])
    var recipe = #"{"label": "label", "features": [{"name": "x", "expr": "x"}]"#
    if let group { recipe += #", "group": "\#(group)""# }
    var validation = CrossValidation(
      parameters: try Parameters([("objective", ParameterValue(objective))]))
    validation.scheme = scheme
    validation.foldCount = 4
    return try validation.folds(of: table, recipe: FeatureRecipe(json: recipe + "}"))
  }

  @Test func eachFoldHasItsShareOfEveryClass() throws {
    let labels = (0..<101).map { $0 % 20 == 3 ? "rare" : "often" }
    for fold in try folds(nil, objective: "binary", label: labels) {
      #expect((1...2).contains(fold.tested.count { labels[$0] == "rare" }))
      #expect((25...26).contains(fold.tested.count))
    }
  }

  @Test func aClassWithFewerRowsThanFoldsIsAnError() throws {
    let labels = (0..<100).map { [3, 7, 50].contains($0) ? "rare" : "often" }
    let error = #expect(throws: GBDTError.self) {
      try folds(.stratified, objective: "binary", label: labels)
    }
    #expect(error?.code == .data)
    #expect(
      error?.message
        == "The class `rare` of `label` has 3 rows, fewer than the 4 folds, which could not all test on "
        + "it; use fewer folds, or folds that are not stratified.")
  }

  @Test func queriesAreKeptWhole() throws {
    let labels = (0..<120).map { $0 % 3 == 0 ? "yes" : "no" }
    for fold in try folds(nil, objective: "binary", group: "query", label: labels) {
      #expect(Set(fold.tested.map { $0 / 6 }).isDisjoint(with: fold.trainedOn.map { $0 / 6 }))
    }
    let error = #expect(throws: GBDTError.self) {
      try folds(.rows, objective: "binary", group: "query", label: labels)
    }
    #expect(error?.code == .usage)
    #expect(error?.message.hasPrefix("Folds of rows would divide the queries of `query`") == true)
  }
}
