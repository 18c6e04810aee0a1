internal import GBDTCore
internal import GBDTData
internal import GBDTKernels

/// The rows that trees are grown on when `bagging_fraction` is below 1.
///
/// Whether a row is in the bag is a function of the seed, the iteration that drew the bag and the
/// global row number: the same for any thread count, order of rows and partitioning.
final class Bag {
  private static let stretchWords = 1 << 9

  private let hash: CounterHash
  private let threshold: UInt64
  private let frequency: Int
  private let numbers: KernelBuffer<UInt64>
  private let inside: RowMaskBuffer
  private let outside: RowMaskBuffer
  /// The iteration that drew the present bag; nil: there is none yet.
  private var drawing: Int?

  /// - Parameters:
  ///   - fraction: of the rows, below 1.
  ///   - frequency: iterations that share a bag, at least 1.
  init(
    _ blocks: [RowBlock], rowCount: Int, seed: UInt64, fraction: Double, frequency: Int
  ) {
    hash = CounterHash(seed: seed, purpose: .bagging)
    threshold = CounterHash.threshold(fraction: fraction) ?? .max
    self.frequency = frequency
    numbers = KernelBuffer(count: rowCount)
    inside = RowMaskBuffer(rowCount: rowCount)
    outside = RowMaskBuffer(rowCount: rowCount)
    var row = 0
    for block in blocks {
      let places = row..<row + block.rowCount
      _ = numbers.slice(places).update(
        fromContentsOf: block.rowNumbers.numbers(in: 0..<block.rowCount))
      row = places.upperBound
    }
  }

  /// Rows in the bag.
  var rows: RowMasks { inside.rows }

  /// Rows not in it.
  var otherRows: RowMasks { outside.rows }

  /// Makes the bag that of this iteration (from 0): it was drawn at this one or one before.
  func update(iteration: Int, threads: Int) {
    let due = iteration - iteration % frequency
    guard due != drawing else { return }
    drawing = due
    draw(due, threads: threads)
  }

  /// Puts the rows in another order; the bag remains the same.
  func reorder(_ order: RowOrder, threads: Int) {
    order.apply(to: numbers.start, threads: threads)
    if let drawing { draw(drawing, threads: threads) }
  }

  private func draw(_ drawing: Int, threads: Int) {
    let hash = hash.atIteration(UInt64(drawing))
    let wordCount = inside.masks.count
    let stretches = (wordCount + Self.stretchWords - 1) / Self.stretchWords
    Parallel.forEachBlock(count: stretches, threads: threads) { stretch in
      let first = stretch * Self.stretchWords
      for word in first..<min(first + Self.stretchWords, wordCount) {
        draw(word: word, hash: hash)
      }
    }
  }

  private func draw(word: Int, hash: CounterHash) {
    let all = RowMaskBuffer.mask(ofWord: word, rowCount: numbers.count)
    let first = word * RowMasks.wordRows
    var mask: UInt64 = 0
    for row in 0..<all.nonzeroBitCount where hash.value(numbers[first + row]) < threshold {
      mask |= 1 << UInt64(row)
    }
    inside.masks[word] = mask
    outside.masks[word] = all & ~mask
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
