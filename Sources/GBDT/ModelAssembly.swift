internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// Joins what training found with where the rows came from: the whole of a model.
struct ModelAssembly {
  let rows: PreparedRows
  let parameters: Parameters

  func model(of result: TrainingResult) throws(GBDTError) -> TrainedModel {
    let values = parameters.validated.values
    var model = TrainedModel(
      objective: ObjectiveDescription(name: values.objective.rawValue, link: "identity"),
      baseScore: [result.baseScore], schema: rows.checked.trainingColumns,
      recipe: rows.checked.recipe,
      features: rows.features.map(feature), trees: result.trees, parameters: parameterValues(),
      history: history(of: result), data: data(), selfTest: [])
    model.selfTest = try selfTest(of: model)
    return model
  }

  private func feature(_ feature: BinnedFeature) -> ModelFeature {
    switch feature.mapper {
    case .numeric: ModelFeature(name: feature.name, kind: .numeric)
    case .categorical(let bins):
      ModelFeature(
        name: feature.name,
        kind: .categorical(categories: bins.categories, unseen: unseenPolicy))
    }
  }

  private var unseenPolicy: UnseenCategoryPolicy {
    switch parameters.validated.values.unseenCategory {
    case .missing: .missing
    case .error: .error
    }
  }

  private func parameterValues() -> JSONValue {
    .object(
      ParameterCatalogue.modelParameters(of: parameters.validated.values).map {
        JSONMember($0.name, JSONValue($0.value))
      })
  }

  private func history(of result: TrainingResult) -> JSONValue {
    .object([
      JSONMember("stop_reason", .string(TrainingOutcome.StopReason(result.stopReason).rawValue)),
      JSONMember("best_iteration", .integer(Int64(result.bestIteration))),
      JSONMember(
        "metrics",
        .array(
          result.history.map { metric in
            .object([
              JSONMember("set", .string(metric.set)),
              JSONMember("name", .string(metric.metric.rawValue)),
              JSONMember("values", .array(metric.values.map { .number($0) })),
            ])
          })),
    ])
  }

  private func data() -> JSONValue {
    .object([
      JSONMember("rows_read", .integer(Int64(rows.table.rowCount))),
      JSONMember("rows_dropped", .integer(Int64(rows.droppedRowCount))),
      JSONMember("rows_training", .integer(Int64(rows.trainingRowCount))),
      JSONMember("rows_validation", .integer(Int64(rows.validationRowCount))),
      JSONMember("valid_fraction", rows.validationFraction.map { .number($0) } ?? .null),
      JSONMember("fingerprint", .string(rows.fingerprint(threads: parameters.threads))),
    ])
  }

  /// The training rows with the smallest hashes, as the trees see them, and their raw scores.
  private func selfTest(of model: TrainedModel) throws(GBDTError) -> [SelfTestRow] {
    let chosen = rows.trainingRows(
      smallest: SelfTest.usualCount,
      by: CounterHash(seed: parameters.validated.values.seed, purpose: .selfTestRows))
    let predictor = ForestPredictor(model: model)
    var selfTest: [SelfTestRow] = []
    for index in 0..<rows.trainingSource.chunkCount where !chosen.isEmpty {
      let chunk = try GBDTError.wrapping { () throws(DataError) in
        try rows.trainingSource.chunk(at: index)
      }
      let wanted = chunk.rowNumbers.map(chosen.contains)
      if !wanted.contains(true) { continue }
      let some = chunk.filtered(by: wanted)
      selfTest += try GBDTError.wrapping { () throws(ModelError) in
        try SelfTest.rows(some.featureRows, predictor: predictor)
      }
    }
    return selfTest
  }
}

extension JSONValue {
  init(_ value: TypedValue) {
    switch value {
    case .integer(let value): self = .integer(Int64(value))
    case .number(let value): self = .number(value)
    case .bool(let value): self = .bool(value)
    case .string(let value): self = .string(value)
    case .list(let values): self = .array(values.map { .string($0) })
    }
  }
}
