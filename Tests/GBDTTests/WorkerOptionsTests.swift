import GBDT
import Testing

/// What is wrong with a request for workers is said before any is started.
@Suite struct WorkerOptionsTests {
  private func message(_ workers: WorkerOptions) -> String? {
    let error = #expect(throws: GBDTError.self) {
      try Training(parameters: [:]).run(
        onFiles: TrainingFiles(["none.csv"], columns: .everyColumn(label: "y")), workers: workers)
    }
    #expect(error?.code == .usage)
    return error?.message
  }

  @Test func aWorkerIsLostAfterFiveSilentSeconds() {
    #expect(WorkerOptions(count: 2).silenceLimit == .seconds(5))
  }

  @Test(arguments: [-1, 0, 65]) func numbers(count: Int) {
    #expect(message(WorkerOptions(count: count))?.contains("must be from 1 to 64") == true)
  }

  @Test(arguments: [.zero, .milliseconds(99), .seconds(86_401)] as [Duration])
  func silence(limit: Duration) {
    var workers = WorkerOptions(count: 1)
    workers.silenceLimit = limit
    #expect(message(workers)?.contains("must be from 0.1 s to a day") == true)
  }
}
