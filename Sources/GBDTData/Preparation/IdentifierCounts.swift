package import GBDTCore
internal import GBDTSchema

/// The different values of the columns that may identify rows, until they are too many: more than 1,024,
/// and more than half as many as there are rows with a value.
///
/// Those of disjoint rows are merged in any order.
package struct IdentifierCounts: Sendable {
  fileprivate struct Values {
    let column: String
    var set: CategorySet
  }

  fileprivate var columns: [Values]

  /// - Parameter candidates: of all rows, of which `table` may have a part.
  package init(in table: Table, candidates: IdentifierCandidates) {
    columns = candidates.candidates.compactMap { candidate in
      guard let limit = candidate.valueLimit else { return nil }
      var set = CategorySet(limit: limit)
      if let position = table.schema.index(of: candidate.column) {
        for part in table.categories(at: position) where !set.isExceeded { set.add(part) }
      }
      return Values(column: candidate.column, set: set)
    }
  }

  /// Adds the rows of another part of the same table.
  package mutating func merge(_ other: IdentifierCounts) {
    for values in other.columns {
      if let index = columns.firstIndex(where: { $0.column == values.column }) {
        columns[index].set.merge(values.set)
      } else {
        columns.append(values)
      }
    }
  }

  /// Names of the columns that look like identifiers, in the table's order.
  package var identifiers: [String] { columns.filter(\.set.isExceeded).map(\.column) }
}

extension IdentifierCounts: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    columns = try reader.values(of: "columns", size: 2)
  }

  package func write(to writer: inout ByteWriter) { writer.values(columns) }
}

extension IdentifierCounts.Values: ByteCodable {
  init(from reader: inout ByteReader) throws(ByteError) {
    column = try reader.string()
    set = try reader.value()
  }

  func write(to writer: inout ByteWriter) {
    writer.string(column)
    writer.value(set)
  }
}
