package import GBDTCore

/// What is wrong with a model, a model file or rows given to a model.
package struct ModelError: DescribedError, Equatable {
  package let category: ErrorCategory
  package let message: String

  package init(_ category: ErrorCategory, _ message: String) {
    self.category = category
    self.message = message
  }
}
