package import GBDTCore

/// Why a text is not JSON, or why a JSON document is not what it should be.
package struct JSONError: DescribedError, Equatable {
  /// Where the document is wrong.
  package enum Place: Sendable, Equatable {
    /// In the text. Both count from 1; the column counts characters (Unicode scalars).
    case position(line: Int, column: Int)
    /// In the document, such as `trees[3].root.if.feature`; empty for the document itself.
    case path(String)
  }

  package let place: Place
  /// What is wrong and how to mend it, without the place.
  package let reason: String

  package init(place: Place, reason: String) {
    self.place = place
    self.reason = reason
  }

  package var category: ErrorCategory { .data }

  package var message: String {
    switch place {
    case .position(let line, let column): "line \(line), column \(column): \(reason)"
    case .path(""): reason
    case .path(let path): "`\(path)`: \(reason)"
    }
  }
}
