internal import GBDTSchema

/// An earlier model that a model was made from.
struct ModelOrigin: Equatable {
  /// What was made of it.
  enum Step: String, CaseIterable {
    /// More trees were added.
    case continued = "continue"
    /// Its leaf values were found anew.
    case refitted = "refit"
  }

  let step: Step
  /// Of its file.
  let sha256: String
  /// Iterations that it had.
  let iterations: Int
  /// Rows that its last trees were grown on.
  let trainingRows: Int
  /// Of all rows that were read for them.
  let fingerprint: String
  /// That these trees were grown with.
  let parameters: JSONValue

  init(
    step: Step, sha256: String, iterations: Int, trainingRows: Int, fingerprint: String,
    parameters: JSONValue
  ) {
    self.step = step
    self.sha256 = sha256
    self.iterations = iterations
    self.trainingRows = trainingRows
    self.fingerprint = fingerprint
    self.parameters = parameters
  }

  init(_ reader: JSONReader) throws(JSONError) {
    let object = try reader.object(keys: [
      "step", "model_sha256", "iterations", "rows_training", "fingerprint", "parameters",
    ])
    step = try object.required("step").oneOf(Step.self)
    sha256 = try object.required("model_sha256").string()
    iterations = try object.required("iterations").integer(in: 0...Int.max)
    trainingRows = try object.required("rows_training").integer(in: 0...Int.max)
    fingerprint = try object.required("fingerprint").string()
    let parameters = try object.required("parameters")
    guard case .object = parameters.value else { throw parameters.error("expected an object") }
    self.parameters = parameters.value
  }

  var json: JSONValue {
    .object([
      JSONMember("step", .string(step.rawValue)),
      JSONMember("model_sha256", .string(sha256)),
      JSONMember("iterations", .integer(Int64(iterations))),
      JSONMember("rows_training", .integer(Int64(trainingRows))),
      JSONMember("fingerprint", .string(fingerprint)),
      JSONMember("parameters", parameters),
    ])
  }
}
