import Testing

@testable import GBDTTraining

@Suite struct GrowthOptionsTests {
  @Test func featuresAreSharedWhereMuchWouldBeSent() {
    let growth = GrowthOptions()
    // Batches of four.
    let large = 1 + (1 << 16)
    #expect(growth.isScattered(worldSize: 2, histogramBytes: large))
    #expect(!growth.isScattered(worldSize: 2, histogramBytes: 1 << 16))
    #expect(growth.isScattered(worldSize: 3, histogramBytes: 1 << 16))
    #expect(!growth.isScattered(worldSize: 7, histogramBytes: 10_000))
    #expect(!growth.isScattered(worldSize: 1, histogramBytes: large))
    var always = growth
    always.starBytes = 0
    #expect(always.isScattered(worldSize: 2, histogramBytes: 16))
    #expect(!always.isScattered(worldSize: 1, histogramBytes: large))
  }
}
