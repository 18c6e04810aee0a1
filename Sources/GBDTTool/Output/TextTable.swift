/// A table for a person: columns as wide as their widest cell; the first to the left, numbers to the right.
package struct TextTable {
  private let header: [String]
  private var rows: [[String]] = []

  package init(header: [String]) { self.header = header }

  /// Adds an empty line.
  package mutating func addBlank() { rows.append(header.map { _ in "" }) }

  /// - Precondition: as many cells as the header has.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == header.count, "a cell for each column")
    rows.append(cells)
  }

  /// Lines of the table, each with its line end; two spaces between columns, none at the end of a line.
  package var text: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
      let padded = cells.indices.map { column in
        let room = String(repeating: " ", count: widths[column] - cells[column].count)
        return column == 0 ? cells[column] + room : room + cells[column]
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
