package import GBDTCore

/// Why parameters were refused: an unknown name, a value out of range, settings that contradict.
package struct ParameterError: DescribedError, Equatable {
  package let category: ErrorCategory
  package let message: String

  package init(_ message: String, category: ErrorCategory = .usage) {
    self.category = category
    self.message = message
  }
}
