internal import GBDTCore
package import GBDTDistributed

/// How many worker processes train, and how patient a run is with them. The model depends on none of it.
public struct WorkerOptions: Sendable {
  /// Worker processes, from 1 to 64.
  public var count: Int
  /// Of each worker; 0: its share of the processors that this process may use, at least one.
  public var threads = 0
  /// A worker of which nothing is heard for so long is lost, and replaced: at least a tenth of a second.
  /// Slow workers are heard of; they are never lost.
  public var silenceLimit = Duration.seconds(5)
  /// The program that serves as a worker when it is run as `PROGRAM worker ...`: by default the one that
  /// is running, which suits the `gbdt` command; other programs give the path of that.
  public var program = "/proc/self/exe"

  /// Starts workers in another way than as processes of `program`; for tests.
  package var launcher: (any WorkerLauncher)?
  /// `ClusterOptions.sharedRoom`; for tests.
  package var sharedRoom: Int?

  /// So many workers.
  public init(count: Int) { self.count = count }

  /// Threads of each worker, once it is settled what 0 stands for.
  package var effectiveThreads: Int {
    threads > 0 ? threads : max(1, ProcessorCount.available / max(1, count))
  }

  func clusterOptions() throws(GBDTError) -> ClusterOptions {
    guard (1...64).contains(count) else {
      throw GBDTError(.usage, "\(count) workers: their number must be from 1 to 64.")
    }
    if ProcessLauncher.isInWorker {
      throw GBDTError(
        .usage,
        "This program was started to be a worker, and is about to start workers itself: it is not gbdt. "
          + "Set `WorkerOptions.program` to the path of gbdt.")
    }
    guard silenceLimit >= .milliseconds(100), silenceLimit <= .seconds(86_400) else {
      throw GBDTError(
        .usage, "The time after which a silent worker is lost must be from 0.1 s to a day.")
    }
    var options = ClusterOptions(workerCount: count, threads: effectiveThreads)
    options.silenceLimit = silenceLimit
    options.sharedRoom = sharedRoom ?? options.sharedRoom
    return options
  }
}
