internal import GBDTCore

/// Configuration files: `name = value` lines, `#` begins a comment, blank lines are skipped.
package enum ParameterFile {
  /// The settings of a UTF-8 file, in order, with their places.
  ///
  /// - Throws: `ParameterError` with the category of `InputError` when the file cannot be read or
  ///   is no text, `usage` for a line that is no setting.
  package static func read(path: String) throws(ParameterError) -> [ParameterSetting] {
    let text: String
    do throws(InputError) {
      text = try WholeFile.text(path: path)
    } catch {
      throw ParameterError("Configuration file: \(error.message)", category: error.category)
    }
    return try parse(text, path: path)
  }

  /// As `read`, of text that is already there; `path` is for messages.
  package static func parse(
    _ text: String, path: String
  ) throws(ParameterError) -> [ParameterSetting] {
    var settings: [ParameterSetting] = []
    let lines = text.trimmingPrefix("\u{FEFF}").split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let content = line.prefix { $0 != "#" }
      guard content.contains(where: { !$0.isWhitespace }) else { continue }
      let origin = ParameterOrigin.file(path: path, line: index + 1)
      let sides = content.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(trimmed)
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        throw ParameterError(
          "\(origin.prefix)`\(trimmed(content))` is not a setting; expected `name = value`.")
      }
      settings.append(ParameterSetting(name: sides[0], value: sides[1], origin: origin))
    }
    return settings
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
