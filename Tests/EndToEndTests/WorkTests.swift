import Foundation
import GBDTTestSupport
import Testing

/// How much work training does, in quantities that no busy machine disturbs: times are for
/// Benchmarks. The bounds leave some room above what was measured; whoever exceeds them made
/// training do more work for the same model.
@Suite struct WorkTests {
  private static let rows = 20_000
  private static let iterations = 40

  private struct Work {
    let counts: [String: Int]
    let trainingRows: Int

    init(summary: String) throws {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(summary.utf8)) as? [String: Any])
      counts = try #require(object["work"] as? [String: Int])
      trainingRows = try #require(object["rows"] as? Int)
    }

    /// Of an iteration, and there of a row if asked for.
    func perIteration(_ name: String) throws -> Double {
      Double(try #require(counts[name])) / Double(WorkTests.iterations)
    }

    func perRow(_ name: String) throws -> Double { try perIteration(name) / Double(trainingRows) }
  }

  private static let run = Result {
    let run = try TaxiRun(rows: rows, seed: 4)
    try run.train(
      "num_iterations=\(iterations)", "num_leaves=63", "num_threads=2", "--summary", "summary.json")
    return try Work(summary: run.text("summary.json"))
  }

  @Test func aTreeTakesFewPassesAndRegions() throws {
    let work = try Self.run.get()
    // Sequential growth would take 63.
    #expect(try work.perIteration("rounds") <= 21)
    #expect(work.counts["parallel_regions"] == work.counts["rounds"], "one region a round")
    #expect(try work.perIteration("wasted_splits") <= 7)
    #expect(try work.perIteration("splits") <= 62)
  }

  @Test func rowsAreAddedToFewHistograms() throws {
    let work = try Self.run.get()
    // The recipe's features take fewer slots than they are, and a row is in the smaller child of
    // few of the splits on its way.
    #expect(try work.perRow("histogram_updates") <= 48)
  }

  @Test func rowsOfANodeLieTogether() throws {
    let work = try Self.run.get()
    #expect(try work.perRow("partitioned_rows") <= 8.1)
    #expect(try work.perRow("partitioned_words") <= 0.25)
  }

  @Test func anIterationAllocatesLittleAndNothingPerRow() throws {
    let few = try Self.bytesAllocatedByAnIteration(rows: Self.rows)
    let many = try Self.bytesAllocatedByAnIteration(rows: 4 * Self.rows)
    // Measured in a build for debugging, as tests usually are; for release it is a third of that.
    #expect(few <= 2_000_000, "an iteration allocates \(few) bytes")
    // Less than a number for each of the added rows: nothing that has an entry a row is made anew.
    #expect(many - few < 4 * 3 * Self.rows, "\(few) bytes have become \(many)")
  }

  private static func bytesAllocatedByAnIteration(rows: Int) throws -> Int {
    let run = try TaxiRun(rows: rows, seed: 4)
    let counter = try run.allocationCounter()
    func allocated(iterations: Int) throws -> Int {
      try run.train(
        "num_iterations=\(iterations)", "num_leaves=63", "num_threads=1",
        environment: ["LD_PRELOAD": counter, "ALLOCATIONS_FILE": "allocated.txt"])
      return try #require(
        Int(run.text("allocated.txt").trimmingCharacters(in: .whitespacesAndNewlines)))
    }
    // After the sixteenth and before the next iteration that puts rows in another order.
    return try (allocated(iterations: 28) - allocated(iterations: 18)) / 10
  }
}

extension TaxiRun {
  /// A library to preload that counts allocations: compiled with the clang that Swift comes with.
  fileprivate func allocationCounter() throws -> String {
    let source = Self.root.appending(path: "Tests/EndToEndTests/count_allocations.c").path
    _ = try command(["clang", "-O1", "-shared", "-fPIC", "-o", "count_allocations.so", source])
    return path("count_allocations.so")
  }
}
