package import GBDTParameters

/// The parameters that metrics without a number in their name take it from.
package struct MetricSettings: Sendable {
  package let predictionKind: PredictionKind
  /// What the outputs predict, where they are quantiles; of a quantile metric on other predictions the
  /// only or first one.
  let quantiles: [Double]
  let huberDelta: Double
  let fairConstant: Double
  let tweediePower: Double
  let gains: RankGains

  package init(
    predictionKind: PredictionKind, quantiles: [Double] = [0.9], huberDelta: Double = 0.9,
    fairConstant: Double = 1, tweediePower: Double = 1.5, gains: RankGains = RankGains()
  ) {
    self.predictionKind = predictionKind
    self.quantiles = quantiles
    self.huberDelta = huberDelta
    self.fairConstant = fairConstant
    self.tweediePower = tweediePower
    self.gains = gains
  }

  package init(_ parameters: TrainParameters) {
    self.init(
      predictionKind: parameters.predictionKind, quantiles: parameters.alphas,
      huberDelta: parameters.alphas[0], fairConstant: parameters.fairC,
      tweediePower: parameters.tweedieVariancePower, gains: RankGains(parameters.labelGain))
  }
}

extension MetricName {
  /// - Parameter labels: of all rows that are to be measured.
  func makeMetric(_ settings: MetricSettings, labels: MeasuredLabels) -> any Metric {
    switch kind {
    case .rmse: MeanMetric(self, of: SquaredErrorLoss(), isRoot: true)
    case .mse: MeanMetric(self, of: SquaredErrorLoss())
    case .mae: MeanMetric(self, of: AbsoluteErrorLoss())
    case .mape: MeanMetric(self, of: RelativeErrorLoss())
    case .rmsle: MeanMetric(self, of: SquaredLogErrorLoss(), isRoot: true)
    case .r2: R2Metric(centre: labels.centre)
    case .quantile: MeanMetric(self, of: quantileLoss(settings))
    case .huber: MeanMetric(self, of: HuberLoss(delta: argument ?? settings.huberDelta))
    case .fair: MeanMetric(self, of: FairLoss(c: argument ?? settings.fairConstant))
    case .poisson: MeanMetric(self, of: PoissonLoss())
    case .poissonDeviance: MeanMetric(self, of: PoissonDevianceLoss())
    case .gamma: MeanMetric(self, of: GammaLoss())
    case .gammaDeviance: MeanMetric(self, of: GammaDevianceLoss())
    case .tweedie: MeanMetric(self, of: TweedieLoss(power: argument ?? settings.tweediePower))
    case .tweedieDeviance:
      MeanMetric(self, of: TweedieDevianceLoss(power: argument ?? settings.tweediePower))
    case .logloss, .crossEntropy: MeanMetric(self, of: CrossEntropyLoss())
    case .error: MeanMetric(self, of: ThresholdErrorLoss(threshold: argument ?? 0.5))
    case .auc: AUCMetric()
    case .aucPR: AveragePrecisionMetric()
    case .multiLogloss: MeanMetric(self, of: ClassLogLoss())
    case .multiError: MeanMetric(self, of: ClassErrorLoss(first: Int(argument ?? 1)))
    case .ndcg: NDCGMetric(self, gains: settings.gains)
    case .map: MAPMetric(self)
    }
  }

  /// Of the output that predicts the quantile, if outputs predict several.
  private func quantileLoss(_ settings: MetricSettings) -> QuantileLoss {
    let all = settings.quantiles.enumerated().map { (alpha: $1, output: $0) }
    guard settings.predictionKind == .quantiles else {
      return QuantileLoss(quantiles: [(argument ?? all[0].alpha, 0)])
    }
    let chosen = all.filter { argument == nil || $0.alpha == argument }
    return QuantileLoss(quantiles: chosen)
  }
}
