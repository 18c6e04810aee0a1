/// One parameter as the catalogue knows it: everything that parsing, help, documentation, range checks
/// and stored models say about it comes from here.
package struct ParameterEntry: Sendable {
  /// The LightGBM name.
  package let name: String
  /// Other accepted names, unique over the catalogue.
  package let aliases: [String]
  package let group: ParameterGroup
  package let role: ParameterRole
  package let field: ParameterField
  /// Help: what it does, in a sentence or two.
  package let sentence: String
  /// The objectives that take notice of it; nil: it does not depend on the objective.
  package var objectives: [ObjectiveName]? = nil

  /// The value in `values`.
  package func value(in values: TrainParameters) -> TypedValue { field.read(values) }

  /// The value that holds when nobody sets it.
  package var defaultValue: TypedValue { value(in: TrainParameters()) }

  /// Sets the field of `values` from text as a person writes it.
  ///
  /// - Throws: the rest of a sentence that begins with the parameter's name and value.
  func assign(_ text: String, to values: inout TrainParameters) throws(ValueComplaint) {
    try field.assign(text, to: &values)
    if let complaint = field.complaint(about: values) { throw ValueComplaint(text: complaint) }
  }
}

/// Whether a parameter says what the model is or how fast it is made.
package enum ParameterRole: String, Sendable, CaseIterable {
  /// Stored in the model and hashed with it.
  case model
  /// Changes time or memory, never the model.
  case execution
}

/// Headings of help and documentation, in their order.
package enum ParameterGroup: String, Sendable, CaseIterable {
  case boosting = "Boosting"
  case objective = "Objectives"
  case trees = "Trees"
  case sampling = "Sampling"
  case features = "Bins and categories"
  case evaluation = "Evaluation"
  case execution = "Execution"
}

/// The rest of a sentence about a value: "`eta=0` " + text.
struct ValueComplaint: Error {
  let text: String
}
