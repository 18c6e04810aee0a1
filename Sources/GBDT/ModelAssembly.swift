internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// Joins what training found with where the rows came from: the whole of a model.
struct ModelAssembly {
  let rows: PreparedRows
  let parameters: Parameters
  /// The objective, if the parameters say that it comes along.
  var custom: GBDTObjectives.CustomObjective?

  /// - Parameter result: the trees of this run, which follow those of the model that it goes on from.
  func model(of result: TrainingResult) throws(GBDTError) -> TrainedModel {
    let values = parameters.validated.values
    let objective = values.makeObjective(classCount: rows.classes.count, custom: custom)
    var model = TrainedModel(
      objective: ObjectiveDescription(
        name: values.objective.rawValue, link: objective.link.rawValue),
      baseScore: result.baseScores, classes: rows.classes, schema: rows.checked.trainingColumns,
      recipe: rows.checked.recipe,
      features: rows.features.map(feature),
      trees: (rows.continued?.trees(for: rows.features) ?? []) + result.trees,
      parameters: parameterValues(),
      history: history(of: result).json, data: try data().json, selfTest: [])
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

  private func history(of result: TrainingResult) -> HistoryRecord {
    HistoryRecord(
      stopReason: TrainingOutcome.StopReason(result.stopReason),
      bestIteration: result.bestIteration,
      metrics: result.history.map(TrainingOutcome.MetricHistory.init))
  }

  private func data() throws(GBDTError) -> DataRecord {
    var record = DataRecord(
      rows: rows.counts, validationFraction: rows.validationFraction,
      fingerprint: rows.fingerprints.training.description)
    record.madeFrom = try rows.continued?.model.origins(after: .continued) ?? []
    return record
  }

  /// The training rows with the smallest hashes, as the trees see them, and their raw scores.
  private func selfTest(of model: TrainedModel) throws(GBDTError) -> [SelfTestRow] {
    let predictor = ForestPredictor(model: model)
    var selfTest: [SelfTestRow] = []
    for chunk in rows.selfTestRows {
      selfTest += try GBDTError.wrapping { () throws(ModelError) in
        try SelfTest.rows(chunk.featureRows, predictor: predictor)
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
    case .numbers(let values): self = .array(values.map { .number($0) })
    }
  }
}
