import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct DerivativeKernelTests {
  enum Loss: CaseIterable { case logistic, crossEntropy, oneVersusAll, poisson, gamma, tweedie }

  private static let extremes: [Double] = [
    0, -0.0, 1e-300, 36, -36, 40, -40, 349, -349, 350, -351, 709, -746, 1e100, -1e100,
  ]

  private func label(_ loss: Loss, using random: inout SeededRandom) -> Double {
    switch loss {
    case .logistic: Double(Int.random(in: 0...1, using: &random))
    case .crossEntropy: Double.random(in: 0...1, using: &random)
    case .oneVersusAll: Double(Int.random(in: 0...3, using: &random))
    case .poisson, .gamma, .tweedie:
      random.chance(0.1) ? 1e100 : Double(Int.random(in: 0...9, using: &random))
    }
  }

  private func write(_ loss: Loss, _ rows: DerivativeBuffers, variant: KernelVariant) {
    switch loss {
    case .logistic:
      DerivativeKernel.logistic(
        rows, positiveFactor: 3, negativeFactor: 0.7, variant: variant)
    case .crossEntropy: DerivativeKernel.logistic(rows, variant: variant)
    case .oneVersusAll:
      DerivativeKernel.oneVersusAll(
        rows, positive: 2, positiveFactor: 3, negativeFactor: 0.7, variant: variant)
    case .poisson: DerivativeKernel.poisson(rows, hessianFactor: 2.01, variant: variant)
    case .gamma: DerivativeKernel.gamma(rows, variant: variant)
    case .tweedie: DerivativeKernel.tweedie(rows, power: 1.3, variant: variant)
    }
  }

  private func reference(
    _ loss: Loss, score: Double, label: Double
  ) -> DerivativeKernel.Derivatives {
    switch loss {
    case .logistic:
      DerivativeKernel.referenceLogistic(
        score: score, label: label, positiveFactor: 3, negativeFactor: 0.7)
    case .crossEntropy:
      DerivativeKernel.referenceLogistic(
        score: score, label: label, positiveFactor: 1, negativeFactor: 1)
    case .oneVersusAll:
      DerivativeKernel.referenceLogistic(
        score: score, label: label == 2 ? 1 : 0, positiveFactor: 3, negativeFactor: 0.7)
    case .poisson:
      DerivativeKernel.referencePoisson(score: score, label: label, hessianFactor: 2.01)
    case .gamma: DerivativeKernel.referenceGamma(score: score, label: label)
    case .tweedie: DerivativeKernel.referenceTweedie(score: score, label: label, power: 1.3)
    }
  }

  @Test(arguments: Loss.allCases, KernelVariant.supported)
  func everyVariantHasTheBitsOfThePlainTwin(loss: Loss, variant: KernelVariant) {
    var random = SeededRandom(seed: 61)
    for count in Array(0...67) + [1025] {
      let scores = (0..<count).map { place in
        random.chance(0.2)
          ? Self.extremes[place % Self.extremes.count] : Double.random(in: -9...9, using: &random)
      }
      let labels = (0..<count).map { _ in label(loss, using: &random) }
      let someWeights = (0..<count).map { _ in
        random.chance(0.1) ? 1e30 : Double.random(in: 0...3, using: &random)
      }
      for weights in [nil, someWeights] {
        var (gradients, hessians) = ([Double](), [Double]())
        for place in 0..<count {
          let weight = weights?[place]
          let one = reference(loss, score: scores[place], label: labels[place])
          gradients.append(weight.map { one.gradient * $0 } ?? one.gradient)
          hessians.append(weight.map { one.hessian * $0 } ?? one.hessian)
        }
        let written = lend(scores, labels, weights) { write(loss, $0, variant: variant) }
        #expect(written.gradients == gradients)
        #expect(written.hessians == hessians)
        #expect((gradients + hessians).allSatisfy { $0.isFinite })
        #expect(hessians.allSatisfy { $0 >= 0 })
      }
    }
  }

  @Test(arguments: KernelVariant.supported)
  func softmaxHasTheBitsOfThePlainTwin(variant: KernelVariant) {
    var random = SeededRandom(seed: 62)
    for (classCount, counts) in [(1, [3]), (2, [1, 64]), (3, Array(0...67) + [129]), (40, [70])] {
      for count in counts {
        let stride = count + 3
        let scores = (0..<classCount * stride).map { _ in
          random.chance(0.05) ? 1e100 : Double.random(in: -30...30, using: &random)
        }
        let labels = (0..<count).map { _ in
          Double(Int.random(in: 0..<classCount, using: &random))
        }
        let weights = (0..<count).map { _ in Double.random(in: 0...3, using: &random) }
        for weights in [nil, weights] {
          let written = softmax(
            scores, stride, classCount, labels, weights, variant: variant)
          for row in 0..<count {
            let own = (0..<classCount).map { scores[$0 * stride + row] }
            let expected = DerivativeKernel.referenceSoftmax(
              scores: own, label: labels[row], hessianFactor: 1.5)
            for (k, one) in expected.enumerated() {
              let weight = weights?[row] ?? 1
              #expect(written.gradients[k * count + row] == one.gradient * weight)
              #expect(written.hessians[k * count + row] == one.hessian * weight)
            }
          }
        }
      }
    }
  }

  private typealias Written = (gradients: [Double], hessians: [Double])

  private func lend(
    _ scores: [Double], _ labels: [Double], _ weights: [Double]?,
    _ body: (DerivativeBuffers) -> Void
  ) -> Written {
    var gradients = [Double](repeating: .nan, count: labels.count)
    var hessians = gradients
    gradients.withUnsafeMutableBufferPointer { gradients in
      hessians.withUnsafeMutableBufferPointer { hessians in
        scores.withUnsafeBufferPointer { scores in
          labels.withUnsafeBufferPointer { labels in
            (weights ?? []).withUnsafeBufferPointer {
              body(
                DerivativeBuffers(
                  scores: scores, labels: labels, weights: weights == nil ? nil : $0,
                  gradients: gradients, hessians: hessians))
            }
          }
        }
      }
    }
    return (gradients, hessians)
  }

  private func softmax(
    _ scores: [Double], _ stride: Int, _ classCount: Int, _ labels: [Double],
    _ weights: [Double]?, variant: KernelVariant
  ) -> Written {
    var gradients = [Double](repeating: .nan, count: labels.count * classCount)
    var hessians = gradients
    gradients.withUnsafeMutableBufferPointer { gradients in
      hessians.withUnsafeMutableBufferPointer { hessians in
        scores.withUnsafeBufferPointer { scores in
          labels.withUnsafeBufferPointer { labels in
            (weights ?? []).withUnsafeBufferPointer {
              DerivativeKernel.softmax(
                scores: scores, scoreStride: stride, classCount: classCount, labels: labels,
                weights: weights == nil ? nil : $0, hessianFactor: 1.5, gradients: gradients,
                hessians: hessians, variant: variant)
            }
          }
        }
      }
    }
    return (gradients, hessians)
  }
}
