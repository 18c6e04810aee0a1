import GBDTCore
import GBDTParameters
import Testing

@Suite struct ParameterFileTests {
  @Test func commentsBlankLinesAndLineEndsAreSkipped() throws {
    let settings = try ParameterFile.parse(
      "\u{FEFF}# first\r\n\r\n eta = 0.1 # slow\nmetric=rmse,mae", path: "run.conf")
    #expect(
      settings == [
        ParameterSetting(name: "eta", value: "0.1", origin: .file(path: "run.conf", line: 3)),
        ParameterSetting(
          name: "metric", value: "rmse,mae", origin: .file(path: "run.conf", line: 4)),
      ])
  }

  @Test(arguments: ["eta", "= 3", "eta =", "[trees]"])
  func lineThatIsNoSettingNamesItsPlace(line: String) {
    let error = #expect(throws: ParameterError.self) {
      try ParameterFile.parse("seed = 1\n\(line)\n", path: "run.conf")
    }
    #expect(
      error?.message == "run.conf:2: `\(line)` is not a setting; expected `name = value`.")
  }

  @Test func absentFileIsNoInput() {
    let error = #expect(throws: ParameterError.self) {
      try ParameterFile.read(path: "/nonexistent/run.conf")
    }
    #expect(error?.category == .noInput)
    #expect(error?.message.contains("/nonexistent/run.conf") == true)
  }
}
