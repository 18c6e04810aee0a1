import GBDT
import Testing

@Suite struct SearchSpaceTests {
  @Test(arguments: [
    "linear:0.5..1", "log:0.01..0.3", "int:-1..10", "int-log:8..256", "choice:a,b,c",
  ])
  func rangesReadBack(text: String) throws {
    #expect(try SearchRange(text).text == text)
  }

  @Test(arguments: [
    (
      "0.1",
      "`0.1` is no range; write linear:0.5..1, log:0.01..0.3, int:1..10, int-log:8..256 or choice:a,b."
    ),
    ("log:0.3..0.01", "`0.3..0.01` is empty: the first number must be below the second."),
    ("int:4..4", "`4..4` is empty: the first number must be below the second."),
    ("log:0..1", "`log:0..1`: a range by magnitude begins above 0."),
    ("int:1.5..4", "`1.5..4` is not a range of whole numbers, such as 8..256."),
    ("linear:0.1", "`0.1` is not a range of numbers, such as 0.01..0.3."),
    ("choice:a", "`choice:a`: name at least two different choices."),
    ("choice:a,a", "`choice:a,a`: name at least two different choices."),
  ])
  func refusesWhatIsNoRange(text: String, message: String) {
    let error = #expect(throws: GBDTError.self) { try SearchRange(text) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    (
      "num_leafs", "int:2..9",
      "num_leafs: There is no such parameter. Did you mean `num_leaf`?"
    ),
    (
      "n_estimators", "int:2..9",
      "n_estimators: It cannot be searched: each trial finds its best number of iterations."
    ),
    (
      "num_threads", "int:1..2",
      "num_threads: It cannot be searched: it changes time, never the model."
    ),
    (
      "num_leaves", "int:1..9",
      "num_leaves: num_leaves=1 must be an integer from 2 to 131072."
    ),
    (
      "num_leaves", "linear:2..9.5",
      "num_leaves: num_leaves=9.5 must be an integer, written in digits only (like 100)."
    ),
  ])
  func refusesWhatAParameterRefuses(name: String, range: String, message: String) {
    let error = #expect(throws: GBDTError.self) {
      try SearchSpace([(parameter: name, range: range)])
    }
    #expect(error?.code == .usage)
    #expect(error?.message == message)
  }

  @Test func readsJSON() throws {
    let space = try SearchSpace(json: #"{"eta": "log:0.01..0.3", "max_bin": "choice:63,255"}"#)
    #expect(space.dimensions.map(\.parameter) == ["learning_rate", "max_bin"])
    for (json, message) in [
      (#"{"eta": 0.1}"#, "`eta`: "), ("{}", "The search space is empty"),
      (
        #"{"eta": "log:0.1..1", "learning_rate": "log:0.1..1"}"#,
        "The parameter learning_rate is searched twice."
      ),
    ] {
      let error = #expect(throws: GBDTError.self) { try SearchSpace(json: json) }
      #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
  }
}
