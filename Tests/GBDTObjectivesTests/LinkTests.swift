import GBDTObjectives
import Testing

@Suite struct LinkTests {
  private func applied(_ link: Link, _ scores: [Double], outputs: Int = 1) -> [Double] {
    var scores = scores
    scores.withUnsafeMutableBufferPointer { link.apply(to: $0, outputCount: outputs) }
    return scores
  }

  @Test func identityLinkChangesNothing() {
    #expect(applied(.identity, [-1.25, 3], outputs: 2) == [-1.25, 3])
  }

  @Test func namesAreThoseInModels() {
    #expect(
      Link.allCases.map(\.rawValue)
        == ["identity", "exp", "logistic", "softmax", "logistic_each", "ascending"])
  }

  @Test(arguments: Link.allCases)
  func noRowsAreFine(link: Link) {
    #expect(applied(link, [], outputs: 3) == [])
  }

  @Test func valuesOfSmallExamples() {
    #expect(applied(.exp, [0]) == [1])
    #expect(applied(.logistic, [0, 1e100, -1e100]) == [0.5, 1, 0])
    #expect(applied(.logisticEach, [0, 1e100], outputs: 2) == [0.5, 1])
    #expect(applied(.softmax, [5, 1e100, 5, -1e100], outputs: 2) == [0.5, 1, 0.5, 0])
  }

  @Test func ascendingSortsTheScoresOfEachRow() {
    let sorted = applied(.ascending, [3, 1, -2, 0, 2, 9, 1, 5], outputs: 4)
    #expect(sorted == [-2, 0, 1, 1, 2, 5, 3, 9])
  }
}
