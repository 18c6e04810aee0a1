import Foundation
import GBDTTestSupport
import GBDTTool
import Testing

/// What every command does before it looks at any data, in the real program.
@Suite struct ToolProcessTests {
  @Test func withoutACommandItExplainsItself() throws {
    let result = try Binary.gbdt.run([])
    #expect(result.exitCode == 64)
    #expect(result.output == "")
    #expect(result.messages == HelpText.overview(of: Tool.commands))
  }

  @Test func versionAndHelpGoToStandardOutput() throws {
    let version = try Binary.gbdt.run(["--version"])
    #expect(version.exitCode == 0 && version.messages == "")
    #expect(version.output == "gbdt \(Tool.version)\n")
    for words in [
      ["predict", "--help"], ["help", "predict"], ["--help", "predict"],
      ["predict", "--data", "x", "-h"],
    ] {
      let help = try Binary.gbdt.run(words)
      #expect(help.exitCode == 0)
      #expect(help.output.hasPrefix("gbdt predict: "))
    }
  }

  @Test(arguments: [
    (["trian"], "gbdt: error: There is no command `trian`. Did you mean `train`?\n"),
    (
      ["xyz"],
      "gbdt: error: There is no command `xyz`. The commands are train, refit, cv, tune, report, "
        + "predict, evaluate, inspect, export, import.\n"
    ),
    (["--version", "now"], "gbdt: error: `now` is unexpected here: `--version` takes no words.\n"),
    (
      ["help", "train", "me"],
      "gbdt: error: `me` is unexpected here: `help` takes one command.\n"
    ),
    (
      ["predict", "--modle", "m"],
      "gbdt predict: error: `gbdt predict` has no option `--modle`. "
        + "Did you mean `--model`?\n"
    ),
  ])
  func wrongWordsAreUsageErrors(words: [String], expected: String) throws {
    let result = try Binary.gbdt.run(words)
    #expect(result.exitCode == 64)
    #expect(result.output == "")
    #expect(result.messages == expected)
  }
}
