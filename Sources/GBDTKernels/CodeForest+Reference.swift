/// The traversal kernel in plain Swift: what it must compute, one row and one tree at a time.
package enum ReferenceForest {
  /// The code of one value of a column.
  package static func code(of column: CodedColumn, row: Int) -> UInt32 {
    switch column {
    case .numbers(let values, let thresholds):
      let value = values[row]
      return value.isNaN ? 0 : 1 + UInt32(thresholds.count { $0 < value })
    case .categories(let values, let codes):
      let value = Int(values[row])
      return codes.indices.contains(value) ? codes[value] : 0
    }
  }

  /// Where a row ends: the leaf's place among the tree's leaves in pre-order, and its value.
  package static func leaf(of tree: CodeTree, codes: [UInt32]) -> (number: Int, value: Double) {
    var index = 0
    while let elseIndex = tree.nodes[index].elseIndex {
      index = tree.nodes[index].isTrue(of: codes) ? index + 1 : elseIndex
    }
    let number = tree.nodes[..<index].count { $0.column == nil }
    guard case .leaf(let value) = tree.nodes[index] else {
      preconditionFailure("a node without branches is a leaf")
    }
    return (number, value)
  }

  /// What `CodeForest.scores` returns.
  package static func scores(
    trees: [CodeTree], columns: [CodedColumn], rowCount: Int, base: [Double]
  ) -> [Double] {
    (0..<rowCount).flatMap { row in
      let codes = columns.map { code(of: $0, row: row) }
      return trees.reduce(into: base) { $0[$1.output] += leaf(of: $1, codes: codes).value }
    }
  }

  /// What `CodeForest.leaves` returns.
  package static func leaves(
    trees: [CodeTree], columns: [CodedColumn], rowCount: Int
  ) -> [UInt32] {
    (0..<rowCount).flatMap { row in
      let codes = columns.map { code(of: $0, row: row) }
      return trees.map { UInt32(leaf(of: $0, codes: codes).number) }
    }
  }
}
