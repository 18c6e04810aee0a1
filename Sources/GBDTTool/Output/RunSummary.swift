internal import GBDT
internal import GBDTCore
internal import GBDTSchema

/// What `--summary` writes: members in the order in which they are added.
struct RunSummary {
  private var members: [JSONMember]

  init(command: String) {
    members = [
      JSONMember("command", .string(command)), JSONMember("version", .string(Tool.version)),
    ]
  }

  mutating func add(_ key: String, _ value: JSONValue) { members.append(JSONMember(key, value)) }

  mutating func add(_ key: String, _ value: Int) { add(key, .integer(Int64(value))) }

  mutating func add(_ key: String, _ value: String) { add(key, .string(value)) }

  /// Settings that change nothing beside the others, each with the setting that makes it so.
  mutating func add(ineffective settings: [String]) {
    add("ineffective_parameters", .array(settings.map { .string($0) }))
  }

  /// Rows with categories that training never saw, by feature.
  mutating func add(_ unseenCategories: [UnseenCategories]) {
    add(
      "unseen_categories",
      .object(unseenCategories.map { JSONMember($0.feature, .integer(Int64($0.rowCount))) }))
  }

  /// Seconds by phase, in milliseconds' precision, and their sum's place: `total_s`, given last.
  mutating func add(timings: [(name: String, seconds: Double)]) {
    add(
      "timings",
      .object(timings.map { JSONMember($0.name, JSONValue(seconds: $0.seconds)) }))
  }

  /// Peak memory until now. The anonymous peak is that of the samples taken where phases end.
  mutating func add(_ memory: MemoryUsage) {
    add("peak_rss_bytes", ProcessMemory.peakResidentBytes)
    add("peak_anonymous_bytes", memory.peakAnonymousBytes)
  }

  /// Where there are no workers: one process, which exchanges nothing.
  mutating func addSingleProcess() {
    add("workers", 1)
    add(
      "collective",
      .object([
        JSONMember("rounds", .integer(0)), JSONMember("bytes", .integer(0)),
        JSONMember("wait_s", .integer(0)),
      ]))
  }

  /// Worker processes, and what their exchange has cost.
  mutating func add(_ workers: [WorkerReport], _ collective: CollectiveWork) {
    add("workers", workers.count)
    var members = [
      JSONMember("rounds", JSONValue(collective.rounds)),
      JSONMember("bytes", JSONValue(Int(collective.bytes))),
      JSONMember("wait_s", JSONValue(seconds: collective.waitSeconds)),
    ]
    if let tree = collective.tree {
      let costs: [(String, JSONValue)] = [
        ("rounds", .number(tree.rounds)), ("most_rounds", JSONValue(tree.mostRounds)),
        ("bytes", JSONValue(Int(tree.bytes))),
        ("wait_s", JSONValue(seconds: tree.waitSeconds, parts: 1e6)),
        ("wasted_splits", .number(tree.wastedSplits)),
      ]
      members.append(
        JSONMember("per_tree", .object(costs.map { JSONMember($0.0, $0.1) })))
    }
    add("collective", .object(members))
    add("worker_reports", .array(workers.map(\.summary)))
  }

  /// - Throws: `OutputError`.
  func write(to path: String) throws(OutputError) {
    try OutputFile.write(JSONValue.object(members).encoded(.pretty), to: path)
  }
}

extension JSONValue {
  /// A number, or null for what JSON has no number for.
  init(finite value: Double) { self = value.isFinite ? .number(value) : .null }
}

extension WorkerReport {
  fileprivate var summary: JSONValue {
    .object(
      [JSONMember("worker", JSONValue(worker)), JSONMember("rows", JSONValue(rows))]
        + total.members + [
          JSONMember("replaced", JSONValue(replacementCount)),
          JSONMember("peak_rss_bytes", JSONValue(peakResidentBytes)),
        ])
  }
}
