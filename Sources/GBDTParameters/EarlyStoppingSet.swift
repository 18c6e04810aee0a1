/// The rows that early stopping looks at.
package enum EarlyStoppingSet: String, Sendable, CaseIterable {
  case valid
  case training
}

extension EarlyStoppingSet: ParameterChoice {
  package var aliases: [String] {
    switch self {
    case .valid: ["validation"]
    case .training: ["train"]
    }
  }

  package var sentence: String {
    switch self {
    case .valid: "The validation rows."
    case .training:
      "The rows that trees are grown on, which never get worse for long; needs "
        + "`is_provide_training_metric`."
    }
  }
}
