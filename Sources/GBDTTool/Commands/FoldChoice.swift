internal import GBDT
internal import GBDTCore

extension CommandOption {
  static let folds = one("folds", "K", .input, "Folds; by default 5.")
  static let repeats = one(
    "repeats", "R", .input, "Do all folds so often, each time with other ones; by default once.")
  static let foldBy = choice(
    "fold-by", of: FoldChoice.Kind.self, .input,
    "How rows are dealt to folds: by a hash of seed and row number (rows), or so that each fold has its "
      + "share of every class, or of every hundredth of the numbers of the label (stratified; default for "
      + "objectives with classes).")
  static let foldGroup = one(
    "fold-group", "COLUMN", .input,
    "Keep rows with the same value in this column in one fold. Without a recipe it is no feature.")
  static let time = one(
    "time", "COLUMN", .input,
    "Train on the past and test on the future: order rows by this column of timestamps or numbers, cut "
      + "them into K + 1 blocks, and test on each but the first. Without a recipe it is no feature."
  )
  static let gap = one(
    "gap", "GAP", .input,
    "Leave rows out of training that lie less than this before the first tested one: 7d, 12h, 30m or 45s "
      + "for timestamps, a number for numbers. Needs --time.")
}

/// How rows are divided into folds, as the words of a call say it.
struct FoldChoice {
  enum Kind: String, CaseIterable {
    case rows
    case stratified
  }

  static let options: [CommandOption] = [
    .folds, .repeats, .foldBy, .foldGroup, .time, .gap,
  ]

  /// nil: by the task.
  let scheme: FoldScheme?
  let foldCount: Int
  let repeatCount: Int

  /// - Throws: `ToolError` for options that contradict each other.
  init(_ arguments: ParsedArguments) throws(ToolError) {
    foldCount = try arguments.integer(.folds, in: 2...1_000_000) ?? 5
    repeatCount = try arguments.integer(.repeats, in: 1...1_000_000) ?? 1
    let kinds = [CommandOption.foldBy, .foldGroup, .time].filter(arguments.has)
    if kinds.count > 1 {
      throw ToolError(
        "`--\(kinds[0].name)` conflicts with `--\(kinds[1].name)`; rows are divided in one way.")
    }
    if arguments.has(.gap), !arguments.has(.time) {
      throw ToolError("`--gap` needs `--time COLUMN`, which says what time is.")
    }
    if let column = arguments.value(.time) {
      if repeatCount > 1 {
        throw ToolError(
          "`--repeats` conflicts with `--time`: folds over time are the same each time.")
      }
      scheme = .overTime(by: column, gap: try Self.gap(arguments))
    } else if let column = arguments.value(.foldGroup) {
      scheme = .grouped(by: column)
    } else {
      switch try arguments.choice(.foldBy, as: Kind.self) {
      case .rows: scheme = .rows
      case .stratified: scheme = .stratified
      case nil: scheme = nil
      }
    }
  }

  private static func gap(
    _ arguments: ParsedArguments
  ) throws(ToolError) -> FoldScheme.TimeGap {
    guard let text = arguments.value(.gap) else { return .none }
    let units: [Character: Double] = ["d": 86_400, "h": 3_600, "m": 60, "s": 1]
    if let unit = text.last, let seconds = units[unit], let count = Double(text.dropLast()),
      count >= 0, (count * seconds).isFinite, count * seconds < 1e15
    {
      return .time(.seconds(count * seconds))
    }
    if let amount = Double(text), amount >= 0, amount.isFinite { return .amount(amount) }
    throw ToolError(
      "`--gap \(text)` must be a time such as 7d, 12h, 30m or 45s, or a number of at least 0.")
  }

  /// Columns that are read for the folds alone.
  var columns: [String] { [scheme?.column].compactMap(\.self) }

  func validation(of parameters: Parameters) -> CrossValidation {
    var validation = CrossValidation(parameters: parameters)
    validation.scheme = scheme
    validation.foldCount = foldCount
    validation.repeatCount = repeatCount
    return validation
  }
}
