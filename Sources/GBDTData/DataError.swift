package import GBDTCore

/// What is wrong with data: a file that cannot be read, a row that does not fit, a value that a column
/// or a recipe cannot take.
package struct DataError: DescribedError, Equatable {
  /// Where in the input; every part that is known.
  package struct Place: Sendable, Equatable {
    /// As the user named it, or as a glob found it.
    package var file: String?
    /// Physical line from 1; line breaks inside quotes count.
    package var line: Int?
    /// Column name.
    package var column: String?
    /// What is wrong is found in a row whose file nobody has at hand: `TableReader.place(ofRow:)` finds file
    /// and line.
    package var row: Row?

    /// A row of a table.
    package struct Row: Sendable, Equatable {
      /// Global number.
      package let number: UInt64
      /// Whether the table has validation rows only.
      package var isOfValidation = false

      package init(number: UInt64) { self.number = number }
    }

    package init(
      file: String? = nil, line: Int? = nil, column: String? = nil, row: Row? = nil
    ) {
      self.file = file
      self.line = line
      self.column = column
      self.row = row
    }

    /// "trips.csv:17: column `fare`: ", or an empty string for no place.
    var prefix: String {
      let position = [file, line.map(String.init)].compactMap(\.self).joined(separator: ":")
      let name = column.map { "column `\($0)`" }
      return [position.isEmpty ? nil : position, name].compactMap(\.self).map { $0 + ": " }.joined()
    }
  }

  package let category: ErrorCategory
  /// What went wrong and how to mend it, without the place.
  package let problem: String
  package let place: Place

  package init(_ category: ErrorCategory, _ message: String) {
    self.init(category, message, at: Place())
  }

  package init(_ category: ErrorCategory, _ problem: String, at place: Place) {
    self.category = category
    self.problem = problem
    self.place = place
  }

  /// "FILE:LINE: column `NAME`: problem".
  package var message: String { place.prefix + problem }
}
