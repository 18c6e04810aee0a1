import GBDT
import Testing

@Suite struct ParametersTests {
  /// The parameters that a model of `settings` carries, from its JSON.
  private func stored(_ settings: [(name: String, value: ParameterValue)]) throws -> String {
    String(decoding: try Rides(count: 60).model(settings).json, as: UTF8.self)
  }

  @Test func literalsOfEveryKind() throws {
    let text = try stored([
      ("num_leaves", 5), ("eta", 0.25), ("unseen_category", "error"), ("max_depth", "4"),
      ("metric", "mae,rmse"),
    ])
    for expected in [
      "\"num_leaves\": 5", "\"learning_rate\": 0.25", "\"unseen_category\": \"error\"",
      "\"max_depth\": 4", "\"metric\": [\"mae\", \"rmse\"]",
    ] {
      #expect(text.contains(expected), "\(expected)")
    }
    #expect(ParameterValue(0.5).text == "0.5")
    #expect(ParameterValue(3).text == "3")
    #expect((true as ParameterValue).text == "true")
  }

  @Test func aliasesAndNumbersOfThreadsDoNotShow() throws {
    let rides = Rides(count: 60)
    let plain = try rides.model([("learning_rate", 0.3), ("num_threads", 1)])
    #expect(try rides.model([("eta", 0.3), ("n_jobs", 3)]).bytes == plain.bytes)
  }

  @Test(
    arguments: [
      ([("num_leavs", 31)], "num_leaves"),
      ([("num_leaves", 1)], "num_leaves"),
      ([("num_leaves", "many")], "num_leaves"),
      ([("learning_rate", 0.0)], "learning_rate"),
      ([("learning_rate", 0.1), ("eta", 0.2)], "eta"),
      ([("bagging_fraction", 0.5)], "bagging_freq"),
    ] as [([(String, ParameterValue)], String)])
  func refusesWithTheNameThatMendsIt(settings: [(String, ParameterValue)], name: String) {
    let error = #expect(throws: GBDTError.self) {
      try Parameters(settings.map { (name: $0.0, value: $0.1) })
    }
    #expect(error?.code == .usage)
    #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
  }
}
