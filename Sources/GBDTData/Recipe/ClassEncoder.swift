internal import GBDTCore
internal import GBDTSchema

/// From labels that name classes to the classes' places.
struct ClassEncoder: Sendable {
  private let classes: [ClassLabel]
  /// Of classes that are numbers, ascending.
  private let numbers: [Double]
  /// Of classes that are strings.
  private let places: [ByteString: Double]

  /// - Parameter classes: ascending, all numbers or all strings.
  init(_ classes: [ClassLabel]) {
    self.classes = classes
    numbers = classes.compactMap { if case .number(let value) = $0 { value } else { nil } }
    let strings = classes.enumerated().compactMap { place, label -> (ByteString, Double)? in
      if case .string(let text) = label { (ByteString(text), Double(place)) } else { nil }
    }
    places = Dictionary(uniqueKeysWithValues: strings)
  }

  /// The place of each label's class.
  ///
  /// - Parameters:
  ///   - column: `.number` or `.category`, nothing missing.
  ///   - describe: a row as messages name it.
  ///   - position: where its label is.
  /// - Throws: naming the first row whose label is no class.
  func places(
    of column: Column, describe: (Int) -> String, at position: (Int) -> DataError.Place
  ) throws(DataError) -> [Double] {
    let found: [Double]
    switch column {
    case .number(let values): found = values.map(place)
    case .category(let values):
      let byCode = values.dictionary.map { places[ByteString($0)] ?? .nan }
      found = values.codes.map { byCode[Int($0)] }
    case .integer, .boolean, .timestamp:
      preconditionFailure("labels are numbers or strings")
    }
    guard let row = found.firstIndex(where: \.isNaN) else { return found }
    throw DataError(
      .data,
      "\(describe(row)) has the label `\(Self.text(column, row))`, which no training row has; the"
        + " classes are \(ClassLabel.list(classes))", at: position(row))
  }

  /// NaN where it is none of the classes.
  private func place(of value: Double) -> Double {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == value ? Double(low) : .nan
  }

  private static func text(_ column: Column, _ row: Int) -> String {
    switch column {
    case .number(let values): values[row].plainText
    case .category(let values): values.dictionary[Int(values.codes[row])]
    case .integer, .boolean, .timestamp: ""
    }
  }
}
