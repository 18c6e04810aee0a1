/// What becomes of a run's checkpoints, for a person to know.
public enum CheckpointNotice: Sendable, Equatable {
  /// There was no checkpoint to go on from; training begins anew.
  case notFound
  /// Training goes on from a checkpoint with so many iterations.
  case resumed(iterations: Int)
  /// The checkpoint now has so many iterations.
  case written(iterations: Int)
  /// A checkpoint could not be written; the one before it is as it was. Training goes on, and so do
  /// attempts to write; further ones that fail are not told of.
  case failed(message: String)
}
