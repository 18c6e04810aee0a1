import Testing

@testable import GBDTData

@Suite struct StringListTests {
  @Test(arguments: [
    [], [""], ["a"], ["", "a", "", ""],
    ["é", "e\u{301}", "\u{1F695}", "a longer string than fifteen"],
  ])
  func holdsStrings(strings: [String]) {
    var list = StringList(strings)
    #expect(Array(list) == strings && list.count == strings.count)
    #expect(list.reversed().map(\.utf8.count) == strings.reversed().map(\.utf8.count))
    list.append("last")
    #expect(list[list.count - 1] == "last" && list != StringList(strings))
    #expect(list == StringList(strings + ["last"]))
  }

  @Test func takesLiterals() {
    let list: StringList = ["a", "bc"]
    #expect(list == StringList(utf8: Array("abc".utf8), ends: [1, 3]))
  }
}
