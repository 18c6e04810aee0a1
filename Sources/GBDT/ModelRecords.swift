internal import GBDTCore
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

/// The parts of a model that say where it came from, and whether this library can predict with it.
///
/// Model files keep `data`, `history` and `parameters` as JSON; here is what stands in them.
enum ModelRecords {
  /// - Throws: `.data` for a model of a kind that this library does not predict with, and for records with
  ///   unknown or missing fields: nothing that nobody understands travels in a model.
  static func check(_ trained: TrainedModel) throws(GBDTError) {
    try checkParameters(trained.parameters)
    _ = try objective(of: trained)
    _ = try wrapping("data") { () throws(JSONError) in try DataRecord(json: trained.data) }
    _ = try wrapping("history") { () throws(JSONError) in try HistoryRecord(json: trained.history) }
  }

  /// What the model was trained for.
  static func objective(of trained: TrainedModel) throws(GBDTError) -> any Objective {
    let description = trained.objective
    guard let name = ObjectiveName(rawValue: description.name) else {
      throw unusable("the objective `\(description.name)`")
    }
    guard name.labelKind.hasClasses == !trained.classes.isEmpty else {
      let found = trained.classes.isEmpty ? "no classes" : "\(trained.classes.count) classes"
      throw unusable("\(found) for the objective `\(description.name)`")
    }
    let custom = Link(rawValue: description.link).map { link in
      // Its closures are gone: the link and the number of outputs are what predictions need.
      GBDTObjectives.CustomObjective(link: link, outputCount: trained.baseScore.count) { _, _, _ in
      }
    }
    let objective = try parameters(of: trained).makeObjective(
      classCount: trained.classes.count, custom: custom)
    guard description.link == objective.link.rawValue else {
      throw unusable("the link `\(description.link)` for the objective `\(description.name)`")
    }
    guard trained.baseScore.count == objective.outputCount else {
      throw unusable("\(trained.baseScore.count) outputs for the objective `\(description.name)`")
    }
    return objective
  }

  /// The parameters that the model was trained with, as far as it says; defaults for others.
  ///
  /// - Throws: `.data` for values that this library does not take.
  static func parameters(of trained: TrainedModel) throws(GBDTError) -> TrainParameters {
    let members = try wrapping("parameters") { () throws(JSONError) in
      try JSONReader(trained.parameters).object(keys: ParameterCatalogue.entries.map(\.name))
    }
    var settings: [ParameterSetting] = []
    for entry in ParameterCatalogue.entries where entry.role == .model && entry.name != "objective"
    {
      guard let value = members.optional(entry.name)?.value, let text = text(of: value) else {
        continue
      }
      settings.append(ParameterSetting(name: entry.name, value: text))
    }
    do throws(ParameterError) {
      var parameters = try TrainParameters(parsing: settings)
      if let name = ObjectiveName(rawValue: trained.objective.name) { parameters.objective = name }
      return parameters
    } catch {
      throw unusable("parameters that do not go together (\(error.message))")
    }
  }

  /// A parameter's value as one writes it; nil for what is none, and for no values, the default of every
  /// list that may be empty.
  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .integer(let value): value.description
    case .number(let value): value.description
    case .bool(let value): value.description
    case .string(let value): value
    case .array(let values):
      values.isEmpty ? nil : values.compactMap(text(of:)).joined(separator: ",")
    case .null, .object: nil
    }
  }

  private static func unusable(_ what: String) -> GBDTError {
    GBDTError(
      .data,
      "The model has \(what), which this version of gbdt cannot predict with. Use the version that "
        + "wrote the model, or a newer one.")
  }

  private static func checkParameters(_ parameters: JSONValue) throws(GBDTError) {
    let known = ParameterCatalogue.entries.filter { $0.role == .model }.map(\.name)
    let members = try wrapping("parameters") { () throws(JSONError) in
      try JSONReader(parameters).object(keys: known)
    }
    for name in known {
      switch members.optional(name)?.value {
      case .object, .null:
        throw GBDTError(.data, "`parameters.\(name)`: expected a value, found an object or null.")
      default: continue
      }
    }
  }

  /// Puts the record's name before the place of an error.
  private static func wrapping<Result>(
    _ name: String, _ body: () throws(JSONError) -> Result
  ) throws(GBDTError) -> Result {
    do throws(JSONError) {
      return try body()
    } catch {
      throw GBDTError(.data, "The model's `\(name)`: \(error.message)", cause: error)
    }
  }
}

/// What a model says of the rows that it was trained on.
struct DataRecord {
  let rows: TrainingOutcome.RowCounts
  /// Share of the rows that was held out; nil if validation rows were others or none.
  let validationFraction: Double?
  /// Hash over the typed values and numbers of all rows that were read.
  let fingerprint: String
  /// Earlier models that this one comes from, the oldest first; empty for a model that was trained in one go.
  var madeFrom: [ModelOrigin] = []

  init(rows: TrainingOutcome.RowCounts, validationFraction: Double?, fingerprint: String) {
    self.rows = rows
    self.validationFraction = validationFraction
    self.fingerprint = fingerprint
  }

  init(json: JSONValue) throws(JSONError) {
    let object = try JSONReader(json).object(keys: [
      "rows_read", "rows_dropped", "rows_training", "rows_validation", "valid_fraction",
      "fingerprint", "made_from",
    ])
    let count = { (key: String) throws(JSONError) in
      try object.required(key).integer(in: 0...Int.max)
    }
    rows = TrainingOutcome.RowCounts(
      read: try count("rows_read"), dropped: try count("rows_dropped"),
      training: try count("rows_training"), validation: try count("rows_validation"))
    let fraction = try object.required("valid_fraction")
    validationFraction = fraction.value == .null ? nil : try fraction.double()
    if let share = validationFraction, !(share > 0 && share < 1) {
      throw fraction.error("\(share) is not a share between 0 and 1")
    }
    fingerprint = try object.required("fingerprint").string()
    guard let origins = object.optional("made_from") else { return }
    for origin in try origins.array() { madeFrom.append(try ModelOrigin(origin)) }
    if madeFrom.isEmpty { throw origins.error("expected a model at least") }
  }

  var json: JSONValue {
    var members = [
      JSONMember("rows_read", .integer(Int64(rows.read))),
      JSONMember("rows_dropped", .integer(Int64(rows.dropped))),
      JSONMember("rows_training", .integer(Int64(rows.training))),
      JSONMember("rows_validation", .integer(Int64(rows.validation))),
      JSONMember("valid_fraction", validationFraction.map { .number($0) } ?? .null),
      JSONMember("fingerprint", .string(fingerprint)),
    ]
    if !madeFrom.isEmpty { members.append(JSONMember("made_from", .array(madeFrom.map(\.json)))) }
    return .object(members)
  }
}

/// What a model says of how its training went.
struct HistoryRecord {
  let stopReason: TrainingOutcome.StopReason
  let bestIteration: Int
  let metrics: [TrainingOutcome.MetricHistory]

  init(
    stopReason: TrainingOutcome.StopReason, bestIteration: Int,
    metrics: [TrainingOutcome.MetricHistory]
  ) {
    self.stopReason = stopReason
    self.bestIteration = bestIteration
    self.metrics = metrics
  }

  init(json: JSONValue) throws(JSONError) {
    let object = try JSONReader(json).object(keys: [
      "stop_reason", "best_iteration", "iterations", "metrics",
    ])
    stopReason = try object.required("stop_reason").oneOf(TrainingOutcome.StopReason.self)
    bestIteration = try object.required("best_iteration").integer(in: 0...Int.max)
    let iterations = try object.optional("iterations").map { (element) throws(JSONError) in
      try Self.iterations(element)
    }
    var metrics: [TrainingOutcome.MetricHistory] = []
    for element in try object.required("metrics").array() {
      let metric = try element.object(keys: ["set", "name", "values"])
      var values: [Double] = []
      let elements = try metric.required("values").array()
      for value in elements { values.append(try value.double()) }
      if let iterations, iterations.count != values.count {
        throw try metric.required("values").error(
          "\(values.count) values for \(iterations.count) iterations")
      }
      metrics.append(
        TrainingOutcome.MetricHistory(
          set: try metric.required("set").string(), name: try metric.required("name").string(),
          iterations: iterations ?? Array(1..<(values.count + 1)), values: values))
    }
    self.metrics = metrics
  }

  /// Ascending, from 1.
  private static func iterations(_ json: JSONReader) throws(JSONError) -> [Int] {
    var iterations: [Int] = []
    for element in try json.array() {
      iterations.append(try element.integer(in: (iterations.last ?? 0) + 1...Int.max))
    }
    return iterations
  }

  /// Of every metric, where they are not 1, 2, 3 and so on.
  private var measuredIterations: JSONMember? {
    guard let iterations = metrics.first?.iterations, iterations.last != iterations.count,
      !iterations.isEmpty
    else { return nil }
    return JSONMember("iterations", .array(iterations.map { .integer(Int64($0)) }))
  }

  var json: JSONValue {
    .object(
      [
        JSONMember("stop_reason", .string(stopReason.rawValue)),
        JSONMember("best_iteration", .integer(Int64(bestIteration))),
        measuredIterations,
        JSONMember(
          "metrics",
          .array(
            metrics.map { metric in
              .object([
                JSONMember("set", .string(metric.set)), JSONMember("name", .string(metric.name)),
                JSONMember("values", .array(metric.values.map { .number($0) })),
              ])
            })),
      ].compactMap(\.self))
  }
}
