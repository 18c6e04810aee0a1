/// One `--option` of a command: parsing, help, suggestions and docs/COMMANDS.md all read this.
package struct CommandOption: Sendable, Equatable {
  /// How many words follow the name.
  package enum Arity: Sendable, Equatable {
    case none
    case one
    case two
    /// One or more: all words up to the next option or parameter. May be repeated, and adds up.
    case many
  }

  /// Headings of help, in their order.
  package enum Group: String, Sendable, CaseIterable {
    case input = "Input"
    case reading = "Reading files"
    case output = "Output"
    case running = "Running"
  }

  /// Without the leading `--`.
  package let name: String
  package let arity: Arity
  /// What stands for the value in help: `FILE`, or `error|skip` for a closed list.
  package let placeholder: String
  package let isRequired: Bool
  package let group: Group
  /// Help: what it does, in a sentence or two.
  package let sentence: String

  private init(
    _ name: String, arity: Arity, placeholder: String, isRequired: Bool, group: Group,
    sentence: String
  ) {
    self.name = name
    self.arity = arity
    self.placeholder = placeholder
    self.isRequired = isRequired
    self.group = group
    self.sentence = sentence
  }

  /// An option without a value.
  package static func flag(_ name: String, _ group: Group, _ sentence: String) -> CommandOption {
    CommandOption(
      name, arity: .none, placeholder: "", isRequired: false, group: group, sentence: sentence)
  }

  /// An option with one value.
  package static func one(
    _ name: String, _ placeholder: String, isRequired: Bool = false, _ group: Group,
    _ sentence: String
  ) -> CommandOption {
    CommandOption(
      name, arity: .one, placeholder: placeholder, isRequired: isRequired, group: group,
      sentence: sentence)
  }

  /// An option with two values, such as `--from json FILE`.
  package static func two(
    _ name: String, _ placeholder: String, isRequired: Bool = false, _ group: Group,
    _ sentence: String
  ) -> CommandOption {
    CommandOption(
      name, arity: .two, placeholder: placeholder, isRequired: isRequired, group: group,
      sentence: sentence)
  }

  /// An option with one or more values.
  package static func many(
    _ name: String, _ placeholder: String, isRequired: Bool = false, _ group: Group,
    _ sentence: String
  ) -> CommandOption {
    CommandOption(
      name, arity: .many, placeholder: placeholder, isRequired: isRequired, group: group,
      sentence: sentence)
  }

  /// An option whose value is the raw value of one of `Choice`'s cases.
  package static func choice<Choice: OptionChoice>(
    _ name: String, of type: Choice.Type, _ group: Group, _ sentence: String
  ) -> CommandOption {
    .one(name, type.allCases.map(\.rawValue).joined(separator: "|"), group, sentence)
  }

  /// `--data FILE...`, as in help.
  package var usage: String {
    switch arity {
    case .none: "--\(name)"
    case .one, .two: "--\(name) \(placeholder)"
    case .many: "--\(name) \(placeholder)..."
    }
  }
}

/// A closed list of option values.
package typealias OptionChoice = RawRepresentable<String> & CaseIterable & Sendable
