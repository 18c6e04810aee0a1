import GBDTCollectives
import GBDTCore
import GBDTData
import GBDTTraining
import Testing

@testable import GBDTDistributed

@Suite struct PartitionWorkerTests {
  @Test func aWorkerWithoutMemoryEndsSoThatAnotherMayTakeItsPlace() {
    let error = DataError(.tryAgain, "cannot be mapped: no memory", at: .init(file: "rides.csv"))
    guard case .system(let reason) = PartitionWorker.end(after: error) else {
      Issue.record("it goes on")
      return
    }
    #expect(reason.contains("rides.csv") && reason.contains("no memory"))
  }

  @Test func wrongRowsAreForTheCoordinatorToKnow() {
    #expect(PartitionWorker.end(after: DataError(.data, "a bad row", at: .init(line: 3))) == nil)
    #expect(PartitionWorker.end(after: TrainingError.data("no rows")) == nil)
  }

  @Test func aWorkerThatIsLostEnds() {
    #expect(PartitionWorker.end(after: TransportError.closed) == .closed)
    #expect(
      PartitionWorker.end(after: TrainingError.collective(.lost(reason: "gone"))) == .system("gone")
    )
  }
}
