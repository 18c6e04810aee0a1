internal import GBDTSchema

/// Operations on columns of strings: they work on the dictionaries where they can, not on the rows.
///
/// Strings are equal when their bytes are. (Swift's own `==` also equates different encodings of an
/// accented letter, which would make results depend on what else is in a chunk.)
extension CategoryColumn {
  /// Numbers, booleans and strings as strings: integers without point, other doubles as the shortest
  /// decimal that reads back to them.
  init(textOf column: Column) {
    switch column {
    case .category(let strings): self = strings
    case .boolean(let values):
      self.init(
        codes: values.map { $0 == Column.missingBoolean ? -1 : Int32($0) },
        dictionary: ["false", "true"])
    case .integer(let values), .timestamp(let values):
      self.init(numbering: values, isMissing: { $0 == Column.missingInteger }, \.description)
    case .number(let values):
      // Adding 0 turns -0 into 0.
      self.init(numbering: values.map { $0 + 0 }, isMissing: \.isNaN, \.plainText)
    }
  }

  /// Codes by first appearance; costs one hash a row.
  private init<Value: Hashable>(
    numbering values: [Value], isMissing: (Value) -> Bool, _ text: (Value) -> String
  ) {
    var dictionary: StringList = []
    var numbers: [Value: Int32] = [:]
    let codes = values.map { value -> Int32 in
      if isMissing(value) { return Column.missingCategory }
      if let code = numbers[value] { return code }
      let code = Int32(dictionary.count)
      numbers[value] = code
      dictionary.append(text(value))
      return code
    }
    self.init(codes: codes, dictionary: dictionary)
  }

  /// One string in every row.
  init(repeating string: String, rowCount: Int) {
    self.init(codes: [Int32](repeating: 0, count: rowCount), dictionary: [string])
  }

  /// The same columns with codes into one dictionary: equal strings have equal codes.
  static func aligned(_ columns: [CategoryColumn]) -> (codes: [[Int32]], dictionary: StringList) {
    var interned = InternedStrings()
    let codes = columns.map { column in
      let newCodes = column.dictionary.map { interned.code(of: $0) }
      return column.codes.map { $0 < 0 ? Column.missingCategory : newCodes[Int($0)] }
    }
    return (codes, interned.strings)
  }

  /// Row by row, the strings of both columns joined. Costs one hash a row.
  func concatenated(with other: CategoryColumn) -> CategoryColumn {
    var interned = InternedStrings()
    var codeOfPair: [UInt64: Int32] = [:]
    let codes = zipRows(codes, other.codes) { first, second -> Int32 in
      if first < 0 || second < 0 { return Column.missingCategory }
      let pair = UInt64(first) << 32 | UInt64(second)
      if let code = codeOfPair[pair] { return code }
      // Different pairs may give one string: "a" + "bc" and "ab" + "c".
      let code = interned.code(of: dictionary[Int(first)] + other.dictionary[Int(second)])
      codeOfPair[pair] = code
      return code
    }
    return CategoryColumn(codes: codes, dictionary: interned.strings)
  }
}

/// Distinct strings, numbered in order of appearance.
private struct InternedStrings {
  private(set) var strings: StringList = []
  private var codes: [Key: Int32] = [:]

  mutating func code(of string: String) -> Int32 {
    if let code = codes[Key(string: string)] { return code }
    let code = Int32(strings.count)
    codes[Key(string: string)] = code
    strings.append(string)
    return code
  }

  /// A string that equals another only if their bytes do.
  private struct Key: Hashable {
    let string: String

    static func == (a: Key, b: Key) -> Bool { a.string.utf8.elementsEqual(b.string.utf8) }

    func hash(into hasher: inout Hasher) {
      for byte in string.utf8 { hasher.combine(byte) }
    }
  }
}
