import GBDTData
import GBDTTestSupport
import Testing

@Suite struct RowNumbersTests {
  @Test(arguments: 0..<20) func anyRangeReadsBack(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var numbers: [UInt64] = []
    var kept = RowNumbers()
    var next = UInt64.random(in: 0...100, using: &random)
    for _ in 0..<6 {
      let gap: UInt64 = [1, 1, 3, 200, 100_000].randomElement(using: &random) ?? 1
      let chunk = (0..<Int.random(in: 0...300, using: &random)).map { _ -> UInt64 in
        defer { next += UInt64.random(in: 1...gap, using: &random) }
        return next
      }
      kept.append(chunk[...])
      numbers += chunk
    }
    #expect(kept.count == numbers.count)
    #expect(kept.last == numbers.last)
    #expect(kept.numbers(in: 0..<numbers.count) == numbers)
    for _ in 0..<50 {
      let start = Int.random(in: 0...numbers.count, using: &random)
      let range = start..<Int.random(in: start...numbers.count, using: &random)
      #expect(kept.numbers(in: range) == Array(numbers[range]))
    }
  }

  @Test func noRows() {
    let none = RowNumbers([])
    #expect(none.count == 0 && none.last == nil)
    #expect(none.numbers(in: 0..<0).isEmpty)
  }
}
