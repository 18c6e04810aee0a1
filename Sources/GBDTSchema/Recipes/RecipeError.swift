package import GBDTCore

/// Why a recipe is wrong, or does not fit a table.
package struct RecipeError: DescribedError, Equatable {
  package let category: ErrorCategory
  package let message: String

  package init(_ message: String, category: ErrorCategory = .data) {
    self.category = category
    self.message = message
  }
}
