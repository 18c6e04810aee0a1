internal import GBDT

/// Predicts the held-out rows, which are in memory as a table, with a model from a file.
struct PredictBenchmark {
  /// Rows predicted before the clock starts: threads, and memory for results, are there then.
  private static let warmUpRowCount = 10_000

  private let rows: RowFiles
  private let modelPath: String
  private let threads: Int
  private let predictionsPath: String

  init(_ arguments: BenchmarkArguments) throws(BenchmarkError) {
    rows = RowFiles(folder: try arguments.text("--data"))
    modelPath = try arguments.text("--model")
    threads = try arguments.count("--threads")
    predictionsPath = try arguments.text("--predictions")
  }

  func run() throws(BenchmarkError) -> Measurement {
    let table = try rows.table(.heldOut, isLabelled: false)
    let few = try rows.table(.heldOut, rowCount: Self.warmUpRowCount, isLabelled: false)
    let (predictions, seconds) = try BenchmarkError.wrapping { () throws(GBDTError) in
      let model = try Model(contentsOf: modelPath)
      _ = try model.predict(few, threads: threads)
      var clock = PhaseClock()
      let predictions = try model.predict(table, threads: threads)
      return (predictions, clock.lap())
    }
    try BinaryFile.write(predictions, to: predictionsPath)
    var measurement = Measurement()
    measurement.add("predict_s", seconds)
    measurement.add("rows", predictions.count)
    return measurement
  }
}
