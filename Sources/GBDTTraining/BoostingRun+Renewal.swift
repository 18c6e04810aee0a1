internal import GBDTKernels
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters

/// Base scores and leaf values that are exact quantiles.
extension BoostingRun {
  /// The raw scores that all rows begin with, one an output, by the objective's rule: 0 where rows have
  /// initial scores.
  ///
  /// - Parameters:
  ///   - rows: of training, with what all processes have of them.
  ///   - isWeighted: whether some row of some process may weigh other than 1.
  static func baseScores(
    of rows: ScoredRows, summary: LabelSummary, objective: any Objective, isWeighted: Bool,
    parameters: TrainParameters, collective: any TrainingCollective, threads: Int
  ) throws(TrainingError) -> [Double] {
    if !parameters.boostFromAverage || rows.roles.initScoreCount > 0 {
      return [Double](repeating: 0, count: objective.outputCount)
    }
    guard case .quantiles(let quantiles, let weighting) = objective.baseRule else {
      return objective.baseScores(of: summary)
    }
    let exact = ExactQuantiles(
      rowCount: rows.rowCount, isWeighted: isWeighted || weighting == .rowWeightOverLabel,
      collective: collective, threads: threads)
    let all = RowMaskBuffer(rowCount: rows.rowCount)
    defer { withExtendedLifetime(all) {} }
    let set = QuantileRows(rows: [all.rows], totalCount: Int(summary.rowCount))
    var scores: [Double] = []
    for quantile in quantiles {
      do throws(CollectiveError) {
        // Some weight is not 0, so that there is a quantile.
        scores += try exact.quantiles(
          quantile, of: [set], source: rows.labels(weighting: weighting)
        ).map { $0 ?? 0 }
      } catch {
        throw .collective(error)
      }
    }
    return scores
  }

  /// What finds the quantiles of rows that are weighted like this; nil: no leaf value is found anew.
  static func makeQuantiles(
    _ weighting: LeafRenewal.Weighting?, rowCount: Int, isWeighted: Bool,
    collective: any TrainingCollective, threads: Int
  ) -> ExactQuantiles? {
    weighting.map {
      ExactQuantiles(
        rowCount: rowCount, isWeighted: isWeighted || $0 == .rowWeightOverLabel,
        collective: collective, threads: threads)
    }
  }

  /// The trees of an iteration with the leaf values that the objective finds anew: the quantile of
  /// label - score of each leaf's rows, before any of the trees is added to a score, times the
  /// learning rate; 0 where no row of a leaf has a weight. Rows that the trees were not grown on have
  /// no say.
  func renewed(_ grown: [GrownTree], learningRate: Double) throws(TrainingError) -> [GrownTree] {
    guard let renewal = objective.leafRenewal, let quantiles else { return grown }
    timer.enter(\.renewal)
    defer { timer.enter(\.rest) }
    return try collectively { () throws(CollectiveError) in
      var trees: [GrownTree] = []
      for tree in grown {
        let output = tree.tree.output
        if tree.isLeaf {
          trees.append(tree)
          continue
        }
        let values = try quantiles.quantiles(
          renewal.quantiles[output], of: tree.rowsOfLeaves,
          source: rows.residuals(of: output, weighting: renewal.weighting))
        trees.append(tree.with(leafValues: values.map { ($0 ?? 0) * learningRate }))
      }
      return trees
    }
  }
}

extension GrownTree {
  /// The rows of each leaf, from left to right.
  fileprivate var rowsOfLeaves: [QuantileRows] {
    let counts = tree.nodes.compactMap { node -> Int? in
      if case .leaf(let leaf) = node { Int(leaf.count) } else { nil }
    }
    var rows = [[RowMasks]](repeating: [], count: counts.count)
    for part in leafRows { rows[part.leaf].append(part.rows) }
    return counts.indices.map { QuantileRows(rows: rows[$0], totalCount: counts[$0]) }
  }
}

extension ScoredRows {
  /// The labels, for quantiles; valid as long as this object lives.
  func labels(weighting: LeafRenewal.Weighting) -> QuantileSource {
    quantileSource(scores: nil, weighting: weighting)
  }

  /// Labels less the raw scores of an output; valid as long as this object lives.
  func residuals(of output: Int, weighting: LeafRenewal.Weighting) -> QuantileSource {
    quantileSource(scores: UnsafePointer(scores(of: output)), weighting: weighting)
  }

  private func quantileSource(
    scores: UnsafePointer<Double>?, weighting: LeafRenewal.Weighting
  ) -> QuantileSource {
    QuantileSource(
      labels: UnsafePointer(labels.start), scores: scores,
      weights: weights.map { UnsafePointer($0.start) },
      isOverLabel: weighting == .rowWeightOverLabel)
  }
}
