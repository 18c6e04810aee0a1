internal import GBDTData
internal import GBDTModel
internal import GBDTTraining

extension FeatureChunk {
  /// The chunk as the predictor takes it.
  var featureRows: FeatureRows { FeatureRows(self) }
}
