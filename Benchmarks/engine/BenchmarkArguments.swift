/// What the command line asks for: a command, then `--name value` pairs.
///
/// The peers' programs take the same, so that `Benchmarks/run` tells all contestants the same thing.
struct BenchmarkArguments {
  /// What is measured.
  enum Command: String, CaseIterable {
    case train
    case predict
    case predictRow = "predict-row"
    case load
  }

  private static let names = [
    "--data", "--rows", "--trees", "--leaves", "--rate", "--bins", "--threads", "--predictions",
    "--model", "--variant", "--objective",
  ]

  let command: Command
  private let values: [String: String]

  /// - Throws: for an unknown command or option, an option without a value and one that is given twice.
  init(_ arguments: [String]) throws(BenchmarkError) {
    guard let name = arguments.first, let command = Command(rawValue: name) else {
      let known = Command.allCases.map(\.rawValue).joined(separator: "|")
      throw BenchmarkError(
        "usage: gbdt-benchmark \(known) --name value...; see Benchmarks/README.md")
    }
    var values: [String: String] = [:]
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      guard Self.names.contains(option) else {
        throw BenchmarkError(
          "unknown option `\(option)`; there are \(Self.names.joined(separator: ", "))")
      }
      guard let value = rest.popFirst() else {
        throw BenchmarkError("option `\(option)` needs a value")
      }
      guard values.updateValue(value, forKey: option) == nil else {
        throw BenchmarkError("option `\(option)` is given twice")
      }
    }
    self.command = command
    self.values = values
  }

  /// The value of an option that has to be there.
  func text(_ option: String) throws(BenchmarkError) -> String {
    guard let value = values[option] else {
      throw BenchmarkError("`\(command.rawValue)` needs the option `\(option)`")
    }
    return value
  }

  /// The value of an option that may be missing.
  func optionalText(_ option: String) -> String? { values[option] }

  /// The value of an option that has to be there and a whole number of at least 0.
  func count(_ option: String) throws(BenchmarkError) -> Int {
    guard let count = try optionalCount(option) else {
      throw BenchmarkError("`\(command.rawValue)` needs the option `\(option)`")
    }
    return count
  }

  /// The value of an option that may be missing, and is a whole number of at least 0.
  func optionalCount(_ option: String) throws(BenchmarkError) -> Int? {
    guard let value = values[option] else { return nil }
    guard let count = Int(value), count >= 0 else {
      throw BenchmarkError("option `\(option)` is `\(value)`; expected a whole number")
    }
    return count
  }
}
