/// The one source of truth about training parameters: options, help, configuration files, range errors,
/// stored models and docs/PARAMETERS.md all come from these entries.
package enum ParameterCatalogue {
  /// In the order of help and of stored models, group by group.
  package static let entries: [ParameterEntry] =
    boosting + objectives + trees + sampling + features + evaluation + execution

  /// The entry called `name`, by its own name or an alias, exactly.
  package static func entry(named name: String) -> ParameterEntry? {
    entries.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// Every accepted name: for suggestions.
  package static let allNames: [String] = entries.flatMap { [$0.name] + $0.aliases }

  /// The `model` parameters with their values, in catalogue order: what a model stores.
  package static func modelParameters(
    of values: TrainParameters
  ) -> [(name: String, value: TypedValue)] {
    entries.filter { $0.role == .model }.map { ($0.name, $0.value(in: values)) }
  }

  /// Every parameter with its value, in catalogue order: what a summary shows as in effect.
  package static func allParameters(
    of values: TrainParameters
  ) -> [(name: String, value: TypedValue)] {
    entries.map { ($0.name, $0.value(in: values)) }
  }
}
