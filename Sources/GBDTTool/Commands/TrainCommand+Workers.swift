internal import Foundation
internal import GBDT
internal import GBDTCore

// Training over worker processes.
extension TrainCommand {
  func trainOverWorkers(_ workers: WorkerOptions) throws -> Trained {
    defer { Interruption.end() }
    defer { console.endProgress() }
    var loadSeconds = 0.0
    var skippedRowCount = 0
    let outcome = try training.run(
      onFiles: files, workers: workers,
      onNotice: { notice in
        if case .read(_, _, let skipped, _, let seconds) = notice {
          loadSeconds += seconds
          skippedRowCount += skipped.count
        }
        show(notice)
      }, onIteration: show, onCheckpoint: show)
    try outcome.model.write(to: modelPath)
    return Trained(
      outcome: outcome, loadSeconds: loadSeconds, skippedRowCount: skippedRowCount)
  }

  private var files: TrainingFiles {
    var files = TrainingFiles(dataPaths, columns: columns.selection, options: loadOptions)
    files.validationPaths = validPaths
    files.validationSideFiles = validationSideFiles
    files.validationFraction = validFraction
    return files
  }

  private func show(_ notice: WorkerNotice) {
    console.show(notice)
    switch notice {
    case .read(let rows, let columns, let skipped, let notes, let seconds):
      console.noteRead(rows: rows, columns: columns, seconds: seconds)
      for remark in notes { console.note(remark) }
      console.note(skipped)
    case .leftOut(let identifiers): console.note(identifiers: identifiers)
    case .started, .phase: break
    case .lost(let worker, let phase, let cause):
      console.note("worker \(worker) was lost while \(phase): \(cause); another takes its place")
    case .slow(let worker, let phase, let seconds):
      console.note(
        "worker \(worker) has not got further for \(Console.text(seconds: seconds)) while \(phase); "
          + "others wait for it")
    case .growing:
      Interruption.begin(notice: interruptionNotice)
      console.beginProgress()
    }
  }
}

extension WorkerOptions {
  /// `--workers`, or what GBDT_WORKERS says where it is not given; nil for this process alone.
  init?(_ arguments: ParsedArguments, threads: Int) throws(ToolError) {
    var count = try arguments.integer(.workers, in: 0...64)
    if count == nil, let text = ProcessInfo.processInfo.environment["GBDT_WORKERS"], !text.isEmpty {
      count = Int(text).flatMap { (0...64).contains($0) ? $0 : nil }
      if count == nil { throw ToolError("GBDT_WORKERS=\(text) must be an integer from 0 to 64.") }
    }
    let timeout = try arguments.seconds(.workerTimeout, in: 0.1...86_400)
    if count == nil, timeout != nil {
      throw ToolError("`--worker-timeout` needs workers; give --workers N, too.")
    }
    guard let count, count > 0 else { return nil }
    self.init(count: count)
    self.threads = threads
    if let timeout { silenceLimit = .seconds(timeout) }
  }
}
