internal import GBDTSchema

/// A model while its parts are read one by one.
struct ModelDraft {
  var objective = ObjectiveDescription(name: "", link: "")
  var baseScore: [Double] = []
  var classes: [ClassLabel] = []
  var schema = Schema(columns: [])
  var recipe = Recipe(
    label: nil, weight: nil, types: [], dropRowsWhere: [], features: [], categorical: [])
  var features: [ModelFeature] = []
  var trees: [Tree] = []
  var parameters = JSONValue.object([])
  var history = JSONValue.object([])
  var data = JSONValue.object([])
  var selfTest: [SelfTestRow] = []

  /// What was read; `ModelValidator` has yet to see it.
  var model: TrainedModel {
    TrainedModel(
      objective: objective, baseScore: baseScore, classes: classes, schema: schema, recipe: recipe,
      features: features, trees: trees, parameters: parameters, history: history, data: data,
      selfTest: selfTest)
  }
}
