internal import GBDTCore
internal import GBDTSchema

/// The rules that every model keeps, whoever made it. A model that passes can be used without any
/// further check.
package enum ModelValidator {
  /// Row counts of nodes are at most this, so that every reader of JSON has them exactly.
  package static let highestCount: UInt64 = 1 << 53

  /// No row's raw score may reach further from 0: weighted squares of errors are then still doubles.
  package static let maximumRawScore = 1e120

  /// - Throws: `ModelError` naming the part that breaks a rule.
  package static func validate(_ model: TrainedModel) throws(ModelError) {
    try check(!model.objective.name.isEmpty && !model.objective.link.isEmpty) {
      "`objective`: name and link must not be empty."
    }
    try check(!model.baseScore.isEmpty && model.baseScore.allSatisfy(\.isFinite)) {
      "`base_score`: expected at least one number, all finite."
    }
    try validateClasses(model)
    try checkDistinct(model.schema.columns.map(\.name), in: "schema")
    try checkDistinct(model.features.map(\.name), in: "features")
    for feature in model.features { try validate(feature) }
    try validateRecipe(model)
    for (index, tree) in model.trees.enumerated() {
      try validate(tree, index, model)
    }
    try validateRawScores(model)
    for (name, record) in [
      ("parameters", model.parameters), ("history", model.history), ("data", model.data),
    ] {
      guard case .object = record else {
        throw ModelError(.data, "`\(name)`: expected an object.")
      }
    }
    for (row, test) in model.selfTest.enumerated() {
      try validate(test, row, model)
    }
  }

  /// All numbers or all strings, ascending, as many as the outputs speak of.
  private static func validateClasses(_ model: TrainedModel) throws(ModelError) {
    let (classes, outputs) = (model.classes, model.baseScore.count)
    if classes.isEmpty { return }
    try check(classes.count == (outputs == 1 ? 2 : outputs)) {
      "`classes`: expected \(outputs == 1 ? 2 : outputs) for \(outputs) outputs, found \(classes.count)."
    }
    var numberCount = 0
    for case .number(let value) in classes {
      numberCount += 1
      try check(value.isFinite && !(value == 0 && value.sign == .minus)) {
        "`classes`: a number is not finite, or is negative zero."
      }
    }
    try check(numberCount == 0 || numberCount == classes.count) {
      "`classes`: expected all numbers or all strings, found both."
    }
    for (before, after) in zip(classes, classes.dropFirst()) {
      try check(before < after) {
        "`classes`: must be distinct and ascend, but `\(after.text)` follows `\(before.text)`."
      }
    }
  }

  /// Whatever leaves a row reaches, its raw scores are within `maximumRawScore`.
  private static func validateRawScores(_ model: TrainedModel) throws(ModelError) {
    var reaches = model.baseScore.map(\.magnitude)
    for tree in model.trees { reaches[tree.output] += tree.largestLeafMagnitude }
    try check(reaches.allSatisfy { $0 <= maximumRawScore }) {
      "`trees`: base score and leaf values can add up to a raw score beyond \(maximumRawScore)."
    }
  }

  static func validate(_ feature: ModelFeature) throws(ModelError) {
    guard case .categorical(let categories, _) = feature.kind else { return }
    for (before, after) in zip(categories, categories.dropFirst())
    where !CategoryKey.precedes(before, after) {
      throw ModelError(
        .data,
        "`features`: the categories of `\(feature.name)` must be distinct and in ascending byte "
          + "order, but \"\(after)\" follows \"\(before)\".")
    }
    try check(categories.count < Int(Int32.max)) {
      "`features`: `\(feature.name)` has more categories than 32 bits can number."
    }
  }

  /// The recipe makes the model's features of its raw columns.
  private static func validateRecipe(_ model: TrainedModel) throws(ModelError) {
    let checked: CheckedRecipe
    do throws(RecipeError) {
      checked = try CheckedRecipe(model.recipe, schema: model.schema)
    } catch {
      throw ModelError(.data, error.message)
    }
    guard checked.featureNames == model.features.map(\.name),
      checked.isCategorical == model.features.map({ $0.kind != .numeric })
    else {
      throw ModelError(
        .data,
        "The recipe makes other features than the model has: the same names and kinds are expected, "
          + "in the same order.")
    }
  }

  private static func validate(
    _ tree: Tree, _ index: Int, _ model: TrainedModel
  ) throws(ModelError) {
    try check(model.baseScore.indices.contains(tree.output)) {
      "`trees[\(index)]`: output \(tree.output) is not one of the model's "
        + "\(model.baseScore.count)."
    }
    try check(!tree.nodes.isEmpty) { "`trees[\(index)]`: a tree has at least one node." }
    // Where each branch that is still to come must begin, innermost last, and its depth.
    var awaited: [(index: Int, depth: Int)] = [(0, 0)]
    for (position, node) in tree.nodes.enumerated() {
      let place = { "`trees[\(index)]`, node \(position)" }
      guard let (expected, depth) = awaited.popLast(), expected == position else {
        throw ModelError(.data, "\(place()): nodes are not in pre-order.")
      }
      try check(node.count <= highestCount) {
        "\(place()): the row count \(node.count) is beyond 2^53."
      }
      try check(node.cover.isFinite && node.cover >= 0) {
        "\(place()): cover must be finite and not negative."
      }
      switch node {
      case .leaf(let leaf):
        try check(leaf.value.isFinite) { "\(place()): the leaf's value is not finite." }
      case .split(let split):
        try check(depth < Tree.maximumDepth) {
          "\(place()): the tree is deeper than \(Tree.maximumDepth) tests."
        }
        try check(split.elseIndex > position + 1 && split.elseIndex < tree.nodes.count) {
          "\(place()): the `else` branch \(split.elseIndex) is out of place."
        }
        if let broken = brokenRule(of: split, features: model.features) {
          throw ModelError(.data, "\(place()): \(broken).")
        }
        awaited.append((split.elseIndex, depth + 1))
        awaited.append((position + 1, depth + 1))
      }
    }
    try check(awaited.isEmpty) { "`trees[\(index)]`: a branch is missing." }
  }

  /// What is wrong with a test, if anything.
  static func brokenRule(of split: SplitNode, features: [ModelFeature]) -> String? {
    guard features.indices.contains(split.feature) else {
      return "feature \(split.feature) is not one of the model's \(features.count)"
    }
    guard split.gain.isFinite && split.gain >= 0 else {
      return "gain must be finite and not negative"
    }
    let feature = features[split.feature]
    switch (split.test, feature.kind) {
    case (.atMost(let threshold), .numeric):
      return threshold.isFinite ? nil : "the threshold is not finite"
    case (.isOneOf(let indices), .categorical(let categories, _)):
      if indices.isEmpty { return "a test needs at least one category" }
      if zip(indices, indices.dropFirst()).contains(where: { $0 >= $1 }) {
        return "categories of a test must be distinct and in ascending order"
      }
      let isInside = indices[0] >= 0 && indices[indices.count - 1] < categories.count
      return isInside
        ? nil : "a test of `\(feature.name)` names a category that the feature does not have"
    case (.atMost, .categorical):
      return "`\(feature.name)` is categorical, but the test compares numbers"
    case (.isOneOf, .numeric):
      return "`\(feature.name)` is numeric, but the test compares categories"
    }
  }

  private static func validate(
    _ test: SelfTestRow, _ row: Int, _ model: TrainedModel
  ) throws(ModelError) {
    let place = { "`self_test[\(row)]`" }
    try check(test.values.count == model.features.count) {
      "\(place()): expected a value for each of the \(model.features.count) features, found "
        + "\(test.values.count)."
    }
    try check(test.raw.count == model.baseScore.count && test.raw.allSatisfy(\.isFinite)) {
      "\(place()): expected a finite raw score for each of the \(model.baseScore.count) outputs."
    }
    for (value, feature) in zip(test.values, model.features) {
      switch (value, feature.kind) {
      case (.missing, _), (.category, .categorical): continue
      case (.number(let number), .numeric):
        try check(number.isFinite) { "\(place()): `\(feature.name)` is not finite." }
      case (.number, .categorical):
        throw ModelError(.data, "\(place()): `\(feature.name)` takes a category, not a number.")
      case (.category, .numeric):
        throw ModelError(.data, "\(place()): `\(feature.name)` takes a number, not a category.")
      }
    }
  }

  static func checkDistinct(_ names: [String], in part: String) throws(ModelError) {
    var seen: Set<String> = []
    for name in names {
      try check(!name.isEmpty) { "`\(part)`: a name is empty." }
      try check(seen.insert(name).inserted) { "`\(part)`: the name `\(name)` is there twice." }
    }
  }

  private static func check(_ holds: Bool, _ message: () -> String) throws(ModelError) {
    if !holds { throw ModelError(.data, message()) }
  }
}
