import Foundation
import GBDTKernels
import Testing

@testable import GBDTData

@Suite struct InOrderTests {
  private func lists(window: Int) -> InOrder<Int, [Int]> {
    InOrder(into: [], window: window) { $0.append($1) }
  }

  @Test func accumulatesInOrderOfNumbers() {
    let values = lists(window: 10)
    for index in [3, 1, 0, 2, 5, 4] { values.deliver(10 * index, at: index) }
    #expect(values.accumulated == [0, 10, 20, 30, 40, 50])
    #expect(values.peakEarlyCount == 2)
  }

  /// Every 20th value takes much longer than others.
  @Test(arguments: [1, 2, 4], [1, 3, 8])
  func holdsFewerValuesThanTheWindow(threads: Int, window: Int) {
    let values = lists(window: window)
    Parallel.forEachBlock(count: 100, threads: threads) { index in
      values.waitForTurn(of: index)
      if index.isMultiple(of: 20) { usleep(3_000) }
      values.deliver(index, at: index)
    }
    #expect(values.accumulated == Array(0..<100))
    #expect(values.peakEarlyCount < window)
  }

  @Test func nobodyWaitsForAValueThatIsGivenUp() {
    let values = lists(window: 2)
    Parallel.forEachBlock(count: 50, threads: 4) { index in
      values.waitForTurn(of: index)
      if index == 3 { values.giveUp() } else { values.deliver(index, at: index) }
    }
    #expect(values.accumulated == [0, 1, 2])
  }
}
