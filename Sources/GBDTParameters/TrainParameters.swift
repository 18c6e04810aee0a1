/// Every training parameter with its default. Names, aliases, ranges and help live in the catalogue.
package struct TrainParameters: Sendable, Equatable {
  // Model parameters: stored in the model, part of what it is.
  package var objective = ObjectiveName.regression
  package var numIterations = 100
  package var learningRate = 0.1
  package var numLeaves = 31
  /// -1: no limit of its own.
  package var maxDepth = -1
  package var maxBin = 255
  package var minDataInLeaf = 20
  package var minSumHessianInLeaf = 1e-3
  package var lambdaL1 = 0.0
  package var lambdaL2 = 0.0
  package var minGainToSplit = 0.0
  package var featureFraction = 1.0
  package var baggingFraction = 1.0
  /// Every how many iterations a new bag is drawn; 0: no bagging.
  package var baggingFreq = 0
  package var seed: UInt64 = 0
  package var catSmooth = 10.0
  package var catL2 = 10.0
  package var maxCatThreshold = 32
  package var maxCatToOnehot = 4
  package var minDataPerGroup = 100
  package var unseenCategory = UnseenCategory.missing
  package var metrics: [MetricName] = [.rmse]
  /// 0: off.
  package var earlyStoppingRound = 0
  /// Whether metrics are computed on the training rows too.
  package var isProvideTrainingMetric = false

  // Execution parameters: how fast, never what.
  /// 0: as many as this process may use.
  package var numThreads = 0

  package init() {}
}

package enum ObjectiveName: String, Sendable, CaseIterable {
  case regression
}

package enum MetricName: String, Sendable, CaseIterable {
  case rmse
  case mae
}

package enum UnseenCategory: String, Sendable, CaseIterable {
  case missing
  case error
}
