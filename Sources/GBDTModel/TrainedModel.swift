package import GBDTSchema

/// Everything that a model is: from the raw columns that it expects to its trees, and where it came from.
///
/// Equal data, parameters and version give equal values in every field, and so equal bytes in a file.
package struct TrainedModel: Sendable, Equatable {
  package var objective: ObjectiveDescription
  /// Raw score before the first tree, one per output.
  package var baseScore: [Double]
  /// What the outputs are about, ascending: one class an output, or two where a single output says how
  /// likely the second is. Empty where labels are numbers.
  package var classes: [ClassLabel] = []
  /// Raw columns that the recipe reads (features, filters, label and weight), in table order.
  package var schema: Schema
  package var recipe: Recipe
  package var features: [ModelFeature]
  package var trees: [Tree]
  /// Every `model` parameter with its value, in the catalogue's order.
  package var parameters: JSONValue
  /// Metrics by iteration, best iteration, whether training was interrupted.
  package var history: JSONValue
  /// Row counts and fingerprint of the training data.
  package var data: JSONValue
  /// Rows with their raw scores, checked whenever a model is imported.
  package var selfTest: [SelfTestRow]

  package init(
    objective: ObjectiveDescription, baseScore: [Double], classes: [ClassLabel] = [],
    schema: Schema, recipe: Recipe, features: [ModelFeature], trees: [Tree],
    parameters: JSONValue, history: JSONValue, data: JSONValue, selfTest: [SelfTestRow]
  ) {
    self.objective = objective
    self.baseScore = baseScore
    self.classes = classes
    self.schema = schema
    self.recipe = recipe
    self.features = features
    self.trees = trees
    self.parameters = parameters
    self.history = history
    self.data = data
    self.selfTest = selfTest
  }
}

/// Name of the objective and of the link whose inverse makes a prediction of a raw score.
package struct ObjectiveDescription: Sendable, Equatable {
  package let name: String
  package let link: String

  package init(name: String, link: String) {
    self.name = name
    self.link = link
  }
}

/// A feature as the trees see it.
package struct ModelFeature: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case numeric
    /// Known categories in ascending byte order, and what a category outside of them means.
    case categorical(categories: [String], unseen: UnseenCategoryPolicy)
  }

  package let name: String
  package let kind: Kind

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// What prediction does with a category that training never saw.
package enum UnseenCategoryPolicy: String, Sendable, CaseIterable {
  /// Treat it as missing, and count it.
  case missing
  /// Refuse the row.
  case error
}

/// A row as the trees see it and the raw scores that it must give.
package struct SelfTestRow: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case missing
    case number(Double)
    case category(String)
  }

  /// One value a feature, in the model's order.
  package let values: [Value]
  /// One raw score an output.
  package let raw: [Double]

  package init(values: [Value], raw: [Double]) {
    self.values = values
    self.raw = raw
  }
}
