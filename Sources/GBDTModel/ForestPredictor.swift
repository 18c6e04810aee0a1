internal import GBDTCore
internal import GBDTKernels

/// Raw scores, leaves and explanations of rows.
///
/// Built once from a model and never changed: any number of threads may use one predictor at the same
/// time, without locks. Results depend neither on `threads` nor on how rows are cut into calls.
///
/// The raw score of an output is its base score plus the leaf values of its trees, added as doubles in
/// tree order.
package struct ForestPredictor: Sendable {
  package let model: TrainedModel
  let coding: FeatureCoding
  let trees: [CodeTree]
  let forest: CodeForest

  /// Cost: linear in the number of nodes, as is the memory (some 100 bytes a node).
  ///
  /// - Precondition: `model` is valid (`ModelValidator`), as every model that was read or trained is.
  package init(model: TrainedModel) {
    self.model = model
    let coding = FeatureCoding(features: model.features, trees: model.trees)
    self.coding = coding
    trees = model.trees.map(coding.codeTree)
    forest = CodeForest(
      trees: trees, columnCount: coding.features.count, outputCount: model.baseScore.count,
      highestCode: coding.highestCode)
  }

  package var outputCount: Int { model.baseScore.count }

  /// Iterations that the model has: each adds one tree to every output.
  package var iterationCount: Int { model.trees.count / outputCount }

  /// Raw scores of all rows, using the first `iterations` iterations only (nil: all).
  ///
  /// - Parameter starts: what the trees of each row add to, row-major, `outputCount` a row; nil: the base
  ///   scores.
  /// - Throws: `ModelError` for columns that do not fit the features, a category that the model does
  ///   not know where its feature refuses such, or more iterations than there are.
  package func rawScores(
    of rows: FeatureRows, from starts: [Double]? = nil, iterations: Int? = nil, threads: Int = 1
  ) throws(ModelError) -> RawScores {
    let treeCount = try treeCount(iterations: iterations)
    let coded = try codedRows(rows)
    let values = forest.scores(
      columns: coded.columns, rowCount: rows.rowCount, base: starts ?? model.baseScore,
      treeCount: treeCount,
      threads: threads)
    return RawScores(
      values: values, outputCount: outputCount, unseenCategories: coded.unseenCategories)
  }

  /// The leaf that each row reaches in each tree: its place among the tree's leaves in pre-order.
  ///
  /// - Returns: row-major, one number a tree.
  /// - Throws: as `rawScores`.
  package func leafIndices(
    of rows: FeatureRows, iterations: Int? = nil, threads: Int = 1
  ) throws(ModelError) -> LeafIndices {
    let treeCount = try treeCount(iterations: iterations)
    let coded = try codedRows(rows)
    let values = forest.leaves(
      columns: coded.columns, rowCount: rows.rowCount, treeCount: treeCount, threads: threads)
    return LeafIndices(
      values: values, treeCount: treeCount, unseenCategories: coded.unseenCategories)
  }

  /// How many trees make `iterations` iterations.
  func treeCount(iterations: Int?) throws(ModelError) -> Int {
    guard let iterations else { return model.trees.count }
    guard iterations >= 0 && iterations <= iterationCount else {
      throw ModelError(
        .usage,
        "The model has \(iterationCount) iterations; \(iterations) were asked for. Give a number "
          + "from 0 to \(iterationCount).")
    }
    return iterations * outputCount
  }
}

/// Raw scores of rows.
package struct RawScores: Sendable, Equatable {
  /// Row-major, `outputCount` a row.
  package let values: [Double]
  package let outputCount: Int
  /// For each feature, how many rows had a category that the model does not know.
  package let unseenCategories: [Int]

  package init(values: [Double], outputCount: Int, unseenCategories: [Int]) {
    self.values = values
    self.outputCount = outputCount
    self.unseenCategories = unseenCategories
  }
}

/// Leaves that rows reach.
package struct LeafIndices: Sendable, Equatable {
  /// Row-major, `treeCount` a row.
  package let values: [UInt32]
  package let treeCount: Int
  /// For each feature, how many rows had a category that the model does not know.
  package let unseenCategories: [Int]
}
