/// What a worker is at, as its coordinator knows it.
package enum WorkPhase: String, Sendable, CaseIterable {
  case starting
  case opening
  case loading
  case sketching
  case binning
  case training
  case idle

  /// In words that follow "while".
  package var text: String {
    switch self {
    case .starting: "starting"
    case .opening: "opening its files"
    case .loading: "loading its rows"
    case .sketching: "looking for cut points"
    case .binning: "binning its rows"
    case .training: "growing trees"
    case .idle: "waiting for the others"
    }
  }
}
