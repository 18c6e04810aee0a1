import Testing

@testable import GBDTTraining

@Suite struct BatchPaceTests {
  /// What is proposed after 20 rounds of 10 nodes each.
  private static func proposal(
    roundSeconds: Double, nodeSeconds: Double, splitLimit: Int = 254,
    sizes: ClosedRange<Int> = 4...256
  ) -> Int {
    var pace = BatchPace(sizes: sizes)
    pace.note(seconds: roundSeconds, nodeCount: 1)
    for _ in 0..<20 { pace.note(seconds: roundSeconds + 10 * nodeSeconds, nodeCount: 10) }
    return pace.proposal(splitLimit: splitLimit)
  }

  @Test func slowRoundsAskForLargeBatches() {
    #expect(Self.proposal(roundSeconds: 1e-4, nodeSeconds: 2e-3) == 4)
    #expect(Self.proposal(roundSeconds: 1e-3, nodeSeconds: 1e-3) == 14)
    #expect(Self.proposal(roundSeconds: 1e-2, nodeSeconds: 2e-3) == 31)
    #expect(Self.proposal(roundSeconds: 1, nodeSeconds: 1e-5) == 63)
    #expect(Self.proposal(roundSeconds: 1, nodeSeconds: 0) == 63)
  }

  @Test func sizesAreKept() {
    #expect(Self.proposal(roundSeconds: 1, nodeSeconds: 1e-5, sizes: 2...8) == 8)
    #expect(Self.proposal(roundSeconds: 1e-9, nodeSeconds: 1, sizes: 2...8) == 2)
    #expect(Self.proposal(roundSeconds: 1, nodeSeconds: 1e-5, splitLimit: 1) == 4)
    #expect(Self.proposal(roundSeconds: 0, nodeSeconds: 0, sizes: 5...5) == 5)
  }

  @Test func nothingIsKnownBeforeTheFirstRounds() {
    var pace = BatchPace(sizes: 4...256)
    #expect(pace.proposal(splitLimit: 254) == 4)
    pace.note(seconds: 1, nodeCount: 1)
    #expect(pace.proposal(splitLimit: 254) == 4)
    pace.note(seconds: 3, nodeCount: 1)
    #expect(pace.proposal(splitLimit: 254) > 4)
    pace.begin()
    #expect(pace.proposal(splitLimit: 254) == 4)
  }
}
