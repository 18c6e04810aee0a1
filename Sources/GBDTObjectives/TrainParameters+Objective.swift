package import GBDTParameters

extension TrainParameters {
  /// The objective that the parameters name.
  ///
  /// - Parameters:
  ///   - classCount: classes of the labels; 0 where labels are numbers. Not checked against `num_class`:
  ///     `complaint(aboutClassCount:)` does that.
  ///   - custom: what `objective=custom` stands for; without it a stand-in whose gradients are 0.
  package func makeObjective(
    classCount: Int = 0, custom: CustomObjective? = nil
  ) -> any Objective {
    let classes = classCount > 0 ? classCount : max(numClass, 2)
    let weighting = ClassWeighting(
      scalePosWeight: scalePosWeight, isUnbalance: isUnbalance, lossFactor: sigmoid * sigmoid)
    return switch objective {
    case .regression: RegressionObjective()
    case .regressionL1: RegressionL1Objective()
    case .huber: HuberObjective(delta: alphas[0])
    case .fair: FairObjective(scale: fairC)
    case .quantile: QuantileObjective(alphas: alphas)
    case .mape: MAPEObjective()
    case .poisson: PoissonObjective(maxDeltaStep: poissonMaxDeltaStep)
    case .gamma: GammaObjective()
    case .tweedie: TweedieObjective(variancePower: tweedieVariancePower)
    case .binary: BinaryObjective(weighting: weighting)
    case .crossEntropy: CrossEntropyObjective()
    case .multiclass: MulticlassObjective(classCount: classes)
    case .multiclassOVA: MulticlassOVAObjective(classCount: classes, weighting: weighting)
    case .lambdarank:
      LambdaRankObjective(
        gains: labelGain, truncationLevel: lambdarankTruncationLevel, isNormalised: lambdarankNorm,
        sigmoid: sigmoid)
    case .rankXENDCG: RankXENDCGObjective(seed: seed)
    case .custom: custom ?? .standIn
    }
  }
}
