import GBDTCore
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct ClassLabelTests {
  @Test func numbersAscendByValueAndStringsByBytes() {
    let labels: [ClassLabel] = [
      .string("b"), .number(10), .string("a\u{301}"), .number(-1), .string("B"), .number(9.5),
      .string("á"), .string(""),
    ]
    #expect(
      labels.sorted().map(\.text) == ["-1", "9.5", "10", "", "B", "a\u{301}", "b", "á"])
    // One letter to a reader, but not the same bytes.
    #expect(ClassLabel.string("a\u{301}") != .string("á"))
    #expect(Set(labels).count == labels.count)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (7, "7"), (-3, "-3"), (2.5, "2.5"), (1e15, "1000000000000000"),
    (1e300, "1e+300"),
  ])
  func textIsThatOfFiles(value: Double, text: String) {
    #expect(ClassLabel.number(value).text == text)
  }

  @Test func listsAreShort() {
    let labels = (0..<7).map { ClassLabel.number(Double($0)) }
    #expect(ClassLabel.list(Array(labels.prefix(2))) == "`0`, `1`")
    #expect(ClassLabel.list(Array(labels.prefix(5))) == "`0`, `1`, `2`, `3`, `4`")
    #expect(ClassLabel.list(labels) == "`0`, `1`, `2`, `3`, `4` and 2 more")
  }

  @Test(arguments: [ClassLabel.number(0.1), .number(-7), .string(""), .string("ja, ünd")])
  func travels(label: ClassLabel) throws {
    #expect(ByteCodableCheck(label).problems.isEmpty)
    #expect(try ClassLabel(decoding: label.encoded) == label)
  }
}
