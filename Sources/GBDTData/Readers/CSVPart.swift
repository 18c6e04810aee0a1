internal import GBDTCore
internal import GBDTKernels

/// The records of a file that begin in a range of its text; the last one may end behind the range.
struct CSVPart: Sendable {
  let file: CSVFile
  /// Within the data of the file.
  let range: Range<Int>

  init(of file: CSVFile, range: Range<Int>) {
    precondition(range.lowerBound >= file.dataStart, "the header is in no part")
    self.file = file
    self.range = range
  }

  /// All records of a file.
  init(allOf file: CSVFile) {
    self.init(of: file, range: file.dataStart..<file.text.bytes.range.upperBound)
  }

  /// Whether each of a list of consecutive stretches of text begins inside quotes: where an odd number of
  /// quotes stands before it in its file.
  ///
  /// - Parameter stretches: of each one the file, and how many quotes it has.
  static func insideQuotes(_ stretches: [(file: Int, quoteCount: Int)]) -> [Bool] {
    var insideQuotes: [Bool] = []
    var (file, parity) = (-1, 0)
    for stretch in stretches {
      if stretch.file != file { (file, parity) = (stretch.file, 0) }
      insideQuotes.append(parity == 1)
      parity = (parity + stretch.quoteCount) % 2
    }
    return insideQuotes
  }
}
