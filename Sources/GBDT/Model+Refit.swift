internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

extension Model {
  /// The model with leaf values that follow other rows; what its trees test stays as it is.
  ///
  /// Tree by tree, the value of each leaf becomes `decay` times the old one plus `1 - decay` times the one that
  /// training would give it for these rows, with the parameters that the tree was grown with. Leaves that no
  /// row reaches keep their values. Counts and covers stay those of the rows that the trees were grown on.
  ///
  /// The result depends on neither threads nor the order of files' chunks; it is computed in this process.
  ///
  /// - Parameters:
  ///   - table: with the columns that the model was trained on.
  ///   - decay: how much of the old values is kept, from 0 to 1.
  ///   - threads: 0: as many as this process may use. Never changes a bit of the result.
  /// - Throws: `.usage` for another decay; `.data` for columns or rows that do not fit the model, and a model
  ///   of closures.
  public func refitted(
    on table: DataTable, decay: Double = 0.9, threads: Int = 0
  ) throws(GBDTError) -> Model {
    guard (0...1).contains(decay) else {
      throw GBDTError(
        .usage, "The refit decay rate is \(decay), but it is a share, from 0 to 1.")
    }
    let own = try ModelRecords.parameters(of: trained)
    if own.objective == .custom {
      throw GBDTError(
        .data, "The model's objective is a closure that it does not hold: it cannot be refitted.")
    }
    let threads = threads > 0 ? threads : ProcessorCount.available
    let chunks = try labelledChunks(of: table, threads: threads)
    let rowCount = chunks.reduce(0) { $0 + $1.rowNumbers.count }
    let steps = try steps(endingWith: own)
    let trees = try GBDTError.wrapping { () throws(TrainingError) in
      try ForestRefit(trained, decay: decay, on: chunks, parameters: own, threads: threads)
        .trees { iteration in
          let step = steps.first { iteration < $0.iterations.upperBound } ?? steps[steps.count - 1]
          return (
            step.parameters,
            LearningRates(step.parameters).rate(
              ofIteration: iteration - step.iterations.lowerBound + 1)
          )
        }
    }
    return try model(
      of: trees,
      rows: DataRecord(
        rows: TrainingOutcome.RowCounts(
          read: table.rowCount, dropped: table.rowCount - rowCount, training: rowCount,
          validation: 0),
        validationFraction: nil,
        fingerprint: DataFingerprint.of(
          table.table, columns: checked.trainingColumns.typed(as: table.table.schema),
          threads: threads
        ).description))
  }

  /// The rows of a table as they were for training; an error about a row says where in its files that is.
  private func labelledChunks(
    of table: DataTable, threads: Int
  ) throws(GBDTError) -> [FeatureChunk] {
    let source = try RecipeChunkSource(labelledFor: self, table: table.table)
    do throws(GBDTError) {
      try PreparedRows.requireWholeQueries(
        in: table.table, checked.recipe.roles.group, isOfValidation: false)
      return try GBDTError.wrapping { () throws(DataError) in
        try Parallel.map(count: source.chunkCount, threads: threads) { (index) throws(DataError) in
          try source.chunk(at: index)
        }
      }
    } catch {
      throw error.located(in: table.places)
    }
  }

  /// The iterations of each run that added some, with its parameters.
  private func steps(
    endingWith own: TrainParameters
  ) throws(GBDTError) -> [(iterations: Range<Int>, parameters: TrainParameters)] {
    let data = try GBDTError.wrapping { () throws(JSONError) in try DataRecord(json: trained.data) }
    var steps: [(iterations: Range<Int>, parameters: TrainParameters)] = []
    var start = 0
    for origin in data.madeFrom where origin.iterations > start {
      var earlier = trained
      earlier.parameters = origin.parameters
      steps.append((start..<origin.iterations, try ModelRecords.parameters(of: earlier)))
      start = origin.iterations
    }
    return steps + [(start..<max(start, iterationCount), own)]
  }

  /// This model with other leaf values.
  private func model(of trees: [Tree], rows: DataRecord) throws(GBDTError) -> Model {
    var (record, model) = (rows, trained)
    let history = try GBDTError.wrapping { () throws(JSONError) in
      try HistoryRecord(json: trained.history)
    }
    record.madeFrom = try origins(after: .refitted)
    model.trees = trees
    model.data = record.json
    // What was measured while the trees grew was so with other leaf values.
    model.history =
      HistoryRecord(
        stopReason: history.stopReason, bestIteration: history.bestIteration, metrics: []
      ).json
    let refitted = model
    model.selfTest = try GBDTError.wrapping { () throws(ModelError) in
      try ModelValidator.validate(refitted)
      return try SelfTest.renewed(refitted)
    }
    return try Model(model)
  }

  /// What a model that comes of this one says of where it is from.
  func origins(after step: ModelOrigin.Step) throws(GBDTError) -> [ModelOrigin] {
    let data = try GBDTError.wrapping { () throws(JSONError) in try DataRecord(json: trained.data) }
    return data.madeFrom + [
      ModelOrigin(
        step: step, sha256: sha256, iterations: iterationCount, trainingRows: data.rows.training,
        fingerprint: data.fingerprint, parameters: trained.parameters)
    ]
  }
}
