package import GBDTCore
package import GBDTParameters
package import GBDTSchema

/// The distinct labels of rows, as long as they are few enough to be classes.
///
/// Sketches of disjoint rows are merged in any order, with equal results.
package struct ClassSketch: Sendable {
  /// The most classes that a label can have.
  package static let limit = 1_000

  private var values: FeatureSketch

  /// Of no rows.
  ///
  /// - Parameter labelType: of the label's column.
  package init(labelType: ColumnType) {
    values =
      switch labelType {
      case .number, .integer: .numeric(NumericSketch(distinctLimit: Self.limit))
      case .category, .boolean, .timestamp: .categorical(CategorySet(limit: Self.limit))
      }
  }

  /// Adds labels.
  ///
  /// - Parameter labels: `.number` or `.category`, as the label's type has it.
  package mutating func add(_ labels: Column) { values.add(labels) }

  package mutating func merge(_ other: ClassSketch) { values.merge(other.values) }

  /// Whether the two can be merged.
  func fits(_ other: ClassSketch) -> Bool {
    switch (values, other.values) {
    case (.numeric(let a), .numeric(let b)):
      a.counts?.limit ?? Self.limit == b.counts?.limit ?? Self.limit
    case (.categorical(let a), .categorical(let b)): a.limit == b.limit
    default: false
    }
  }

  /// All labels, ascending.
  ///
  /// - Parameters:
  ///   - kind: of the objective.
  ///   - name: of the label's column.
  /// - Throws: for labels that cannot be learned as classes: none or one, too many, or more than two where
  ///   two are learned.
  package func classes(for kind: LabelKind, column name: String) throws(DataError) -> [ClassLabel] {
    guard let classes = sorted else {
      throw Self.unfit(
        name,
        "has more than \(Self.limit) distinct values, which is the most that classes can be: it"
          + " looks like a regression target; objective=regression learns numbers")
    }
    switch classes.count {
    case 0: throw Self.unfit(name, "has no value: no row is left to train on")
    case 1:
      throw Self.unfit(
        name, "is `\(classes[0].text)` in every row: there must be two classes to tell apart")
    case 2: return classes
    default:
      if kind == .classes { return classes }
      throw Self.unfit(
        name,
        "has \(classes.count) distinct values (\(ClassLabel.list(classes))), but this objective"
          + " learns two classes. Give objective=multiclass to learn all of them, or drop the rows of"
          + " the others with a filter in the recipe's drop_rows_where")
    }
  }

  private static func unfit(_ name: String, _ what: String) -> DataError {
    DataError(.data, "the label " + what, at: DataError.Place(column: name))
  }

  private var sorted: [ClassLabel]? {
    switch values {
    case .numeric(let sketch): sketch.counts?.sorted.values.map { .number($0) }
    case .categorical(let set): set.sorted?.map { .string($0) }
    }
  }
}

extension DatasetSketch {
  /// The classes of the labels, ascending; empty where labels are numbers.
  ///
  /// - Throws: as `ClassSketch.classes`.
  package func classes(
    for kind: LabelKind, _ checked: CheckedRecipe
  ) throws(DataError) -> [ClassLabel] {
    try classes?.classes(for: kind, column: checked.recipe.label ?? "") ?? []
  }
}

extension ClassSketch: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) { values = try reader.value() }

  package func write(to writer: inout ByteWriter) { writer.value(values) }
}
