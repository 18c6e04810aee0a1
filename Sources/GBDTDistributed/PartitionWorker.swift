internal import GBDTCollectives
internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// One worker's rows, on their way from files to trees, command by command.
final class PartitionWorker {
  private struct OpenTable {
    let reader: PartReader
    /// Once loaded.
    var rows: Table?
  }

  private let session: WorkerSession
  private var tables: [TableRole: OpenTable] = [:]
  private var preparation: RowPreparation?
  private var parameters: ValidatedTrainParameters?
  /// What training goes on from; nil: it begins anew.
  private var prior: PriorForest?
  private var features: [BinnedFeature] = []
  private var binned: BinnedRows?

  init(session: WorkerSession) { self.session = session }

  /// Runs the command of a frame and answers it.
  ///
  /// - Throws: a `DescribedError`, when this worker must end.
  func run(_ frame: Frame) throws {
    do {
      let command = try WorkerCommand(decoding: frame.payload)
      let reply = try run(command)
      session.report { $0.peakResidentBytes = ProcessMemory.peakResidentBytes }
      try session.sendStatus()
      try session.send(.reply, sequence: frame.sequence, payload: reply)
    } catch {
      if let end = Self.end(after: error) { throw end }
      let failure =
        (error as? any DescribedError).map { WorkerFailure($0) }
        ?? WorkerFailure(ClusterError.malformed("\(error)"))
      try session.send(.failure, sequence: frame.sequence, payload: failure.encoded)
    }
  }

  /// Why the worker ends; nil for what is wrong with the rows or the command, which the coordinator is told.
  static func end(after error: any Error) -> (any DescribedError)? {
    switch error {
    case let error as TransportError: error
    case TrainingError.collective(let error): error
    // Too little memory: another worker in this one's place may have it.
    case let error as DataError where error.category == .tryAgain: error
    default: nil
    }
  }

  private func run(_ command: WorkerCommand) throws -> [UInt8] {
    switch command {
    case .open(let role, let part):
      let reader = try PartReader(part.plan, shares: part.shares, threads: session.threads)
      tables[role] = OpenTable(reader: reader)
      var writer = ByteWriter()
      let counts = reader.quoteCounts()
      writer.count(counts.count)
      for count in counts { writer.count(count) }
      return writer.bytes
    case .load(let role, let insideQuotes): return try load(role, insideQuotes)
    case .addColumns(let role, let schema, let columns):
      try change(role) { (rows) throws(ClusterError) in
        guard columns.map(\.type) == schema.map(\.type),
          columns.allSatisfy({ $0.rowCount == rows.rowCount }),
          schema.allSatisfy({ rows.schema.index(of: $0.name) == nil })
        else { throw .malformed("columns that the rows cannot have") }
        return rows.adding(schema, columns)
      }
      return []
    case .findQueries(let role, let column):
      guard let rows = tables[role]?.rows, rows.schema.index(of: column) != nil else {
        throw Self.outOfOrder
      }
      return QueryRuns(of: rows, column: column).encoded
    case .giveRows(let role, let count):
      var given: [TableChunk] = []
      try change(role) { (rows) throws(ClusterError) in
        guard count <= rows.rowCount else { throw .malformed("more rows than there are") }
        let parts = rows.cut(after: count)
        given = parts.first
        return parts.rest
      }
      return RowParcel(given).encoded
    case .takeRows(let role, let parcel):
      try change(role) { (rows) throws(ClusterError) in
        guard
          parcel.chunks.allSatisfy({ $0.columns.map(\.type) == rows.schema.columns.map(\.type) })
        else { throw .malformed("rows of another table") }
        return rows.adding(parcel.chunks)
      }
      return []
    case .findCandidates(let names):
      guard let rows = tables[.training]?.rows else { throw Self.outOfOrder }
      return IdentifierCandidates(in: rows, except: Set(names)).encoded
    case .identify(let candidates):
      guard let rows = tables[.training]?.rows else { throw Self.outOfOrder }
      return IdentifierCounts(in: rows, candidates: candidates).encoded
    case .prepare(let plan): return try prepare(plan)
    case .sketch:
      guard let preparation else { throw Self.outOfOrder }
      return try preparation.sketch().encoded
    case .bin(let features, let classes): return try bin(features, classes)
    case .train(let rank, let worldSize): return try train(rank: rank, worldSize: worldSize)
    }
  }

  private static var outOfOrder: ClusterError { .malformed("a command came too early") }

  private func change(
    _ role: TableRole, _ body: (Table) throws(ClusterError) -> Table
  ) throws(ClusterError) {
    guard let rows = tables[role]?.rows else { throw Self.outOfOrder }
    tables[role]?.rows = nil
    tables[role]?.rows = try body(rows)
    if role == .training { session.report { $0.rows = tables[role]?.rows?.rowCount ?? 0 } }
  }

  private func load(_ role: TableRole, _ insideQuotes: [Bool]) throws -> [UInt8] {
    guard let reader = tables[role]?.reader else { throw Self.outOfOrder }
    let result = try reader.table(insideQuotes: insideQuotes)
    tables[role]?.rows = result.table
    if role == .training { session.report { $0.rows = result.table.rowCount } }
    return LoadedRows(rowCount: result.table.rowCount, skippedRows: result.skippedRows).encoded
  }
}

// From rows to trees.
extension PartitionWorker {
  private func prepare(_ plan: PreparationPlan) throws -> [UInt8] {
    guard let rows = tables[.training]?.rows?.numbered(from: plan.firstRow) else {
      throw Self.outOfOrder
    }
    let others = tables[.validation]?.rows?.numbered(from: plan.firstValidationRow)
    tables = [:]
    let parameters = try ValidatedTrainParameters(TrainParameters(parsing: plan.parameters))
    let checked = try self.checkedRecipe(of: plan, schema: rows.schema)
    let columns = checked.trainingColumns.typed(as: rows.schema)
    let fingerprints = RowFingerprints(
      training: FingerprintSum(of: rows, columns: columns, threads: session.threads),
      validation: others.map {
        FingerprintSum(of: $0, columns: columns.typed(as: $0.schema), threads: session.threads)
      })
    preparation = try RowPreparation(
      rows, validation: others, checked: checked,
      split: plan.validationFraction.map {
        RowSplit(validationFraction: $0, seed: parameters.values.seed)
      },
      labelKind: parameters.values.objective.labelKind,
      labelComplaint: parameters.values.labelComplaint,
      options: BinningOptions(
        maxBin: parameters.values.maxBin, seed: parameters.values.seed, threads: session.threads),
      selfTestCount: SelfTest.usualCount, scorer: prior)
    self.parameters = parameters
    return fingerprints.encoded
  }

  /// The recipe, bound to the columns that it was made for; reads the model that training goes on from.
  private func checkedRecipe(of plan: PreparationPlan, schema: Schema) throws -> CheckedRecipe {
    let recipe = try Recipe(jsonText: Array(plan.recipe.utf8))
    if plan.continuedModel.isEmpty { return try CheckedRecipe(recipe, schema: schema) }
    let model = try ModelFile.decode(plan.continuedModel)
    prior = PriorForest(model)
    return try CheckedRecipe(recipe, schema: model.schema)
  }

  private func bin(_ features: [BinnedFeature], _ classes: [ClassLabel]) throws -> [UInt8] {
    guard let preparation else { throw Self.outOfOrder }
    self.preparation = nil
    let (rows, summary) = try preparation.bin(features, classes: classes)
    (binned, self.features) = (rows, features)
    FreedMemory.giveBack()
    session.report { $0.rows = summary.trainingRows }
    return summary.encoded
  }

  private func train(rank: Int, worldSize: Int) throws -> [UInt8] {
    guard let parameters, let classCount = binned?.classCount else { throw Self.outOfOrder }
    let (training, validation) = try handedOverRows()
    let collective = HubCollective(
      rank: rank, worldSize: worldSize, session: session, featureCount: features.count)
    let result = try Trainer(
      parameters: parameters, classCount: classCount, start: prior?.start,
      collective: collective, threads: session.threads
    ).train(training, validation: validation.map { [(name: "valid", source: $0)] } ?? [])
    return TrainingReport(result).encoded
  }
  /// The binned rows, of which nothing is left here: who trains takes over their memory.
  private func handedOverRows() throws -> (training: HandedOverRows, validation: HandedOverRows?) {
    guard let rows = binned else { throw Self.outOfOrder }
    binned = nil
    return (HandedOverRows(rows.training), rows.validation.map { HandedOverRows($0) })
  }
}
