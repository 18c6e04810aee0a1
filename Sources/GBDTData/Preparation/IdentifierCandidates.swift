package import GBDTCore
internal import GBDTSchema

/// String columns that may identify rows, with the number of rows that have a value in each.
///
/// The first of two steps: the numbers of all rows say how many different values are too many, and then
/// `IdentifierCounts` looks for them. Candidates of disjoint rows are merged in any order.
package struct IdentifierCandidates: Sendable, Equatable {
  struct Candidate: Sendable, Equatable {
    let column: String
    var presentCount: Int

    /// The most different values of a column that does not look like an identifier; nil: it has too few
    /// rows to look like one.
    var valueLimit: Int? {
      presentCount > IdentifierCandidates.harmlessCount
        ? max(IdentifierCandidates.harmlessCount, presentCount / 2) : nil
    }
  }

  /// So many different values are no identifier, however few rows there are.
  static let harmlessCount = 1_024

  private(set) var candidates: [Candidate]

  /// - Parameter names: columns that are none, whatever they hold.
  package init(in table: Table, except names: Set<String>) {
    candidates = table.schema.columns.enumerated().compactMap { position, column in
      guard column.type == .category, !names.contains(column.name) else { return nil }
      let presentCount = table.categories(at: position).reduce(0) { count, part in
        count + part.codes.count { $0 >= 0 }
      }
      return Candidate(column: column.name, presentCount: presentCount)
    }
  }

  /// Adds the rows of another part of the same table.
  package mutating func merge(_ other: IdentifierCandidates) {
    for candidate in other.candidates {
      if let index = candidates.firstIndex(where: { $0.column == candidate.column }) {
        candidates[index].presentCount += candidate.presentCount
      } else {
        candidates.append(candidate)
      }
    }
  }
}

extension Table {
  /// The parts of a column of strings.
  func categories(at position: Int) -> some Sequence<CategoryColumn> {
    chunks.lazy.compactMap { chunk in
      if case .category(let column) = chunk.columns[position] { column } else { nil }
    }
  }
}

extension IdentifierCandidates: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    candidates = try reader.values(of: "columns", size: 2)
  }

  package func write(to writer: inout ByteWriter) { writer.values(candidates) }
}

extension IdentifierCandidates.Candidate: ByteCodable {
  init(from reader: inout ByteReader) throws(ByteError) {
    column = try reader.string()
    presentCount = try reader.rowCount()
  }

  func write(to writer: inout ByteWriter) {
    writer.string(column)
    writer.count(presentCount)
  }
}
