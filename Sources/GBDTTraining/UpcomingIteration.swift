/// What is known before an iteration, and what may be changed about it.
package struct UpcomingIteration {
  /// From 1.
  package let iteration: Int
  /// Iterations asked for.
  package let iterationLimit: Int
  /// As the parameters say; may be set to any finite number above 0.
  package var learningRate: Double
  private let board: MetricBoard
  private let metricLines: [[Double]]

  init(
    iteration: Int, iterationLimit: Int, learningRate: Double, board: MetricBoard,
    metricLines: [[Double]]
  ) {
    self.iteration = iteration
    self.iterationLimit = iterationLimit
    self.learningRate = learningRate
    self.board = board
    self.metricLines = metricLines
  }

  /// The metrics so far. Made when it is asked for: proportional to the iterations.
  package var history: [MetricHistory] { board.history(of: metricLines) }
}
