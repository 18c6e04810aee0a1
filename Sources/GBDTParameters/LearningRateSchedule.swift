/// How the learning rate goes on from the first iteration to the last.
package enum LearningRateSchedule: String, Sendable, CaseIterable {
  case constant
  case linear
  case cosine
  case exponential
}

extension LearningRateSchedule: ParameterChoice {
  package var aliases: [String] {
    switch self {
    case .constant, .linear: []
    case .cosine: ["cosine_annealing"]
    case .exponential: ["exponential_decay"]
    }
  }

  package var sentence: String {
    switch self {
    case .constant: "`learning_rate` in every iteration."
    case .linear: "In equal steps from `learning_rate` to `learning_rate_end`."
    case .cosine:
      "From `learning_rate` to `learning_rate_end` along half a cosine wave: slowly at both ends."
    case .exponential: "`learning_rate`, multiplied by `learning_rate_decay` after each iteration."
    }
  }
}
