/// How many nodes are worth expanding in one round, from how long the rounds of the tree before took.
///
/// A round costs L seconds whatever it expands (messages there and back, waking threads), and each
/// node N seconds more (its rows, and the bytes of its histogram). The shortest round is taken for L,
/// and what the others took beyond that for N. The larger the batches, the fewer the rounds, and the
/// more nodes are expanded in vain. Measured on trees of S = 254 splits: doubling the batch saves four
/// rounds a tree up to S / 8, where 4 in 100 expansions are in vain, and nearly none beyond, where it
/// soon is one in two. The square root lies between what was best for L / N from 0.2 to 90.
struct BatchPace {
  private let sizes: ClosedRange<Int>
  private var seconds = 0.0
  private var shortestRound = Double.infinity
  private var rounds = 0
  private var nodes = 0

  init(sizes: ClosedRange<Int>) { self.sizes = sizes }

  /// Begins a tree.
  mutating func begin() { self = BatchPace(sizes: sizes) }

  /// Takes note of a round.
  mutating func note(seconds: Double, nodeCount: Int) {
    self.seconds += seconds
    shortestRound = min(shortestRound, seconds)
    rounds += 1
    nodes += nodeCount
  }

  /// Nodes to expand in a round of the next tree at least: S / 8 * sqrt(L / 5N), but not above S / 4,
  /// and within the sizes allowed.
  func proposal(splitLimit: Int) -> Int {
    let most = max(sizes.lowerBound, min(sizes.upperBound, splitLimit / 4))
    guard rounds > 1 else { return sizes.lowerBound }
    let nodeSeconds = (seconds - Double(rounds) * shortestRound) / Double(nodes)
    guard nodeSeconds > 0 else { return most }
    let size = Double(splitLimit) / 8 * (shortestRound / (5 * nodeSeconds)).squareRoot()
    return max(sizes.lowerBound, Int(min(size, Double(most))))
  }
}
