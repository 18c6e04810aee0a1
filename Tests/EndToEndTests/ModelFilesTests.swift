import Foundation
import GBDTTestSupport
import Testing

/// Models leave as JSON, come back as the same bytes, and say the same everywhere.
@Suite struct ModelFilesTests {
  /// The independent interpreter beside this file.
  private static let interpreter = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "if_else_interpreter.py").path

  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func trained() throws -> TaxiRun {
    let run = try TaxiRun(rows: 4_000)
    // Text columns with missing and rare values beside the rides' numbers.
    let lines = try run.text("rides.csv").split(separator: "\n")
    let colours = ["yellow", "green", "", "black \"limousine\"", "blue, light"]
    let coloured = lines.dropFirst().enumerated().map { row, line in
      let colour = colours[(row * row + row / 7) % 5]
      return "\(line),\"\(colour.replacing("\"", with: "\"\""))\""
    }
    try run.write(([lines[0] + ",colour"] + coloured).joined(separator: "\n"), to: "rides.csv")
    try run.gbdt([
      "train", "--data", "rides.csv", "--label", "fare_amount", "--ignore", "key",
      "pickup_datetime", "--categorical", "passenger_count", "--progress", "none",
      "num_iterations=30", "min_data_per_group=20", "--model", "model.gbdt",
    ])
    return run
  }

  @Test(.enabled(if: python != nil, "no python3"))
  func anIndependentInterpreterGivesTheSameBits() throws {
    let run = try trained()
    try run.gbdt(["export", "--model", "model.gbdt", "--format", "json", "--output", "model.json"])
    for kind in ["features", "raw"] {
      try run.gbdt([
        "predict", "--model", "model.gbdt", "--data", "rides.csv", "--kind", kind, "--output",
        "\(kind).csv",
      ])
    }
    let interpreted = try run.python([Self.interpreter, "model.json", "features.csv"])
    let expected = try run.rows("raw.csv").map { try #require(Double($0)) }
    let found = try interpreted.split(separator: "\n").map { try #require(Double($0)) }
    #expect(found.count == 4_000)
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test func importGivesEqualBytes() throws {
    let run = try trained()
    try run.gbdt(["export", "--model", "model.gbdt", "--format", "json", "--output", "model.json"])
    try run.gbdt(["import", "--from", "json", "model.json", "--model", "again.gbdt"])
    #expect(try run.bytes("again.gbdt") == run.bytes("model.gbdt"))
  }

  @Test func anEditedLeafIsRefused() throws {
    let run = try trained()
    try run.gbdt(["export", "--model", "model.gbdt", "--format", "json", "--output", "model.json"])
    let text = try run.text("model.json")
    let leaf = try #require(
      text.range(of: "\"base_score\": [") ?? text.range(of: "\"base_score\":["))
    try run.write(text.replacingCharacters(in: leaf, with: text[leaf] + "1"), to: "edited.json")
    let result = try run.result(["import", "--from", "json", "edited.json", "--model", "bad.gbdt"])
    #expect(result.exitCode == 65)
    #expect(result.messages.contains("self_test"))
    #expect(throws: (any Error).self) { try run.bytes("bad.gbdt") }
  }

  @Test func aDamagedFileIsAnErrorNotACrash() throws {
    let run = try trained()
    let whole = try run.bytes("model.gbdt")
    var flipped = whole
    flipped[whole.count / 2] ^= 1
    for (name, bytes) in [
      ("half", whole.prefix(whole.count / 2)), ("empty", Data()), ("flipped", flipped),
      ("longer", whole + [0]), ("text", Data("tree\nversion=v4\n".utf8)),
    ] {
      try run.write(bytes, to: name)
      let result = try run.result(["predict", "--model", name, "--data", "rides.csv"])
      #expect(result.exitCode == 65, "\(name): \(result.messages)")
      #expect(result.messages.contains(name), "\(result.messages)")
      #expect(result.output.isEmpty)
    }
  }
}
