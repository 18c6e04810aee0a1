internal import CGBDTKernels

/// Where the fields and records of delimited text are (RFC 4180).
///
/// Finding them is separate from reading their values, so that each is a tight loop: one pass of vector
/// instructions over all bytes here, one pass a column in `CSVRows`.
package struct CSVScan: Sendable, Equatable {
  /// How text breaks the rules of quoting and line ends.
  package enum Fault: Int32, Sendable {
    /// A quote inside a field that does not begin with one.
    case strayQuote = 1
    /// Text between a closing quote and the end of the field.
    case textAfterQuote = 2
    /// A carriage return outside quotes without its line feed.
    case loneReturn = 3
    /// Quotes that the end of the text leaves open.
    case openQuote = 4
  }

  package struct Problem: Sendable, Equatable {
    package let fault: Fault
    /// The byte that shows it; for `openQuote` the opening quote.
    package let position: Int

    package init(fault: Fault, position: Int) {
      self.fault = fault
      self.position = position
    }
  }

  /// `UInt32.max`, then the position after each field: field i is the bytes from `borders[i] &+ 1` up to
  /// `borders[i + 1]`.
  package let borders: [UInt32]
  /// Number of fields up to and including each record. Fields after the last record belong to one that a
  /// problem cut off.
  package let recordEnds: [UInt32]
  /// The first one; scanning ends there.
  package let problem: Problem?

  /// Texts must be shorter than this number of bytes.
  package static let byteLimit = Int(UInt32.max)

  /// Scans text that begins at a record's first byte. About a tenth of a nanosecond a byte.
  ///
  /// - Precondition: fewer than `byteLimit` bytes.
  package init(_ bytes: Span<UInt8>, delimiter: UInt8, variant: KernelVariant = .current) {
    precondition(bytes.count < Self.byteLimit, "positions fit 32 bits")
    let scan =
      switch variant {
      case .scalar: cgbdt_csv_scan_scalar
      case .avx2: cgbdt_csv_scan_avx2
      case .avx512: cgbdt_csv_scan_avx512
      }
    var result = cgbdt_csv_scan_result()
    var recordEnds: [UInt32] = []
    // SAFETY: both arrays have the room that the kernel asks for, and it tells how much it has filled.
    borders = bytes.withUnsafeBufferPointer { bytes in
      [UInt32](unsafeUninitializedCapacity: bytes.count + 66) { borders, borderCount in
        recordEnds = [UInt32](unsafeUninitializedCapacity: bytes.count + 1) { ends, recordCount in
          scan(
            bytes.baseAddress, Int64(bytes.count), delimiter, borders.baseAddress, ends.baseAddress,
            &result)
          recordCount = Int(result.record_count)
        }
        borderCount = Int(result.border_count)
      }
    }
    self.recordEnds = recordEnds
    problem = Fault(rawValue: result.problem).map {
      Problem(fault: $0, position: Int(result.problem_position))
    }
  }

  private init(borders: [UInt32], recordEnds: [UInt32], problem: Problem?) {
    self.borders = borders
    self.recordEnds = recordEnds
    self.problem = problem
  }

  /// The fields of record `record`, by number.
  package func fields(ofRecord record: Int) -> Range<Int> {
    (record == 0 ? 0 : Int(recordEnds[record - 1]))..<Int(recordEnds[record])
  }
}

extension CSVScan {
  /// What `init` computes, as the state machine that RFC 4180 describes, one byte after the other.
  package static func reference(_ bytes: Span<UInt8>, delimiter: UInt8) -> CSVScan {
    enum State { case fieldStart, unquoted, quoted, afterQuote, afterReturn }
    var state = State.fieldStart
    var borders = [UInt32.max]
    var recordEnds: [UInt32] = []
    func ended(_ fault: Fault, _ position: Int) -> CSVScan {
      CSVScan(
        borders: borders, recordEnds: recordEnds,
        problem: Problem(fault: fault, position: position))
    }
    for i in bytes.indices {
      switch (state, bytes[i]) {
      case (.quoted, UInt8(ascii: "\"")): state = .afterQuote
      case (.quoted, _): break
      case (.afterReturn, let byte) where byte != UInt8(ascii: "\n"):
        return ended(.loneReturn, i - 1)
      case (.fieldStart, UInt8(ascii: "\"")), (.afterQuote, UInt8(ascii: "\"")): state = .quoted
      case (_, UInt8(ascii: "\"")): return ended(.strayQuote, i)
      case (_, delimiter):
        borders.append(UInt32(i))
        state = .fieldStart
      case (_, UInt8(ascii: "\n")):
        borders.append(UInt32(i))
        recordEnds.append(UInt32(borders.count - 1))
        state = .fieldStart
      case (_, UInt8(ascii: "\r")): state = .afterReturn
      case (.afterQuote, _): return ended(.textAfterQuote, i)
      default: state = .unquoted
      }
    }
    if state == .quoted { return ended(.openQuote, Int(borders[borders.count - 1] &+ 1)) }
    if state == .afterReturn { return ended(.loneReturn, bytes.count - 1) }
    if bytes.count > 0, bytes[bytes.count - 1] != UInt8(ascii: "\n") || state != .fieldStart {
      borders.append(UInt32(bytes.count))
      recordEnds.append(UInt32(borders.count - 1))
    }
    return CSVScan(borders: borders, recordEnds: recordEnds, problem: nil)
  }
}
