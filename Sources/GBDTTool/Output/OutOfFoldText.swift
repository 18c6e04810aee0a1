internal import GBDT

/// Out-of-fold predictions as CSV.
struct OutOfFoldText {
  private let found: OutOfFoldPredictions
  private let columns: PredictionColumns
  private let hasRepeats: Bool

  init(_ found: OutOfFoldPredictions, of model: Model, hasRepeats: Bool) {
    self.found = found
    columns = PredictionColumns(found.predictions, of: model)
    self.hasRepeats = hasRepeats
  }

  /// A header and a record a prediction, with the columns of `gbdt predict`; numbers read back to the same
  /// doubles.
  var csv: [UInt8] {
    var writer = CSVWriter()
    for name in ["row"] + (hasRepeats ? ["repeat"] : []) + ["fold"] + columns.names {
      writer.field(name)
    }
    writer.endRecord()
    let classIndices = found.predictions.classIndices
    let width = found.predictions.outputCount
    for (place, row) in found.rows.enumerated() {
      writer.field(row.row)
      if hasRepeats { writer.field(row.repetition + 1) }
      writer.field(row.fold + 1)
      if !classIndices.isEmpty { writer.field(columns.classTexts[classIndices[place]]) }
      for output in 0..<width { writer.field(found.predictions.values[place * width + output]) }
      writer.endRecord()
    }
    return writer.bytes
  }
}
