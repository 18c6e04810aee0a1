import Foundation
import GBDTSchema
import GBDTTestSupport
import Testing

/// What `gbdt train --workers` tells a program that reads it, and a person.
@Suite struct WorkerProcessTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let rows = (0..<3000).map { row in
      "\(row % 97),\(["a", "b", "c"][row % 3]),\(Double(row % 97) * 2 + Double(row % 3))"
    }
    let text = "x,zone,y\n" + rows.joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: URL(filePath: folder.file("t.csv")))
  }

  private func start(_ words: String) throws -> RunningBinary {
    try Binary.gbdt.start(
      "train --data t.csv --label y \(words)".split(separator: " ").map(String.init),
      in: URL(filePath: folder.path))
  }

  /// Members of the objects on standard error, each of them its JSON text.
  private func objects(_ messages: String) throws -> [[String: String]] {
    try messages.split(separator: "\n").map { line in
      guard case .object(let members) = try JSONValue.parse(Array(line.utf8)) else {
        Issue.record("no object: \(line)")
        return [:]
      }
      return Dictionary(
        uniqueKeysWithValues: members.map {
          ($0.key, String(decoding: $0.value.encoded(.compact), as: UTF8.self))
        })
    }
  }

  @Test func jsonTellsOfWorkersPhasesAndIterations() throws {
    let result = try start(
      "--workers 3 --progress json --valid-fraction 0.3 num_iterations=4 --summary s.json"
    ).wait()
    try #require(result.exitCode == 0, "\(result.messages)")
    let objects = try objects(result.messages)
    let events = objects.compactMap { $0["event"] }
    #expect(events.prefix(3) == ["\"worker_started\"", "\"worker_started\"", "\"worker_started\""])
    #expect(
      objects.compactMap { $0["phase"] }
        == [
          "opening", "loading", "loading", "loading", "loading", "sketching", "binning", "training",
        ].map { "\"\($0)\"" })
    let read = try #require(objects.first { $0["event"] == "\"read\"" })
    #expect(read["rows"] == "3000" && read["columns"] == "3")
    let iterations = objects.filter { $0["iteration"] != nil }
    #expect(iterations.compactMap { $0["iteration"] } == ["1", "2", "3", "4"])
    for iteration in iterations {
      #expect(iteration["metrics"]?.contains("rmse") == true)
      #expect(iteration["workers"]?.contains("\"worker\":2") == true)
      #expect(iteration["straggler"] != nil)
    }
    let summary = String(decoding: try folder.bytes(of: "s.json"), as: UTF8.self)
    for member in ["\"workers\": 3", "\"per_tree\"", "\"worker_reports\"", "\"wasted_splits\""] {
      #expect(summary.contains(member), "\(member) in \(summary)")
    }
  }

  @Test func aLostWorkerIsToldOfAndReplaced() throws {
    let running = try start("--workers 2 --progress json num_iterations=400 --model a.gbdt")
    try running.wait(until: { $0.messages.contains("\"iteration\":3,") })
    let first = try #require(
      try objects(running.messages.split(separator: "\n").first.map(String.init) ?? "").first)
    let process = try #require(first["process"].flatMap { Int32($0) })
    kill(process, SIGKILL)
    let result = try running.wait()
    try #require(result.exitCode == 0, "\(result.messages)")
    let objects = try objects(result.messages)
    let lost = try #require(objects.first { $0["event"] == "\"worker_lost\"" })
    #expect(lost["worker"] == "0" && lost["phase"] == "\"training\"", "\(lost)")
    #expect(lost["cause"]?.contains("signal 9 (Killed)") == true, "\(lost)")
    #expect(objects.count { $0["event"] == "\"worker_started\"" } == 3)
    let plain = try start("--progress none num_iterations=400 --model b.gbdt").wait()
    try #require(plain.exitCode == 0)
    #expect(try folder.bytes(of: "a.gbdt") == folder.bytes(of: "b.gbdt"))
  }

  @Test func aPersonSeesALineForEachWorker() throws {
    let result = try start("--workers 2 --progress lines num_iterations=3").wait()
    #expect(result.messages.contains("\nworker 0: 15"), "\(result.messages)")
    #expect(result.messages.contains(" ms, "), "\(result.messages)")
    let quiet = try start("--workers 2 --progress none num_iterations=3").wait()
    #expect(quiet.messages == "" && quiet.exitCode == 0)
  }
}
