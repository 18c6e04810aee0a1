internal import GBDTCore
internal import GBDTData
internal import GBDTSchema

/// Divides the rows of a table into folds: a function of rows, scheme, seed and repeat alone.
struct FoldDivider {
  private let table: Table
  /// Positions of the rows that the recipe keeps, ascending.
  private let rows: [Int]
  private let foldCount: Int
  private let seed: UInt64

  /// - Parameter rows: positions of the rows to divide, ascending.
  /// - Throws: `.usage` for fewer than two folds, `.data` for fewer rows than folds.
  init(_ table: Table, rows: [Int], foldCount: Int, seed: UInt64) throws(GBDTError) {
    guard foldCount >= 2 else {
      throw GBDTError(.usage, "folds=\(foldCount): there must be at least 2.")
    }
    guard rows.count >= foldCount else {
      throw GBDTError(
        .data, "There are \(rows.count) rows for \(foldCount) folds; give more rows or fewer folds."
      )
    }
    self.table = table
    self.rows = rows
    self.foldCount = foldCount
    self.seed = seed
  }

  /// - Parameters:
  ///   - label: the column to stratify by.
  ///   - hasClasses: whether its values are classes, rather than numbers.
  ///   - repetition: from 0; another one gives other folds, but for those over time.
  /// - Throws: `.data` for columns that are not there or do not suit, and for rows that cannot be divided
  ///   as asked.
  func division(
    _ scheme: FoldScheme, label: String, hasClasses: Bool, repetition: Int
  ) throws(GBDTError) -> FoldDivision {
    let hash = CounterHash(seed: seed, purpose: .folds).atIteration(UInt64(repetition))
    switch scheme {
    case .rows:
      return dealt(strata: [Int](repeating: 0, count: rows.count), hash: hash)
    case .stratified:
      let strata =
        hasClasses ? try classes(ofColumn: label) : try shares(ofColumn: label, hash: hash)
      return dealt(strata: strata, hash: hash)
    case .grouped(let column):
      return try grouped(byColumn: column, hash: hash)
    case .overTime(let column, let gap):
      return try FutureFolds(table, rows: rows, column: column, gap: gap).division(foldCount)
    }
  }

  /// Rows of each stratum, in hashed order, are dealt to the folds in turn, and the next stratum goes on
  /// where one ended: folds differ by a row at most in all, and in each stratum.
  private func dealt(strata: [Int], hash: CounterHash) -> FoldDivision {
    let order = rows.indices
      .map { (place: $0, stratum: strata[$0], hash: hash.value(UInt64(rows[$0]))) }
      .sorted { ($0.stratum, $0.hash, $0.place) < ($1.stratum, $1.hash, $1.place) }
    var folds = [Int?](repeating: nil, count: table.rowCount)
    for (turn, row) in order.enumerated() { folds[rows[row.place]] = turn % foldCount }
    return FoldDivision(folds: folds, foldCount: foldCount)
  }

  // MARK: Strata

  /// The number of each row's class.
  private func classes(ofColumn name: String) throws(GBDTError) -> [Int] {
    let position = try table.schema.position(ofColumn: name)
    let values = ValueNumbers(of: table, column: position)
    let classes = try rows.map { (row) throws(GBDTError) in
      guard let number = values.numbers[row] else { throw table.missing(name, row: row) }
      return number
    }
    var counts = [Int](repeating: 0, count: values.count)
    for number in classes { counts[number] += 1 }
    if let rare = counts.firstIndex(where: { $0 > 0 && $0 < foldCount }) {
      throw GBDTError(
        .data,
        "The class \(table.text(row: values.firstRows[rare], column: position)) of `\(name)` has "
          + "\(counts[rare]) rows, fewer than the \(foldCount) folds, which could not all test on it; use "
          + "fewer folds, or folds that are not stratified.")
    }
    return classes
  }

  /// Labels that are numbers have a hundred strata of equal size, or fewer, so that each has a row for
  /// every fold.
  private static let mostShares = 100

  /// The number of each row's share of the rows, ordered by label.
  private func shares(
    ofColumn name: String, hash: CounterHash
  ) throws(GBDTError) -> [Int] {
    let position = try table.schema.position(ofColumn: name)
    guard let labels = table.numbers(inColumn: position) else {
      throw GBDTError(
        .data, "The label `\(name)` holds text, but this objective needs numbers.")
    }
    let shareCount = max(1, min(Self.mostShares, rows.count / foldCount))
    let order = rows.indices
      .map { (place: $0, label: labels[rows[$0]], hash: hash.value(UInt64(rows[$0]))) }
      .sorted { ($0.label, $0.hash, $0.place) < ($1.label, $1.hash, $1.place) }
    var shares = [Int](repeating: 0, count: rows.count)
    for (rank, row) in order.enumerated() { shares[row.place] = rank * shareCount / rows.count }
    return shares
  }

  // MARK: Groups

  /// Groups, the large ones first, go each to the fold that has the fewest rows so far.
  ///
  /// Groups whose sizes have the same number of binary digits come in hashed order, so that repeats differ.
  private func grouped(
    byColumn name: String, hash: CounterHash
  ) throws(GBDTError) -> FoldDivision {
    let values = ValueNumbers(of: table, column: try table.schema.position(ofColumn: name))
    var sizes = [Int](repeating: 0, count: values.count)
    for row in rows {
      guard let group = values.numbers[row] else { throw table.missing(name, row: row) }
      sizes[group] += 1
    }
    let order = sizes.indices.filter { sizes[$0] > 0 }
      .map { group in
        (
          group: group, digits: Int.bitWidth - sizes[group].leadingZeroBitCount,
          hash: hash.value(UInt64(group))
        )
      }
      .sorted { ($1.digits, $0.hash, $0.group) < ($0.digits, $1.hash, $1.group) }
    guard order.count >= foldCount else {
      throw GBDTError(
        .data,
        "The column `\(name)` has \(order.count) groups for \(foldCount) folds; use fewer folds.")
    }
    var foldOfGroup = [Int](repeating: 0, count: values.count)
    var foldSizes = [Int](repeating: 0, count: foldCount)
    for (group, _, _) in order {
      let fold = foldSizes.indices.min { foldSizes[$0] < foldSizes[$1] } ?? 0
      foldOfGroup[group] = fold
      foldSizes[fold] += sizes[group]
    }
    var folds = [Int?](repeating: nil, count: table.rowCount)
    for row in rows { folds[row] = values.numbers[row].map { foldOfGroup[$0] } }
    return FoldDivision(folds: folds, foldCount: foldCount)
  }
}

extension Schema {
  /// - Throws: `.data` for a name that there is not, with the nearest that there is.
  func position(ofColumn name: String) throws(GBDTError) -> Int {
    guard let position = index(of: name) else {
      throw GBDTError(
        .data,
        "The data has no column `\(name)`."
          + Suggestion.sentence(for: name, among: columns.map(\.name)))
    }
    return position
  }
}

extension Table {
  /// The error for a row of a fold without a value that folds are made by.
  func missing(_ column: String, row: Int) -> GBDTError {
    GBDTError(
      .data,
      "Row \(row) has no value in `\(column)`, by which the folds are made: every row needs one; a "
        + "recipe can drop the others with \"drop_rows_where\": [\"is_missing(\(column))\"].")
  }

  /// A value for a message.
  func text(row: Int, column position: Int) -> String {
    var first = 0
    for chunk in chunks {
      if row < first + chunk.rowCount {
        let place = row - first
        switch chunk.columns[position] {
        case .number(let values): return "\(values[place])"
        case .integer(let values), .timestamp(let values): return "\(values[place])"
        case .boolean(let values): return values[place] == 0 ? "false" : "true"
        case .category(let column): return "`\(column.dictionary[Int(column.codes[place])])`"
        }
      }
      first += chunk.rowCount
    }
    preconditionFailure("the row is one of the table's")
  }
}
