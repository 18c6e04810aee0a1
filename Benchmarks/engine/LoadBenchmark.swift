internal import GBDT
internal import GBDTData
internal import GBDTSchema

/// Reads a CSV file to typed columns, then sums them up so that what was read can be checked.
///
/// The reading is the public library's; the sums look at its columns, which only this package can.
struct LoadBenchmark {
  private let path: String

  init(_ arguments: BenchmarkArguments) throws(BenchmarkError) {
    path = try arguments.text("--data")
  }

  func run() throws(BenchmarkError) -> Measurement {
    let (table, seconds) = try BenchmarkError.wrapping { () throws(GBDTError) in
      var clock = PhaseClock()
      let table = try DataTable.read([path])
      return (table, clock.lap())
    }
    var measurement = Measurement()
    measurement.add("load_s", seconds)
    measurement.add("rows", table.rowCount)
    measurement.add(
      "sums",
      table.columnNames.enumerated().map { position, name in
        (name, Self.sum(table.table.chunks.map { $0.columns[position] }))
      })
    return measurement
  }

  /// The sum of a column's values; of texts, the sum of their lengths in bytes.
  private static func sum(_ parts: [Column]) -> JSONValue {
    var numbers = 0.0
    var integers: Int64 = 0
    for part in parts {
      switch part {
      case .number(let values):
        numbers += values.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
      case .integer(let values):
        integers &+= values.reduce(0) { $1 == Column.missingInteger ? $0 : $0 &+ $1 }
      case .timestamp(let values):
        // Whole seconds, so that the sum of many rows still fits.
        integers &+= values.reduce(0) {
          $1 == Column.missingInteger ? $0 : $0 &+ $1 / 1_000_000
        }
      case .boolean(let values):
        integers &+= Int64(values.count { $0 == 1 })
      case .category(let values):
        let lengths = values.dictionary.map(\.utf8.count)
        integers &+= values.codes.reduce(0) { $1 < 0 ? $0 : $0 &+ Int64(lengths[Int($1)]) }
      }
    }
    if case .number? = parts.first { return .number(numbers) }
    return .integer(integers)
  }
}
