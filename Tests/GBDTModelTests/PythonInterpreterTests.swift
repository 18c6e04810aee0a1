import Foundation
import GBDTModel
import GBDTTestSupport
import Testing

/// The thirty lines of Python that evaluate a model's JSON give the predictor's raw scores, bit for bit.
@Suite struct PythonInterpreterTests {
  private static let interpreter = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("EndToEndTests/if_else_interpreter.py")

  @Test(.enabled(if: Python.isInstalled, "python3 is not installed"), arguments: [1, 2, 3])
  func givesTheSameBits(seed: UInt64) throws {
    var source = RandomModel(seed: seed)
    source.outputs = Int(seed)
    source.iterations = 20
    let model = source.model()
    let rows = source.rows(300)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("gbdt-python-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let json = folder.appendingPathComponent("model.json").path
    let csv = folder.appendingPathComponent("features.csv").path
    try ModelJSON.write(model, path: json)
    try Data(Self.csv(model, rows).utf8).write(to: URL(fileURLWithPath: csv))
    let output = try Python.run([Self.interpreter.path, json, csv])
    let found = output.split(whereSeparator: \.isWhitespace).map { Double($0)?.bitPattern }
    let expected = try ForestPredictor(model: model).rawScores(of: rows).values
    #expect(found == expected.map(\.bitPattern))
  }

  private static func csv(_ model: TrainedModel, _ rows: FeatureRows) -> String {
    let quoted = { (text: String) in "\"" + text.replacing("\"", with: "\"\"") + "\"" }
    var lines = [model.features.map { quoted($0.name) }.joined(separator: ",")]
    for row in 0..<rows.rowCount {
      lines.append(
        rows.columns.map { column in
          switch column {
          case .numbers(let values): values[row].isNaN ? "" : "\(values[row])"
          case .categories(let codes, let dictionary):
            codes[row] < 0 ? "" : quoted(dictionary[Int(codes[row])])
          }
        }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

enum Python {
  static let isInstalled = (try? run(["-c", ""])) != nil

  /// What a Python program prints.
  static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: data, as: UTF8.self)
  }

  struct Failure: Error { let status: Int32 }
}
