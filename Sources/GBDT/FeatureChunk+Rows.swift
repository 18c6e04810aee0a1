internal import GBDTData
internal import GBDTModel

extension FeatureChunk {
  /// The chunk as the predictor takes it. Arrays of codes and numbers are shared, not copied.
  var featureRows: FeatureRows {
    FeatureRows(
      columns: features.map { column in
        switch column {
        case .number(let values): .numbers(values)
        case .category(let values):
          .categories(codes: values.codes, dictionary: Array(values.dictionary))
        case .integer, .boolean, .timestamp:
          preconditionFailure("a recipe makes features numbers or categories")
        }
      }, rowCount: rowNumbers.count, firstRowNumber: rowNumbers.first ?? 0)
  }
}
