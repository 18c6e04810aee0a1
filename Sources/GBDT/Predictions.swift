/// Predictions of a model for the rows of a table, in their order.
public struct Predictions: Sendable, Equatable {
  /// Row-major, `outputCount` a row: what the objective's link makes of the raw scores. Of two classes
  /// learned with a single output the chance of the second; of classes with an output each their chances.
  public let values: [Double]
  /// Predictions a row, at least 1.
  public let outputCount: Int
  /// The classes of the model's label, ascending, as they stood in the training data; empty where labels
  /// are numbers.
  public let classes: [RowValue]

  /// Number of rows.
  public var rowCount: Int { values.count / outputCount }

  /// The place in `classes` of each row's likeliest class, the first of equally likely ones; empty where
  /// labels are numbers.
  public var classIndices: [Int] {
    if classes.isEmpty { return [] }
    if outputCount == 1 { return values.map { $0 > 0.5 ? 1 : 0 } }
    return (0..<rowCount).map { row in
      let chances = values[row * outputCount..<(row + 1) * outputCount]
      let highest = chances.indices.max {
        chances[$0] < chances[$1] || (chances[$0] == chances[$1] && $0 > $1)
      }
      return (highest ?? chances.startIndex) - chances.startIndex
    }
  }

  /// The likeliest class of each row, as it stood in the training data; empty where labels are numbers.
  public var predictedClasses: [RowValue] { classIndices.map { classes[$0] } }
}
