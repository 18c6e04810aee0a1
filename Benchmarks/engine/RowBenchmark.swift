internal import GBDT

/// Predicts held-out rows one at a time with a model from a file: once to warm up, then several times
/// against the clock.
struct RowBenchmark {
  /// What a caller has of a row.
  private enum Variant: String {
    /// The features, as numbers.
    case features
    /// Raw values, which go through the model's recipe.
    case raw
  }

  /// Odd, so that one of them is the median. A pass takes milliseconds, which an interruption doubles.
  private static let passCount = 9

  private let rows: RowFiles
  private let modelPath: String
  private let rowCount: Int
  private let predictionsPath: String
  private let variant: Variant

  init(_ arguments: BenchmarkArguments) throws(BenchmarkError) {
    rows = RowFiles(folder: try arguments.text("--data"))
    modelPath = try arguments.text("--model")
    rowCount = try arguments.count("--rows")
    predictionsPath = try arguments.text("--predictions")
    let name = arguments.optionalText("--variant") ?? Variant.features.rawValue
    guard let variant = Variant(rawValue: name) else {
      throw BenchmarkError("option `--variant` is `\(name)`; expected features or raw")
    }
    self.variant = variant
  }

  func run() throws(BenchmarkError) -> Measurement {
    let features = try rows.features(.heldOut, rowCount: rowCount)
    let predictor = try BenchmarkError.wrapping { () throws(GBDTError) in
      RowPredictor(try Model(contentsOf: modelPath))
    }
    let (predictions, seconds) =
      switch variant {
      case .features:
        try Self.timed(features) { row throws(GBDTError) in try predictor.predict(features: row) }
      case .raw:
        try Self.timed(features.map { $0.map(RowValue.number) }) { row throws(GBDTError) in
          try predictor.predict(row)
        }
      }
    try BinaryFile.write(predictions, to: predictionsPath)
    var measurement = Measurement()
    measurement.add("row_us", seconds / Double(max(features.count, 1)) * 1e6)
    measurement.add("rows", features.count)
    return measurement
  }

  /// The predictions, and the seconds of the median pass over all rows.
  private static func timed<Row>(
    _ rows: [Row], _ predict: (Row) throws(GBDTError) -> Double
  ) throws(BenchmarkError) -> (predictions: [Double], seconds: Double) {
    try BenchmarkError.wrapping { () throws(GBDTError) in
      var predictions = [Double](repeating: 0, count: rows.count)
      var seconds: [Double] = []
      var clock = PhaseClock()
      for _ in 0...passCount {
        for place in rows.indices { predictions[place] = try predict(rows[place]) }
        seconds.append(clock.lap())
      }
      return (predictions, seconds.dropFirst().sorted()[passCount / 2])
    }
  }
}
