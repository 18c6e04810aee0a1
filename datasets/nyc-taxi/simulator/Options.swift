/// What the command line asked for.
struct Options: Equatable {
  var rowCount: Int
  var seed: UInt64
  /// Nil: standard output.
  var outputPath: String?

  static let help = """
    Usage: nyc-taxi-simulator --rows N [--seed S] [--output FILE.csv]

    Writes N simulated New York City taxi rides as CSV, in the columns of Kaggle's "New York City Taxi
    Fare Prediction". No row is a real ride: every key starts with `simulated.`.

      --rows N       number of rides, 0 or more
      --seed S       another seed gives other rides; 0 to 18446744073709551615 (default 0)
      --output FILE  written beside its final name and renamed when complete (default: standard output)
      --help         this text

    Ride n depends on the seed and on n only: a longer run starts with the rows of a shorter one, and
    equal options give equal bytes on every machine.
    """

  /// The options in `arguments` (without the program's name); nil when help is asked for.
  init?(_ arguments: [String]) throws(SimulatorError) {
    var values: [String: String] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--help" || argument == "-h" { return nil }
      let (name, inline) = Self.split(argument)
      guard ["--rows", "--seed", "--output"].contains(name) else {
        throw .usage("Unknown option `\(argument)`; expected --rows, --seed or --output.")
      }
      guard let value = inline ?? rest.popFirst() else {
        throw .usage("Option `\(name)` needs a value.")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw .usage("Option `\(name)` is given twice.")
      }
    }
    guard let rows = values["--rows"] else {
      throw .usage("The number of rides is missing: `--rows N`.")
    }
    rowCount = try Self.number(rows, option: "--rows", upTo: Int.max)
    seed = try Self.number(values["--seed"] ?? "0", option: "--seed", upTo: UInt64.max)
    outputPath = values["--output"]
    if outputPath == "" { throw .usage("Option `--output` needs a file name.") }
  }

  /// `--name=value` to its two parts.
  private static func split(_ argument: String) -> (name: String, value: String?) {
    guard let equals = argument.firstIndex(of: "=") else { return (argument, nil) }
    return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
  }

  private static func number<Integer: FixedWidthInteger>(
    _ text: String, option: String, upTo limit: Integer
  ) throws(SimulatorError) -> Integer {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let value = Integer(text)
    else {
      throw .usage("Option `\(option)` is `\(text)`; expected a whole number from 0 to \(limit).")
    }
    return value
  }
}
