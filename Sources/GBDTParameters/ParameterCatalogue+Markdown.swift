extension ParameterCatalogue {
  /// docs/PARAMETERS.md: every parameter by group, then the values of those that take a name.
  package static var markdown: String {
    var lines = [
      "# Parameters", "",
      "<!-- Written by tools/generate-docs from Sources/GBDTParameters. Do not edit. -->", "",
      "Training parameters are given as `name=value`, as `--name value`, or in a configuration file",
      "(`--config FILE`: `name = value` lines, `#` begins a comment). The command line goes over the",
      "file. Names are LightGBM's; the usual XGBoost and scikit-learn names are aliases. An unknown",
      "name, a value out of range, one parameter given two values, and settings that contradict each",
      "other are errors. Integers are written in digits only (`100`, not `1e2`).", "",
      "**Model** parameters say what the model is: they are stored in it. **Execution** parameters say",
      "how fast it is made: the model does not depend on them, but that `time_limit` may end it early.",
    ]
    for group in ParameterGroup.allCases {
      let members = entries.filter { $0.group == group }
      if !members.isEmpty { lines += ["", "## \(group.rawValue)", ""] + table(of: members) }
    }
    for entry in entries where !entry.field.choices.isEmpty {
      lines += ["", "## Values of `\(entry.name)`", ""] + choiceTable(of: entry)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func table(of entries: [ParameterEntry]) -> [String] {
    [
      "| parameter | default | values | what it does | aliases | kind |",
      "|---|---|---|---|---|---|",
    ]
      + entries.map { entry in
        let values =
          entry.field.range.map { "\(entry.field.type), \($0)" }
          ?? (entry.field.choices.count > 6
            ? "[one of these](#values-of-\(entry.name))"
            : entry.field.type.replacing("|", with: " \\| "))
        return row([
          "`\(entry.name)`", "`\(entry.defaultValue)`", values, text(of: entry),
          code(entry.aliases), entry.role.rawValue,
        ])
      }
  }

  /// What it does, and for which objectives if not for most.
  private static func text(of entry: ParameterEntry) -> String {
    guard let objectives = entry.objectives, objectives.count <= ObjectiveName.allCases.count / 2
    else { return entry.sentence }
    return entry.sentence + " For " + code(objectives.map(\.rawValue)) + "."
  }

  private static func choiceTable(of entry: ParameterEntry) -> [String] {
    ["| value | what it means | aliases |", "|---|---|---|"]
      + entry.field.choices.map { row(["`\($0.name)`", $0.sentence, code($0.aliases)]) }
  }

  private static func code(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }
}
