import Foundation
import GBDTParameters
import GBDTTool
import Testing

@Suite struct HelpTests {
  @Test(arguments: Tool.commands.map(\.name))
  func pageNamesEveryOptionAndFits(name: String) throws {
    let command = try #require(Tool.commands.first { $0.name == name })
    let page = HelpText.page(of: command)
    for option in command.options { #expect(page.contains("  --\(option.name)")) }
    for line in page.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    if command.takesParameters {
      for entry in ParameterCatalogue.entries { #expect(page.contains("  \(entry.name)=")) }
    }
  }

  @Test(arguments: Tool.commands.map(\.name))
  func optionNamesAreDistinct(name: String) throws {
    let command = try #require(Tool.commands.first { $0.name == name })
    var names = command.options.map(\.name)
    if command.takesParameters { names += ParameterCatalogue.allNames }
    #expect(Set(names).count == names.count)
  }

  @Test func overviewNamesEveryCommand() {
    let overview = HelpText.overview(of: Tool.commands)
    for command in Tool.commands { #expect(overview.contains("\n  \(command.name) ")) }
  }

  @Test func documentationIsFresh() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let committed = try String(
      contentsOf: root.appending(path: "docs/COMMANDS.md"), encoding: .utf8)
    #expect(
      committed == CommandReference.markdown(of: Tool.commands),
      "docs/COMMANDS.md is stale: tools/generate-docs")
  }
}
