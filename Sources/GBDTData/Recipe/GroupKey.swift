internal import GBDTCore

/// 64 bits that tell the queries of a group column apart.
///
/// Of numbers the bits, of strings a fixed hash of their bytes: the same in every process, and for any
/// rows beside them.
enum GroupKey {
  /// One a row of a column without missing values.
  static func keys(of column: Column) -> [UInt64] {
    switch column {
    case .number(let values): values.map { ($0 + 0).bitPattern }
    case .integer(let values), .timestamp(let values): values.map { UInt64(bitPattern: $0) }
    case .boolean(let values): values.map { UInt64($0) }
    case .category(let values):
      // A hash for each string, not for each row.
      { keys in values.codes.map { keys[Int($0)] } }(values.dictionary.map { key(of: $0) })
    }
  }

  /// One a row; nil where the value is missing.
  static func optionalKeys(of column: Column) -> [UInt64?] {
    let missing = column.missingFlags
    if case .category(let values) = column {
      let keys = values.dictionary.map { key(of: $0) }
      return values.codes.map { $0 < 0 ? nil : keys[Int($0)] }
    }
    return zip(keys(of: column), missing).map { $1 == 1 ? nil : $0 }
  }

  /// A hash of the UTF-8 bytes: one round of SplitMix64 for each eight of them, and one for their number.
  static func key(of string: String) -> UInt64 {
    var key: UInt64 = 0
    var word: UInt64 = 0
    var count: UInt64 = 0
    for byte in string.utf8 {
      word = word << 8 | UInt64(byte)
      count += 1
      if count % 8 == 0 {
        key = CounterHash.mix(key ^ word)
        word = 0
      }
    }
    return CounterHash.mix(CounterHash.mix(key ^ word) ^ count)
  }
}
