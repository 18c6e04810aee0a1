internal import GBDT

// Training in this process alone.
extension TrainCommand {
  func trainHere() throws -> Trained {
    var clock = PhaseClock()
    let input = try input()
    let skippedRowCount = input.table.skippedRows.count
    let loadSeconds = clock.lap()
    let outcome = try Interruption.whileCaught(
      notice: interruptionNotice, handing: consume input
    ) { (input: consuming TrainingInput) in
      let outcome = try train(on: consume input)
      try outcome.model.write(to: modelPath)
      return outcome
    }
    return Trained(
      outcome: outcome, loadSeconds: loadSeconds, skippedRowCount: skippedRowCount)
  }

  /// Reads what is to be trained on.
  private func input() throws -> TrainingInput {
    let table = try shown { try columns.read(dataPaths, options: loadOptions) }
    let recipe = try columns.recipe(for: table)
    console.note(identifiers: recipe.identifiers)
    var training = training
    if !validPaths.isEmpty {
      var options = loadOptions
      options.sideFiles = validationSideFiles
      training.validation = .table(
        try shown {
          try DataTable.read(validPaths, recipe: recipe, typedAs: table, options: options)
        })
    } else if let validFraction {
      training.validation = .fraction(validFraction)
    }
    return TrainingInput(training: training, table: table, recipe: recipe)
  }

  /// Reads a table and says what was read.
  private func shown(_ read: () throws -> DataTable) throws -> DataTable {
    var clock = PhaseClock()
    let table = try read()
    console.noteRead(
      rows: table.rowCount, columns: table.columnNames.count, seconds: clock.lap())
    console.note(table)
    return table
  }

  private func train(on input: consuming TrainingInput) throws -> TrainingOutcome {
    defer { console.endProgress() }
    console.beginProgress()
    return try (consume input).train(onIteration: show, onCheckpoint: show)
  }
}

/// What is trained on: handed over as a whole, so that the rows have no other owner.
private struct TrainingInput {
  let training: Training
  let table: DataTable
  let recipe: FeatureRecipe

  consuming func train(
    onIteration: (IterationReport) -> TrainingDecision,
    onCheckpoint: (CheckpointNotice) -> Void
  ) throws -> TrainingOutcome {
    let (training, table, recipe) = (self.training, self.table, self.recipe)
    _ = consume self
    return try (consume training).run(
      on: consume table, recipe: recipe, onIteration: onIteration, onCheckpoint: onCheckpoint)
  }
}
