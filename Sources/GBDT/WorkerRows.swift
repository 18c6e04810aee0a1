internal import GBDTCore
internal import GBDTData
internal import GBDTDistributed
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema

/// The rows of worker processes on their way from files to bins: the coordinator's side. It has no rows;
/// it merges what the workers say of theirs, and tells them what follows from it.
struct WorkerRows {
  let cluster: WorkerCluster
  let files: TrainingFiles
  let parameters: Parameters
  /// nil: training begins anew.
  let continued: ContinuedModel?
  let notify: (WorkerNotice) -> Void

  /// What is known of a table that all workers have read.
  private struct ReadTable {
    var schema: Schema
    var rowCounts: [Int]

    var rowCount: Int { rowCounts.reduce(0, +) }
    /// Numbers of the workers' first rows.
    var firstRows: [UInt64] {
      rowCounts.indices.map { UInt64(rowCounts[..<$0].reduce(0, +)) }
    }
  }

  /// Has the workers read and bin their rows.
  ///
  /// - Returns: what a model says of the rows, and the columns that look like identifiers.
  /// - Throws: what one process would throw for these files; `.tryAgain` for workers that cannot be
  ///   replaced.
  func prepare() throws(GBDTError) -> (rows: PreparedRows, identifiers: [String]) {
    let (table, recipe, places) = try readTraining()
    let checked = try checkedRecipe(recipe.recipe, table.schema)
    if !recipe.identifiers.isEmpty { notify(.leftOut(identifiers: recipe.identifiers)) }
    let validation = try readValidation(checked)
    do throws(GBDTError) {
      return (try prepare(table, checked, validation: validation), recipe.identifiers)
    } catch {
      throw error.located(in: places, validation: try validationPlaces(checked))
    }
  }

  private func prepare(
    _ table: ReadTable, _ checked: CheckedRecipe, validation: ReadTable?
  ) throws(GBDTError) -> PreparedRows {
    let values = parameters.validated.values
    let fingerprints = try prepare(checked, table, validation)
    let options = BinningOptions(
      maxBin: values.maxBin, seed: values.seed, threads: parameters.threads)
    let (features, classes) = try features(checked, options: options)
    let summary = try bin(features, classes)
    return try PreparedRows(
      PreparedRows.Request(
        checked: checked, schema: table.schema, hasValidation: files.hasValidation,
        validationFraction: files.validationFraction, unseenCategory: values.unseenCategory,
        continued: continued),
      features: features, classes: classes, readCount: table.rowCount, summary: summary,
      fingerprints: fingerprints)
  }

  // MARK: - Reading

  private func readTraining() throws(GBDTError) -> (ReadTable, FeatureRecipe, RowPlaces) {
    let side = try files.options.sideColumns()
    var options =
      if let continued {
        try files.options.readOptions(continuing: continued.model)
      } else {
        try files.options.readOptions()
      }
    options = options.without(side.names)
    var places = RowPlaces(paths: files.paths, options: options, side)
    var opened = try OpenedTable(files.paths, options: options)
    switch files.columns.choice {
    case .recipe(let recipe):
      let schema = Schema(columns: opened.plan.schema.columns + side.schema)
      let checked = try checkedRecipe(recipe.recipe, schema)
      if labelKind == .number {
        try GBDTError.wrapping { () throws(RecipeError) in try checked.requireNumericLabel() }
      }
      opened.plan = opened.plan.reading(columns: checked.neededColumns)
      places.columns = checked.neededColumns.subtracting(side.names)
      let table = try locating(places) { () throws(GBDTError) in
        try read(.training, opened, side, group: recipe.recipe.roles.group)
      }
      return (table, recipe, places)
    case .everyColumn(let columns):
      if continued != nil {
        throw GBDTError(
          .usage, "Training that goes on from a model takes its recipe: give .recipe(model.recipe)."
        )
      }
      let table = try locating(places) { () throws(GBDTError) in
        try read(.training, opened, side, group: columns.roles.group)
      }
      let columns = columns.ignoring(opened.plan.queryColumn)
      let recipe = try FeatureRecipe(
        everyColumnOf: table.schema, columns, identifiers: try identifiers(except: columns.all))
      return (table, recipe, places)
    }
  }

  private func checkedRecipe(
    _ recipe: Recipe, _ schema: Schema
  ) throws(GBDTError) -> CheckedRecipe {
    try PreparedRows.checkedRecipe(recipe, schema, labelKind, continued)
  }

  private var validationOptions: LoadOptions {
    var options = files.options
    options.sideFiles = files.validationSideFiles
    return options
  }

  private func validationPlaces(_ checked: CheckedRecipe) throws(GBDTError) -> RowPlaces {
    let side = try validationOptions.sideColumns()
    return RowPlaces(
      paths: files.validationPaths,
      options: try validationOptions.validationReadOptions(checked).without(side.names), side)
  }

  private func readValidation(_ checked: CheckedRecipe) throws(GBDTError) -> ReadTable? {
    if files.validationPaths.isEmpty { return nil }
    let side = try validationOptions.sideColumns()
    let readOptions = try validationOptions.validationReadOptions(checked).without(side.names)
    return try locating(try validationPlaces(checked)) { () throws(GBDTError) in
      try read(
        .validation, OpenedTable(files.validationPaths, options: readOptions), side,
        group: checked.recipe.roles.group)
    }
  }

  /// Runs `body`, which reads one table, and says where in its files a row is with which something is wrong.
  private func locating<Result>(
    _ places: RowPlaces, _ body: () throws(GBDTError) -> Result
  ) throws(GBDTError) -> Result {
    do throws(GBDTError) {
      return try body()
    } catch {
      throw error.located(in: places, validation: places)
    }
  }

  private func read(
    _ role: TableRole, _ opened: OpenedTable, _ side: SideColumns, group: String?
  ) throws(GBDTError) -> ReadTable {
    var clock = opened.clock
    let plan = opened.plan
    let shares = plan.shares(cluster.workerCount)
    let quotes: [[Int]] = try replies(shares.map { .open(role, TablePart(plan: plan, shares: $0)) })
    {
      (reader) throws(ByteError) in
      let count = try reader.count(of: "shares", size: 1)
      var counts: [Int] = []
      for _ in 0..<count { counts.append(try reader.rowCount()) }
      return counts
    }
    guard quotes.map(\.count) == shares.map(\.count) else {
      throw GBDTError(ClusterError.malformed("quotes of other shares than were asked for"))
    }
    var insideQuotes = FileShare.insideQuotes(
      shares.flatMap(\.self), quoteCounts: quotes.flatMap(\.self))[...]
    let loads = shares.map { shares -> WorkerCommand in
      defer { insideQuotes = insideQuotes.dropFirst(shares.count) }
      return .load(role, insideQuotes: Array(insideQuotes.prefix(shares.count)))
    }
    let loaded: [LoadedRows] = try values(loads)
    notify(
      .read(
        rows: loaded.reduce(0) { $0 + $1.rowCount }, columns: plan.schema.columns.count,
        skippedRows: SkippedRows(loaded.map(\.skippedRows)), notes: opened.notes,
        seconds: clock.lap()))
    var table = ReadTable(schema: plan.schema, rowCounts: loaded.map(\.rowCount))
    try add(
      side, to: &table, role, skippedCount: loaded.reduce(0) { $0 + $1.skippedRows.count })
    if let group { try gatherQueries(of: &table, role, column: group) }
    return table
  }

  /// Gives each worker its rows' part of columns that stand in files of their own.
  private func add(
    _ side: SideColumns, to table: inout ReadTable, _ role: TableRole, skippedCount: Int
  ) throws(GBDTError) {
    if side.schema.isEmpty { return }
    let (schema, rowCount) = (table.schema, table.rowCount)
    try GBDTError.wrapping { () throws(DataError) in
      try side.check(schema, rowCount: rowCount, skippedCount: skippedCount)
    }
    let (firstRows, rowCounts) = (table.firstRows, table.rowCounts)
    let _: [[UInt8]] = try replies(
      rowCounts.indices.map { worker in
        let first = Int(firstRows[worker])
        return .addColumns(role, side.schema, side.rows(first..<first + rowCounts[worker]))
      }
    ) { (_) in [] }
    table.schema = Schema(columns: schema.columns + side.schema)
  }

  /// Brings all rows of a query to the worker that has its first one.
  ///
  /// - Throws: for a query that turns up again behind others.
  private func gatherQueries(
    of table: inout ReadTable, _ role: TableRole, column: String
  ) throws(GBDTError) {
    guard table.schema.index(of: column) != nil else { return }
    let queries: [QueryRuns] = try values(everyone(.findQueries(role, column: column)))
    let all = queries.dropFirst().reduce(into: queries[0]) { $0.append($1) }
    try GBDTError.wrapping { () throws(DataError) in
      try all.requireWholeQueries(column: column, isOfValidation: role == .validation)
    }
    let strays = QueryRuns.strays(queries)
    if strays.allSatisfy({ $0 == nil }) { return }
    let parcels: [RowParcel] = try values(
      strays.map { .giveRows(role, count: $0?.rowCount ?? 0) })
    var taken = [RowParcel](repeating: RowParcel(), count: strays.count)
    for (worker, stray) in strays.enumerated() {
      guard let stray else { continue }
      taken[stray.owner].append(parcels[worker])
      table.rowCounts[worker] -= stray.rowCount
      table.rowCounts[stray.owner] += stray.rowCount
    }
    let _: [[UInt8]] = try replies(taken.map { .takeRows(role, $0) }) { (_) in [] }
  }

  private func identifiers(except names: Set<String>) throws(GBDTError) -> [String] {
    let names = names.sorted()
    let found: [IdentifierCandidates] = try values(everyone(.findCandidates(except: names)))
    let candidates = found.dropFirst().reduce(into: found[0]) { $0.merge($1) }
    let counted: [IdentifierCounts] = try values(everyone(.identify(candidates)))
    return counted.dropFirst().reduce(into: counted[0]) { $0.merge($1) }.identifiers
  }

  // MARK: - Binning

  private var labelKind: LabelKind { parameters.validated.values.objective.labelKind }

  private func prepare(
    _ checked: CheckedRecipe, _ table: ReadTable, _ validation: ReadTable?
  ) throws(GBDTError) -> PreparedRows.Fingerprints {
    let recipe = FeatureRecipe(recipe: checked.recipe).json
    let sums: [RowFingerprints] = try values(
      (0..<cluster.workerCount).map { worker in
        .prepare(
          PreparationPlan(
            firstRow: table.firstRows[worker],
            firstValidationRow: validation?.firstRows[worker] ?? 0, recipe: recipe,
            validationFraction: files.validationFraction,
            parameters: parameters.validated.values,
            continuedModel: continued?.model.bytes ?? []))
      })
    let columns = checked.trainingColumns.typed(as: table.schema)
    let sum = sums.dropFirst().reduce(into: sums[0]) { $0.add($1) }
    return PreparedRows.Fingerprints(
      training: sum.training.fingerprint(schema: columns),
      validation: validation.flatMap {
        sum.validation?.fingerprint(schema: columns.typed(as: $0.schema))
      })
  }

  private func features(
    _ checked: CheckedRecipe, options: BinningOptions
  ) throws(GBDTError) -> (features: [BinnedFeature], classes: [ClassLabel]) {
    var replies = try GBDTError.wrapping { () throws(ClusterError) in
      try cluster.run(everyone(.sketch))
    }
    // Sketches are large: the reply of each is given up once it is merged. Their order does not matter.
    var sketch = try self.sketch(replies.removeLast(), checked, options.limits)
    while let reply = replies.popLast() {
      sketch.merge(try self.sketch(reply, checked, options.limits))
    }
    let found: [BinnedFeature]
    var classes = continued?.classes ?? []
    do throws(DataError) {
      found = try sketch.finish(names: checked.featureNames, options: options)
      if continued == nil { classes = try sketch.classes(for: parameters, checked) }
    } catch {
      throw GBDTError(error)
    }
    return (try continued?.widened(found) ?? found, classes)
  }

  private func sketch(
    _ reply: [UInt8], _ checked: CheckedRecipe, _ limits: BinningLimits
  ) throws(GBDTError) -> DatasetSketch {
    do throws(ByteError) {
      return try DatasetSketch(
        decoding: reply, isCategorical: checked.isCategorical,
        classes: checked.classSketch(for: labelKind), limits: limits)
    } catch {
      throw GBDTError(ClusterError.malformed(error.reason))
    }
  }

  private func bin(
    _ features: [BinnedFeature], _ classes: [ClassLabel]
  ) throws(GBDTError) -> BinningSummary {
    let summaries: [BinningSummary] = try values(everyone(.bin(features, classes: classes)))
    guard summaries.allSatisfy({ $0.fits(features) }) else {
      throw GBDTError(ClusterError.malformed("what is known of rows with other features"))
    }
    return summaries.dropFirst().reduce(into: summaries[0]) { $0.merge($1) }
  }

  // MARK: - Commands

  private func everyone(_ command: WorkerCommand) -> [WorkerCommand] {
    [WorkerCommand](repeating: command, count: cluster.workerCount)
  }

  /// Has each worker run its command, and reads the replies.
  private func replies<Value>(
    _ commands: [WorkerCommand], _ body: (inout ByteReader) throws(ByteError) -> Value
  ) throws(GBDTError) -> [Value] {
    try GBDTError.wrapping { () throws(ClusterError) in
      var values: [Value] = []
      for reply in try cluster.run(commands) {
        do throws(ByteError) {
          var reader = ByteReader(reply)
          values.append(try body(&reader))
          try reader.expectEnd(of: "the reply")
        } catch {
          throw ClusterError.malformed(error.reason)
        }
      }
      return values
    }
  }

  private func values<Value: ByteCodable>(
    _ commands: [WorkerCommand]
  ) throws(GBDTError) -> [Value] {
    try replies(commands) { (reader) throws(ByteError) in try reader.value() }
  }
}

/// What the coordinator learns of a table by looking at its beginning.
private struct OpenedTable {
  /// Since before it was opened.
  let clock: PhaseClock
  var plan: TablePlan
  /// For a person.
  let notes: [String]

  /// Nothing of the files is held afterwards.
  init(_ paths: [String], options: ReadOptions) throws(GBDTError) {
    clock = PhaseClock()
    (plan, notes) = try GBDTError.wrapping { () throws(DataError) in
      let reader = try TableReader(paths: paths, options: options)
      return (try reader.plan, reader.notes)
    }
  }
}

extension CheckedRecipe {
  /// Columns that training reads.
  fileprivate var neededColumns: Set<String> { Set(trainingColumns.columns.map(\.name)) }
}

extension SkippedRows {
  /// Of several parts of a table, in order.
  fileprivate init(_ parts: [GBDTData.SkippedRows]) {
    self.init(
      count: parts.reduce(0) { $0 + $1.count },
      examples: parts.flatMap(\.examples).prefix(GBDTData.SkippedRows.exampleLimit).map(\.message))
  }
}
