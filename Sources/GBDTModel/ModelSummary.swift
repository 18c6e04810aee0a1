package import GBDTSchema

/// The facts about a model that `gbdt inspect` shows.
package struct ModelSummary: Sendable, Equatable {
  package let objective: ObjectiveDescription
  package let outputCount: Int
  package let baseScore: [Double]
  package let iterationCount: Int
  package let treeCount: Int
  package let leafCount: Int
  /// Tests in all trees.
  package let splitCount: Int
  /// Leaves of the largest tree.
  package let mostLeaves: Int
  /// Tests on the longest path of any tree.
  package let depth: Int
  package let schema: Schema
  package let features: [ModelFeature]
  /// By descending gain, unused features too.
  package let importance: [FeatureImportance]
  package let recipe: Recipe
  package let parameters: JSONValue
  package let history: JSONValue
  package let data: JSONValue
  package let selfTestRowCount: Int

  /// Linear in the number of nodes.
  package init(of model: TrainedModel) {
    let leaves = model.trees.map { tree in
      tree.nodes.count { if case .leaf = $0 { true } else { false } }
    }
    objective = model.objective
    outputCount = model.baseScore.count
    baseScore = model.baseScore
    iterationCount = model.trees.count / max(model.baseScore.count, 1)
    treeCount = model.trees.count
    leafCount = leaves.reduce(0, +)
    splitCount = model.trees.reduce(0) { $0 + $1.nodes.count } - leafCount
    mostLeaves = leaves.max() ?? 0
    depth = model.trees.map(\.depth).max() ?? 0
    schema = model.schema
    features = model.features
    importance = FeatureImportance.of(model)
    recipe = model.recipe
    parameters = model.parameters
    history = model.history
    data = model.data
    selfTestRowCount = model.selfTest.count
  }

  /// The summary as JSON, keys in a fixed order; `features` and `importance` are arrays of objects.
  package var json: JSONValue {
    .object([
      JSONMember(
        "objective",
        .object([
          JSONMember("name", .string(objective.name)), JSONMember("link", .string(objective.link)),
        ])),
      JSONMember("outputs", .integer(Int64(outputCount))),
      JSONMember("base_score", .array(baseScore.map { .number($0) })),
      JSONMember("iterations", .integer(Int64(iterationCount))),
      JSONMember("trees", .integer(Int64(treeCount))),
      JSONMember("leaves", .integer(Int64(leafCount))),
      JSONMember("splits", .integer(Int64(splitCount))),
      JSONMember("max_leaves", .integer(Int64(mostLeaves))),
      JSONMember("depth", .integer(Int64(depth))),
      JSONMember("schema", .array(schema.columns.map(Self.json))),
      JSONMember("features", .array(features.map(Self.json))),
      JSONMember("importance", .array(importance.map(Self.json))),
      JSONMember("recipe", recipe.json),
      JSONMember("parameters", parameters),
      JSONMember("history", history),
      JSONMember("data", data),
      JSONMember("self_test_rows", .integer(Int64(selfTestRowCount))),
    ])
  }

  private static func json(_ column: ColumnSchema) -> JSONValue {
    .object([
      JSONMember("name", .string(column.name)), JSONMember("type", .string(column.type.rawValue)),
    ])
  }

  private static func json(_ feature: ModelFeature) -> JSONValue {
    switch feature.kind {
    case .numeric:
      .object([
        JSONMember("name", .string(feature.name)), JSONMember("type", .string("numeric")),
      ])
    case .categorical(let categories, let unseen):
      .object([
        JSONMember("name", .string(feature.name)), JSONMember("type", .string("categorical")),
        JSONMember("categories", .integer(Int64(categories.count))),
        JSONMember("unseen", .string(unseen.rawValue)),
      ])
    }
  }

  private static func json(_ importance: FeatureImportance) -> JSONValue {
    .object([
      JSONMember("name", .string(importance.name)),
      JSONMember("splits", .integer(Int64(importance.splitCount))),
      JSONMember("gain", .number(importance.gain)),
      JSONMember("cover", .number(importance.cover)),
    ])
  }
}

extension Tree {
  /// Tests on the longest path; 0 for a single leaf.
  package var depth: Int {
    var deepest = 0
    var open: [(index: Int, depth: Int)] = [(0, 0)]
    while let (index, depth) = open.popLast() {
      deepest = max(deepest, depth)
      if case .split(let split) = nodes[index] {
        open.append((split.elseIndex, depth + 1))
        open.append((index + 1, depth + 1))
      }
    }
    return deepest
  }
}
