internal import Foundation
package import GBDT

/// What workers do, in words for the person who waits.
package struct WorkerText {
  private let workers: [WorkerReport]

  /// nil without workers.
  package init?(_ workers: [WorkerReport]) {
    if workers.isEmpty { return nil }
    self.workers = workers
  }

  /// What a tree costs at present, as the mean of the workers: own work and waiting, bytes; and which of
  /// them the others wait for: `workers 12+3 ms, 4.1 MB a tree; slowest: worker 2 (30% behind)`.
  package var lately: String {
    let costs = workers.compactMap(\.tree)
    guard costs.count == workers.count else {
      return workers.count == 1 ? "1 worker" : "\(workers.count) workers"
    }
    func mean(_ value: (WorkerCost) -> Double) -> Double {
      costs.reduce(0) { $0 + value($1) } / Double(costs.count)
    }
    let times = [mean(\.computeSeconds), mean(\.waitSeconds)].map {
      String(format: "%.3g", $0 * 1000)
    }
    let text = "workers \(times[0])+\(times[1]) ms, \(Self.text(bytes: mean(\.bytes))) a tree"
    return [text, straggler.map { "slowest: " + $0 }].compactMap(\.self).joined(separator: "; ")
  }

  /// `worker 2 (30% behind)`; nil where nobody lags.
  package var straggler: String? {
    Straggler(of: workers).map { straggler in
      let behind =
        straggler.behind < 2
        ? String(format: "%.0f%% behind", straggler.behind * 100)
        : String(format: "%.3g times the median", straggler.behind + 1)
      return "worker \(straggler.worker) (\(behind))"
    }
  }

  /// A line a worker on the whole run.
  package var summaries: [String] {
    workers.map { worker in
      let parts = [
        "worker \(worker.worker): \(worker.rows) \(worker.rows == 1 ? "row" : "rows")",
        Console.text(seconds: worker.total.computeSeconds) + " of work",
        Console.text(seconds: worker.total.waitSeconds) + " of waiting",
        Self.text(bytes: worker.total.bytes),
        Self.text(replacementCount: worker.replacementCount),
      ]
      return parts.compactMap(\.self).joined(separator: ", ")
    }
  }

  private static func text(replacementCount: Int) -> String? {
    switch replacementCount {
    case 0: nil
    case 1: "replaced once"
    default: "replaced \(replacementCount) times"
    }
  }

  /// `4.1 MB`, in powers of a thousand.
  private static func text(bytes: Double) -> String {
    for (unit, size) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where bytes >= size {
      return String(format: "%.3g ", bytes / size) + unit
    }
    return bytes == 1 ? "1 byte" : String(format: "%.0f bytes", bytes)
  }
}
