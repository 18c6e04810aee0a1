import GBDTCore
import GBDTParameters
import GBDTTool
import Testing

@Suite struct ArgumentParserTests {
  private enum Policy: String, CaseIterable { case error, skip }

  private static let data = CommandOption.many("data", "FILE", isRequired: true, .input, "Files.")
  private static let label = CommandOption.one("label", "NAME", .input, "Label.")
  private static let policy = CommandOption.choice("policy", of: Policy.self, .reading, "Policy.")
  private static let fraction = CommandOption.one("fraction", "F", .input, "Fraction.")
  private static let threads = CommandOption.one("threads", "N", .running, "Threads.")
  private static let json = CommandOption.flag("json", .output, "JSON.")
  private static let options = [data, label, policy, fraction, threads, json]

  private func parse(
    _ words: String..., parameters: Bool = true
  ) throws(ToolError) -> ParsedArguments {
    let command = Command(
      name: "train", summary: "Train.", options: Self.options, takesParameters: parameters
    ) { _ in }
    return try ArgumentParser.parse(words, for: command)
  }

  private func message(_ words: String..., parameters: Bool = true) -> String? {
    let command = Command(
      name: "train", summary: "Train.", options: Self.options, takesParameters: parameters
    ) { _ in }
    do throws(ToolError) {
      _ = try ArgumentParser.parse(words, for: command)
      return nil
    } catch {
      #expect(error.category.exitCode == 64)
      return error.message
    }
  }

  private func settings(_ parsed: ParsedArguments) -> [String] {
    parsed.settings.map { "\($0.name)=\($0.value)" }
  }

  @Test func valuesGoOnToTheNextOptionOrParameter() throws {
    let parsed = try parse(
      "--data", "a.csv", "b.csv", "eta=0.1", "--label", "y", "--data", "c=d.csv", "--json")
    #expect(parsed.values(Self.data) == ["a.csv", "b.csv", "c=d.csv"])
    #expect(parsed.value(Self.label) == "y")
    #expect(parsed.has(Self.json))
    #expect(!parsed.has(Self.policy))
    #expect(settings(parsed) == ["eta=0.1"])
  }

  @Test func attachedValuesStandAlone() throws {
    let parsed = try parse("--data=a.csv", "x=1", "--label=--y", "--data=eta=3")
    #expect(parsed.values(Self.data) == ["a.csv", "eta=3"])
    #expect(parsed.value(Self.label) == "--y")
    #expect(settings(parsed) == ["x=1"])
  }

  @Test func parametersInEverySpelling() throws {
    let parsed = try parse(
      "--num-leaves", "7", "--eta=0.1", "--max_depth", "-1", "--data", "a", "--", "seed=3")
    #expect(settings(parsed) == ["num_leaves=7", "eta=0.1", "max_depth=-1", "seed=3"])
  }

  @Test func wrongWordsAreRefused() {
    #expect(message() == "`--data FILE...` is required: Files.")
    #expect(message("--data") == "`--data` needs a value: FILE.")
    #expect(
      message("--data", "--x")
        == "`--data` needs a value: FILE. One that begins with dashes is written `--data=--x`.")
    #expect(
      message("--data", "a", "--lable", "y")
        == "`gbdt train` has no option `--lable`. Did you mean `--label`?")
    #expect(
      message("--data", "a", "--lerning-rate", "1")
        == "`gbdt train` has no option `--lerning-rate`. Did you mean `--learning_rate`?")
    #expect(
      message("--data", "a", "--workers", "3")
        == "`gbdt train` has no option `--workers`. `gbdt train --help` lists them.")
    #expect(
      message("--label", "a", "--label", "b") == "`--label` is given twice; keep one of them.")
    #expect(message("--json=1") == "`--json` takes no value, and `1` is given.")
    #expect(
      message("--data", "a", "--json", "b")
        == "`b` is unexpected here: `gbdt train` takes options and parameter=value.")
    #expect(
      message("label", "b")
        == "`label` is unexpected here: `gbdt train` takes options and parameter=value. "
        + "Did you mean `--label`?")
    #expect(
      message("--data", "a", "--json", "eta=1", parameters: false)
        == "`eta=1` is unexpected here: `gbdt train` takes options.")
    #expect(
      message("--data", "a", "--eta", "1", parameters: false)?.hasPrefix(
        "`gbdt train` has no option `--eta`.") == true)
  }

  @Test func valuesAreTyped() throws {
    let parsed = try parse("--data", "a", "--policy", "skip", "--fraction", "0.2", "--threads", "3")
    #expect(try parsed.choice(Self.policy, as: Policy.self) == .skip)
    #expect(try parsed.fraction(Self.fraction) == 0.2)
    #expect(try parsed.integer(Self.threads, in: 1...4) == 3)
    #expect(try parsed.integer(Self.label, in: 1...4) == nil)
    #expect(try parse("--data", "a,b", "c").names(Self.data) == ["a", "b", "c"])
  }

  @Test func valuesOfTheWrongTypeAreRefused() throws {
    let parsed = try parse(
      "--data", "a,,b", "--policy", "skp", "--fraction", "1", "--threads", "3x")
    func message(_ body: () throws -> Void) -> String? {
      #expect(throws: ToolError.self, performing: body)?.message
    }
    #expect(
      message { _ = try parsed.choice(Self.policy, as: Policy.self) }
        == "`--policy skp` must be one of error, skip. Did you mean `skip`?")
    #expect(
      message { _ = try parsed.fraction(Self.fraction) }
        == "`--fraction 1` must be a number above 0 and below 1.")
    #expect(
      message { _ = try parsed.integer(Self.threads, in: 1...4) }
        == "`--threads 3x` must be an integer from 1 to 4.")
    #expect(message { _ = try parsed.names(Self.data) } == "`--data a,,b` has an empty name.")
  }
}
