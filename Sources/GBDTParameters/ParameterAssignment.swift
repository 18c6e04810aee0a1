internal import GBDTCore

/// `name=value` as somebody wrote it.
package struct ParameterAssignment: Sendable, Equatable {
  /// As spelt: a name, an alias or neither.
  package let name: String
  package let text: String
  package let origin: ParameterOrigin

  package init(name: String, text: String, origin: ParameterOrigin) {
    self.name = name
    self.text = text
    self.origin = origin
  }
}

/// Where an assignment stands.
package enum ParameterOrigin: Sendable, Equatable {
  case commandLine
  /// Lines count from 1.
  case file(path: String, line: Int)
}

extension ParameterOrigin {
  /// In front of a message: `run.conf:3: `, or nothing.
  var prefix: String {
    switch self {
    case .commandLine: ""
    case .file(let path, let line): "\(path):\(line): "
    }
  }
}

extension TrainParameters {
  /// The defaults, then each source's assignments over those before: a configuration file first, the
  /// command line last.
  ///
  /// - Throws: `ParameterError` for an unknown name (with a suggestion), a value of the wrong type or
  ///   out of range, and one parameter given different values within a source (naming both
  ///   spellings). Conflicts between parameters are `ValidatedTrainParameters`'s.
  package init(sources: [[ParameterAssignment]]) throws(ParameterError) {
    self.init()
    for source in sources { try apply(source) }
  }

  private mutating func apply(_ source: [ParameterAssignment]) throws(ParameterError) {
    var given: [String: (spelling: String, value: ParameterValue)] = [:]
    for assignment in source {
      let entry = try Self.entry(for: assignment)
      let spelling = "\(assignment.name)=\(assignment.text)"
      do throws(ValueComplaint) {
        try entry.assign(assignment.text, to: &self)
      } catch {
        let alias = assignment.name == entry.name ? "" : " (alias of \(entry.name))"
        throw ParameterError("\(assignment.origin.prefix)\(spelling)\(alias) \(error.text)")
      }
      let value = entry.value(in: self)
      if let earlier = given[entry.name], earlier.value != value {
        throw ParameterError(
          "\(assignment.origin.prefix)\(entry.name) is given twice: \(earlier.spelling) and \(spelling);"
            + " keep one of them")
      }
      given[entry.name] = (spelling, value)
    }
  }

  private static func entry(
    for assignment: ParameterAssignment
  ) throws(ParameterError) -> ParameterEntry {
    if let entry = ParameterCatalogue.entry(named: assignment.name) { return entry }
    let hint = Suggestion.sentence(for: assignment.name, among: ParameterCatalogue.allNames)
    throw ParameterError(
      "\(assignment.origin.prefix)unknown parameter `\(assignment.name)`.\(hint)")
  }
}
