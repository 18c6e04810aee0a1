package import GBDTCore
package import GBDTModel

/// How the processes of one training run add up what each knows about its own rows, and agree on
/// the trees of each iteration.
///
/// Every process makes the same calls in the same order. All results are exact and equal in every
/// process: integers are added, maxima taken, bytes gathered in rank order; no floating-point
/// number is ever added here. Calls come from the training thread only, and block until every
/// process has made them, but for `record`.
///
/// ```
/// sums and maxima of labels and weights      never throw membershipChanged: a process that takes
///                                            another's place is given the results of old
/// join                                       what was agreed
/// for each iteration
///   max, sumInt64 or reduceScatter, gatherToAll
///   commit                                   its trees are agreed
///   sumInt64, record                         the metrics after it
/// finish
/// ```
///
/// When processes are lost or replaced, all calls throw `membershipChanged` until `join` is called:
/// what was not agreed is then redone.
package protocol TrainingCollective: Sendable {
  /// From 0 to worldSize - 1.
  var rank: Int { get }
  var worldSize: Int { get }
  /// Whether an exchange costs microseconds, as through memory: then however small a histogram is, it
  /// pays to search a share of its features in each process. The same in all processes.
  var isQuick: Bool { get }

  /// Replaces each value by its sum over all processes, in one exchange for all buffers, which may
  /// differ in length.
  ///
  /// Every sum fits 64 bits. Many are small or 0: a transport may send as few bits as they need.
  func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>]) throws(CollectiveError)

  /// Replaces this process's share of each buffer by the sums over all processes, in one exchange.
  ///
  /// - Parameter shares: by rank, ascending and disjoint ranges of every buffer. Values that are not
  ///   of this process's share are left undefined.
  func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError)

  /// The largest of each value over all processes. No value is NaN.
  func max(_ values: [Double]) throws(CollectiveError) -> [Double]

  /// Every process's bytes, in rank order.
  func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]]

  /// Waits for all processes: called before the first tree, and after `membershipChanged`.
  ///
  /// - Parameters:
  ///   - iterationCount: iterations whose trees this process has.
  ///   - baseScores: the raw scores that it starts with.
  /// - Returns: what was agreed, its iterations from number `iterationCount` on.
  func join(
    iterationCount: Int, baseScores: [Double]
  ) throws(CollectiveError) -> AgreedProgress

  /// All processes have grown these trees, one an output: from now on they are part of the model,
  /// whatever becomes of the processes. Called before any score changes.
  ///
  /// - Returns: `.stop`, in all processes alike: end after this iteration.
  func commit(_ trees: [Tree]) throws(CollectiveError) -> TrainingDirective

  /// The metrics after the newest iteration, equal in all processes, for those that join later; none
  /// if it was not measured. Waits for nobody.
  func record(metrics: [Double]) throws(CollectiveError)

  /// All processes have come to the same end of training. Once this has returned in one process no
  /// call throws `membershipChanged` in another: there is nothing to be redone.
  func finish(_ reason: StopReason) throws(CollectiveError)

  /// What all calls so far have cost this process.
  var traffic: CollectiveTraffic { get }
}

/// What the processes of a run have agreed on, or what a checkpoint has of a run.
package struct AgreedProgress: Sendable, Equatable {
  /// The trees of each iteration, one an output; from the iteration on that was asked for.
  package var iterations: [[Tree]]
  /// By iteration, from the first: the values of all metrics, for each set in order; none for an
  /// iteration that was not measured. As many as there are iterations in all, or one fewer.
  package var metricLines: [[Double]]
  /// Whether training ends after the newest iteration.
  package var isStopping: Bool
  /// The raw scores that the trees add to, one an output; nil: not known yet.
  package var baseScores: [Double]?

  package init(
    iterations: [[Tree]] = [], metricLines: [[Double]] = [], isStopping: Bool = false,
    baseScores: [Double]? = nil
  ) {
    self.iterations = iterations
    self.metricLines = metricLines
    self.isStopping = isStopping
    self.baseScores = baseScores
  }
}

/// What collective calls have cost a process.
package struct CollectiveTraffic: Sendable, Equatable {
  /// Exchanges with other processes that were waited for.
  package var rounds = 0
  package var bytesSent: UInt64 = 0
  package var bytesReceived: UInt64 = 0
  /// From the beginning of each call to its end: for others' work as well as for the transport.
  package var waitSeconds = 0.0

  package init() {}
}

/// Why a collective call did not complete. Its buffers then hold nothing of use.
package enum CollectiveError: DescribedError, Equatable {
  /// Processes left or joined; the current tree is to be redone with the new members.
  case membershipChanged(epoch: UInt64)
  /// This process can no longer take part; the reason is a clause.
  case lost(reason: String)

  package var category: ErrorCategory { .tryAgain }

  package var message: String {
    switch self {
    case .membershipChanged(let epoch):
      "The processes of this training run changed (epoch \(epoch)); the current iteration is redone."
    case .lost(let reason):
      "This process can no longer take part in training: \(reason)."
    }
  }
}

extension TrainingCollective {
  /// Exact sums over all processes, in one exchange; none where there is nothing to sum.
  func sum(_ sums: [ExactSum]) throws(CollectiveError) -> [ExactSum] {
    if worldSize == 1 || sums.isEmpty { return sums }
    var parts = sums.flatMap(\.parts)
    let partCount = parts.count / sums.count
    var failure: CollectiveError?
    parts.withUnsafeMutableBufferPointer { values in
      do throws(CollectiveError) {
        try sumInt64([values])
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return sums.indices.map {
      ExactSum(parts: Array(parts[($0 * partCount)..<(($0 + 1) * partCount)]))
    }
  }
}
