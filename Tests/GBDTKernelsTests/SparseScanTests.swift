import GBDTKernels
import Testing

@Suite struct SparseScanTests {
  /// Bytes that matter to the scanner.
  private func randomText(count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8]
  {
    let alphabet = Array("0119:::: \t  \n\n\r#qid:.\u{1}".utf8)
    return (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
  }

  /// Rows that are mostly right.
  private func randomRows(count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8]
  {
    func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
    var text = ""
    while text.utf8.count < count {
      var row = pick(["0", "-1", "+1", "2.5", " 3", "", pick(["x", "1:2"])])
      if Bool.random(using: &generator) {
        row += pick([" ", "\t"]) + "qid:" + pick(["1", "22", ""])
      }
      var index = Int.random(in: -1...2, using: &generator)
      for _ in 0..<Int.random(in: 0...5, using: &generator) {
        index += Int.random(in: 1...3, using: &generator)
        row += pick([" ", " ", "  ", "\t"]) + "\(index):" + pick(["1", "-0.5", "1e3", "nan"])
      }
      row += pick([
        "", "", "", " ", " # 7:1 \"", "#", " 1:1", " x", " 2097152:1", " 99999999999999999999:1",
      ])
      text += row + pick(["\n", "\n", "\r\n", "\n\n"])
    }
    return Array(text.utf8.dropLast(Int.random(in: 0...3, using: &generator)))
  }

  @Test func agreesWithReference() {
    var generator = SeededGenerator(seed: 1)
    for count in Array(0...67) + [127, 128, 1000] {
      for _ in 0..<20 {
        for text in [
          randomText(count: count, using: &generator), randomRows(count: count, using: &generator),
        ] {
          let description = String(decoding: text, as: UTF8.self).debugDescription
          #expect(SparseScan(text.span) == SparseScan.reference(text.span), "\(description)")
        }
      }
    }
  }

  @Test(arguments: [
    ("1:2 3:4\n", SparseScan.Fault.noLabel, 0), ("1 x\n", .noEntry, 2), ("1 2:\n", .noEntry, 2),
    ("1 :2\n", .noEntry, 2), ("1 2:3 qid:4\n", .noEntry, 6), ("1 -2:3\n", .noEntry, 2),
    ("1 2:3 2:4\n", .notAscending, 6), ("1 2:3 1:4\n", .notAscending, 6),
    ("1 1048576:3\n", .indexTooLarge, 2), ("1 2:3\u{0}4\n", .noEntry, 2),
  ])
  func namesFault(text: String, fault: SparseScan.Fault, position: Int) {
    let scan = SparseScan(Array(text.utf8).span)
    #expect(scan.rowCount == 0)
    #expect(scan.problems.map(\.fault) == [fault] && scan.problems.map(\.position) == [position])
  }

  @Test func readsFields() {
    let text = Array(
      "1 qid:7 2:0.5 4:nan # 5:5\n\n# none\n-1 qid:8\n0.5 qid:9 4:12345678901234567890.125\n".utf8)
    let scan = SparseScan(text.span)
    #expect(scan.rowCount == 3 && scan.queryCount == 3 && scan.indices == 2...4)
    let fields = SparseFields(scan)
    let words = CSVWords(["nan"])
    func numbers(_ field: Int) -> [Double] {
      fields.numbers(field: field, absent: 0, missing: words, in: text.span).values
    }
    #expect(numbers(SparseScan.labelField) == [1, -1, 0.5])
    #expect(numbers(SparseScan.field(ofIndex: 2)) == [0.5, 0, 0])
    #expect(numbers(SparseScan.field(ofIndex: 3)) == [0, 0, 0])
    #expect(numbers(SparseScan.field(ofIndex: 99)) == [0, 0, 0])
    let last = numbers(SparseScan.field(ofIndex: 4))
    #expect(last[0].isNaN && last[1...] == [0, 12345678901234567890.125])
    #expect(
      fields.integers(field: SparseScan.queryField, absent: 0, missing: words, in: text.span)
        .values == [7, 8, 9])
    let labels = fields.integers(
      field: SparseScan.labelField, absent: 0, missing: words, in: text.span)
    #expect(labels.misfits.map(\.row) == [2] && labels.values == [1, -1, .min])
    #expect(fields.present == [0, 1, 4, 6])
  }

  @Test func wordsMayBeValues() {
    let text = Array("1 0:-999 1:2\n0 1:-999\n".utf8)
    let fields = SparseFields(SparseScan(text.span))
    let parsed = fields.numbers(
      field: SparseScan.field(ofIndex: 1), absent: 0, missing: CSVWords(["-999"]), in: text.span)
    #expect(parsed.values[0] == 2 && parsed.values[1].isNaN && parsed.misfits.isEmpty)
  }
}
