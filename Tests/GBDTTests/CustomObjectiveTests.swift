import GBDT
import GBDTModel
import Testing

/// Losses given as closures.
@Suite struct CustomObjectiveTests {
  private func outcome(
    _ objective: CustomObjective?, _ settings: [(name: String, value: ParameterValue)] = [],
    from model: Model? = nil
  ) throws -> TrainingOutcome {
    let small: [(name: String, value: ParameterValue)] = [
      ("num_iterations", 20), ("num_leaves", 7), ("min_data_per_group", 10),
    ]
    let names = settings.map(\.name)
    var training = Training(
      parameters: try Parameters(small.filter { !names.contains($0.name) } + settings))
    training.objective = objective
    training.validation = .fraction(0.2)
    if let model { training = try training.continuing(from: model) }
    let table = try Rides().table()
    return try training.run(on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare"))
  }

  static let squares = CustomObjective(baseScore: 20) { score, label in
    (gradient: score - label, hessian: 1)
  }

  @Test func squaresLearnWhatRegressionLearns() throws {
    let (own, known) = (try outcome(Self.squares), try outcome(nil))
    #expect(own.metrics[0].name == "rmse")
    #expect(own.metrics[0].value < 1.2 * known.metrics[0].value)
    #expect(own.model.trained.objective == ObjectiveDescription(name: "custom", link: "identity"))
    #expect(own.model.trained.baseScore == [20])
    #expect(try Model(bytes: own.model.bytes).bytes == own.model.bytes)
    #expect(try Model(json: own.model.json).bytes == own.model.bytes)
  }

  @Test(arguments: [2, 5]) func threadsDoNotShow(threads: Int) throws {
    let one = try outcome(Self.squares, [("num_threads", 1)])
    let more = try outcome(Self.squares, [("num_threads", ParameterValue(threads))])
    #expect(more.model.bytes == one.model.bytes)
  }

  /// Two quantiles: the model's link puts them in order.
  @Test func severalOutputsAndALink() throws {
    let alphas = [0.8, 0.2]
    let objective = CustomObjective(link: .ascending, outputs: 2, baseScores: [30, 10]) {
      rows, derivatives in
      for row in 0..<rows.count {
        for (output, alpha) in alphas.enumerated() {
          let isAbove = rows.label(row) > rows.score(row, output: output)
          derivatives.set(
            row, output: output, gradient: rows.weight(row) * (isAbove ? -alpha : 1 - alpha) * 10,
            hessian: rows.weight(row))
        }
      }
    }
    let model = try outcome(objective, [("metric", "quantile@0.5")]).model
    #expect(model.trained.baseScore.count == 2 && model.treeCount == 40)
    #expect(model.trained.objective.link == "ascending")
  }

  @Test func goingOnNeedsTheObjectiveAgain() throws {
    let first = try outcome(Self.squares, [("num_iterations", 8)]).model
    let straight = try outcome(Self.squares).model
    let second = try outcome(Self.squares, [("num_iterations", 12)], from: first).model
    #expect(second.trained.trees == straight.trained.trees)
    let error = try #require(throws: GBDTError.self) { try outcome(nil, from: first) }
    #expect(error.code == .usage)
    #expect(error.message.contains("has objective=custom, this run objective=regression"))
    let other = CustomObjective(link: .exp) { _, _ in (gradient: 0, hessian: 1) }
    let linked = try #require(throws: GBDTError.self) { try outcome(other, from: first) }
    #expect(linked.message.contains("has the link identity, this run's objective exp"))
  }

  @Test func valuesThatAreNoneEndTheTraining() throws {
    let broken = CustomObjective { _, _ in (gradient: .nan, hessian: 1) }
    let error = try #require(throws: GBDTError.self) { try outcome(broken) }
    #expect(error.code == .data && error.message.contains("gradients grew beyond"), "\(error)")
  }

  @Test func itDoesNotCrossProcesses() throws {
    var training = try Training()
    training.objective = Self.squares
    let files = TrainingFiles(["t.csv"], columns: .everyColumn(label: "fare"))
    let error = try #require(throws: GBDTError.self) {
      _ = try training.run(onFiles: files, workers: WorkerOptions(count: 2))
    }
    #expect(error.code == .usage)
    #expect(
      error.message
        == "A custom objective is a closure of this process, which worker processes cannot have: train "
        + "with run(on:recipe:).")
  }

  @Test func itCannotBeRefitted() throws {
    let model = try outcome(Self.squares).model
    let error = try #require(throws: GBDTError.self) { try model.refitted(on: Rides().table()) }
    #expect(error.message.contains("a closure that it does not hold"), "\(error)")
  }
}
