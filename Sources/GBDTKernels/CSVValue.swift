internal import CGBDTKernels

/// The text of one field as a value: locale-free and exact.
///
/// `CSVRows` reads whole columns with the same rules.
package enum CSVValue {
  /// What became of a text.
  package enum Outcome<Value: Sendable & Equatable>: Sendable, Equatable {
    case value(Value)
    /// Not of the type's form.
    case invalid
    /// A timestamp that names no day or time: 2011-02-29, 24:00.
    case noSuchTime
    /// A timestamp with digits other than 0 beyond the microsecond.
    case tooFine
    /// A number too large for a double.
    case infinite
  }

  /// A decimal number rounded to the nearest double, ties to even: optional sign, digits with or without a
  /// point, optional exponent. No blanks, no hexadecimal. The words for infinity are `.infinite`.
  package static func number(_ text: Span<UInt8>) -> Outcome<Double> {
    var value = 0.0
    // SAFETY: here and below, the kernel reads the buffer's elements only.
    let status = text.withUnsafeBufferPointer {
      cgbdt_csv_number($0.baseAddress, Int64($0.count), &value)
    }
    switch Int(status) {
    case CGBDT_CSV_VALID: return .value(value)
    case CGBDT_CSV_UNPROVEN: return slowNumber(text)
    default: break
    }
    let isInfinity = text.withUnsafeBufferPointer {
      cgbdt_csv_is_infinity($0.baseAddress, Int64($0.count)) != 0
    }
    return isInfinity ? .infinite : .invalid
  }

  /// For a text that has the form of a number, whose rounding takes more than 128-bit integers.
  private static func slowNumber(_ text: Span<UInt8>) -> Outcome<Double> {
    let text = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    guard let value = Double(text) else { return .invalid }
    return value.isFinite ? .value(value) : .infinite
  }

  /// Optional sign and digits, in the range of 64-bit integers but for the smallest.
  package static func integer(_ text: Span<UInt8>) -> Outcome<Int64> {
    var value: Int64 = 0
    let status = text.withUnsafeBufferPointer {
      cgbdt_csv_integer($0.baseAddress, Int64($0.count), &value)
    }
    return outcome(status, value)
  }

  /// `true` or `false` in any mixture of capital and small letters, as 1 or 0.
  package static func boolean(_ text: Span<UInt8>) -> Outcome<UInt8> {
    var value: UInt8 = 0
    let status = text.withUnsafeBufferPointer {
      cgbdt_csv_boolean($0.baseAddress, Int64($0.count), &value)
    }
    return outcome(status, value)
  }

  /// Microseconds since 1970-01-01T00:00Z: YYYY-MM-DD, then optionally a blank or `T` and
  /// HH:MM[:SS[.fraction]], then optionally a zone (`Z`, `UTC`, +HH, +HHMM, +HH:MM) with or without a blank
  /// before it; UTC without one. Years 0001 to 9999 of the Gregorian calendar.
  package static func timestamp(_ text: Span<UInt8>) -> Outcome<Int64> {
    var value: Int64 = 0
    let status = text.withUnsafeBufferPointer {
      cgbdt_csv_timestamp($0.baseAddress, Int64($0.count), &value)
    }
    return outcome(status, value)
  }

  private static func outcome<Value>(_ status: Int32, _ value: Value) -> Outcome<Value> {
    switch Int(status) {
    case CGBDT_CSV_VALID: .value(value)
    case CGBDT_CSV_NO_SUCH_TIME: .noSuchTime
    case CGBDT_CSV_TOO_FINE: .tooFine
    default: .invalid
    }
  }
}
