import GBDTKernels
import Testing

@Suite struct CSVRowsTests {
  private func rows(_ text: [UInt8], fieldCount: Int) -> CSVRows {
    let scan = CSVScan(text.span, delimiter: UInt8(ascii: ","))
    #expect(scan.problem == nil)
    return CSVRows(
      borders: scan.borders,
      firstFields: scan.recordEnds.map { $0 - UInt32(fieldCount) })
  }

  @Test func readsColumnsFieldByField() {
    let fields = [
      "1", " 2 ", "\"3\"", "\"\"", "", "NA", "-999", "x", "\t", "1.5", "true", "2020-01-01",
      "\" 4\"",
      "123456789012345678901234567890", "1e999", "\"a\"\"b\"",
    ]
    let text = Array(fields.map { "k,\($0)\r\n" }.joined().utf8)
    let rows = rows(text, fieldCount: 2)
    let missing = CSVWords(["NA", "-999"])
    let numbers = rows.numbers(column: 1, missing: missing, in: text.span)
    #expect(
      numbers.values.map { $0.isNaN ? -1 : $0 }
        == [1, 2, 3, -1, -1, -1, -1, -1, -1, 1.5, -1, -1, -1, 0x1.8ee90ff6c373ep+96, -1, -1])
    #expect(numbers.misfits == [7, 10, 11, 12, 14, 15])
    let integers = rows.integers(column: 1, missing: missing, in: text.span)
    #expect(integers.values.prefix(3) == [1, 2, 3])
    #expect(integers.misfits == [7, 9, 10, 11, 12, 13, 14, 15])
    let booleans = rows.booleans(column: 1, missing: missing, in: text.span)
    #expect(booleans.values[10] == 1 && booleans.values[3] == 2)
    let timestamps = rows.timestamps(column: 1, missing: missing, in: text.span)
    #expect(timestamps.values[11] == 18262 * 86_400_000_000 && timestamps.values[0] == .min)
    let kinds = rows.kinds(column: 1, missing: missing, limit: .max, in: text.span)
    #expect(kinds.missing == 5 && kinds.integers == 3 && kinds.numbers == 3)
    #expect(kinds.booleans == 1 && kinds.timestamps == 1 && kinds.others == 3)
    #expect(kinds.firstOther == 7)
    #expect(rows.kinds(column: 1, missing: missing, limit: 2, in: text.span).integers == 2)
  }

  @Test(arguments: Array(0...67) + [1_000, 20_000])
  func numbersTextsByFirstAppearance(rowCount: Int) {
    var generator = SeededGenerator(seed: UInt64(rowCount))
    // Some of many, so that the table fills; with common beginnings, lengths 0 to 40.
    let words = (0..<max(1, rowCount / 2)).map { number in
      String(repeating: "a", count: number % 37) + (number == 0 ? "" : String(number))
    }
    let fields = (0..<rowCount).map { _ in
      words[Int.random(in: 0..<words.count, using: &generator)]
    }
    let text = Array(fields.map { "\"\($0)\"\n" }.joined().utf8)
    let texts = rows(text, fieldCount: 1).texts(column: 0, in: text.span)
    var numbers: [String: Int32] = [:]
    let expected = fields.map { field in
      let number = numbers[field] ?? Int32(numbers.count)
      numbers[field] = number
      return number
    }
    #expect(texts.codes == expected)
    #expect(
      texts.ranges.map { String(decoding: text[$0], as: UTF8.self) }
        == numbers.sorted { $0.value < $1.value }.map(\.key))
  }
}
