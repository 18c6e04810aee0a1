internal import GBDT
internal import GBDTModel
internal import GBDTSchema

/// The columns that say what a model predicts: their names, and the texts of classes.
struct PredictionColumns {
  /// The classes as files have them; empty where labels are numbers.
  let classTexts: [String]
  /// A name for each output: its class or its quantile, else its number from 0.
  let outputNames: [String]

  init(of model: Model) {
    self.init(classTexts: model.trained.classes.map(\.text), of: model)
  }

  /// Of predictions whose classes may be more than the model's.
  init(_ predictions: Predictions, of model: Model) {
    self.init(classTexts: predictions.classes.map(\.text), of: model)
  }

  private init(classTexts: [String], of model: Model) {
    self.classTexts = classTexts
    let count = model.outputCount
    if count > 1, !classTexts.isEmpty {
      outputNames = classTexts
    } else if count > 1, case .array(let values) = model.trained.parameters["alpha"],
      values.count == count
    {
      outputNames = values.map { String(decoding: $0.encoded(.compact), as: UTF8.self) }
    } else {
      outputNames = (0..<count).map(String.init)
    }
  }

  /// Names of the columns.
  var names: [String] {
    if classTexts.isEmpty { return named("prediction") }
    return ["prediction"] + named("probability")
  }

  /// One column an output; the output's name is only needed where there are several.
  func named(_ what: String) -> [String] {
    outputNames.count == 1 ? [what] : outputNames.map { "\(what)_\($0)" }
  }
}

extension ResultTable.Values {
  /// What stands in the columns.
  init(_ predictions: Predictions, in columns: PredictionColumns) {
    self =
      predictions.classes.isEmpty
      ? .numbers(predictions.values)
      : .labelled(
        texts: columns.classTexts, indices: predictions.classIndices, numbers: predictions.values)
  }
}
