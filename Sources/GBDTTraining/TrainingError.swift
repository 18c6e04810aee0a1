package import GBDTCore

/// Why a training run could not begin or go on.
package enum TrainingError: DescribedError, Equatable {
  /// The rows cannot be trained on: none, no weight, an unusable label, features that do not match.
  case data(String)
  /// The parameters ask for what cannot be had together.
  case usage(String)
  /// Numbers grew beyond what a double holds.
  case overflow(String)
  /// Another process of the run was lost, or the membership changed.
  case collective(CollectiveError)

  package var category: ErrorCategory {
    switch self {
    case .data, .overflow: .data
    case .usage: .usage
    case .collective: .tryAgain
    }
  }

  package var message: String {
    switch self {
    case .data(let message), .usage(let message), .overflow(let message): message
    case .collective(let error): error.message
    }
  }
}
