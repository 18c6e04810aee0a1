internal import GBDT
internal import GBDTSchema

// What `--progress json` writes: a JSON object a line, of an iteration or of what happens beside them.

extension ProgressEvent {
  /// - Parameter seconds: since trees began to grow.
  func json(seconds: Double) -> JSONValue {
    let metrics = metrics.map { metric in
      JSONValue.object([
        JSONMember("set", .string(metric.set)), JSONMember("name", .string(metric.name)),
        JSONMember("value", JSONValue(finite: metric.value)),
      ])
    }
    var members = [
      JSONMember("iteration", JSONValue(iteration)),
      JSONMember("iterations", JSONValue(iterationCount)), JSONMember("rows", JSONValue(rowCount)),
      JSONMember("seconds", JSONValue(seconds: seconds)),
      JSONMember("learning_rate", .number(learningRate)), JSONMember("metrics", .array(metrics)),
    ]
    if !workers.isEmpty {
      members.append(JSONMember("workers", .array(workers.map(\.json))))
      let straggler = Straggler(of: workers)
      members.append(
        JSONMember("straggler", straggler.map { JSONValue($0.worker) } ?? .null))
    }
    return .object(members)
  }
}

extension WorkerReport {
  /// Totals, and under `tree` the cost of one at present.
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("worker", JSONValue(worker)), JSONMember("rows", JSONValue(rows)),
        JSONMember("trees", JSONValue(trees)),
      ] + total.members + [JSONMember("tree", tree.map { .object($0.members) } ?? .null)])
  }
}

extension WorkerCost {
  /// As progress and summaries show it.
  var members: [JSONMember] {
    [
      JSONMember("compute_s", JSONValue(seconds: computeSeconds, parts: 1e6)),
      JSONMember("wait_s", JSONValue(seconds: waitSeconds, parts: 1e6)),
      JSONMember("bytes", JSONValue(Int(bytes))),
    ]
  }
}

extension WorkerNotice {
  /// nil for what the iterations say themselves.
  var json: JSONValue? {
    switch self {
    case .read(let rows, let columns, let skippedRows, _, let seconds):
      .event(
        "read", ("rows", JSONValue(rows)), ("columns", JSONValue(columns)),
        ("skipped", JSONValue(skippedRows.count)), ("seconds", JSONValue(seconds: seconds)))
    case .leftOut(let identifiers):
      .event("left_out", ("columns", .array(identifiers.map { .string($0) })))
    case .started(let worker, let process):
      .event(
        "worker_started", ("worker", JSONValue(worker)),
        ("process", process.map { JSONValue(Int($0)) } ?? .null))
    case .lost(let worker, let phase, let cause):
      .event(
        "worker_lost", ("worker", JSONValue(worker)), ("phase", .string(phase.name)),
        ("cause", .string(cause)))
    case .slow(let worker, let phase, let seconds):
      .event(
        "worker_slow", ("worker", JSONValue(worker)), ("phase", .string(phase.name)),
        ("seconds", JSONValue(seconds: seconds)))
    case .phase(let phase): .event("phase", ("phase", .string(phase.name)))
    case .growing: nil
    }
  }
}

extension JSONValue {
  /// A count.
  init(_ count: Int) { self = .integer(Int64(count)) }

  /// A time, in parts of a second: milliseconds, if nothing else is said.
  init(seconds: Double, parts: Double = 1000) {
    self = .number((seconds * parts).rounded() / parts)
  }

  /// A line of JSON.
  var line: String { String(decoding: encoded(.compact), as: UTF8.self) + "\n" }

  fileprivate static func event(_ name: String, _ members: (String, JSONValue)...) -> JSONValue {
    .object([JSONMember("event", .string(name))] + members.map { JSONMember($0.0, $0.1) })
  }
}
