internal import GBDTDistributed

/// What a worker is at.
public struct WorkerPhase: Sendable, Equatable, CustomStringConvertible {
  /// One of `starting`, `opening`, `loading`, `sketching`, `binning`, `training`, `idle`: in this order.
  public let name: String
  /// The same in words that follow "while", such as "loading its rows".
  public let description: String

  init(_ phase: WorkPhase) {
    name = phase.rawValue
    description = phase.text
  }
}
