import GBDTKernels
import GBDTTestSupport
import Testing

/// The kernel against its twin, bit for bit.
@Suite struct CutKernelTests {
  /// The histogram of one feature, and rules that fit it.
  private struct Source {
    var gradients: [Int64]
    var hessians: [Int64]?
    var counts: [Int64]
    var rules: GainRules

    init(gradients: [Int64], hessians: [Int64]?, counts: [Int64], rules: GainRules) {
      (self.gradients, self.hessians, self.counts) = (gradients, hessians, counts)
      self.rules = rules
    }

    init(binCount: Int, isWeighted: Bool, using random: inout SeededRandom) {
      counts = Self.counts(binCount: binCount, using: &random)
      // Few different gradients make ties.
      let limit: Int64 = [1, 3, 1000, (1 << 23) - 1].randomElement(using: &random) ?? 1
      gradients = counts.map { count in
        count == 0 ? 0 : count * Int64.random(in: -limit...limit, using: &random)
      }
      if isWeighted {
        hessians = counts.map { count in
          count == 0 || random.chance(0.2) ? 0 : Int64.random(in: 0...9, using: &random) * count
        }
        if binCount > 0, random.chance(0.4) { hessians?[0] = 0 }
      }
      let total = counts.reduce(0, +)
      rules = GainRules(
        gradientQuantum: [1, 0x1p-20, 0x1p40].randomElement(using: &random) ?? 1,
        hessianQuantum: isWeighted ? 0x1p-5 : random.chance(0.9) ? 1 : 0.25,
        lambdaL1: random.chance(0.7) ? 0 : Double.random(in: 0...2, using: &random),
        lambdaL2: [0, 0, 1, 0.3].randomElement(using: &random) ?? 0,
        minGain: random.chance(0.9) ? 0 : Double.random(in: 0...10, using: &random),
        minHessian: [0, 1e-3, 2, 7.5].randomElement(using: &random) ?? 0,
        minCount: [0, 1, 2, 20, Int(total / 3)].randomElement(using: &random) ?? 0)
    }

    /// Full, sparse, in one stretch, in one bin, none; bin 0 mostly empty.
    private static func counts(binCount: Int, using random: inout SeededRandom) -> [Int64] {
      guard binCount > 0 else { return [] }
      let share: Double = [1, 1, 0.5, 0.3, 0].randomElement(using: &random) ?? 1
      let low = random.chance(0.5) ? 0 : Int.random(in: 0..<binCount, using: &random)
      let largest: Int64 = random.chance(0.3) ? 1 : 100
      var counts = (0..<binCount).map { bin in
        bin >= low && random.chance(share) ? Int64.random(in: 1...largest, using: &random) : 0
      }
      if share == 0, random.chance(0.7) {
        counts[Int.random(in: 0..<binCount, using: &random)] = 50
      }
      if random.chance(0.4) { counts[0] = 0 }
      return counts
    }

    var node: NodeSums {
      NodeSums(
        gradient: gradients.reduce(0, +), hessian: (hessians ?? counts).reduce(0, +),
        count: counts.reduce(0, +))
    }

    /// What `search` finds in lanes that end with the last bin: a sanitizer sees loads beyond it.
    func cut(_ search: (HistogramLanes) -> CutKernel.Cut?) -> CutKernel.Cut? {
      let storage = UnsafeMutableBufferPointer<Int64>.allocate(capacity: 3 * counts.count)
      defer { storage.deallocate() }
      _ = storage.initialize(from: gradients + (hessians ?? counts) + counts)
      guard let base = storage.baseAddress else { return nil }
      return search(
        HistogramLanes(
          gradients: base, hessians: hessians == nil ? nil : base + counts.count,
          counts: base + 2 * counts.count))
    }

    func expectedCut() -> CutKernel.Cut? {
      cut {
        CutKernel.referenceBest(lanes: $0, binCount: counts.count, node: node, rules: rules)
      }
    }

    func cut(_ variant: KernelVariant) -> CutKernel.Cut? {
      cut {
        CutKernel.best(
          lanes: $0, binCount: counts.count, node: node, rules: rules, variant: variant)
      }
    }
  }

  @Test(arguments: Array(0...67) + [255, 256, 1000, 4001], [false, true])
  func everyVariantFindsWhatTheTwinFinds(binCount: Int, isWeighted: Bool) {
    var random = SeededRandom(seed: UInt64(2 * binCount + (isWeighted ? 1 : 0)))
    for number in 0..<60 {
      let source = Source(binCount: binCount, isWeighted: isWeighted, using: &random)
      let expected = source.expectedCut()
      for variant in KernelVariant.supported {
        #expect(source.cut(variant) == expected, "\(variant), histogram \(number)")
      }
    }
  }

  /// The random histograms would prove little if they had no cuts, or all of one kind.
  @Test func histogramsHaveCutsOfEveryKind() {
    var random = SeededRandom(seed: 1)
    var kinds: [String: Int] = [:]
    for number in 0..<400 {
      let source = Source(binCount: 40, isWeighted: number % 2 == 0, using: &random)
      guard let cut = source.expectedCut() else {
        kinds["none", default: 0] += 1
        continue
      }
      kinds[cut.missingLeft ? "missing left" : "missing right or none", default: 0] += 1
      if cut.bin == 39 { kinds["last bin", default: 0] += 1 }
      if let hessians = source.hessians, hessians[0] == 0, source.counts[0] > 0 {
        kinds["missing without weight", default: 0] += 1
      }
      if source.rules.lambdaL1 > 0 { kinds["lambda_l1", default: 0] += 1 }
    }
    for kind in [
      "none", "missing left", "missing right or none", "missing without weight", "lambda_l1",
    ] {
      #expect(kinds[kind, default: 0] >= 10, "\(kind): \(kinds)")
    }
  }

  /// Sums that no double holds exactly must be rounded as Swift rounds them.
  @Test(arguments: KernelVariant.supported, [false, true])
  func hugeSumsAreRoundedToNearest(variant: KernelVariant, isWeighted: Bool) {
    var random = SeededRandom(seed: 77)
    for number in 0..<300 {
      var source = Source(
        binCount: Int.random(in: 2...40, using: &random), isWeighted: isWeighted, using: &random)
      let share = (Int64(1) << 62) / Int64(source.counts.count)
      source.gradients = source.counts.map {
        $0 == 0 ? 0 : Int64.random(in: -share...share, using: &random)
      }
      source.hessians = source.hessians?.map {
        $0 == 0 ? 0 : Int64.random(in: 0...share, using: &random)
      }
      #expect(source.cut(variant) == source.expectedCut(), "histogram \(number)")
    }
  }

  /// Gains that overflow are passed over, wherever they are.
  @Test(arguments: KernelVariant.supported)
  func infiniteGainsAreNone(variant: KernelVariant) {
    var source = Source(
      gradients: [0, 1, -1, 3, -3, 1 << 50, -(1 << 50), 2, 5, -7, 1, 1], hessians: nil,
      counts: [Int64](repeating: 1, count: 12),
      rules: GainRules(
        gradientQuantum: 0x1p500, hessianQuantum: 1, lambdaL1: 0, lambdaL2: 0, minGain: 0,
        minHessian: 0, minCount: 1))
    source.counts[0] = 0
    let expected = source.expectedCut()
    #expect(expected != nil && expected?.bin != 5)
    #expect(source.cut(variant) == expected)
  }

  @Test(arguments: KernelVariant.supported)
  func tiesGoToTheLowerBinAndMissingRight(variant: KernelVariant) {
    let rules = GainRules(
      gradientQuantum: 1, hessianQuantum: 1, lambdaL1: 0, lambdaL2: 0, minGain: 0, minHessian: 0,
      minCount: 1)
    // The same gain at bins 3 and 20, with empty bins behind each.
    var source = Source(
      gradients: [Int64](repeating: 0, count: 30), hessians: nil,
      counts: [Int64](repeating: 0, count: 30), rules: rules)
    (source.gradients[3], source.counts[3]) = (8, 4)
    (source.gradients[20], source.counts[20]) = (0, 4)
    (source.gradients[25], source.counts[25]) = (-8, 4)
    #expect(source.cut(variant)?.bin == 3)
    // Missing rows without gradient: left of bin 3 or right of it makes no difference here.
    (source.gradients[20], source.counts[20]) = (0, 0)
    source.counts[0] = 4
    let cut = source.cut(variant)
    #expect(cut?.bin == 3 && cut?.missingLeft == false)
    #expect(cut == source.expectedCut())
  }
}
