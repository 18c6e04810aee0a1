import GBDTCore
import Testing

@Suite struct SuggestionTests {
  private let names = ["learning_rate", "num_leaves", "max_depth", "seed"]

  @Test(arguments: [
    ("learning_rat", "learning_rate"), ("lerning_rate", "learning_rate"),
    ("LEARNING_RATE", "learning_rate"), ("num_leafs", "num_leaves"), ("max_dpeth", "max_depth"),
    ("sed", "seed"), ("seeds", "seed"), ("seed", "seed"),
  ])
  func misspeltNames(word: String, name: String) {
    #expect(Suggestion.nearest(to: word, among: names) == name)
  }

  @Test(arguments: ["", "banana", "x", "rate"])
  func nothingNear(word: String) {
    #expect(Suggestion.nearest(to: word, among: names) == nil)
    #expect(Suggestion.sentence(for: word, among: names) == "")
  }

  @Test func sentence() {
    #expect(Suggestion.sentence(for: "sede", among: names) == " Did you mean `seed`?")
  }

  @Test func theFirstOfEqualsWins() {
    #expect(Suggestion.nearest(to: "ac", among: ["ab", "ad"]) == "ab")
    #expect(Suggestion.nearest(to: "ac", among: ["ad", "ab"]) == "ad")
    #expect(Suggestion.nearest(to: "a", among: [String]()) == nil)
  }
}
