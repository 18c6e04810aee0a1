import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct RowMasksTests {
  private static let rowCounts = Array(0...67) + [1000, 1024, 1025, 5000]

  @Test(arguments: KernelVariant.supported)
  func everyVariantWritesThePositions(variant: KernelVariant) {
    var random = SeededRandom(seed: 5)
    for rowCount in Self.rowCounts {
      for chance in [0, 0.02, 0.5, 1] {
        let some = RandomRows(of: rowCount, chance: chance, using: &random)
        let expected = some.rows.positions
        let written = KernelBuffer<UInt32>(count: expected.count + 1)
        written[expected.count] = 77
        #expect(some.rows.write(to: written.start, variant: variant) == expected.count)
        #expect(written.elements.dropLast().map { Int($0) } == expected)
        #expect(written[expected.count] == 77, "nothing beyond the end")
        #expect(some.rows.rowCount == expected.count)
        withExtendedLifetime(some) {}
      }
    }
  }

  @Test(arguments: rowCounts)
  func allRowsAreThePositionsFromZero(rowCount: Int) {
    let all = RowMaskBuffer(rowCount: rowCount)
    #expect(all.rows.positions == Array(0..<rowCount))
    withExtendedLifetime(all) {}
  }

  @Test(arguments: 1...5)
  func sharesAreConsecutiveAndNearlyEqual(shareCount: Int) {
    var random = SeededRandom(seed: 6)
    for rowCount in Self.rowCounts {
      let some = RandomRows(of: rowCount, chance: 0.4, using: &random)
      let total = some.rows.rowCount
      let shares = some.rows.shares(shareCount, rowCount: total)
      #expect(shares.count <= shareCount)
      #expect(shares.flatMap { Array($0) } == Array(0..<some.rows.count))
      for share in shares where total > 0 {
        let rows = some.rows.slice(share).rowCount
        #expect(rows <= total / shareCount + RowMasks.wordRows)
      }
      withExtendedLifetime(some) {}
    }
  }
}
