internal import GBDTKernels

/// What kind of text the files of a table are.
package enum TextFormat: String, Sendable, CaseIterable {
  /// LibSVM text by the file's name or the looks of its first rows, else delimited.
  case auto
  /// RFC 4180, whatever the delimiter.
  case csv
  /// `label [qid:number] index:value ... # comment`.
  case libsvm
}

/// The lowest index of LibSVM text.
package enum IndexBase: String, Sendable, CaseIterable {
  /// 0 if any row has that index, else 1.
  case auto
  case zero = "0"
  case one = "1"
}

extension CSVText {
  /// Whether the file is named as LibSVM text is, or looks like it. What is named `.csv` or `.tsv` is not.
  var isSparse: Bool {
    var name = path.lowercased()[...]
    if let slash = name.lastIndex(of: "/") { name = name[name.index(after: slash)...] }
    let parts = Set(name.split(separator: ".", omittingEmptySubsequences: false).dropFirst())
    if !parts.isDisjoint(with: ["csv", "tsv"]) { return false }
    if !parts.isDisjoint(with: ["libsvm", "svm", "svmlight"]) { return true }
    return looksSparse
  }

  /// How much of the text is looked at.
  private static let sampleByteCount = 1 << 16

  /// Whether the first row that has more than a number is `number [qid:integer] integer:number ...`, with
  /// ascending integers. So times of day (12:30:00) and text with colons do not make a table sparse.
  private var looksSparse: Bool {
    let end = min(start + Self.sampleByteCount, bytes.range.upperBound)
    return bytes.withBytes(start..<end) { sample in
      var line = 0..<0
      while line.upperBound < sample.count {
        let begin = line.upperBound
        let feed = (begin..<sample.count).first { sample[$0] == UInt8(ascii: "\n") }
        line = begin..<(feed.map { $0 + 1 } ?? sample.count)
        var whole = line
        if feed == nil, end < bytes.range.upperBound {
          // The last text of a line that goes on behind the sample may be only a part of it.
          let blank = line.last { sample[$0] <= UInt8(ascii: " ") }
          whole = begin..<(blank ?? begin)
        }
        switch Self.looksSparse(sample.extracting(whole)) {
        case .some(let verdict): return verdict
        case nil: continue
        }
      }
      return false
    }
  }

  /// Nil for a line that says nothing: blank, a comment, or a single number.
  private static func looksSparse(_ line: Span<UInt8>) -> Bool? {
    let scan = SparseScan(line)
    let fields = SparseFields(scan)
    if scan.rowCount == 0 { return scan.problems.isEmpty ? nil : false }
    let labels = fields.numbers(
      field: SparseScan.labelField, absent: 0, missing: CSVWords([]), in: line)
    guard labels.misfits.isEmpty else { return false }
    if scan.indices == nil { return scan.queryCount == 0 ? nil : false }
    let queries = fields.integers(
      field: SparseScan.queryField, absent: 0, missing: CSVWords([]), in: line)
    let words = CSVWords(MissingWords.sparseWords)
    return queries.misfits.isEmpty
      && fields.present.drop { $0 < SparseScan.field(ofIndex: 0) }.allSatisfy { field in
        fields.numbers(field: field, absent: 0, missing: words, in: line).misfits.isEmpty
      }
  }
}
