internal import GBDTCore

/// `name=value` as somebody wrote it.
package struct ParameterSetting: Sendable, Equatable {
  /// As spelt: a name, an alias or neither.
  package let name: String
  package let value: String
  package let origin: ParameterOrigin

  package init(name: String, value: String, origin: ParameterOrigin = .direct) {
    self.name = name
    self.value = value
    self.origin = origin
  }
}

/// Where a setting stands.
package enum ParameterOrigin: Sendable, Equatable {
  /// On the command line or in a call.
  case direct
  /// Lines count from 1.
  case file(path: String, line: Int)
}

extension ParameterOrigin {
  /// In front of a message: `run.conf:3: `, or nothing.
  var prefix: String {
    switch self {
    case .direct: ""
    case .file(let path, let line): "\(path):\(line): "
    }
  }
}

extension TrainParameters {
  /// The defaults, then `configuration`, then `settings` over both.
  ///
  /// - Throws: `ParameterError` for an unknown name (with a suggestion), a value of the wrong type or
  ///   out of range, and one parameter given different values within one of the two lists (naming both
  ///   spellings). Conflicts between parameters are `ValidatedTrainParameters`'s.
  package init(
    parsing settings: [ParameterSetting], over configuration: [ParameterSetting] = []
  ) throws(ParameterError) {
    self.init()
    try apply(configuration)
    try apply(settings)
  }

  private mutating func apply(_ source: [ParameterSetting]) throws(ParameterError) {
    var given: [String: (spelling: String, value: TypedValue)] = [:]
    for setting in source {
      let entry = try Self.entry(for: setting)
      let spelling = "\(setting.name)=\(setting.value)"
      do throws(ValueComplaint) {
        try entry.assign(setting.value, to: &self)
      } catch {
        let alias = setting.name == entry.name ? "" : " (alias of \(entry.name))"
        throw ParameterError("\(setting.origin.prefix)\(spelling)\(alias) \(error.text).")
      }
      let value = entry.value(in: self)
      if let earlier = given[entry.name], earlier.value != value {
        throw ParameterError(
          "\(setting.origin.prefix)\(entry.name) is given twice: \(earlier.spelling) and \(spelling);"
            + " keep one of them.")
      }
      given[entry.name] = (spelling, value)
    }
  }

  private static func entry(
    for setting: ParameterSetting
  ) throws(ParameterError) -> ParameterEntry {
    if let entry = ParameterCatalogue.entry(named: setting.name) { return entry }
    let hint = Suggestion.sentence(for: setting.name, among: ParameterCatalogue.allNames)
    throw ParameterError(
      "\(setting.origin.prefix)There is no parameter `\(setting.name)`.\(hint)")
  }
}
