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

  /// Whatever room is given, it is used as far as whole words are sure to fit, and not exceeded.
  @Test(arguments: KernelVariant.supported)
  func everyVariantKeepsToItsRoom(variant: KernelVariant) {
    var random = SeededRandom(seed: 7)
    let most = RowMaskBuffer(rowCount: 1000)
    let some = RandomRows(of: 1000, chance: 0.5, using: &random)
    for rows in [most.rows, some.rows] {
      for room in 64...400 {
        let written = KernelBuffer<UInt32>(count: room + 64)
        written.elements.update(repeating: 7777)
        let expanded = rows.expand(into: written.slice(0..<room), variant: variant)
        let expected = rows.slice(0..<expanded.wordCount).positions
        #expect(written.elements.prefix(expanded.rowCount).map { Int($0) } == expected)
        #expect(expanded.rowCount == expected.count && expanded.rowCount > room - 64)
        #expect(written.elements.suffix(64).allSatisfy { $0 == 7777 }, "nothing beyond the room")
        withExtendedLifetime(written) {}
      }
    }
    withExtendedLifetime((most, some)) {}
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
