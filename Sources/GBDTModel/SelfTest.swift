internal import GBDTCore

/// Rows that travel with a model together with the raw scores that they must give.
package enum SelfTest {
  /// Rows to store are at most this many; a file may have more.
  package static let usualCount = 16

  /// Self-test rows from feature rows that the caller chose, with the scores that `predictor` gives them.
  ///
  /// - Throws: as `rawScores`.
  package static func rows(
    _ rows: FeatureRows, predictor: ForestPredictor
  ) throws(ModelError) -> [SelfTestRow] {
    let raw = try predictor.rawScores(of: rows)
    return (0..<rows.rowCount).map { row in
      SelfTestRow(
        values: rows.columns.map { value(of: $0, row: row) },
        raw: Array(raw.values[(row * raw.outputCount)..<((row + 1) * raw.outputCount)]))
    }
  }

  /// The self-test rows of a model, with the scores that it gives them now.
  ///
  /// - Throws: as `rawScores`.
  package static func renewed(_ model: TrainedModel) throws(ModelError) -> [SelfTestRow] {
    try rows(featureRows(of: model), predictor: ForestPredictor(model: model))
  }

  /// Checks that a model gives its self-test rows the raw scores stored with them, bit for bit.
  ///
  /// - Throws: `ModelError` naming the first row that differs.
  package static func verify(_ model: TrainedModel) throws(ModelError) {
    let scores = try ForestPredictor(model: model).rawScores(of: featureRows(of: model))
    let outputCount = model.baseScore.count
    for (row, test) in model.selfTest.enumerated() {
      for output in 0..<outputCount {
        let (found, expected) = (scores.values[row * outputCount + output], test.raw[output])
        guard found.bitPattern != expected.bitPattern else { continue }
        throw ModelError(
          .data,
          "The model does not pass its own test: row \(row) of `self_test` gives the raw score "
            + "\(found), but \(expected) was stored. The model was changed after it was written, or "
            + "written by a faulty program.")
      }
    }
  }

  /// The self-test rows as columns.
  static func featureRows(of model: TrainedModel) -> FeatureRows {
    let columns = model.features.enumerated().map { feature, description -> FeatureColumn in
      let values = model.selfTest.map { $0.values[feature] }
      switch description.kind {
      case .numeric:
        return .numbers(values.map { if case .number(let number) = $0 { number } else { .nan } })
      case .categorical:
        // One dictionary entry a row: entries need not be distinct for the predictor.
        let texts = values.map { if case .category(let text) = $0 { text } else { "" } }
        let codes = values.enumerated().map { row, value in
          if case .category = value { Int32(row) } else { Int32(-1) }
        }
        return .categories(codes: codes, dictionary: texts)
      }
    }
    return FeatureRows(columns: columns, rowCount: model.selfTest.count)
  }

  private static func value(of column: FeatureColumn, row: Int) -> SelfTestRow.Value {
    switch column {
    case .numbers(let values):
      values[row].isNaN ? .missing : .number(values[row])
    case .categories(let codes, let dictionary):
      dictionary.indices.contains(Int(codes[row]))
        ? .category(dictionary[Int(codes[row])]) : .missing
    }
  }
}
