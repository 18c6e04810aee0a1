import GBDTParameters
import Testing

@Suite struct ValidatedTrainParametersTests {
  private func message(_ change: (inout TrainParameters) -> Void) -> String? {
    var values = TrainParameters()
    change(&values)
    do throws(ParameterError) {
      _ = try ValidatedTrainParameters(values)
      return nil
    } catch {
      return error.message
    }
  }

  @Test func valuesOutOfRangeAreRefused() {
    #expect(message { $0.learningRate = .nan } == "learning_rate=nan must be a number above 0.")
    #expect(message { $0.metrics = [.mae, .mae] } == "metric=mae,mae names `mae` twice.")
    #expect(
      message { $0.seed = .max }
        == "seed=9223372036854775807 must be an integer from 0 to 9007199254740992.")
  }

  @Test func baggingWithoutFrequencyIsAConflict() {
    #expect(
      message { $0.baggingFraction = 0.8 }
        == "bagging_fraction=0.8 conflicts with bagging_freq=0, which draws no bags; "
        + "add bagging_freq=1 for a new bag each iteration.")
    #expect(
      message {
        $0.baggingFraction = 0.8
        $0.baggingFreq = 1
      } == nil)
  }

  @Test func leavesThatADepthCannotHoldAreAConflict() {
    #expect(
      message {
        $0.numLeaves = 255
        $0.maxDepth = 5
      }
        == "num_leaves=255 conflicts with max_depth=5: a tree of that depth has at most 32 leaves; "
        + "raise max_depth or lower num_leaves.")
    #expect(
      message {
        $0.numLeaves = 255
        $0.maxDepth = 8
      } == nil)
    #expect(message { $0.maxDepth = 3 } == nil, "the default number of leaves gives way")
    #expect(
      message {
        $0.maxDepth = 512
        $0.numLeaves = 1000
      } == nil)
  }

  private func message(_ text: String) -> String? {
    do throws(ParameterError) {
      _ = try ValidatedTrainParameters(parsing: settings(text))
      return nil
    } catch {
      return error.message
    }
  }

  private func settings(_ text: String) -> [ParameterSetting] {
    text.split(separator: " ").map { word in
      let sides = word.split(separator: "=", maxSplits: 1)
      return ParameterSetting(name: String(sides[0]), value: String(sides[1]))
    }
  }

  @Test func settingsThatContradictTheObjectiveAreConflicts() {
    #expect(
      message("objective=quantile alpha=0.5,1")
        == "alpha=1 conflicts with objective=quantile: a quantile lies between 0 and 1; for the median "
        + "write alpha=0.5.")
    #expect(
      message("objective=huber alpha=0.5,2")
        == "alpha=0.5,2 conflicts with objective=huber, which takes one number; several are for "
        + "objective=quantile.")
    #expect(
      message("objective=binary scale_pos_weight=3 is_unbalance=true")
        == "scale_pos_weight=3 conflicts with is_unbalance=true, which finds the weight itself; keep "
        + "one of them.")
    #expect(
      message("objective=binary num_class=3")
        == "num_class=3 conflicts with objective=binary, which has two classes; for more write "
        + "objective=multiclass.")
    #expect(
      message("objective=softmax num_class=1")
        == "num_class=1 conflicts with objective=multiclass, which has at least two classes; leave "
        + "num_class away to have as many as the labels.")
    #expect(
      message("objective=none")
        == "objective=custom is the Swift library's, which takes the objective itself as a closure; "
        + "choose one by name.")
    var values = TrainParameters()
    values.objective = .custom
    #expect(throws: Never.self) {
      _ = try ValidatedTrainParameters(values, hasCustomObjective: true)
    }
  }

  @Test func listsOfNumbersAreChecked() {
    #expect(message("objective=quantile alpha=0.1,0.5,0.9") == nil)
    #expect(message("alpha=0.5,0.1") == "alpha=0.5,0.1 must be in ascending order, none twice.")
    #expect(message("alpha=0.5,0") == "alpha=0.5,0 must be a number above 0, each of them.")
    #expect(
      message("alpha=0.5,") == "alpha=0.5, must be a finite decimal number (like 0.05 or 1e-3).")
    #expect(
      message("alpha=auto") == "alpha=auto must be a finite decimal number (like 0.05 or 1e-3).")
    #expect(message("label_gain=auto") == nil)
    #expect(
      message("label_gain=0,3,1") == "label_gain=0,3,1 must not descend: a better label gains more."
    )
    #expect(
      message("label_gain=1") == "label_gain=1 must have a gain for the labels 0 and 1 at least.")
  }

  @Test func settingsWithoutEffectAreTold() throws {
    let ineffective = { (text: String) throws -> [String] in
      try ValidatedTrainParameters(parsing: settings(text)).ineffective
    }
    #expect(try ineffective("objective=regression") == [])
    #expect(
      try ineffective("fair_c=1 quantile_alpha=0.3 learning_rate=0.1") == [
        "alpha (objective=regression)", "fair_c (objective=regression)",
      ])
    #expect(try ineffective("objective=fair fair_c=2") == [])
    #expect(try ineffective("metric=rmse,fair fair_c=2") == [], "the metric reads it")
    #expect(try ineffective("metric=fair@3 fair_c=2") == ["fair_c (objective=regression)"])
    #expect(try ineffective("objective=xendcg label_gain=0,1,5") == [], "its metric is ndcg")
    #expect(
      try ineffective("objective=lambdarank is_unbalance=true sigmoid=2 boost_from_average=true")
        == [
          "boost_from_average (objective=lambdarank)", "is_unbalance (objective=lambdarank)",
        ])
    #expect(try ineffective("bagging_freq=3") == ["bagging_freq (bagging_fraction=1)"])
    #expect(try ineffective("bagging_freq=3 subsample=0.5") == [])
    var values = TrainParameters()
    values.fairC = 3
    #expect(try ValidatedTrainParameters(values).ineffective == ["fair_c (objective=regression)"])
  }

  @Test func controlThatCannotBeMeantIsRefused() {
    #expect(
      message("learning_rates=0.1,0.2")
        == "learning_rates has 2 numbers and num_iterations=100; give one learning rate for each "
        + "iteration.")
    #expect(
      message("learning_rates=0.1,0.2 num_iterations=2 learning_rate_schedule=linear")
        == "learning_rates conflicts with learning_rate_schedule=linear; keep one of them.")
    #expect(message("learning_rates=0.1,0.2 num_iterations=2") == nil)
    #expect(message("learning_rates=0.1,0 num_iterations=2") != nil)
    #expect(
      message("early_stopping_round=3 early_stopping_set=training")
        == "early_stopping_set=training needs metrics of the training rows; add "
        + "is_provide_training_metric=true.")
    #expect(
      message("early_stopping_round=3 early_stopping_metric=mae metric=rmse,mape")
        == "early_stopping_metric=mae is not among metric=rmse,mape; add it there.")
    #expect(message("early_stopping_round=3 early_stopping_metric=mae") != nil)
    #expect(message("early_stopping_round=3 early_stopping_metric=l1 metric=rmse,mae") == nil)
    #expect(message("early_stopping_round=3 early_stopping_metric=auto") == nil)
    #expect(message("early_stopping_metric=nothing")?.contains("must be one of") ?? false)
    #expect(message("min_delta=-1") != nil && message("eval_freq=0") != nil)
    #expect(message("time_limit=-1") != nil && message("max_time=0.5") == nil)
  }

  @Test func theWatchedMetricIsFound() throws {
    let place = { (text: String) throws -> Int? in
      try ValidatedTrainParameters(parsing: settings(text)).values.watchedMetric
    }
    #expect(try place("metric=rmse,mae") == nil)
    #expect(try place("metric=rmse,mae early_stopping_round=1") == 0)
    #expect(try place("metric=rmse,mae early_stopping_round=1 early_stopping_metric=mae") == 1)
    let ranking = "objective=lambdarank metric=map,ndcg eval_at=1,5 early_stopping_round=1 "
    #expect(try place(ranking + "early_stopping_metric=ndcg") == 2)
    #expect(try place(ranking + "early_stopping_metric=ndcg@5") == 3)
    #expect(throws: ParameterError.self) { try place(ranking + "early_stopping_metric=ndcg@3") }
  }

  @Test func controlWithoutEffectIsTold() throws {
    let ineffective = { (text: String) throws -> [String] in
      try ValidatedTrainParameters(parsing: settings(text)).ineffective
    }
    #expect(
      try ineffective("learning_rate_end=0.1 learning_rate_decay=0.5") == [
        "learning_rate_end (learning_rate_schedule=constant)",
        "learning_rate_decay (learning_rate_schedule=constant)",
      ])
    #expect(
      try ineffective("learning_rate_schedule=cosine learning_rate_end=0.1 learning_rate_decay=0.5")
        == ["learning_rate_decay (learning_rate_schedule=cosine)"])
    #expect(
      try ineffective("learning_rate_schedule=exponential learning_rate_end=0.1")
        == ["learning_rate_end (learning_rate_schedule=exponential)"])
    #expect(
      try ineffective("learning_rates=0.1 num_iterations=1 eta=0.3")
        == ["learning_rate (learning_rates)"])
    #expect(
      try ineffective("min_delta=0.1 early_stopping_set=valid") == [
        "early_stopping_min_delta (early_stopping_round=0)",
        "early_stopping_set (early_stopping_round=0)",
      ])
    #expect(try ineffective("min_delta=0.1 early_stopping_round=3") == [])
  }

  @Test func numbersOfClassesThatCannotBeMeantAreTold() {
    let complaint = { (text: String, count: Int) -> String? in
      let values = try? ValidatedTrainParameters(parsing: settings(text)).values
      return values?.complaint(aboutClassCount: count)
    }
    #expect(complaint("objective=binary", 2) == nil)
    #expect(
      complaint("objective=binary", 3)
        == "where objective=binary needs exactly two; for more classes write objective=multiclass")
    #expect(complaint("objective=binary", 1) == "where objective=binary needs exactly two")
    #expect(complaint("objective=multiclass", 7) == nil)
    #expect(complaint("objective=multiclass num_class=7", 7) == nil)
    #expect(
      complaint("objective=ova num_class=6", 7)
        == "which contradicts num_class=6; leave num_class away, or complete the rows")
    #expect(
      complaint("objective=multiclass", 1) == "where objective=multiclass needs at least two")
    #expect(
      complaint("objective=multiclass", 1001)
        == "where objective=multiclass takes at most 1000; is the label a number to be predicted?")
    #expect(complaint("objective=regression", 5000) == nil)
  }
}
