package import GBDTKernels

/// What one pass over the rows keeps of one feature to find its bins.
///
/// Sketches are added to chunk by chunk and merged in any order; what they hold in the end depends on
/// the rows alone.
package enum FeatureSketch: Sendable {
  case numeric(NumericSketch)
  case categorical(CategorySet)

  /// Adds the column of one chunk: `.number` for a numeric feature, `.category` for a categorical one.
  package mutating func add(_ column: Column) {
    switch (self, column) {
    case (.numeric(var sketch), .number(let values)):
      self = .numeric(NumericSketch(distinctLimit: 0))  // Leaves `sketch` the only owner.
      sketch.add(values)
      self = .numeric(sketch)
    case (.categorical(var set), .category(let column)):
      self = .categorical(CategorySet(limit: 0))
      set.add(column)
      self = .categorical(set)
    default: preconditionFailure("a feature's columns are all numbers or all categories")
    }
  }

  /// Adds the rows of another sketch of the same feature.
  package mutating func merge(_ other: FeatureSketch) {
    switch (self, other) {
    case (.numeric(var sketch), .numeric(let other)):
      sketch.merge(other)
      self = .numeric(sketch)
    case (.categorical(var set), .categorical(let other)):
      set.merge(other)
      self = .categorical(set)
    default: preconditionFailure("sketches of one feature are of one kind")
    }
  }
}

/// Range and number of missing values of a numeric feature; the count of each distinct value while
/// there are few.
package struct NumericSketch: Sendable {
  package private(set) var range: ColumnRange
  /// nil: there are more distinct values than the limit.
  package private(set) var counts: ValueCounts?

  package init(distinctLimit: Int) {
    self.init(range: ColumnRange(), counts: ValueCounts(limit: distinctLimit))
  }

  /// - Parameter counts: of values that have this range.
  init(range: ColumnRange, counts: ValueCounts?) {
    self.range = range
    self.counts = counts
  }

  package mutating func add(_ values: [Double]) {
    range.merge(ColumnRange(of: values))
    keepCounts { $0.add(values) }
  }

  package mutating func merge(_ other: NumericSketch) {
    range.merge(other.range)
    guard let others = other.counts else {
      counts = nil
      return
    }
    keepCounts { $0.add(others) }
  }

  /// Changes the counts; drops them when `change` says that there are too many.
  private mutating func keepCounts(_ change: (inout ValueCounts) -> Bool) {
    guard var changed = counts else { return }
    counts = nil
    if change(&changed) { counts = changed }
  }
}
