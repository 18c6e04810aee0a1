import Foundation
import GBDT
import GBDTTestSupport
import Glibc

@testable import GBDTDistributed

/// A training run on a small table, in this process or over workers that are threads.
struct SmallRun {
  private let folder: TemporaryFolder
  private let files: TrainingFiles
  private let parameters: Parameters
  /// The model of the run in one process.
  let undisturbed: [UInt8]

  init(rows: Int = 300) throws {
    folder = try TemporaryFolder()
    var random = SeededRandom(seed: 5)
    var text = "number,other,kind,price\n"
    for row in 0..<rows {
      let number = Int.random(in: 0..<1000, using: &random)
      let other = row % 9 == 0 ? "" : "\(Int.random(in: -50..<50, using: &random))"
      let kind = ["red", "\"dark, blue\"", "green", ""][Int.random(in: 0..<4, using: &random)]
      text += "\(number),\(other),\(kind),\(number / 7 + kind.count * 10 + row % 5)\n"
    }
    try folder.write(text, to: "rows.csv")
    var files = TrainingFiles(
      [folder.file("rows.csv")], columns: .everyColumn(label: "price", categorical: ["kind"]))
    files.validationFraction = 0.2
    self.files = files
    parameters = try Parameters([
      "num_iterations": 5, "num_leaves": 6, "min_data_in_leaf": 5, "bagging_fraction": 0.7,
      "bagging_freq": 2, "feature_fraction": 0.7, "learning_rate": 0.3, "metric": "rmse",
      "num_threads": 1,
    ])
    let table = try DataTable.read(files.paths)
    let recipe = try FeatureRecipe(
      everyColumnOf: table, label: "price", categorical: ["kind"])
    var training = Training(parameters: parameters)
    training.validation = .fraction(0.2)
    undisturbed = try training.run(on: table, recipe: recipe).model.bytes
  }

  /// The model that workers train, and what was said of losses.
  ///
  /// - Parameter launcher: nil: workers are processes.
  func model(
    workers count: Int, _ launcher: InProcessLauncher?, silenceLimit: Duration = .seconds(1),
    sharedRoom: Int? = nil
  ) throws -> (bytes: [UInt8], losses: [String]) {
    var workers = WorkerOptions(count: count)
    workers.threads = 1
    workers.silenceLimit = silenceLimit
    workers.launcher = launcher
    workers.program = Binary.gbdt.url.path
    workers.sharedRoom = sharedRoom
    var losses: [String] = []
    let outcome = try Training(parameters: parameters).run(
      onFiles: files, workers: workers,
      onNotice: { notice in
        if case .lost(let worker, let phase, let cause) = notice {
          losses.append("worker \(worker) while \(phase): \(cause)")
        }
      })
    return (outcome.model.bytes, losses)
  }

  /// One digit of the rows is another one, and nothing but a look at them shows it.
  func changeRows() {
    let path = folder.file("rows.csv")
    var status = stat()
    let file = open(path, O_RDWR)
    defer { close(file) }
    fstat(file, &status)
    var last: UInt8 = 0
    // The last price, before the line feed.
    pread(file, &last, 1, status.st_size - 2)
    last = last == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
    pwrite(file, &last, 1, status.st_size - 2)
    let times = [status.st_atim, status.st_mtim]
    futimens(file, times)
  }

  /// The rows are gone.
  func removeRows() { unlink(folder.file("rows.csv")) }
}
