package import GBDTCollectives

/// Starts workers. A run starts one for each rank, and another one whenever one is lost.
package protocol WorkerLauncher: Sendable {
  /// - Throws: `.cannotStart`.
  func launch(_ rank: Int, options: ClusterOptions) throws(ClusterError) -> any LaunchedWorker
}

/// A worker from the coordinator's side.
package protocol LaunchedWorker: Sendable {
  /// The coordinator's end of the connection.
  var stream: FrameStream { get }
  /// Of the operating system; nil for a worker that is no process.
  var processIdentifier: Int32? { get }
  /// Ends the worker, whatever it does; may be called more than once.
  func kill()
  /// Waits until it has ended.
  ///
  /// - Returns: how it ended, in words that follow "it"; nil if it has not after `limit`.
  func end(atMost limit: Duration) -> String?
}
