@testable import GBDTCore
import Testing

@Suite struct ProcessorCountTests {
  private func quota(_ text: String) -> Int? {
    ProcessorCount.quota(fields: text.split(separator: " "))
  }

  @Test func thereIsAtLeastOne() { #expect(ProcessorCount.available >= 1) }

  @Test(arguments: [
    ("200000 100000", 2), ("150000 100000", 2), ("50000 100000", 1), ("1 100000", 1),
    ("1600000 100000", 16),
  ])
  func quotasAreRoundedUp(text: String, count: Int) { #expect(quota(text) == count) }

  @Test(arguments: [
    "max 100000", "-1 100000", "0 100000", "100000 0", "", "100000", "1 2 3", "x y",
    "inf 100000", "nan 1", "1e300 1",
  ])
  func noLimit(text: String) { #expect(quota(text) == nil) }
}
