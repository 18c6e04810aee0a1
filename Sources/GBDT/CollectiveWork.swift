internal import GBDTTraining

/// What the exchange between the workers of a training run has cost. Those that were lost, and what was
/// done before that, are left out.
public struct CollectiveWork: Sendable, Equatable {
  /// Exchanges that a worker waited for: all make the same ones.
  public let rounds: Int
  /// Sent and received by all workers together; what one sends to another counts at both.
  public let bytes: Double
  /// Of waiting, for others as well as for the exchange: the mean of all workers.
  public let waitSeconds: Double
  /// The same for a tree, as the mean of all trees; without what is exchanged before the first and after
  /// the last. nil without trees.
  public let tree: Tree?

  /// What a tree cost.
  public struct Tree: Sendable, Equatable {
    /// Exchanges, of which a few are for metrics and for agreeing on the tree.
    public let rounds: Double
    /// The most of any tree.
    public let mostRounds: Int
    /// As of all trees.
    public let bytes: Double
    /// As of all trees.
    public let waitSeconds: Double
    /// Splits that were tried and are not in the tree.
    public let wastedSplits: Double
  }

  /// - Parameter workers: what each counted.
  init(_ workers: [TrainingCounters]) {
    let count = Double(max(1, workers.count))
    rounds = workers.map(\.traffic.rounds).max() ?? 0
    bytes = workers.reduce(0) { $0 + $1.traffic.bytes }
    waitSeconds = workers.reduce(0) { $0 + $1.traffic.waitSeconds } / count
    guard let whole = workers.max(by: { $0.trees.count < $1.trees.count }), !whole.trees.isEmpty
    else {
      tree = nil
      return
    }
    let trees = Double(whole.trees.count)
    tree = Tree(
      rounds: Double(whole.trees.reduce(0) { $0 + $1.traffic.rounds }) / trees,
      mostRounds: whole.trees.map(\.traffic.rounds).max() ?? 0,
      bytes: workers.reduce(0) { $0 + $1.mean { $0.traffic.bytes } },
      waitSeconds: workers.reduce(0) { $0 + $1.mean { $0.traffic.waitSeconds } } / count,
      wastedSplits: whole.mean { Double($0.wastedExpansions) })
  }
}

extension CollectiveTraffic {
  fileprivate var bytes: Double { Double(bytesSent) + Double(bytesReceived) }
}

extension TrainingCounters {
  /// Over the trees that this worker grew.
  fileprivate func mean(_ value: (TreeCost) -> Double) -> Double {
    trees.isEmpty ? 0 : trees.reduce(0) { $0 + value($1) } / Double(trees.count)
  }

  /// Of a run over workers: what is counted by rows is summed, all else is that of one.
  init(ofWorkers workers: [TrainingCounters]) {
    self = workers.max { $0.trees.count < $1.trees.count } ?? TrainingCounters()
    histogramUpdates = workers.reduce(0) { $0 + $1.histogramUpdates }
    partitionedRows = workers.reduce(0) { $0 + $1.partitionedRows }
    partitionedWords = workers.reduce(0) { $0 + $1.partitionedWords }
  }
}
