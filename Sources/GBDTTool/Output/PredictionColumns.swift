internal import GBDT
internal import GBDTModel
internal import GBDTSchema

/// The columns of predictions: their names, and what stands in them.
extension Model {
  /// A name for each output: its class or its quantile, else its number from 0.
  var outputNames: [String] {
    if trained.classes.count == outputCount { return trained.classes.map(\.text) }
    if outputCount > 1, case .array(let values) = trained.parameters["alpha"],
      values.count == outputCount
    {
      return values.map { String(decoding: $0.encoded(.compact), as: UTF8.self) }
    }
    return (0..<outputCount).map(String.init)
  }

  /// Names of the columns that say what the model predicts.
  var predictionNames: [String] {
    if trained.classes.isEmpty { return named("prediction", outputs: outputNames) }
    return ["prediction"] + named("probability", outputs: outputNames)
  }

  /// One column an output; the output's name is only needed where there are several.
  func named(_ what: String, outputs: [String]) -> [String] {
    outputs.count == 1 ? [what] : outputs.map { "\(what)_\($0)" }
  }
}

extension ResultTable.Values {
  /// What stands in the columns of `predictionNames`.
  init(_ predictions: Predictions, of model: Model) {
    self =
      predictions.classes.isEmpty
      ? .numbers(predictions.values)
      : .labelled(
        texts: model.trained.classes.map(\.text), indices: predictions.classIndices,
        numbers: predictions.values)
  }
}
