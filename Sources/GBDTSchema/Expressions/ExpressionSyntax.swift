/// An expression as it is written: nothing is known about its names and types yet.
///
/// The tree is kept in the order of evaluation (postfix): each node's operands are the results of the
/// nodes before it that no other node has taken. So nothing that walks it recurses, however deep it is.
struct ExpressionSyntax: Equatable {
  struct Node: Equatable {
    enum Kind: Equatable {
      case number(Double)
      case string(String)
      case boolean(Bool)
      case missing
      case name(String)
      case apply(RecipeFunction, operandCount: Int)
    }

    let kind: Kind
    /// Of the operator, function name or word; in UTF-8 bytes.
    let offset: Int
  }

  /// Not empty; the last one is the whole expression.
  let nodes: [Node]
}
