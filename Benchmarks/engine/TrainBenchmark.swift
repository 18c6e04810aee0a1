internal import GBDT

/// Trains on the training rows and predicts the held-out ones.
struct TrainBenchmark {
  private let rows: RowFiles
  private let rowCount: Int?
  private let threads: Int
  private let parameters: Parameters
  private let predictionsPath: String
  private let modelPath: String?

  init(_ arguments: BenchmarkArguments) throws(BenchmarkError) {
    rows = RowFiles(folder: try arguments.text("--data"))
    rowCount = try arguments.optionalCount("--rows")
    threads = try arguments.count("--threads")
    predictionsPath = try arguments.text("--predictions")
    modelPath = arguments.optionalText("--model")
    var settings: [(name: String, value: ParameterValue)] = []
    for (name, option) in [
      ("num_iterations", "--trees"), ("num_leaves", "--leaves"), ("learning_rate", "--rate"),
      ("max_bin", "--bins"), ("num_threads", "--threads"), ("objective", "--objective"),
    ] {
      settings.append((name, ParameterValue(try arguments.text(option))))
    }
    parameters = try BenchmarkError.wrapping { () throws(GBDTError) in try Parameters(settings) }
  }

  func run() throws(BenchmarkError) -> Measurement {
    let table = try rows.table(.training, rowCount: rowCount, isLabelled: true)
    let (outcome, growth) = try ResidentMemory.peakGrowth { () throws(BenchmarkError) in
      try BenchmarkError.wrapping { () throws(GBDTError) in
        let recipe = try FeatureRecipe(
          everyColumnOf: table, label: RowFiles.label,
          weight: rows.isWeighted ? RowFiles.weight : nil)
        return try Training(parameters: parameters).run(on: table, recipe: recipe)
      }
    }
    // The peers' raw rows stay in memory while they train; so do these.
    withExtendedLifetime(table) {}
    let heldOut = try rows.table(.heldOut, isLabelled: false)
    let predictions = try BenchmarkError.wrapping { () throws(GBDTError) in
      if let modelPath { try outcome.model.write(to: modelPath) }
      return try outcome.model.predict(heldOut, threads: threads)
    }
    try BinaryFile.write(predictions, to: predictionsPath)
    var measurement = Measurement()
    measurement.add("bin_s", outcome.binSeconds)
    measurement.add("train_s", outcome.trainSeconds)
    measurement.add("memory_bytes", growth)
    measurement.add("rows", outcome.rowCounts.training)
    measurement.add("trees", outcome.model.treeCount)
    return measurement
  }
}
