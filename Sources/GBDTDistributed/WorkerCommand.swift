package import GBDTCore
package import GBDTData
package import GBDTParameters
package import GBDTSchema

/// What the coordinator has a worker do. Commands come one at a time, in this order; each is answered
/// by a reply or by a failure.
package enum WorkerCommand: ByteCodable, Sendable {
  /// Open this worker's part of a table. Reply: the number of quotes in each share.
  case open(TableRole, TablePart)
  /// Read it. Each share begins inside quotes, or not. Reply: `LoadedRows`.
  case load(TableRole, insideQuotes: [Bool])
  /// Put further columns behind the others, with a value for each of this worker's rows. Reply: nothing.
  case addColumns(TableRole, [ColumnSchema], [Column])
  /// Look which rows are of one query. Reply: `QueryRuns`.
  case findQueries(TableRole, column: String)
  /// Give so many first rows up. Reply: those, as `RowParcel`.
  case giveRows(TableRole, count: Int)
  /// Put rows that other workers gave up behind the others. Reply: nothing.
  case takeRows(TableRole, RowParcel)
  /// Look for columns, but for these, that may only identify rows. Reply: `IdentifierCandidates`.
  case findCandidates(except: [String])
  /// See whether those columns, found in all rows, do. Reply: `IdentifierCounts`.
  case identify(IdentifierCandidates)
  /// From now on rows have these numbers, and a recipe (as JSON). Reply: `RowFingerprints`.
  case prepare(PreparationPlan)
  /// Look for cut points and categories. Reply: `DatasetSketch`.
  case sketch
  /// Bin all rows, and give them up; labels name these classes, if they are no numbers. Reply: `BinningSummary`.
  case bin([BinnedFeature], classes: [ClassLabel])
  /// Grow trees, together with all other workers. Reply: `TrainingReport`.
  case train(rank: Int, worldSize: Int)

  /// Whether a worker that takes another's place must run the command too.
  var changesWorker: Bool {
    switch self {
    case .findQueries, .findCandidates, .identify, .sketch: false
    case .open, .load, .addColumns, .giveRows, .takeRows, .prepare, .bin, .train: true
    }
  }

  /// Whether a worker that takes another's place gives the same reply: that of training has times in it.
  var isReplyRepeated: Bool { changesWorker && phase != .training }

  var phase: WorkPhase {
    switch self {
    case .open: .opening
    case .load, .addColumns, .findQueries, .giveRows, .takeRows, .findCandidates, .identify,
      .prepare:
      .loading
    case .sketch: .sketching
    case .bin: .binning
    case .train: .training
    }
  }
}

/// What the rows of a table are for.
package enum TableRole: UInt8, Sendable, CaseIterable {
  case training
  case validation
}

/// What of a table a worker has.
package struct TablePart: Sendable {
  package let plan: TablePlan
  package let shares: [FileShare]

  package init(plan: TablePlan, shares: [FileShare]) {
    self.plan = plan
    self.shares = shares
  }
}

/// How rows become features, and which of them are for validation.
package struct PreparationPlan: Sendable, Equatable {
  /// Numbers of this worker's first rows.
  package var firstRow: UInt64
  package var firstValidationRow: UInt64
  /// As JSON text.
  package var recipe: String
  package var validationFraction: Double?
  /// As `name=value`.
  package var parameters: [ParameterSetting]
  /// The file of the model that training goes on from; empty: it begins anew.
  package var continuedModel: [UInt8]

  package init(
    firstRow: UInt64, firstValidationRow: UInt64, recipe: String, validationFraction: Double?,
    parameters: TrainParameters, continuedModel: [UInt8] = []
  ) {
    self.firstRow = firstRow
    self.firstValidationRow = firstValidationRow
    self.recipe = recipe
    self.validationFraction = validationFraction
    self.parameters = ParameterCatalogue.allParameters(of: parameters).map {
      ParameterSetting(name: $0.name, value: $0.value.description)
    }
    self.continuedModel = continuedModel
  }
}

extension WorkerCommand {
  package func write(to writer: inout ByteWriter) {
    switch self {
    case .open(let role, let part):
      writer.byte(0)
      writer.byte(role.rawValue)
      writer.value(part)
    case .load(let role, let insideQuotes):
      writer.byte(1)
      writer.byte(role.rawValue)
      writer.bools(insideQuotes)
    case .findCandidates(let names):
      writer.byte(7)
      writer.count(names.count)
      for name in names { writer.string(name) }
    case .identify(let candidates):
      writer.byte(2)
      writer.value(candidates)
    case .prepare(let plan):
      writer.byte(3)
      writer.value(plan)
    case .addColumns(let role, let schema, let columns):
      writer.byte(8)
      writer.byte(role.rawValue)
      writer.values(schema)
      writer.values(columns)
    case .findQueries(let role, let column):
      writer.byte(9)
      writer.byte(role.rawValue)
      writer.string(column)
    case .giveRows(let role, let count):
      writer.byte(10)
      writer.byte(role.rawValue)
      writer.count(count)
    case .takeRows(let role, let parcel):
      writer.byte(11)
      writer.byte(role.rawValue)
      writer.value(parcel)
    case .sketch: writer.byte(4)
    case .bin(let features, let classes):
      writer.byte(5)
      writer.values(features)
      writer.values(classes)
    case .train(let rank, let worldSize):
      writer.byte(6)
      writer.count(rank)
      writer.count(worldSize)
    }
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    switch try reader.byte() {
    case 0:
      let role = try reader.tableRole()
      self = .open(role, try reader.value())
    case 1:
      let role = try reader.tableRole()
      self = .load(role, insideQuotes: try reader.bools())
    case 2: self = .identify(try reader.value())
    case 3: self = .prepare(try reader.value())
    case 4: self = .sketch
    case 5:
      let features: [BinnedFeature] = try reader.values(of: "features")
      self = .bin(features, classes: try reader.values(of: "classes"))
    case 6:
      let rank = try reader.integer(in: 0...Int(UInt16.max), "a rank")
      self = .train(
        rank: rank, worldSize: try reader.integer(in: rank + 1...1 << 16, "a number of workers"))
    case 7:
      let count = try reader.count(of: "columns", size: 1)
      var names: [String] = []
      for _ in 0..<count { names.append(try reader.string()) }
      self = .findCandidates(except: names)
    case 8:
      let role = try reader.tableRole()
      let schema: [ColumnSchema] = try reader.values(of: "columns", size: 2)
      self = .addColumns(role, schema, try reader.values(of: "columns", size: 2))
    case 9:
      let role = try reader.tableRole()
      self = .findQueries(role, column: try reader.string())
    case 10:
      let role = try reader.tableRole()
      self = .giveRows(role, count: try reader.rowCount())
    case 11:
      let role = try reader.tableRole()
      self = .takeRows(role, try reader.value())
    default: throw reader.error("there is no such command")
    }
  }
}

extension TablePart: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.value(plan)
    writer.values(shares)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    plan = try reader.value()
    shares = try reader.values(of: "shares")
    guard shares.allSatisfy(plan.contains) else {
      throw reader.error("a share is beyond its file's data")
    }
  }
}

extension PreparationPlan: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.varint(firstRow)
    writer.varint(firstValidationRow)
    writer.string(recipe)
    writer.bool(validationFraction != nil)
    writer.double(validationFraction ?? 0)
    writer.count(parameters.count)
    for setting in parameters {
      writer.string(setting.name)
      writer.string(setting.value)
    }
    writer.array(continuedModel)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    firstRow = try reader.varint()
    firstValidationRow = try reader.varint()
    recipe = try reader.string()
    let hasFraction = try reader.bool()
    let fraction = try reader.double()
    validationFraction = hasFraction ? fraction : nil
    let count = try reader.count(of: "parameters", size: 2)
    parameters = []
    for _ in 0..<count {
      let name = try reader.string()
      parameters.append(ParameterSetting(name: name, value: try reader.string()))
    }
    continuedModel = try reader.array(of: "bytes of a model")
  }
}

extension ByteWriter {
  /// Number of values, then a byte each.
  mutating func bools(_ values: [Bool]) {
    count(values.count)
    for value in values { bool(value) }
  }
}

extension ByteReader {
  fileprivate mutating func tableRole() throws(ByteError) -> TableRole {
    guard let role = TableRole(rawValue: try byte()) else {
      throw error("there is no such role of a table")
    }
    return role
  }

  mutating func bools() throws(ByteError) -> [Bool] {
    let count = try count(of: "flags", size: 1)
    var values: [Bool] = []
    for _ in 0..<count { values.append(try bool()) }
    return values
  }
}
