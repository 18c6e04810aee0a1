internal import CGBDTKernels

extension SparseScan {
  /// What `init` computes, line by line and text by text.
  package static func reference(_ bytes: Span<UInt8>) -> SparseScan {
    var (rowCount, queryCount) = (0, 0)
    var found: [Int] = []
    var problems: [Problem] = []
    var fields: [cgbdt_sparse_field] = []
    for line in lines(bytes) {
      let texts = texts(in: line, of: bytes)
      if texts.isEmpty { continue }
      switch row(of: texts, bytes) {
      case .failure(let problem): problems.append(problem)
      case .success(let ofRow):
        for (field, text) in ofRow {
          fields.append(
            cgbdt_sparse_field(
              number: UInt32(field), row: UInt32(rowCount), start: UInt32(text.lowerBound),
              end: UInt32(text.upperBound)))
          if field == queryField { queryCount += 1 }
          if field > queryField { found.append(field - self.field(ofIndex: 0)) }
        }
        rowCount += 1
      }
    }
    let indices = found.min().flatMap { lowest in found.max().map { lowest...$0 } }
    return SparseScan(
      rowCount: rowCount, queryCount: queryCount, indices: indices, problems: problems,
      fields: fields)
  }

  /// The lines without their comments.
  private static func lines(_ bytes: Span<UInt8>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var end: Int?
    for i in bytes.indices {
      if bytes[i] == UInt8(ascii: "#"), end == nil { end = i }
      if bytes[i] == UInt8(ascii: "\n") {
        lines.append(start..<(end ?? i))
        (start, end) = (i + 1, nil)
      }
    }
    return lines + [start..<(end ?? bytes.count)]
  }

  /// What is between blanks.
  private static func texts(in line: Range<Int>, of bytes: Span<UInt8>) -> [Range<Int>] {
    var texts: [Range<Int>] = []
    var start: Int?
    for i in line {
      let isBlank = " \t\r".utf8.contains(bytes[i])
      if let begin = start, isBlank {
        texts.append(begin..<i)
        start = nil
      } else if start == nil, !isBlank {
        start = i
      }
    }
    return start.map { texts + [$0..<line.upperBound] } ?? texts
  }

  private enum Row {
    case success([(field: Int, text: Range<Int>)])
    case failure(Problem)
  }

  private static func row(of texts: [Range<Int>], _ bytes: Span<UInt8>) -> Row {
    func failure(_ fault: Fault, _ text: Range<Int>) -> Row {
      .failure(Problem(fault: fault, position: text.lowerBound))
    }
    var fields: [(field: Int, text: Range<Int>)] = []
    var last = -1
    for (number, text) in texts.enumerated() {
      let hasControls = text.contains { bytes[$0] <= UInt8(ascii: " ") }
      if hasControls { return failure(.noEntry, text) }
      let colon = text.first { bytes[$0] == UInt8(ascii: ":") }
      if number == 0 {
        if colon != nil { return failure(.noLabel, text) }
        fields.append((labelField, text))
        continue
      }
      guard let colon, colon > text.lowerBound, colon + 1 < text.upperBound else {
        return failure(.noEntry, text)
      }
      let name = (text.lowerBound..<colon).map { bytes[$0] }
      let value = colon + 1..<text.upperBound
      if number == 1, name == Array("qid".utf8) {
        fields.append((queryField, value))
        continue
      }
      guard name.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
        return failure(.noEntry, text)
      }
      guard let index = Int(String(decoding: name, as: UTF8.self)), index < indexLimit else {
        return failure(.indexTooLarge, text)
      }
      if index <= last { return failure(.notAscending, text) }
      fields.append((field(ofIndex: index), value))
      last = index
    }
    return .success(fields)
  }
}
