import Foundation
import GBDT
import GBDTTestSupport
import Testing

@Suite struct TuningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func tuning(
    _ settings: [(name: String, value: ParameterValue)] = [], trials: Int = 6,
    log: String? = nil, resumes: Bool = false
  ) throws -> Tuning {
    let small: [(name: String, value: ParameterValue)] = [
      ("num_iterations", 12), ("min_data_per_group", 10),
    ]
    let names = settings.map(\.name)
    var validation = CrossValidation(
      parameters: try Parameters(small.filter { !names.contains($0.name) } + settings))
    validation.foldCount = 2
    var tuning = Tuning(validation: validation)
    tuning.space = try SearchSpace([
      "learning_rate": "log:0.01..0.5", "num_leaves": "int-log:2..16",
      "bagging_fraction": "linear:0.3..1", "min_data_in_leaf": "int:1..40",
      "max_bin": "choice:15,255",
    ])
    tuning.trialCount = trials
    tuning.log = try log.map { try TuningLog(folder.path + "/" + $0, resumes: resumes) }
    return tuning
  }

  private func run(
    _ tuning: Tuning, onIteration: (FoldReport) -> TrainingDecision = { _ in .proceed }
  ) throws -> TuningOutcome {
    let table = try Rides().table()
    return try tuning.run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare"),
      onIteration: onIteration)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
  }

  @Test func theFirstTrialIsWhatWasGiven() throws {
    let outcome = try run(tuning([("learning_rate", 0.2), ("num_leaves", 5)]))
    #expect(outcome.evaluations.map(\.trial) == Array(1...6))
    #expect(
      outcome.evaluations[0].settings.map(\.value) == ["0.2", "5", "1", "20", "255"])
    #expect(outcome.stopReason == .completed)
    #expect(outcome.best.mean == outcome.evaluations.map(\.mean).min())
    for setting in outcome.evaluations.dropFirst().flatMap(\.settings) {
      let value = try #require(Double(setting.value))
      switch setting.name {
      case "learning_rate": #expect((0.01...0.5).contains(value))
      case "num_leaves": #expect((2...16).contains(value))
      case "bagging_fraction": #expect((0.3...1).contains(value))
      case "min_data_in_leaf": #expect((1...40).contains(value))
      default: #expect([15, 255].contains(value))
      }
    }
    #expect(Set(outcome.evaluations.map { $0.settings[0].value }).count == 6)
  }

  @Test func theMetricOfEarlyStoppingDecides() throws {
    let first = try run(tuning([("metric", "mae,rmse")]))
    let chosen = try run(
      tuning([
        ("metric", "mae,rmse"), ("early_stopping_round", 12), ("early_stopping_metric", "rmse"),
      ]))
    #expect(first.metric == "mae" && chosen.metric == "rmse")
    #expect(chosen.evaluations[0].mean > first.evaluations[0].mean)
  }

  @Test func aTrialIsACrossValidationOfItsParameters() throws {
    let outcome = try run(tuning())
    let trial = outcome.evaluations[3]
    var validation = CrossValidation(
      parameters: try Parameters(
        [
          ("num_iterations", 12), ("min_data_per_group", 10), ("bagging_freq", 1),
        ] + trial.settings.map { (name: $0.name, value: ParameterValue($0.value)) }))
    validation.foldCount = 2
    let table = try Rides().table()
    let curve = try validation.run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare")
    ).curves[0]
    #expect(trial.iteration == curve.bestIteration)
    #expect(trial.mean == curve.means[curve.bestIteration - 1])
  }

  @Test func theBestIsAConfigurationFile() throws {
    let outcome = try run(tuning([("early_stopping_round", 3), ("lambda_l2", 0.5)]))
    let lines = outcome.configuration.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("# gbdt tune: trial \(outcome.best.trial) of 6: rmse "))
    for setting in outcome.best.settings {
      #expect(lines.contains("\(setting.name) = \(setting.value)"))
    }
    #expect(lines.contains("num_iterations = \(outcome.best.iteration)"))
    #expect(lines.contains("lambda_l2 = 0.5") && lines.contains("bagging_freq = 1"))
    #expect(!outcome.configuration.contains("early_stopping_round"))
  }

  @Test(arguments: [Halving.none, .iterations])
  func aResumedSearchEndsWithTheBytesOfOne(halving: Halving) throws {
    var straight = try tuning(
      [("num_threads", 1), ("num_iterations", 30)], log: "straight.jsonl")
    straight.halving = halving
    let outcome = try run(straight)
    var stopped = try tuning([("num_threads", 2), ("num_iterations", 30)], log: "log.jsonl")
    stopped.halving = halving
    var seen = 0
    let early = try run(stopped) { _ in
      seen += 1
      return seen == 100 ? .stop : .proceed
    }
    #expect(early.stopReason == .interrupted)
    #expect(early.evaluations.count < outcome.evaluations.count && !early.evaluations.isEmpty)
    #expect(try text("straight.jsonl").hasPrefix(text("log.jsonl")))
    var resumed = try tuning([("num_iterations", 30)], log: "log.jsonl", resumes: true)
    resumed.halving = halving
    let rest = try run(resumed)
    #expect(try text("log.jsonl") == text("straight.jsonl"))
    #expect(rest.best.mean == outcome.best.mean && rest.configuration == outcome.configuration)
    #expect(rest.evaluations.count(where: \.isFromLog) == early.evaluations.count)
  }

  @Test func halvingKeepsTheBestThird() throws {
    var tuning = try tuning([("num_iterations", 90)], trials: 9)
    tuning.halving = .iterations
    let outcome = try run(tuning)
    #expect(outcome.evaluations.map(\.rung) == [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3])
    for rung in 1...2 {
      let here = outcome.evaluations.filter { $0.rung == rung }
      let next = outcome.evaluations.filter { $0.rung == rung + 1 }
      let best = here.sorted { $0.mean < $1.mean }.prefix(next.count).map(\.trial)
      #expect(next.map(\.trial) == best.sorted())
      #expect(here.allSatisfy { $0.iteration <= 90 / (rung == 1 ? 9 : 3) })
    }
    #expect(outcome.best.rung == 3)
  }

  @Test func aLogOfAnotherSearchIsRefused() throws {
    _ = try run(tuning(trials: 2, log: "log.jsonl"))
    let present = #expect(throws: GBDTError.self) { try tuning(log: "log.jsonl") }
    #expect(
      present?.message.hasSuffix(
        "is there already. Give --resume to go on with it, or another file, or delete it.") == true)
    let other = #expect(throws: GBDTError.self) {
      try run(tuning([("seed", 3)], log: "log.jsonl", resumes: true))
    }
    #expect(other?.code == .data)
    #expect(
      other?.message.contains("it differs in trials, parameters.") == true,
      "\(other?.message ?? "")")
  }

  @Test func timeMayBeOver() throws {
    var tuning = try tuning(log: "log.jsonl")
    tuning.budget = .nanoseconds(1)
    let error = #expect(throws: GBDTError.self) { try run(tuning) }
    #expect(error?.message == "The time was over before the first trial ended: give it more.")
    // What the log has takes no time.
    tuning.budget = nil
    var seen = 0
    let early = try run(tuning) { _ in
      seen += 1
      return seen == 80 ? .stop : .proceed
    }
    tuning.log = try TuningLog(folder.path + "/log.jsonl", resumes: true)
    tuning.budget = .nanoseconds(1)
    let outcome = try run(tuning)
    #expect(outcome.stopReason == .outOfTime)
    #expect(outcome.evaluations.map(\.trial) == early.evaluations.map(\.trial))
    #expect(outcome.best.mean == early.best.mean)
  }

  @Test func differencesAreOverTheSameFolds() throws {
    let outcome = try run(tuning())
    #expect(outcome.differenceFromGiven(outcome.evaluations[0]) == nil)
    for evaluation in outcome.evaluations.dropFirst() {
      let difference = try #require(outcome.differenceFromGiven(evaluation))
      let given = outcome.evaluations[0]
      #expect(abs(difference.mean - (evaluation.mean - given.mean)) < 1e-12)
      let parts = zip(evaluation.foldValues, given.foldValues).map { $0 - $1 }
      #expect(abs(difference.standardError - abs(parts[0] - parts[1]) / 2) < 1e-12)
    }
  }

  @Test func whatNeverGoesTogetherIsAnError() throws {
    var tuning = try tuning([("max_depth", 2)], trials: 3)
    tuning.space = try SearchSpace(["num_leaves": "int:100..200"])
    let error = #expect(throws: GBDTError.self) { try run(tuning) }
    #expect(
      error?.message.hasPrefix(
        "The search space has hardly any parameters that go together: num_leaves=") == true)
  }
}
