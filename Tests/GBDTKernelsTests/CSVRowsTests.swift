import Foundation
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
      (0..<texts.count).map { String(decoding: texts.bytes[texts.range(of: $0)], as: UTF8.self) }
        == numbers.sorted { $0.value < $1.value }.map(\.key))
  }

  /// A column of `fields`: `expected` are its values, nil for what is none.
  private func expectNumbers(
    _ fields: [String], _ expected: [Double?], lineEnd: String = "\n", variant: KernelVariant
  ) {
    // The column at the end has the line's end to take off.
    let text = Array(fields.map { "\($0),k,\($0)\(lineEnd)" }.joined().utf8)
    let rows = rows(text, fieldCount: 3)
    for column in [0, 2] {
      let parsed = rows.numbers(
        column: column, missing: CSVWords(["NA"]), in: text.span, variant: variant)
      for (row, value) in parsed.values.enumerated() {
        let wanted = expected[row] ?? .nan
        guard value.bitPattern != wanted.bitPattern, !value.isNaN || !wanted.isNaN else { continue }
        Issue.record("\(fields[row]) is read as \(value)")
      }
      let misfits = expected.indices.filter { expected[$0] == nil }
      #expect(parsed.misfits.map { Int($0) } == misfits)
    }
  }

  @Test(arguments: KernelVariant.supported)
  func readsNumbersOfAllForms(variant: KernelVariant) {
    let forms = [
      "0", "-0", "-0.0", "5", "-5", "5.", "-5.", ".5", "-.5", ".", "-", "-.", "", "NA", " 7.25 ",
      "\"8.5\"", "+1.5", "1.2.3", ".1.", "1..2", "--1", "1-2", "-1-", "1e5", "1.5e-3", "x",
      "123456789012345", "1234567890123456", "9999999999999999", "12345678901234567",
      "-12345678901234", "-1.2345678901234", "0.12345678901234", ".123456789012345",
      "0000000000000.1", "00000000000000.1", "000000000000000.1", "9007199254740993",
      "-73.973925", "40.74895", "-73.98273799999999", "1/2", "1:2", "1;2.5",
    ]
    let values = forms.map { form -> Double? in
      let text = form.filter { $0 != " " && $0 != "\"" }
      if text == "" || text == "NA" { return .nan }
      guard case .value(let value) = CSVValue.referenceNumber(text) else { return nil }
      return value
    }
    var generator = SeededGenerator(seed: 7)
    for rowCount in Array(0...67) + [1_000] {
      let drawn = (0..<rowCount).map { _ in Int.random(in: 0..<forms.count, using: &generator) }
      for lineEnd in ["\n", "\r\n"] {
        expectNumbers(
          drawn.map { forms[$0] }, drawn.map { values[$0] }, lineEnd: lineEnd, variant: variant)
      }
    }
  }

  /// Digits, sign and point at random against the C library.
  @Test(arguments: KernelVariant.supported)
  func roundsPlainDecimals(variant: KernelVariant) {
    var generator = SeededGenerator(seed: 8)
    let fields = (0..<20_000).map { _ in
      let digits = String(generator.next() >> UInt64.random(in: 0...63, using: &generator))
      let point = Int.random(in: 0...digits.count + 2, using: &generator)
      let sign = Bool.random(using: &generator) ? "-" : ""
      guard point <= digits.count else { return sign + digits }
      return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
    expectNumbers(fields, fields.map { strtod($0, nil) }, variant: variant)
  }

  /// Timestamps and what one wrong byte makes of them.
  @Test func readsTimestampsOfAllForms() {
    var generator = SeededGenerator(seed: 9)
    let forms = [
      "2009-06-15 17:26:21 UTC", "2012-02-29 00:00:00 UTC", "2011-02-29 00:00:00 UTC",
      "0001-01-01T00:00:00Z", "9999-12-31 23:59:59", "2000-12-31 23:59:59+01:00", "1900-03-01",
      "2010-10-10 10:10:10.5", "1969-12-31 23:59:59 UTC",
    ].map { Array($0.utf8) }
    let bytes = Array("0123456789-: TZ./;A".utf8) + [0x80, 0xFF]
    var fields = forms
    for _ in 0..<20_000 {
      var field = forms[Int.random(in: 0..<forms.count, using: &generator)]
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        field[Int.random(in: 0..<field.count, using: &generator)] =
          bytes[Int.random(in: 0..<bytes.count, using: &generator)]
      }
      if field.first != UInt8(ascii: " "), field.last != UInt8(ascii: " ") { fields.append(field) }
    }
    let text = fields.flatMap { $0 + [UInt8(ascii: "\n")] }
    let parsed = rows(text, fieldCount: 1)
      .timestamps(column: 0, missing: CSVWords([]), in: text.span)
    var misfits: [UInt32] = []
    for (row, field) in fields.enumerated() {
      // The rules for one value at a time, which have their own test against plain Swift.
      guard case .value(let micros) = CSVValue.timestamp(field.span) else {
        misfits.append(UInt32(row))
        continue
      }
      if parsed.values[row] != micros {
        Issue.record("\(String(decoding: field, as: UTF8.self)) is read as \(parsed.values[row])")
      }
    }
    #expect(parsed.misfits == misfits)
    #expect(misfits.count > 1_000 && misfits.count < fields.count - 1_000)
  }
}
