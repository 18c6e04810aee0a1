internal import GBDTData
internal import GBDTObjectives
internal import GBDTParameters

/// What rows come with beside labels and features: in all processes alike, also in those without rows.
struct RowRoles: Equatable {
  /// Whether some row may weigh other than 1.
  let hasWeights: Bool
  /// Whether rows are of queries.
  let hasQueries: Bool
  /// Initial scores a row.
  let initScoreCount: Int
  let hasExposures: Bool

  init(_ blocks: [RowBlock]) {
    hasWeights = blocks.contains { $0.weights != nil }
    hasQueries = blocks.contains { $0.groups != nil }
    initScoreCount = blocks.lazy.map(\.initScores.count).max() ?? 0
    hasExposures = blocks.contains { $0.exposures != nil }
  }

  /// What rows of some process have, all have: for several sets of rows, in one exchange.
  static func agreed(
    _ sets: [RowRoles], by collective: any TrainingCollective
  ) throws(TrainingError) -> [RowRoles] {
    do throws(CollectiveError) {
      let values = try collective.max(sets.flatMap(\.numbers))
      return sets.indices.map { RowRoles(numbers: Array(values[4 * $0..<4 * $0 + 4])) }
    } catch {
      throw .collective(error)
    }
  }

  private var numbers: [Double] {
    [hasWeights ? 1 : 0, hasQueries ? 1 : 0, Double(initScoreCount), hasExposures ? 1 : 0]
  }

  private init(numbers: [Double]) {
    hasWeights = numbers[0] == 1
    hasQueries = numbers[1] == 1
    initScoreCount = Int(numbers[2])
    hasExposures = numbers[3] == 1
  }

  /// - Throws: `.usage` for what the objective needs and is not there, or has no use for.
  func check(for objective: any Objective, of name: String) throws(TrainingError) {
    let objectiveName = objective.name.rawValue
    if objective.isGrouped, !hasQueries {
      throw .usage(
        "objective=\(objectiveName) compares the rows of a query, but the \(name) set has none: name the "
          + "column that tells queries apart with --group, or a file of their sizes with --query-file."
      )
    }
    if initScoreCount > 0, initScoreCount != objective.outputCount {
      throw .usage(
        "The \(name) set has \(initScoreCount) initial scores a row, but objective=\(objectiveName) has "
          + "\(objective.outputCount) raw scores; give as many columns with --init-score.")
    }
    if hasExposures, objective.name != .poisson {
      throw .usage(
        "Exposures are for objective=poisson, not for objective=\(objectiveName); leave --exposure away."
      )
    }
  }
}
