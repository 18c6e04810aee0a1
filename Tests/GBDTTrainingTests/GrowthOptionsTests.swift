import Testing

@testable import GBDTTraining

@Suite struct GrowthOptionsTests {
  @Test func featuresAreSharedAmongManyProcessesAndLargeHistograms() {
    let growth = GrowthOptions()
    // Batches of four.
    let large = 1 + (1 << 18)
    #expect(growth.isScattered(worldSize: 5, histogramBytes: large))
    #expect(!growth.isScattered(worldSize: 5, histogramBytes: 1 << 18))
    #expect(!growth.isScattered(worldSize: 4, histogramBytes: large))
    #expect(!growth.isScattered(worldSize: 1, histogramBytes: large))
    var always = growth
    always.starProcesses = 0
    always.starBytes = 0
    #expect(always.isScattered(worldSize: 2, histogramBytes: 16))
    #expect(!always.isScattered(worldSize: 1, histogramBytes: large))
  }
}
