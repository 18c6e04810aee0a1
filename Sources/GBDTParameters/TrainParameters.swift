/// Every training parameter with its default. Names, aliases, ranges and help live in the catalogue.
package struct TrainParameters: Sendable, Equatable {
  // Model parameters: stored in the model, part of what it is.
  package var objective = ObjectiveName.regression
  package var numIterations = 100
  package var learningRate = 0.1
  package var learningRateSchedule = LearningRateSchedule.constant
  /// 0: a tenth of the learning rate.
  package var learningRateEnd = 0.0
  package var learningRateDecay = 0.99
  /// One an iteration; empty: as the schedule says.
  package var learningRates: [Double] = []
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
  /// 0: as many as the labels have.
  package var numClass = 0
  package var isUnbalance = false
  package var scalePosWeight = 1.0
  package var sigmoid = 1.0
  /// Whether the first raw scores fit the labels; else they are 0.
  package var boostFromAverage = true
  /// Of huber the largest gradient, of quantile the quantiles.
  package var alphas = [0.9]
  package var fairC = 1.0
  package var poissonMaxDeltaStep = 0.7
  package var tweedieVariancePower = 1.5
  package var lambdarankTruncationLevel = 30
  package var lambdarankNorm = true
  /// Empty: 2^label - 1, for labels up to 30.
  package var labelGain: [Double] = []
  package var catSmooth = 10.0
  package var catL2 = 10.0
  package var maxCatThreshold = 32
  package var maxCatToOnehot = 4
  package var minDataPerGroup = 100
  package var unseenCategory = UnseenCategory.missing
  /// Empty: the objective's own.
  package var metrics: [MetricName] = []
  /// How many rows of a query metrics of their order look at, where their names do not say.
  package var evalAt = [5]
  /// Metrics are computed after every so many iterations, and after the last.
  package var evalFreq = 1
  /// 0: off.
  package var earlyStoppingRound = 0
  package var earlyStoppingMinDelta = 0.0
  /// One of `metrics`; nil: the first.
  package var earlyStoppingMetric: MetricName?
  package var earlyStoppingSet = EarlyStoppingSet.valid
  /// Whether metrics are computed on the training rows too.
  package var isProvideTrainingMetric = false

  // Execution parameters: how fast, never what.
  /// 0: as many as this process may use.
  package var numThreads = 0
  /// Seconds; 0: none.
  package var timeLimit = 0.0

  package init() {}
}

package enum UnseenCategory: String, Sendable, CaseIterable {
  case missing
  case error
}
