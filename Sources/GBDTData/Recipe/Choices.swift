/// `if` and `coalesce`, a column at a time.
enum Choices {
  /// `then` where the condition is true, `otherwise` where it is false, missing where it is missing.
  static func conditional(_ condition: [UInt8], _ then: Column, _ otherwise: Column) -> Column {
    choose(then, otherwise) { row in
      switch condition[row] {
      case 0: .second
      case 1: .first
      default: .neither
      }
    }
  }

  /// `first` where it is there, else `second`.
  static func coalesce(_ first: Column, _ second: Column) -> Column {
    let missing = first.missingFlags
    return choose(first, second) { missing[$0] == 0 ? .first : .second }
  }

  private enum Choice { case first, second, neither }

  /// - Precondition: both columns have one type.
  @inline(__always)
  private static func choose(
    _ first: Column, _ second: Column, _ choice: (Int) -> Choice
  ) -> Column {
    switch first {
    case .number(let values): .number(pick(values, second.numbers, .nan, choice))
    case .boolean(let values):
      .boolean(pick(values, second.booleans, Column.missingBoolean, choice))
    case .integer(let values), .timestamp(let values):
      .timestamp(pick(values, second.timestamps, Column.missingInteger, choice))
    case .category(let values):
      chooseStrings(values, second.strings, choice)
    }
  }

  @inline(__always)
  private static func chooseStrings(
    _ first: CategoryColumn, _ second: CategoryColumn, _ choice: (Int) -> Choice
  ) -> Column {
    let (codes, dictionary) = CategoryColumn.aligned([first, second])
    return .category(
      CategoryColumn(
        codes: pick(codes[0], codes[1], Column.missingCategory, choice), dictionary: dictionary))
  }

  @inline(__always)
  private static func pick<Value>(
    _ first: [Value], _ second: [Value], _ missing: Value, _ choice: (Int) -> Choice
  ) -> [Value] {
    first.indices.map { row in
      switch choice(row) {
      case .first: first[row]
      case .second: second[row]
      case .neither: missing
      }
    }
  }
}
