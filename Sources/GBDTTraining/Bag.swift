internal import GBDTCore
internal import GBDTData
internal import GBDTKernels

/// The rows that trees are grown on when `bagging_fraction` is below 1.
///
/// Whether a row is in the bag is a function of the seed, the iteration that drew the bag and the
/// global row number: the same for any thread count, order of blocks and partitioning.
final class Bag {
  private let hash: CounterHash
  private let threshold: UInt64
  private let frequency: Int
  private let rowNumbers: [[UInt64]]
  private let stretches: [ScoredRows.Stretch]
  private let inside: KernelBuffer<UInt32>
  private let outside: KernelBuffer<UInt32>
  private var insideCount = 0
  private var outsideCount = 0

  /// - Parameters:
  ///   - fraction: of the rows, below 1.
  ///   - frequency: iterations that share a bag, at least 1.
  init(
    _ source: some RowBlockSource, stretches: [ScoredRows.Stretch], rowCount: Int, seed: UInt64,
    fraction: Double, frequency: Int
  ) {
    hash = CounterHash(seed: seed, purpose: .bagging)
    threshold = CounterHash.threshold(fraction: fraction) ?? .max
    self.frequency = frequency
    rowNumbers = (0..<source.blockCount).map { source.block(at: $0).rowNumbers }
    self.stretches = stretches
    inside = KernelBuffer(count: rowCount)
    outside = KernelBuffer(count: rowCount)
  }

  /// Rows in the bag.
  var rows: RowSelection { .list(UnsafeBufferPointer(inside.slice(0..<insideCount))) }

  /// Rows not in it.
  var otherRows: RowSelection { .list(UnsafeBufferPointer(outside.slice(0..<outsideCount))) }

  /// Draws the bag of this iteration (from 0), if one is due.
  func update(iteration: Int, threads: Int) {
    guard iteration % frequency == 0 else { return }
    let hash = hash.atIteration(UInt64(iteration))
    let marks = Parallel.map(count: stretches.count, threads: threads) { index in
      mark(stretches[index], hash: hash)
    }
    insideCount = 0
    outsideCount = 0
    for (stretch, marks) in zip(stretches, marks) {
      let marked = marks.reduce(0) { $0 + $1.nonzeroBitCount }
      var marks = marks
      marks.withUnsafeMutableBufferPointer {
        PartitionKernel.scatter(
          rows: .range(stretch.firstRow..<stretch.firstRow + stretch.places.count), marks: $0,
          left: inside.start + insideCount,
          right: outside.start + outsideCount)
      }
      insideCount += marked
      outsideCount += stretch.places.count - marked
    }
  }

  private func mark(_ stretch: ScoredRows.Stretch, hash: CounterHash) -> [UInt64] {
    var marks = [UInt64](
      repeating: 0, count: PartitionKernel.wordCount(rowCount: stretch.places.count))
    rowNumbers[stretch.block].withUnsafeBufferPointer { numbers in
      for (place, row) in stretch.places.enumerated()
      where hash.value(numbers[row]) < threshold {
        marks[place / 64] |= 1 << UInt64(place % 64)
      }
    }
    return marks
  }
}

/// The features that the trees of an iteration may split on.
struct FeatureSample {
  private let hash: CounterHash
  private let featureCount: Int
  private let sampleCount: Int

  /// - Parameter fraction: of the features, in 0...1; at least one feature is chosen.
  init(seed: UInt64, fraction: Double, featureCount: Int) {
    hash = CounterHash(seed: seed, purpose: .featureFraction)
    self.featureCount = featureCount
    sampleCount = min(featureCount, max(1, Int((fraction * Double(featureCount)).rounded())))
  }

  /// The features of the smallest hashes of this iteration (from 0), ascending.
  func features(iteration: Int) -> [Int] {
    if sampleCount == featureCount { return Array(0..<featureCount) }
    let hash = hash.atIteration(UInt64(iteration))
    let keyed = (0..<featureCount).map { (key: hash.value(UInt64($0)), feature: $0) }
    return keyed.sorted { $0.key != $1.key ? $0.key < $1.key : $0.feature < $1.feature }
      .prefix(sampleCount).map(\.feature).sorted()
  }
}
