internal import CGBDTKernels
package import GBDTCore

/// The smallest and largest value of a column and how many are missing (NaN).
package struct ColumnRange: Sendable, Equatable {
  /// Positive infinity where every value is missing; never a negative zero.
  package private(set) var minimum = Double.infinity
  /// Negative infinity where every value is missing; never a negative zero.
  package private(set) var maximum = -Double.infinity
  package private(set) var missingCount: Int64 = 0

  /// The range of no values.
  package init() {}

  package init(of values: [Double], variant: KernelVariant = .current) {
    let range =
      switch variant {
      case .scalar: cgbdt_column_range_scalar
      case .avx2: cgbdt_column_range_avx2
      case .avx512: cgbdt_column_range_avx512
      }
    // SAFETY: the kernel reads `values.count` elements and writes three numbers of ours.
    values.withUnsafeBufferPointer { values in
      range(values.baseAddress, Int64(values.count), &minimum, &maximum, &missingCount)
    }
    // A negative zero plus zero is zero; every other number stays what it is.
    minimum += 0
    maximum += 0
  }

  /// The plain twin of `init(of:)`.
  package init(referenceOf values: [Double]) {
    for value in values {
      if value.isNaN { missingCount += 1 }
      if value < minimum { minimum = value + 0 }
      if value > maximum { maximum = value + 0 }
    }
  }

  /// Widens this range by another one. The order of calls does not matter.
  package mutating func merge(_ other: ColumnRange) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    missingCount += other.missingCount
  }
}

extension ColumnRange: ByteCodable {
  /// - Throws: also for a minimum above the maximum, but for the range of no values, and for a negative
  ///   zero.
  package init(from reader: inout ByteReader) throws(ByteError) {
    minimum = try reader.anyDouble()
    maximum = try reader.anyDouble()
    missingCount = Int64(try reader.integer(in: 0...(1 << 48), "a number of missing values"))
    let isNegativeZero = [minimum, maximum].contains { $0 == 0 && $0.sign == .minus }
    let isRange = minimum <= maximum || (minimum, maximum) == (.infinity, -.infinity)
    guard isRange, !isNegativeZero else { throw reader.error("a range that is none") }
  }

  package func write(to writer: inout ByteWriter) {
    writer.double(minimum)
    writer.double(maximum)
    writer.count(Int(missingCount))
  }
}
