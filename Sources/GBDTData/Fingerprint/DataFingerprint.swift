package import GBDTCore
internal import GBDTKernels
package import GBDTSchema

/// 128 bits that stand for typed rows with their numbers: equal for any chunking, partitioning and
/// thread count, different (but for a chance of 2^-128) when a value, a row's number, a column's place,
/// name or type differs.
///
/// A row's hash folds its number and then its values in column order; the fingerprint is the sum of the
/// rows' hashes, in two independent lanes, closed with the schema. It guards against mistakes, not
/// against an adversary. A missing value is a value of its own; negative zero equals zero.
package struct DataFingerprint: Sendable, Equatable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  /// The fingerprint of `columns` (all of the table's if nil) of a table.
  ///
  /// About 1 ns a value and thread.
  ///
  /// - Precondition: the table has `columns`, by name and type.
  package static func of(
    _ table: Table, columns: Schema? = nil, threads: Int = 1
  ) -> DataFingerprint {
    let columns = columns ?? table.schema
    return FingerprintSum(of: table, columns: columns, threads: threads)
      .fingerprint(schema: columns)
  }

  /// 32 lower-case hexadecimal digits.
  package var description: String {
    [high, low].map { lane in
      let digits = String(lane, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension Schema {
  /// Columns of these names, with the types that they have in another table; without those that it lacks.
  package func typed(as table: Schema) -> Schema {
    Schema(
      columns: columns.compactMap { column in
        table.index(of: column.name).map { table.columns[$0] }
      })
  }
}

/// The part of a fingerprint that some rows contribute. Sums of disjoint rows are added in any order.
package struct FingerprintSum: Sendable, Equatable {
  private var lanes = Lanes(high: 0, low: 0)

  package init() {}

  /// - Parameter columns: positions of the columns, in the fingerprint's order.
  package init(of chunk: TableChunk, columns: [Int]) {
    var rows = RowHashes(firstRowNumber: chunk.firstRowNumber, rowCount: chunk.rowCount)
    for column in columns { rows.fold(chunk.columns[column]) }
    lanes = rows.sum
  }

  /// The part of all rows of a table.
  ///
  /// - Precondition: the table has `columns`, by name and type.
  package init(of table: Table, columns: Schema, threads: Int) {
    let positions = columns.columns.map { column in
      let position = table.schema.index(of: column.name) ?? -1
      precondition(
        position >= 0 && table.schema.columns[position] == column,
        "the table has the columns of its fingerprint")
      return position
    }
    let sums = Parallel.map(count: table.chunks.count, threads: threads) {
      FingerprintSum(of: table.chunks[$0], columns: positions)
    }
    for sum in sums { add(sum) }
  }

  package mutating func add(_ other: FingerprintSum) { lanes.add(other.lanes) }

  /// Closes the sum over all rows with the columns' names and types.
  package func fingerprint(schema: Schema) -> DataFingerprint {
    var closed = lanes
    for column in schema.columns {
      closed.fold(Lanes(hashing: column.name))
      closed.fold(Lanes(hashing: column.type.rawValue))
    }
    closed = closed.finished
    return DataFingerprint(high: closed.high, low: closed.low)
  }
}

extension FingerprintSum: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    lanes.high = try reader.uint64()
    lanes.low = try reader.uint64()
  }

  package func write(to writer: inout ByteWriter) {
    writer.uint64(lanes.high)
    writer.uint64(lanes.low)
  }
}

/// Two hash states that differ in all their constants.
private struct Lanes: Sendable, Equatable {
  var high: UInt64
  var low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The bytes of a string in UTF-8.
  init(hashing string: String) {
    self.init(high: 0x6A09_E667_F3BC_C908, low: 0xBB67_AE85_84CA_A73B)
    for byte in string.utf8 { fold(UInt64(byte) + 1) }
    self = finished
  }

  /// A bijection of either state for a given word, and of the word for a given state.
  @inline(__always)
  mutating func fold(_ word: UInt64) { fold(Lanes(high: word, low: word)) }

  @inline(__always)
  mutating func fold(_ word: Lanes) {
    high = (high ^ word.high) &* 0x9E37_79B9_7F4A_7C15
    high ^= high >> 32
    low = (low ^ (word.low << 32 | word.low >> 32)) &* 0xC2B2_AE3D_27D4_EB4F
    low ^= low >> 29
  }

  @inline(__always)
  mutating func add(_ other: Lanes) {
    high &+= other.high
    low &+= other.low
  }

  var finished: Lanes {
    Lanes(high: CounterHash.mix(high), low: CounterHash.mix(low ^ 0xA54F_F53A_5F1D_36F1))
  }
}

/// The hash states of the rows of a chunk.
private struct RowHashes {
  private var states: [Lanes]

  init(firstRowNumber: UInt64, rowCount: Int) {
    let high = CounterHash(seed: 0, purpose: .fingerprint)
    let low = CounterHash(seed: 1, purpose: .fingerprint)
    states = (0..<rowCount).map { row in
      let number = firstRowNumber + UInt64(row)
      return Lanes(high: high.value(number), low: low.value(number))
    }
  }

  var sum: Lanes {
    states.reduce(into: Lanes(high: 0, low: 0)) { $0.add($1.finished) }
  }

  mutating func fold(_ column: Column) {
    switch column {
    case .number(let values):
      fold(values) { value in
        let word = value.isNaN ? Double.nan.bitPattern : (value + 0).bitPattern
        return Lanes(high: word, low: word)
      }
    case .integer(let values), .timestamp(let values):
      fold(values) { Lanes(high: UInt64(bitPattern: $0), low: UInt64(bitPattern: $0)) }
    case .boolean(let values):
      fold(values) { Lanes(high: UInt64($0), low: UInt64($0)) }
    case .category(let column):
      // Position 0 is for the missing value, code -1. No string has its hash, but by chance.
      let hashes = [Lanes(high: 0, low: 0)] + column.dictionary.map { Lanes(hashing: $0) }
      fold(column.codes) { hashes[Int($0) + 1] }
    }
  }

  @inline(__always)
  private mutating func fold<Value>(_ values: [Value], _ word: (Value) -> Lanes) {
    for row in states.indices { states[row].fold(word(values[row])) }
  }
}
