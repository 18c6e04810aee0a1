import GBDTTool
import Testing

@Suite struct CSVWriterTests {
  private func text(_ body: (inout CSVWriter) -> Void) -> String {
    var writer = CSVWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func fieldsAreQuotedWhereTheyMustBe() {
    let text = text { writer in
      for field in ["plain", "a b", "", "a,b", "say \"x\"", "two\nlines", "c\rr", "é"] {
        writer.field(field)
      }
      writer.endRecord()
    }
    #expect(text == "plain,a b,\"\",\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"c\rr\",é\n")
  }

  @Test func numbersReadBackToTheSameBits() throws {
    let numbers = [0.1 + 0.2, 7, -0.0, 1e300, .leastNonzeroMagnitude, 1.0 / 3, 123_456_789.125]
    let text = text { writer in
      for number in numbers { writer.field(number) }
      writer.endRecord()
    }
    let read = text.dropLast().split(separator: ",").compactMap { Double($0) }
    #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
    #expect(text.contains(",7,-0,1e+300,"))
  }

  @Test func missingFieldsAreEmpty() {
    let text = text { writer in
      writer.missing()
      writer.field(Double.nan)
      writer.field(3)
      writer.endRecord()
      writer.field(1)
      writer.endRecord()
    }
    #expect(text == ",,3\n1\n")
  }

  @Test(arguments: [0, 7, -7, 10, 1_000_000_007, Int.max, Int.min])
  func integersAreTheirDigits(integer: Int) {
    #expect(text { $0.field(integer) } == "\(integer)")
  }
}
