internal import GBDTCore
package import GBDTData
internal import GBDTKernels
package import GBDTModel

/// What a run goes on from: base scores and a number of iterations that are there already.
package struct TrainingStart: Sendable, Equatable {
  /// One an output, as they were when the first tree was grown.
  package let baseScores: [Double]
  /// Iterations before the first of this run: choices by chance go on with the next one's.
  package let iterationCount: Int
  /// No row's raw score of an output is further from 0, but for its own initial score.
  let reach: [Double]

  /// After all trees of a model.
  ///
  /// - Precondition: the model is valid (`ModelValidator`).
  package init(after model: TrainedModel) {
    baseScores = model.baseScore
    iterationCount = model.trees.count / model.baseScore.count
    reach = model.trees.reduce(into: model.baseScore.map(\.magnitude)) {
      $0[$1.output] += $1.largestLeafMagnitude
    }
  }
}

/// A model that training goes on from: rows start with its raw scores.
///
/// It scores feature values, not bins: those of new rows have other bounds than its tests. Each score is a
/// base score, or a row's own start, plus leaf values in tree order, as training has added them.
package struct PriorForest: Sendable {
  package let start: TrainingStart
  private let predictor: ForestPredictor

  /// Categories that the model does not know count as missing, also where it refuses them: they are known
  /// to the trees that are to be grown.
  ///
  /// - Precondition: the model is valid (`ModelValidator`).
  package init(_ model: TrainedModel) {
    start = TrainingStart(after: model)
    var model = model
    model.features = model.features.map { feature in
      guard case .categorical(let categories, _) = feature.kind else { return feature }
      return ModelFeature(
        name: feature.name, kind: .categorical(categories: categories, unseen: .missing))
    }
    predictor = ForestPredictor(model: model)
  }
}

extension PriorForest: ChunkScorer {
  package func startScores(of chunk: FeatureChunk) throws(DataError) -> [[Double]] {
    let initScoreCount = chunk.roles.initScores.count
    guard initScoreCount == 0 || initScoreCount == start.baseScores.count else {
      throw DataError(
        .usage,
        "The rows have \(initScoreCount) initial scores, but the model that training is to go on from has "
          + "\(start.baseScores.count) raw scores; give as many columns with --init-score.")
    }
    let scores: RawScores
    do throws(ModelError) {
      scores = try predictor.rawScores(of: FeatureRows(chunk), from: starts(of: chunk.roles))
    } catch {
      throw DataError(error.category, error.message)
    }
    let outputCount = scores.outputCount
    return (0..<outputCount).map { output in
      stride(from: output, to: scores.values.count, by: outputCount).map { scores.values[$0] }
    }
  }

  /// Row-major; nil where rows start with the base scores alone. As `ScoredRows` begins scores.
  private func starts(of roles: RoleValues) -> [Double]? {
    if roles.initScores.isEmpty, roles.exposures == nil { return nil }
    let bases = start.baseScores
    var starts: [Double] = []
    starts.reserveCapacity(roles.labels.count * bases.count)
    for row in roles.labels.indices {
      for output in bases.indices {
        var score = roles.initScores.isEmpty ? 0 : roles.initScores[output][row]
        score += bases[output]
        if let exposures = roles.exposures { score += UnaryFunction.log(exposures[row]) }
        starts.append(score)
      }
    }
    return starts
  }
}
