private import GBDTCollectives

/// How many workers a run has, and how patient it is with them. Nothing here shows in a model.
package struct ClusterOptions: Sendable {
  /// At least 1.
  package var workerCount: Int
  /// Of each worker.
  package var threads: Int
  /// A worker of which nothing is heard for so long is lost. Heartbeats come at least five times in this
  /// time.
  package var silenceLimit = Duration.seconds(5)
  /// Where nothing gets further for so long while half of the workers wait, those that they wait for are
  /// named.
  package var slownessLimit = Duration.seconds(10)
  /// How often in a row a worker may be lost without any progress of the run in between.
  package var lossLimit = 3
  /// Bytes of memory that workers share, for what each gives the others in one exchange; 0: they use
  /// their connections alone, as they do for what is larger.
  package var sharedRoom = SharedMailboxes.usualRoom

  package init(workerCount: Int, threads: Int) {
    precondition(workerCount >= 1 && threads >= 1, "there are workers, each with a thread")
    self.workerCount = workerCount
    self.threads = threads
  }

  /// Time between heartbeats.
  var heartbeatInterval: Duration { min(silenceLimit / 5, .seconds(1)) }

  /// How long a worker may take until it is heard of first: the program may come from a cold disk.
  var startLimit: Duration { Swift.max(.seconds(10), silenceLimit * 3) }

  /// A worker that hears nothing of its coordinator for so long ends itself: a coordinator that is
  /// killed is noticed at once, this is for one that is stopped and forgotten.
  package static let orphanLimit = Duration.seconds(600)

  /// Time between pings, by which workers know that a coordinator with nothing to say lives.
  static let pingInterval = orphanLimit / 20

  /// Of waits that another thread ends when the coordinator is gone or changes its mind: other workers
  /// may take as long as they need.
  static let watchedLimit = Duration.seconds(1_000_000)
}
