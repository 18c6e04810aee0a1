internal import GBDT

/// Out-of-fold predictions as CSV.
struct OutOfFoldText {
  private let found: OutOfFoldPredictions
  private let hasRepeats: Bool

  init(_ found: OutOfFoldPredictions, hasRepeats: Bool) {
    self.found = found
    self.hasRepeats = hasRepeats
  }

  /// A header and a record a prediction; numbers read back to the same doubles.
  var csv: [UInt8] {
    var writer = CSVWriter()
    for name in ["row"] + (hasRepeats ? ["repeat"] : []) + ["fold", "prediction"] {
      writer.field(name)
    }
    writer.endRecord()
    for (row, prediction) in zip(found.rows, found.predictions) {
      writer.field(row.row)
      if hasRepeats { writer.field(row.repetition + 1) }
      writer.field(row.fold + 1)
      writer.field(prediction)
      writer.endRecord()
    }
    return writer.bytes
  }
}
