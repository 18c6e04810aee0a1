import GBDTModel

/// The definition of a prediction, straight from docs/MODEL-FORMAT.md, on doubles and strings.
struct NaiveForest {
  let model: TrainedModel

  func raw(_ rows: FeatureRows, row: Int, iterations: Int? = nil) -> [Double] {
    let count = iterations.map { $0 * model.baseScore.count } ?? model.trees.count
    return model.trees.prefix(count).reduce(into: model.baseScore) {
      $0[$1.output] += leaf($1, rows, row: row).value
    }
  }

  func leaf(_ tree: Tree, _ rows: FeatureRows, row: Int) -> (number: Int, value: Double) {
    var index = 0
    while case .split(let split) = tree.nodes[index] {
      index = takesThen(split, rows, row: row) ? index + 1 : split.elseIndex
    }
    let number = tree.nodes[..<index].count { if case .leaf = $0 { true } else { false } }
    guard case .leaf(let leaf) = tree.nodes[index] else { return (-1, .nan) }
    return (number, leaf.value)
  }

  func takesThen(_ split: SplitNode, _ rows: FeatureRows, row: Int) -> Bool {
    switch (rows.columns[split.feature], split.test) {
    case (.numbers(let values), .atMost(let threshold)):
      return values[row].isNaN ? split.missingTakesThen : values[row] <= threshold
    case (.categories(let codes, let dictionary), .isOneOf(let indices)):
      guard case .categorical(let categories, _) = model.features[split.feature].kind,
        codes[row] >= 0, categories.contains(dictionary[Int(codes[row])])
      else { return split.missingTakesThen }
      return indices.contains { categories[Int($0)] == dictionary[Int(codes[row])] }
    default:
      return false
    }
  }
}
