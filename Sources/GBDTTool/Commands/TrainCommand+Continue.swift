internal import GBDT
internal import GBDTCore

extension CommandOption {
  static let continueFrom = one(
    "continue-from", "MODEL", .input,
    "Keep the trees of this model, and add num_iterations more that learn from the rows of --data. Label, "
      + "features and types are the model's, and so must be the objective; other parameters are those given "
      + "here, or their defaults.")
}

extension TrainCommand {
  /// Says what training goes on from, and how it differs from what it was.
  func noteContinuation() throws {
    guard let model = training.continuedModel else { return }
    let differences = try model.parameterDifferences(from: training.parameters)
    let remark =
      differences.isEmpty
      ? "" : "; other parameters than there: " + differences.joined(separator: "; ")
    console.note("going on after \(model.iterationCount) iterations\(remark)")
  }
}
