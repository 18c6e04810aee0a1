internal import GBDT
internal import GBDTCore

extension CommandOption {
  static let checkpoint = one(
    "checkpoint", "DIR", .running,
    "Keep a checkpoint of the run in this folder, from which it can go on if it is killed; it is "
      + "removed when the model is complete.")
  static let checkpointEvery = one(
    "checkpoint-every", "K", .running,
    "Write a checkpoint after every K iterations, and when the run ends early; by default 10.")
  static let resume = flag(
    "resume", .running,
    "Go on from the checkpoint in the folder of --checkpoint, with any number of threads and workers; "
      + "begin anew if there is none.")
}

// Checkpoints, with and without workers.
extension TrainCommand {
  /// The folder of `--checkpoint`, open, with a checkpoint that suits the parameters or none.
  static func checkpointFolder(
    _ arguments: ParsedArguments, parameters: Parameters
  ) throws -> CheckpointFolder? {
    let interval = try arguments.integer(.checkpointEvery, in: 1...1_000_000_000)
    guard let path = arguments.value(.checkpoint) else {
      for option in [CommandOption.checkpointEvery, .resume] where arguments.has(option) {
        throw ToolError("`--\(option.name)` needs `--checkpoint DIR`, which says where.")
      }
      return nil
    }
    let folder = try CheckpointFolder(
      path, every: interval ?? 10, resumes: arguments.has(.resume))
    try folder.check(parameters)
    for option in [CommandOption.modelOutput, .summary] {
      guard let path = arguments.value(option) else { continue }
      if OutputPaths.identity(of: path) == OutputPaths.identity(of: folder.file) {
        throw ToolError("`--\(option.name) \(path)` is the checkpoint's file; give another one.")
      }
    }
    return folder
  }

  func show(_ notice: CheckpointNotice) { console.show(notice) }
}
