package import GBDT

/// What progress shows about one iteration.
package struct ProgressEvent: Sendable, Equatable {
  package struct Metric: Sendable, Equatable {
    package let set: String
    package let name: String
    package let value: Double

    package init(set: String, name: String, value: Double) {
      self.set = set
      self.name = name
      self.value = value
    }
  }

  /// From 1.
  package let iteration: Int
  package let iterationCount: Int
  /// Rows that the trees are grown on.
  package let rowCount: Int
  /// That the iteration's trees were grown with.
  package let learningRate: Double
  /// Newest values, none where the iteration was not measured; the first `valid` one is shown on a line, else the first.
  package let metrics: [Metric]
  /// Of each worker process; empty without workers.
  package let workers: [WorkerReport]

  package init(
    iteration: Int, iterationCount: Int, rowCount: Int, learningRate: Double,
    metrics: [Metric], workers: [WorkerReport] = []
  ) {
    self.iteration = iteration
    self.iterationCount = iterationCount
    self.rowCount = rowCount
    self.learningRate = learningRate
    self.metrics = metrics
    self.workers = workers
  }

  var isLast: Bool { iteration >= iterationCount }

  var headline: Metric? { metrics.first { $0.set == "valid" } ?? metrics.first }
}

/// What `--progress` asks for.
package enum ProgressMode: String, Sendable, CaseIterable {
  /// `bar` on a terminal, else `lines`.
  case auto
  case bar
  case lines
  case json
  case none
}

/// How progress looks.
package enum ProgressStyle: Sendable {
  /// One line, redrawn at most ten times a second.
  case bar
  /// A line about every tenth of the way, and the last.
  case lines
  /// A JSON object a line for every iteration.
  case json
}

extension ProgressMode {
  /// The style for a terminal of some width; width 0 is no terminal. nil: show nothing.
  package func style(terminalWidth: Int) -> ProgressStyle? {
    switch self {
    case .auto: terminalWidth > 0 ? .bar : .lines
    case .bar: .bar
    case .lines: .lines
    case .json: .json
    case .none: nil
    }
  }
}
