import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct LinkKernelTests {
  private func scores(_ count: Int, using random: inout SeededRandom) -> [Double] {
    let extremes: [Double] = [0, -0.0, 699, 700, 701, -700, -701, 746, 1e100, -1e100]
    return (0..<count).map { place in
      random.chance(0.2)
        ? extremes[place % extremes.count] : Double.random(in: -40...40, using: &random)
    }
  }

  @Test(arguments: KernelVariant.supported)
  func everyVariantHasTheBitsOfThePlainTwin(variant: KernelVariant) {
    var random = SeededRandom(seed: 63)
    for count in Array(0...67) + [1025] {
      let scores = scores(count, using: &random)
      var (exps, chances) = (scores, scores)
      exps.withUnsafeMutableBufferPointer { LinkKernel.exp($0, variant: variant) }
      chances.withUnsafeMutableBufferPointer { LinkKernel.logistic($0, variant: variant) }
      #expect(exps == scores.map(LinkKernel.referenceExp))
      #expect(exps.allSatisfy { $0 > 0 && $0.isFinite })
      #expect(chances == scores.map { LinkKernel.referenceLogistic($0).chance })
      #expect(chances.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test(arguments: KernelVariant.supported)
  func softmaxHasTheBitsOfThePlainTwin(variant: KernelVariant) {
    var random = SeededRandom(seed: 64)
    for (classCount, counts) in [(1, [3]), (2, [1, 64]), (3, Array(0...67) + [129]), (40, [70])] {
      for count in counts {
        let scores = scores(classCount * count, using: &random)
        var chances = scores
        chances.withUnsafeMutableBufferPointer {
          LinkKernel.softmax($0, classCount: classCount, variant: variant)
        }
        for row in 0..<count {
          let places = (0..<classCount).map { $0 * count + row }
          let expected = LinkKernel.referenceSoftmax(places.map { scores[$0] })
          #expect(places.map { chances[$0] } == expected)
          #expect(abs(expected.reduce(0, +) - 1) < 1e-14)
        }
      }
    }
  }
}
