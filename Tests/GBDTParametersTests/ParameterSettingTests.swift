import GBDTCore
import GBDTParameters
import Testing

@Suite struct ParameterSettingTests {
  private func parse(
    _ settings: [(String, String)], over file: [(String, String)] = []
  ) throws(ParameterError) -> TrainParameters {
    try TrainParameters(
      parsing: settings.map { ParameterSetting(name: $0.0, value: $0.1) },
      over: file.enumerated().map {
        ParameterSetting(
          name: $1.0, value: $1.1, origin: .file(path: "run.conf", line: $0 + 1))
      })
  }

  private func message(
    _ settings: [(String, String)], over file: [(String, String)] = []
  ) -> String? {
    do throws(ParameterError) {
      _ = try parse(settings, over: file)
      return nil
    } catch {
      #expect(error.category == .usage)
      return error.message
    }
  }

  @Test func laterSourceGoesOverEarlier() throws {
    let values = try parse([("eta", "0.3")], over: [("learning_rate", "0.2"), ("num_leaves", "9")])
    #expect(values.learningRate == 0.3)
    #expect(values.numLeaves == 9)
  }

  @Test func aliasOfAnotherLibraryReachesTheField() throws {
    let values = try parse([
      ("n_estimators", "5"), ("reg_lambda", "2"), ("metric", "l1"), ("loss", "squared_error"),
    ])
    #expect(values.numIterations == 5)
    #expect(values.lambdaL2 == 2)
    #expect(values.metrics == [.mae])
  }

  @Test func unknownNameHasASuggestion() {
    #expect(
      message([("lerning_rate", "1")])
        == "There is no parameter `lerning_rate`. Did you mean `learning_rate`?")
    #expect(
      message([], over: [("zzzzzzzz", "1")]) == "run.conf:1: There is no parameter `zzzzzzzz`.")
  }

  @Test func sameParameterTwiceNamesBothSpellings() throws {
    #expect(
      message([("eta", "0.1"), ("learning_rate", "0.2")])
        == "learning_rate is given twice: eta=0.1 and learning_rate=0.2; keep one of them.")
    #expect(
      message([], over: [("eta", "0.1"), ("eta", "0.3")])
        == "run.conf:2: learning_rate is given twice: eta=0.1 and eta=0.3; keep one of them.")
    #expect(try parse([("eta", "0.1"), ("learning_rate", "1e-1")]).learningRate == 0.1)
  }

  @Test(arguments: [
    ("num_leaves", "1", "num_leaves=1 must be an integer from 2 to 131072."),
    ("num_leaves", "1e2", "num_leaves=1e2 must be an integer, written in digits only (like 100)."),
    ("num_leaves", "", "num_leaves= must be an integer, written in digits only (like 100)."),
    ("num_leaves", "31 ", "num_leaves=31  must be an integer, written in digits only (like 100)."),
    (
      "num_leaves", "99999999999999999999",
      "num_leaves=99999999999999999999 is too large an integer."
    ),
    ("max_depth", "0", "max_depth=0 is not a depth; for no limit write max_depth=-1."),
    ("seed", "-1", "seed=-1 must be an integer from 0 to 9007199254740992."),
    ("eta", "0", "eta=0 (alias of learning_rate) must be a number above 0."),
    ("lambda_l2", "-1", "lambda_l2=-1 must be a number of at least 0."),
    (
      "subsample", "1.5",
      "subsample=1.5 (alias of bagging_fraction) must be a number above 0 and at most 1."
    ),
    ("lambda_l1", "nan", "lambda_l1=nan must be a finite decimal number (like 0.05 or 1e-3)."),
    ("lambda_l1", "1e999", "lambda_l1=1e999 must be a finite decimal number (like 0.05 or 1e-3)."),
    ("lambda_l1", "0x1p3", "lambda_l1=0x1p3 must be a finite decimal number (like 0.05 or 1e-3)."),
    ("lambda_l1", "0.1x", "lambda_l1=0.1x must be a finite decimal number (like 0.05 or 1e-3)."),
    ("metric", "rmse,rmse", "metric=rmse,rmse names `rmse` twice."),
    ("metric", "mae@2", "metric=mae@2 has an `@`, but `mae` takes no number."),
    (
      "metric", "error@1",
      "metric=error@1 must have a number above 0 and below 1 behind the `@`, as in `error@0.7`."
    ),
    (
      "metric", "ndcg@2.5",
      "metric=ndcg@2.5 must have a whole number from 1 behind the `@`, as in `ndcg@5`."
    ),
    ("eval_at", "", "eval_at= must be an integer, written in digits only (like 100)."),
    ("eval_at", "3,0", "eval_at=3,0 must be an integer from 1 to 2147483647."),
    ("eval_at", "3,3", "eval_at=3,3 names 3 twice."),
    (
      "is_provide_training_metric", "yes",
      "is_provide_training_metric=yes must be `true` or `false`."
    ),
  ])
  func wrongValueIsRefused(name: String, value: String, expected: String) {
    #expect(message([(name, value)]) == expected)
  }

  @Test(arguments: [("", ""), ("rsme", " (did you mean `rmse`?)"), ("mae,", "")])
  func unknownMetricIsRefused(value: String, hint: String) {
    let names = MetricKind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    #expect(
      message([("metric", value)]) == "metric=\(value) must be one of \(names)\(hint).")
  }
}
