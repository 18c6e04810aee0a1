package import GBDTCore

/// Why a command was refused or failed, for what no deeper module has an error for.
package struct ToolError: DescribedError, Equatable {
  package let category: ErrorCategory
  package let message: String

  package init(_ message: String, category: ErrorCategory = .usage) {
    self.category = category
    self.message = message
  }
}
