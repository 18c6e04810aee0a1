import GBDTCore
import GBDTTestSupport
import GBDTTraining
import Testing

@Suite struct TrainingCountersTests {
  @Test func countersAndTimesTravel() throws {
    let results = try RunCase(seed: 1).together(InProcessCluster(worldSize: 2))
    for result in results {
      #expect(!result.counters.trees.isEmpty && result.counters.traffic.rounds > 0)
      let counters = try TrainingCounters(decoding: result.counters.encoded)
      #expect(counters == result.counters)
      #expect(try TrainingTimings(decoding: result.timings.encoded) == result.timings)
      let bytes = result.counters.encoded
      for count in bytes.indices {
        #expect(throws: ByteError.self) { try TrainingCounters(decoding: Array(bytes[..<count])) }
      }
    }
  }
}
