internal import GBDTCore
internal import GBDTKernels

/// One opened file of delimited or LibSVM text.
struct CSVFile: Sendable {
  let text: CSVText
  let syntax: RecordSyntax
  /// As the header has them; `c0`, `c1`, ... without a header. None for LibSVM text.
  let names: [String]
  /// Where the first record after the header begins.
  let dataStart: Int

  /// - Throws: `DataError` for a text that is empty or has a bad header.
  init(_ text: CSVText, options: ReadOptions) throws(DataError) {
    self.text = text
    if try options.isSparse(text) {
      (syntax, names, dataStart) = (.sparse, [], text.start)
      return
    }
    let delimiter = options.delimiter ?? Self.usualDelimiter(path: text.path)
    syntax = .delimited(by: delimiter)
    let header = try CSVHeader(of: text, delimiter: delimiter)
    if options.hasHeader {
      names = try header.names()
      dataStart = header.range.upperBound
    } else {
      names = (0..<header.fieldCount).map { "c\($0)" }
      dataStart = header.range.lowerBound
    }
  }

  /// A file that has been opened before, of which `text` may hold only some.
  init(_ text: CSVText, syntax: RecordSyntax, names: [String], dataStart: Int) {
    self.text = text
    self.syntax = syntax
    self.names = names
    self.dataStart = dataStart
  }

  private static func usualDelimiter(path: String) -> UInt8 {
    let name = path.lowercased()
    let isTabbed = name.hasSuffix(".tsv") || name.hasSuffix(".tsv.gz")
    return isTabbed ? UInt8(ascii: "\t") : UInt8(ascii: ",")
  }

  /// - Throws: `.data` where the columns are not those of `first`, saying how they differ.
  func requireColumns(of first: CSVFile) throws(DataError) {
    guard (syntax == .sparse) == (first.syntax == .sparse) else {
      let kinds = [syntax, first.syntax].map { $0 == .sparse ? "LibSVM" : "delimited" }
      throw DataError(
        .data,
        "is taken for \(kinds[0]) text, but `\(first.text.path)` for \(kinds[1]) text; give `--format csv` or "
          + "`--format libsvm` if both are the same",
        at: .init(file: text.path))
    }
    guard names != first.names else { return }
    let lack = first.names.filter { !names.contains($0) }
    let surplus = names.filter { !first.names.contains($0) }
    var parts: [String] = []
    if !lack.isEmpty { parts.append("it lacks \(Self.list(lack))") }
    if !surplus.isEmpty { parts.append("it has \(Self.list(surplus)) besides") }
    if parts.isEmpty {
      let i = names.indices.first { names[$0] != first.names[$0] } ?? 0
      parts.append("their order differs: field \(i + 1) is `\(names[i])`, not `\(first.names[i])`")
    }
    throw DataError(
      .data,
      "the columns are not those of `\(first.text.path)`: \(parts.joined(separator: ", and "));"
        + " files of one table have the same columns in the same order",
      at: .init(file: text.path))
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 5 ? shown + " and \(names.count - 5) more" : shown
  }
}
