internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Several classes, each against the others: `BinaryObjective`'s loss of every class with the rows of that
/// class as the positive ones, summed. The chances of a row need not sum to 1.
package struct MulticlassOVAObjective: Objective {
  package let name = ObjectiveName.multiclassOVA
  package let link = Link.logisticEach
  package let hasConstantHessian = false
  package let stepLimit = StepLimit.logarithmic
  private let weighting: ClassWeighting
  /// One a class.
  private let factors: [ClassWeighting.Factors]

  /// - Parameter classCount: at least 2.
  package init(classCount: Int, weighting: ClassWeighting = ClassWeighting()) {
    let factors = weighting.factors(positive: 0, negative: 0)
    self.init(weighting: weighting, factors: Array(repeating: factors, count: classCount))
  }

  private init(weighting: ClassWeighting, factors: [ClassWeighting.Factors]) {
    self.weighting = weighting
    self.factors = factors
  }

  package var outputCount: Int { factors.count }

  package func complaint(about label: Double) -> String? {
    ClassLabels(count: outputCount).complaint(about: label)
  }

  package func baseScores(of summary: LabelSummary) -> [Double] {
    Self.weights(in: summary).map { positive, negative in
      let factors = weighting.factors(positive: positive, negative: negative)
      return LogOdds.of(
        positive: positive * factors.positive, negative: negative * factors.negative)
    }
  }

  package func adapted(to summary: LabelSummary) -> any Objective {
    MulticlassOVAObjective(
      weighting: weighting,
      factors: Self.weights(in: summary).map { weighting.factors(positive: $0, negative: $1) })
  }

  private static func weights(
    in summary: LabelSummary
  ) -> [(positive: Double, negative: Double)] {
    summary.classWeights.map { ($0.value, summary.weights.value(less: $0)) }
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    for (output, factors) in factors.enumerated() {
      DerivativeKernel.oneVersusAll(
        rows.buffers(output: output, gradients: gradients, hessians: hessians),
        positive: Double(output), positiveFactor: factors.positive,
        negativeFactor: factors.negative)
    }
  }
}
