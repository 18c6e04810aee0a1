import GBDTModel
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct ModelSummaryTests {
  @Test func countsTreesLeavesAndDepth() throws {
    let model = try ModelJSON.decode(Array(ModelJSONTests.small.utf8))
    let summary = ModelSummary(of: model)
    #expect(summary.treeCount == 1 && summary.iterationCount == 1)
    #expect(summary.leafCount == 3 && summary.splitCount == 2 && summary.mostLeaves == 3)
    #expect(summary.depth == 2)
    #expect(summary.importance.map(\.name) == ["distance_km", "zone"])
    let json = String(decoding: summary.json.encoded(.compact), as: UTF8.self)
    #expect(
      json.hasPrefix(
        #"{"objective":{"name":"regression","link":"identity"},"outputs":1,"base_score":[11.35],"#))
    #expect(json.contains(#"{"name":"zone","splits":1,"gain":4.5,"cover":400.0}"#))
  }

  @Test func aModelWithoutTrees() {
    let summary = ModelSummary(of: TrainedModel(features: [], trees: [], baseScore: [0]))
    #expect(summary.treeCount == 0 && summary.depth == 0 && summary.mostLeaves == 0)
  }
}
