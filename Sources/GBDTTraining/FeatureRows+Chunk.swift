package import GBDTData
package import GBDTModel

extension FeatureRows {
  /// A chunk as the predictor takes it. Arrays of codes and numbers are shared, not copied.
  package init(_ chunk: FeatureChunk) {
    self.init(
      columns: chunk.features.map { column in
        switch column {
        case .number(let values): .numbers(values)
        case .category(let values):
          .categories(codes: values.codes, dictionary: Array(values.dictionary))
        case .integer, .boolean, .timestamp:
          preconditionFailure("a recipe makes features numbers or categories")
        }
      }, rowCount: chunk.rowNumbers.count, firstRowNumber: chunk.rowNumbers.first ?? 0)
  }
}
