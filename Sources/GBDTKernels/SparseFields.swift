internal import CGBDTKernels

/// Scanned LibSVM text, field by field, and how to read a field of all rows.
///
/// Every method takes the text that was scanned. Rows without a field have the value that the caller names.
package struct SparseFields: Sendable {
  package let rowCount: Int
  /// By number, rows ascending.
  private let found: [cgbdt_sparse_field]
  /// Where the fields of each number end in `found`.
  private let ends: [UInt32]

  package init(_ scan: SparseScan) {
    rowCount = scan.rowCount
    let numberLimit = SparseScan.field(ofIndex: (scan.indices?.upperBound ?? -1) + 1)
    var ends: [UInt32] = []
    // SAFETY: both outputs have the room that the kernel asks for, and it fills them.
    found = [cgbdt_sparse_field](unsafeUninitializedCapacity: scan.fields.count) { sorted, count in
      ends = [UInt32](unsafeUninitializedCapacity: numberLimit) { ends, endCount in
        scan.fields.withUnsafeBufferPointer {
          cgbdt_sparse_sort(
            $0.baseAddress, Int64($0.count), Int64(numberLimit), ends.baseAddress,
            sorted.baseAddress)
        }
        endCount = numberLimit
      }
      count = scan.fields.count
    }
    self.ends = ends
  }

  /// Numbers of the fields that any row has, ascending.
  package var present: [Int] { ends.indices.filter { !range(of: $0).isEmpty } }

  /// The text of one row.
  package struct Text: Sendable, Equatable {
    package let row: Int
    /// Within the scanned bytes.
    package let range: Range<Int>
  }

  /// A field's values with the texts that are not one: their value is the mark of a missing one.
  package struct Parsed<Value: Sendable>: Sendable {
    package let values: [Value]
    package let misfits: [Text]
  }

  /// The texts of the rows that have the field, rows ascending.
  package func texts(field: Int) -> [Text] {
    range(of: field).map { text(of: found[$0]) }
  }

  /// Doubles; NaN marks a missing value. Misfits are not finite numbers.
  package func numbers(
    field: Int, absent: Double, missing: CSVWords, in bytes: Span<UInt8>
  ) -> Parsed<Double> {
    var (values, misfits) = parse(
      field, absent: absent, missing, bytes, cgbdt_sparse_numbers)
    // The kernel leaves to us what 128-bit integers cannot round.
    misfits.removeAll { text in
      guard case .value(let value) = CSVValue.number(bytes.extracting(text.range)) else {
        return false
      }
      values[text.row] = value
      return true
    }
    return Parsed(values: values, misfits: misfits)
  }

  /// 64-bit integers; the smallest marks a missing value.
  package func integers(
    field: Int, absent: Int64, missing: CSVWords, in bytes: Span<UInt8>
  ) -> Parsed<Int64> {
    let (values, misfits) = parse(
      field, absent: absent, missing, bytes, cgbdt_sparse_integers)
    return Parsed(values: values, misfits: misfits)
  }

  private typealias Kernel<Value> = (
    UnsafePointer<UInt8>?, UnsafePointer<cgbdt_sparse_field>?, Int64,
    UnsafePointer<cgbdt_csv_words>?, UnsafeMutablePointer<Value>?, UnsafeMutablePointer<UInt32>?
  ) -> Int64

  private func parse<Value>(
    _ field: Int, absent: Value, _ missing: CSVWords, _ bytes: Span<UInt8>,
    _ kernel: Kernel<Value>
  ) -> (values: [Value], misfits: [Text]) {
    var values = [Value](repeating: absent, count: rowCount)
    let range = range(of: field)
    let misfits = [UInt32](unsafeUninitializedCapacity: range.count) { misfits, misfitCount in
      // SAFETY: the fields' texts are within the bytes that were scanned, their rows within `values`, and
      // there is room for a misfit a field.
      misfitCount = bytes.withUnsafeBufferPointer { bytes in
        found.withUnsafeBufferPointer { found in
          values.withUnsafeMutableBufferPointer { values in
            missing.withKernelWords { words in
              Int(
                kernel(
                  bytes.baseAddress, UnsafeBufferPointer(rebasing: found[range]).baseAddress,
                  Int64(range.count), words, values.baseAddress, misfits.baseAddress))
            }
          }
        }
      }
    }
    return (values, misfits.map { text(of: found[range.lowerBound + Int($0)]) })
  }

  private func range(of field: Int) -> Range<Int> {
    guard ends.indices.contains(field) else { return 0..<0 }
    return (field == 0 ? 0 : Int(ends[field - 1]))..<Int(ends[field])
  }

  private func text(of field: cgbdt_sparse_field) -> Text {
    Text(row: Int(field.row), range: Int(field.start)..<Int(field.end))
  }
}
