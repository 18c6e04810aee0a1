internal import GBDTSchema

/// Which rows of a table have the same value in a column.
package struct ValueNumbers: Sendable, Equatable {
  /// One a row: values are numbered from 0 in the order of their first rows; nil is missing.
  package private(set) var numbers: [Int?] = []
  /// For each value the first row that has it.
  package private(set) var firstRows: [Int] = []

  /// How many values there are.
  package var count: Int { firstRows.count }
}

extension ValueNumbers {
  /// - Parameter position: of a column of any type.
  /// - Complexity: one look-up a row; strings only one for each chunk that has them.
  package init(of table: Table, column position: Int) {
    var bits: [UInt64: Int] = [:]
    var texts: [String: Int] = [:]
    numbers.reserveCapacity(table.rowCount)
    for chunk in table.chunks {
      switch chunk.columns[position] {
      case .category(let column):
        var known = [Int?](repeating: nil, count: column.dictionary.count)
        for code in column.codes {
          guard code != Column.missingCategory else {
            numbers.append(nil)
            continue
          }
          let number = known[Int(code)] ?? number(of: column.dictionary[Int(code)], in: &texts)
          known[Int(code)] = number
          numbers.append(number)
        }
      case let column:
        for row in 0..<chunk.rowCount {
          numbers.append(column.bits(row).map { number(of: $0, in: &bits) })
        }
      }
    }
  }

  private mutating func number<Value: Hashable>(
    of value: Value, in known: inout [Value: Int]
  ) -> Int {
    if let number = known[value] { return number }
    known[value] = firstRows.count
    firstRows.append(numbers.count)
    return firstRows.count - 1
  }
}

extension Column {
  /// A pattern that is equal where values are; nil for a missing one and for categories.
  fileprivate func bits(_ row: Int) -> UInt64? {
    if isMissing(row) { return nil }
    switch self {
    // Both zeros are one value.
    case .number(let values): return (values[row] + 0).bitPattern
    case .integer(let values), .timestamp(let values): return UInt64(bitPattern: values[row])
    case .boolean(let values): return UInt64(values[row])
    case .category: return nil
    }
  }
}

extension Table {
  /// The values of a column as doubles, NaN where missing; nil for a column of categories.
  ///
  /// Integers and microseconds beyond 2^53 are rounded.
  package func numbers(inColumn position: Int) -> [Double]? {
    if schema.columns[position].type == .category { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(rowCount)
    for chunk in chunks {
      let column = chunk.columns[position]
      for row in 0..<chunk.rowCount { numbers.append(column.number(row)) }
    }
    return numbers
  }
}

extension Column {
  /// NaN for a missing value and for categories.
  fileprivate func number(_ row: Int) -> Double {
    if isMissing(row) { return .nan }
    switch self {
    case .number(let values): return values[row]
    case .integer(let values), .timestamp(let values): return Double(values[row])
    case .boolean(let values): return Double(values[row])
    case .category: return .nan
    }
  }
}
