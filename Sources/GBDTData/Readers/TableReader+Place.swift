extension TableReader {
  /// Where a row stands in the files: they are read once more, for errors only.
  ///
  /// - Parameters:
  ///   - number: position among all rows, from 0.
  ///   - column: to name along with it.
  ///   - columns: those that were read, as in `table(columns:)`: they decide which rows are bad.
  /// - Returns: nil if the files have no such row, or cannot be read any more.
  package func place(
    ofRow number: UInt64, column: String?, columns: Set<String>?
  ) -> DataError.Place? {
    let parser = parser.reading(parser.columns.filter { columns?.contains($0.name) ?? true })
    guard var row = Int(exactly: number), let chunks = try? chunks.madeCertain().list else {
      return nil
    }
    for chunk in chunks {
      guard let count = try? parser.parse(chunk).rowCount else { return nil }
      if row < count {
        return parser.position(ofRow: row, in: chunk).map {
          parser.files[chunk.file].text.place(of: $0, column: column)
        }
      }
      row -= count
    }
    return nil
  }
}
