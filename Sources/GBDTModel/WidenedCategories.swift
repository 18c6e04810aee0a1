/// The categories of a model's features together with those of other rows: trees that were grown without a
/// category treat it as they did when it was unknown, as a missing value.
package struct WidenedCategories: Sendable {
  private struct Feature {
    /// New place of each of the model's categories.
    let places: [Int32]
    /// Places of categories that the model does not know, ascending.
    let added: [Int32]
  }

  /// nil for features whose categories stay what they are.
  private let features: [Feature?]

  /// - Parameters:
  ///   - model: the model's features.
  ///   - categories: for each feature its categories from now on, which are the model's and perhaps others,
  ///     in ascending byte order; nil for a numeric feature.
  package init(of model: [ModelFeature], to categories: [[String]?]) {
    precondition(model.count == categories.count, "the features are the model's")
    features = zip(model, categories).map { feature, wanted in
      guard case .categorical(let known, _) = feature.kind, let wanted,
        wanted.count > known.count
      else { return nil }
      var (places, added): ([Int32], [Int32]) = ([], [])
      for (place, category) in wanted.enumerated() {
        if places.count < known.count,
          CategoryKey(text: category) == CategoryKey(text: known[places.count])
        {
          places.append(Int32(place))
        } else {
          added.append(Int32(place))
        }
      }
      precondition(places.count == known.count, "every category stays")
      return Feature(places: places, added: added)
    }
  }

  /// A tree of the model that tests the same for every value.
  package func tree(_ tree: Tree) -> Tree {
    Tree(output: tree.output, nodes: tree.nodes.map(node))
  }

  private func node(_ node: TreeNode) -> TreeNode {
    guard case .split(let split) = node, case .isOneOf(let known) = split.test,
      let feature = features[split.feature]
    else { return node }
    let categories = known.map { feature.places[Int($0)] }
    return .split(
      SplitNode(
        feature: split.feature,
        test: .isOneOf(
          split.missingTakesThen ? (categories + feature.added).sorted() : categories),
        missingTakesThen: split.missingTakesThen, gain: split.gain, count: split.count,
        cover: split.cover, elseIndex: split.elseIndex))
  }
}
