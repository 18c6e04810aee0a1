internal import GBDTCore
internal import GBDTData
internal import GBDTSchema

/// Folds that test on what comes after all that they train on.
struct FutureFolds {
  private let column: String
  private let rowCount: Int
  /// Of the rows to divide, ascending.
  private let order: [(row: Int, time: Double)]
  /// In the unit of the times.
  private let gap: Double

  /// - Throws: `.data` for a column that is not there, has no times or lacks some; `.usage` for a gap that
  ///   does not suit it.
  init(
    _ table: Table, rows: [Int], column: String, gap: FoldScheme.TimeGap
  ) throws(GBDTError) {
    let position = try table.schema.position(ofColumn: column)
    let type = table.schema.columns[position].type
    guard type != .category, type != .boolean, let times = table.numbers(inColumn: position) else {
      throw GBDTError(
        .data,
        "The column `\(column)` is no time: it holds values of type \(type.rawValue), and folds over time "
          + "need timestamps or numbers; read it with --types \(column)=timestamp.")
    }
    if let row = rows.first(where: { times[$0].isNaN }) { throw table.missing(column, row: row) }
    self.column = column
    self.gap = try Self.distance(gap, column: column, isTimestamp: type == .timestamp)
    rowCount = table.rowCount
    order = rows.map { (row: $0, time: times[$0]) }
      .sorted { ($0.time, $0.row) < ($1.time, $1.row) }
  }

  private static func distance(
    _ gap: FoldScheme.TimeGap, column: String, isTimestamp: Bool
  ) throws(GBDTError) -> Double {
    let distance: Double
    switch gap {
    case .none: return 0
    case .time(let duration):
      guard isTimestamp else {
        throw GBDTError(
          .usage, "The gap is a time, but `\(column)` holds numbers: give it in their unit.")
      }
      distance = duration / .microseconds(1)
    case .amount(let amount):
      guard !isTimestamp else {
        throw GBDTError(
          .usage,
          "The gap \(amount) has no unit, but `\(column)` holds timestamps: give it as 7d, 12h, 30m or "
            + "45s.")
      }
      distance = amount
    }
    guard distance >= 0, distance.isFinite else {
      throw GBDTError(.usage, "The gap \(distance) must be at least 0.")
    }
    return distance
  }

  /// One block more than folds, as equal as times that occur more than once allow.
  ///
  /// - Throws: `.data` where a fold would have no row to test or to train on.
  func division(_ foldCount: Int) throws(GBDTError) -> FoldDivision {
    let starts = try (1...foldCount).map { (block) throws(GBDTError) in
      try start(ofBlock: block, blockCount: foldCount + 1)
    }
    var folds = [Int?](repeating: nil, count: rowCount)
    var times = [Double](repeating: .nan, count: rowCount)
    var fold: Int?
    for (place, (row, time)) in order.enumerated() {
      while starts.count > (fold ?? -1) + 1, starts[(fold ?? -1) + 1] == place {
        fold = (fold ?? -1) + 1
      }
      folds[row] = fold
      times[row] = time
    }
    let lastTimes = try starts.enumerated().map { (fold, start) throws(GBDTError) in
      try lastTrainingTime(before: start, fold: fold)
    }
    return FoldDivision(
      folds: folds, foldCount: foldCount,
      past: FoldDivision.Past(times: times, lastTimes: lastTimes))
  }

  /// The place in order of a block's first row: all rows of its time belong to it.
  private func start(ofBlock block: Int, blockCount: Int) throws(GBDTError) -> Int {
    var place = order.count * block / blockCount
    while place > 0, order[place - 1].time == order[place].time { place -= 1 }
    let before = order.count * (block - 1) / blockCount
    guard place > 0, block == 1 || order[place].time != order[before].time else {
      throw GBDTError(
        .data,
        "The column `\(column)` has too few different values for \(blockCount - 1) folds over time: rows "
          + "of one time stay together; use fewer folds.")
    }
    return place
  }

  private func lastTrainingTime(before start: Int, fold: Int) throws(GBDTError) -> Double {
    let firstTested = order[start].time
    guard
      let last = order[..<start].last(where: { firstTested - $0.time >= gap })
    else {
      throw GBDTError(
        .data,
        "Fold \(fold + 1) has no row to train on: none lies as far before its first tested time as the "
          + "gap asks; use a smaller gap or fewer folds.")
    }
    return last.time
  }
}
