import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct GradientKernelTests {
  @Test(arguments: KernelVariant.supported)
  func everyVariantGivesTheSameGradients(variant: KernelVariant) {
    var random = SeededRandom(seed: 21)
    for count in Array(0...67) + [3001] {
      let scores = (0..<count).map { _ in Double.random(in: -1e3...1e3, using: &random) }
      let labels = (0..<count).map { _ in Double.random(in: -1e3...1e3, using: &random) }
      let weights = (0..<count).map { _ in Double.random(in: 0...1e3, using: &random) }
      for weights in [nil, weights] {
        let expected = (0..<count).map { row in
          let difference = scores[row] - labels[row]
          return weights.map { difference * $0[row] } ?? difference
        }
        var gradients = [Double](repeating: .nan, count: count)
        scores.withUnsafeBufferPointer { scores in
          labels.withUnsafeBufferPointer { labels in
            (weights ?? []).withUnsafeBufferPointer { buffer in
              gradients.withUnsafeMutableBufferPointer {
                GradientKernel.squaredError(
                  scores: scores, labels: labels, weights: weights == nil ? nil : buffer,
                  gradients: $0, variant: variant)
              }
            }
          }
        }
        #expect(gradients == expected)
        let largest = gradients.withUnsafeBufferPointer {
          GradientKernel.maxMagnitude($0, variant: variant)
        }
        #expect(largest == expected.map { abs($0) }.max() ?? 0)
      }
    }
  }

  @Test(arguments: KernelVariant.supported)
  func quantisingRoundsToNearestTiesToEven(variant: KernelVariant) {
    let limit = 0x1p31 - 1
    var values = [
      0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, limit, -limit, 1e-300,
    ]
    var random = SeededRandom(seed: 22)
    values += (0..<500).map { _ in Double.random(in: -limit...limit, using: &random) }
    for count in Array(0...values.count) {
      for (scale, stride) in [(1.0, 1), (1, 2), (0.25, 1), (0x1p-20, 2)] {
        var quantised = [Int32](repeating: -9, count: 2 * count + 1)
        values[..<count].withUnsafeBufferPointer {
          GradientKernel.quantise(
            $0, scale: scale, stride: stride, into: &quantised, variant: variant)
        }
        let written = Swift.stride(from: 0, to: stride * count, by: stride).map { quantised[$0] }
        #expect(
          written == values[..<count].map { GradientKernel.referenceQuantise($0, scale: scale) })
        #expect(quantised.last == -9, "nothing beyond the end")
      }
    }
  }

  /// Full words are added to at once: those that lack a single row are not full.
  @Test func addsToNoRowThatAWordLacks() {
    let word = RowMaskBuffer(rowCount: RowMasks.wordRows)
    for missing in 0..<RowMasks.wordRows {
      word.masks[0] = ~(1 << UInt64(missing))
      var scores = [Double](repeating: 0, count: RowMasks.wordRows)
      GradientKernel.add(1, to: &scores, rows: word.rows)
      #expect(scores == (0..<RowMasks.wordRows).map { $0 == missing ? 0 : 1 })
    }
  }

  @Test func addsToTheScoresOfRows() {
    var random = SeededRandom(seed: 23)
    for rowCount in Array(0...67) + [1000] {
      for chance in [0.1, 0.9, 1] {
        let some = RandomRows(of: rowCount, chance: chance, using: &random)
        var scores = (0..<rowCount).map(Double.init)
        GradientKernel.add(0.5, to: &scores, rows: some.rows)
        let chosen = Set(some.rows.positions)
        #expect(scores == (0..<rowCount).map { Double($0) + (chosen.contains($0) ? 0.5 : 0) })
      }
    }
  }
}
