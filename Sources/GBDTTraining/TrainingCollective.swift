package import GBDTCore

/// How the processes of one training run add up what each knows about its own rows.
///
/// Every process makes the same calls in the same order. All results are exact and equal in every
/// process: integers are added, maxima taken, bytes gathered in rank order; no floating-point
/// number is ever added here. Calls block; they come from the training thread only.
package protocol TrainingCollective: Sendable {
  /// From 0 to worldSize - 1.
  var rank: Int { get }
  var worldSize: Int { get }

  /// Replaces each value by its sum over all processes, in one exchange for all buffers.
  ///
  /// - Parameter lanes: how each buffer divides into stretches of equal meaning, so that a
  ///   transport may send fewer bits. Buffers are all of the lanes' total length.
  func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>], lanes: [IntegerLane])
    throws(CollectiveError)

  /// The largest of each value over all processes. No value is NaN.
  func max(_ values: [Double]) throws(CollectiveError) -> [Double]

  /// Every process's bytes, in rank order.
  func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]]

  /// Replaces this process's share of the values by their sums over all processes; the rest of the
  /// buffer is left undefined.
  ///
  /// - Parameter shares: one range a rank, together the whole buffer.
  func reduceScatter(_ values: UnsafeMutableBufferPointer<Int64>, shares: [Range<Int>])
    throws(CollectiveError)

  /// The sum of the values of all processes of lower rank, wrapping.
  func exclusivePrefix(_ value: UInt64) throws(CollectiveError) -> UInt64
}

/// Consecutive values of one kind in a buffer to be summed.
package struct IntegerLane: Sendable, Equatable {
  package let count: Int
  /// The sum over all processes fits this many bits, the sign included.
  package let bits: Int

  package init(count: Int, bits: Int) {
    self.count = count
    self.bits = bits
  }
}

/// Why a collective call did not complete. Its buffers then hold nothing of use.
package enum CollectiveError: DescribedError, Equatable {
  /// Processes left or joined; the current tree is to be redone with the new members.
  case membershipChanged(epoch: UInt64)
  /// This process can no longer take part.
  case lost(reason: String)

  package var category: ErrorCategory { .tryAgain }

  package var message: String {
    switch self {
    case .membershipChanged(let epoch):
      "The processes of this training run changed (epoch \(epoch)); the current tree is redone."
    case .lost(let reason):
      "This process lost the training run: \(reason). Start it again; it will take over rows."
    }
  }
}

/// The collective of a run of one process: nothing to add.
package struct IdentityCollective: TrainingCollective {
  package let rank = 0
  package let worldSize = 1

  package init() {}

  package func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>], lanes: [IntegerLane])
    throws(CollectiveError)
  {}

  package func max(_ values: [Double]) throws(CollectiveError) -> [Double] { values }

  package func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] { [bytes] }

  package func reduceScatter(_ values: UnsafeMutableBufferPointer<Int64>, shares: [Range<Int>])
    throws(CollectiveError)
  {}

  package func exclusivePrefix(_ value: UInt64) throws(CollectiveError) -> UInt64 { 0 }
}

extension TrainingCollective {
  /// Exact sums over all processes, in one exchange.
  func sum(_ sums: [ExactSum]) throws(CollectiveError) -> [ExactSum] {
    if worldSize == 1 { return sums }
    var parts = sums.flatMap(\.parts)
    let partCount = sums.isEmpty ? 0 : parts.count / sums.count
    var failure: CollectiveError?
    parts.withUnsafeMutableBufferPointer { values in
      do throws(CollectiveError) {
        try sumInt64([values], lanes: [IntegerLane(count: values.count, bits: 63)])
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
