import GBDTCollectives
import GBDTCore
import GBDTData
import GBDTTraining
import Testing

@testable import GBDTDistributed

@Suite struct PartitionWorkerTests {
  @Test func aWorkerWithoutMemoryEndsSoThatAnotherMayTakeItsPlace() {
    let error = DataError(.tryAgain, "cannot be mapped: no memory", at: .init(file: "rides.csv"))
    let reason = PartitionWorker.end(after: error)?.message ?? "it goes on"
    #expect(reason.contains("rides.csv") && reason.contains("no memory"))
  }

  @Test func wrongRowsAreForTheCoordinatorToKnow() {
    #expect(PartitionWorker.end(after: DataError(.data, "a bad row", at: .init(line: 3))) == nil)
    #expect(PartitionWorker.end(after: TrainingError.data("no rows")) == nil)
  }

  @Test func aWorkerThatIsLostEnds() {
    let gone = CollectiveError.lost(reason: "gone")
    for error in [TransportError.closed, TrainingError.collective(gone)] as [any DescribedError] {
      #expect(PartitionWorker.end(after: error)?.message == error.message)
    }
  }
}
