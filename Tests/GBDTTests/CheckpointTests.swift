import Foundation
import GBDT
import GBDTTestSupport
import Testing

/// A run that goes on from a checkpoint ends with the bytes of one that was never ended.
@Suite struct CheckpointTests {
  /// Rides with weights, and validation rows of their own where `hasTable`.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var settings: [(name: String, value: ParameterValue)] = []
    var isWeighted = false
    var fraction: Double?
    var hasTable = false

    func run(
      checkpoint: CheckpointFolder? = nil, rides: Rides = Rides(), stopAfter: Int = .max,
      further: [(name: String, value: ParameterValue)] = [],
      onCheckpoint: (CheckpointNotice) -> Void = { _ in }
    ) throws -> TrainingOutcome {
      let small: [(name: String, value: ParameterValue)] = [
        ("num_iterations", 20), ("num_leaves", 7), ("min_data_per_group", 10),
      ]
      let names = (settings + further).map(\.name)
      var training = Training(
        parameters: try Parameters(small.filter { !names.contains($0.name) } + settings + further))
      let table = try Self.table(rides)
      if let fraction { training.validation = .fraction(fraction) }
      if hasTable { training.validation = .table(try Self.table(Rides(count: 150, from: 1_000))) }
      training.checkpoint = checkpoint
      let recipe = try FeatureRecipe(
        everyColumnOf: table, label: "fare", weight: isWeighted ? "weight" : nil)
      return try training.run(
        on: table, recipe: recipe,
        onIteration: { $0.iteration >= stopAfter ? .stop : .proceed }, onCheckpoint: onCheckpoint)
    }

    static func table(_ rides: Rides) throws -> DataTable {
      let weights = rides.fares.indices.map { Double($0 % 3 + 1) }
      return try DataTable(columns: rides.columns + [("weight", .numbers(weights))])
    }
  }

  static let cases: [Case] = [
    Case(testDescription: "plain"),
    Case(
      testDescription: "sampling",
      settings: [
        ("bagging_fraction", 0.5), ("bagging_freq", 3), ("feature_fraction", 0.5), ("seed", 9),
      ]),
    Case(testDescription: "weights", isWeighted: true),
    Case(
      testDescription: "held-out rows, metrics on training rows",
      settings: [("is_provide_training_metric", true), ("metric", "rmse,mae")], fraction: 0.3),
    Case(
      testDescription: "few metrics, a schedule, early stopping on training rows",
      settings: [
        ("is_provide_training_metric", true), ("metric", "rmse,mae"), ("eval_freq", 3),
        ("early_stopping_round", 4), ("early_stopping_set", "training"),
        ("early_stopping_metric", "mae"), ("early_stopping_min_delta", 0.01),
        ("learning_rate_schedule", "cosine"),
      ]),
    Case(
      testDescription: "few metrics, listed learning rates",
      settings: [
        ("eval_freq", 7), ("num_iterations", 12),
        ("learning_rates", ".5,.5,.4,.4,.3,.3,.2,.2,.1,.1,.05,.05"),
      ], fraction: 0.2),
    Case(
      testDescription: "exponential learning rates, a minimum improvement",
      settings: [
        ("learning_rate_schedule", "exponential"), ("learning_rate_decay", 0.8),
        ("early_stopping_round", 2), ("early_stopping_min_delta", 0.05), ("num_iterations", 60),
      ], fraction: 0.3),
    Case(
      testDescription: "validation table, early stopping",
      settings: [("early_stopping_round", 2), ("learning_rate", 0.9), ("num_iterations", 200)],
      hasTable: true),
  ]

  @Test(arguments: cases) func checkpointsLeadToTheSameModel(run: Case) throws {
    let straight = try run.run()
    let folder = try TemporaryFolder()
    let path = folder.file("run")
    let every = try run.run(checkpoint: CheckpointFolder(path, every: 1)) { notice in
      guard case .written(let count) = notice else { return }
      let kept = folder.file("kept-\(count)")
      try? FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: false)
      try? FileManager.default.copyItem(
        atPath: path + "/checkpoint.gbdt", toPath: kept + "/checkpoint.gbdt")
    }
    #expect(every.model.bytes == straight.model.bytes)
    let iterations = straight.history.first?.values.count ?? straight.model.treeCount
    for count in Set([1, 2, iterations / 2, iterations - 1, iterations]).sorted() {
      var notices: [CheckpointNotice] = []
      let resumed = try run.run(
        checkpoint: CheckpointFolder(folder.file("kept-\(count)"), resumes: true),
        further: [("num_threads", 2)]
      ) { notices.append($0) }
      #expect(resumed.model.bytes == straight.model.bytes, "from iteration \(count)")
      #expect(notices.first == .resumed(iterations: count))
      #expect(resumed.stopReason == straight.stopReason)
      #expect(resumed.history == straight.history && resumed.metrics == straight.metrics)
    }
  }

  @Test func anInterruptedRunLeavesACheckpointOfAllItsIterations() throws {
    let (run, folder) = (Self.cases[1], try TemporaryFolder())
    let path = folder.file("run")
    var notices: [CheckpointNotice] = []
    let interrupted = try run.run(checkpoint: CheckpointFolder(path), stopAfter: 13) {
      notices.append($0)
    }
    #expect(interrupted.stopReason == .interrupted)
    #expect(notices == [.written(iterations: 10), .written(iterations: 13)])
    let checkpoint = try CheckpointFolder(path, resumes: true)
    #expect(checkpoint.foundIterations == 13 && checkpoint.hasCheckpoint)
    #expect(try run.run(checkpoint: checkpoint).model.bytes == run.run().model.bytes)
    try checkpoint.removeCheckpoint()
    try checkpoint.removeCheckpoint()
    #expect(!checkpoint.hasCheckpoint)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
  }

  @Test func withoutACheckpointARunBeginsAnew() throws {
    let (run, folder) = (Self.cases[0], try TemporaryFolder())
    var notices: [CheckpointNotice] = []
    let checkpoint = try CheckpointFolder(folder.path, every: 15, resumes: true)
    #expect(checkpoint.foundIterations == nil)
    let outcome = try run.run(checkpoint: checkpoint) { notices.append($0) }
    #expect(notices == [.notFound, .written(iterations: 15)])
    #expect(try outcome.model.bytes == run.run().model.bytes)
  }

  @Test func aCheckpointThatCannotBeWrittenDoesNotEndTraining() throws {
    let (run, folder) = (Self.cases[0], try TemporaryFolder())
    let path = folder.file("run")
    var notices: [CheckpointNotice] = []
    let outcome = try run.run(checkpoint: CheckpointFolder(path, every: 2)) { notice in
      notices.append(notice)
      if notice == .written(iterations: 6) { try? FileManager.default.removeItem(atPath: path) }
    }
    #expect(notices.count == 4, "\(notices)")
    guard case .failed(let message) = notices.last else {
      Issue.record("\(notices)")
      return
    }
    #expect(message == "Cannot create \(path)/checkpoint.gbdt: No such file or directory.")
    #expect(try outcome.model.bytes == run.run().model.bytes)
  }
}

/// Checkpoints of other runs are refused, and the message says what differs.
@Suite struct CheckpointRefusalTests {
  private func error(
    of run: CheckpointTests.Case, rides: Rides = Rides(), after first: CheckpointTests.Case
  ) throws -> GBDTError {
    let folder = try TemporaryFolder()
    _ = try first.run(checkpoint: CheckpointFolder(folder.path), stopAfter: 4)
    let before = try folder.bytes(of: "checkpoint.gbdt")
    let error = try #require(
      #expect(throws: GBDTError.self) {
        try run.run(checkpoint: CheckpointFolder(folder.path, resumes: true), rides: rides)
      })
    #expect(error.code == .data)
    #expect(error.message.contains("\(folder.path)/checkpoint.gbdt is of another run: "))
    #expect(error.message.hasSuffix("or another folder, or delete the file to begin anew."))
    #expect(try folder.bytes(of: "checkpoint.gbdt") == before)
    return error
  }

  typealias Case = CheckpointTests.Case

  @Test(arguments: [
    (
      Case(testDescription: "parameters", settings: [("num_leaves", 8), ("seed", 3)]),
      "run: seed is 0 there and 3 here; num_leaves is 7 there and 8 here. Give"
    ),
    (Case(testDescription: "recipe", isWeighted: true), "run: the recipe differs. Give"),
    (
      Case(testDescription: "share", fraction: 0.25),
      "run: validation rows are none there and a share of 0.25 here. Give"
    ),
    (
      Case(testDescription: "table", hasTable: true),
      "run: validation rows are none there and those of a table here. Give"
    ),
  ])
  func otherSettings(run: Case, message: String) throws {
    let error = try error(of: run, after: Case(testDescription: "plain"))
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func otherRows() throws {
    let plain = Case(testDescription: "plain")
    var error = try error(of: plain, rides: Rides(count: 500), after: plain)
    #expect(error.message.contains("the data have 600 rows there and 500 here"), "\(error)")
    error = try self.error(of: plain, rides: Rides(count: 600, from: 1), after: plain)
    #expect(error.message.contains("the rows have other values or another order"), "\(error)")
  }

  @Test func otherValidationRows() throws {
    let folder = try TemporaryFolder()
    func run(_ first: Int, _ checkpoint: CheckpointFolder, stopAfter: Int = .max) throws {
      let table = try Rides().table()
      var training = try Training(parameters: ["num_iterations": 8])
      training.validation = .table(try Rides(count: 90, from: first).table())
      training.checkpoint = checkpoint
      _ = try training.run(on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare")) {
        $0.iteration >= stopAfter ? .stop : .proceed
      }
    }
    try run(700, CheckpointFolder(folder.path), stopAfter: 3)
    let error = #expect(throws: GBDTError.self) {
      try run(701, CheckpointFolder(folder.path, resumes: true))
    }
    #expect(
      error?.message.contains("another run: the validation rows differ. ") == true, "\(error!)")
    try run(700, CheckpointFolder(folder.path, resumes: true))
  }

  @Test func parametersAreComparedBeforeRowsAreRead() throws {
    let folder = try TemporaryFolder()
    _ = try Case(testDescription: "").run(
      checkpoint: CheckpointFolder(folder.path), stopAfter: 4)
    let checkpoint = try CheckpointFolder(folder.path, resumes: true)
    let error = #expect(throws: GBDTError.self) {
      try checkpoint.check(Parameters(["learning_rate": 0.2, "num_threads": 7]))
    }
    #expect(error?.message.contains("learning_rate is 0.1 there and 0.2 here") == true)
    #expect(error?.message.contains("num_threads") == false)
  }
}

/// The folder, and what may be wrong with it.
@Suite struct CheckpointFolderTests {
  @Test func aCheckpointThatIsThereIsNotWrittenOver() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "checkpoint.gbdt")
    let error = #expect(throws: GBDTError.self) { try CheckpointFolder(folder.path) }
    #expect(error?.code == .usage)
    #expect(
      error?.message
        == "\(folder.path)/checkpoint.gbdt is the checkpoint of a run that ended early. Give --resume "
        + "to go on from it, or another folder, or delete the file to begin anew.")
  }

  @Test func oneRunAtATime() throws {
    let folder = try TemporaryFolder()
    var first: CheckpointFolder? = try CheckpointFolder(folder.path)
    let error = #expect(throws: GBDTError.self) {
      try CheckpointFolder(folder.path, resumes: true)
    }
    #expect(error?.code == .usage && first?.path == folder.path)
    #expect(error?.message.hasPrefix("Another run uses \(folder.path) for its") == true)
    first = nil
    #expect(try !CheckpointFolder(folder.path).hasCheckpoint)
  }

  @Test func unfinishedFilesOfOthersAreRemoved() throws {
    let folder = try TemporaryFolder()
    try folder.write("half", to: "checkpoint.gbdt.123.partial")
    try folder.write("mine", to: "notes.txt")
    _ = try CheckpointFolder(folder.path + "/")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
  }

  @Test func foldersThatAreNone() throws {
    let folder = try TemporaryFolder()
    try folder.write("text", to: "file")
    var error = #expect(throws: GBDTError.self) { try CheckpointFolder(folder.file("file")) }
    #expect(error?.code == .cannotCreate)
    #expect(error?.message.contains("Not a directory. Give a folder that can be") == true)
    error = #expect(throws: GBDTError.self) { try CheckpointFolder(folder.file("a/b")) }
    #expect(error?.code == .cannotCreate)
    #expect(error?.message.hasSuffix("Give a folder in one that is there.") == true)
    error = #expect(throws: GBDTError.self) { try CheckpointFolder(folder.path, every: 0) }
    #expect(error?.code == .usage)
    _ = try CheckpointFolder(folder.file("new"))
  }
}
