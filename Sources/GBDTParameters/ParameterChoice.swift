/// A parameter value out of a closed list: objectives, metrics, policies.
///
/// The cases are the one list of what exists; their aliases and sentences are exhaustive switches, so
/// that a new case cannot be forgotten here.
package protocol ParameterChoice: RawRepresentable<String>, CaseIterable, Sendable {
  /// Other spellings that mean the same; none is a case's own name.
  var aliases: [String] { get }
  /// One sentence of help.
  var sentence: String { get }
}

extension UnseenCategory: ParameterChoice {
  package var aliases: [String] { [] }

  package var sentence: String {
    switch self {
    case .missing: "A category that training never saw is treated as missing, and counted."
    case .error: "A row with a category that training never saw is refused."
    }
  }
}
