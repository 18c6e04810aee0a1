import GBDTData
import GBDTSchema
import GBDTTestSupport
import Testing

/// Random expressions over random rows, against a row-wise interpreter that shares nothing with the
/// evaluator: it works on the tree that the text was printed from.
@Suite struct RecipeExpressionTests {
  private indirect enum Tree {
    case number(Double)
    case boolean(Bool)
    case string(String)
    case column(String, Value.Kind)
    case call(String, [Tree], Value.Kind)

    var text: String {
      switch self {
      case .number(let value): "\(value)"
      case .boolean(let value): "\(value)"
      case .string(let value): "'\(value)'"
      case .column(let name, _): name
      case .call(let name, let operands, _):
        switch name {
        case "neg": "-(\(operands[0].text))"
        case "not": "(not \(operands[0].text))"
        case "between":
          "(\(operands[0].text) between (\(operands[1].text)) and (\(operands[2].text)))"
        case "in":
          "(\(operands[0].text)) in (\(operands.dropFirst().map(\.text).joined(separator: ", ")))"
            .parenthesised
        case "+", "-", "*", "/", "<", "<=", "==", "!=", "and", "or":
          "(\(operands[0].text) \(name) \(operands[1].text))"
        default: "\(name)(\(operands.map(\.text).joined(separator: ", ")))"
        }
      }
    }
  }

  private enum Value: Equatable {
    enum Kind: CaseIterable { case number, boolean, string }
    case number(Double)
    case boolean(Bool)
    case string(String)
  }

  /// The value of a tree for one row; nil is missing.
  private func value(_ tree: Tree, _ row: [String: Value]) -> Value? {
    switch tree {
    case .number(let value): return .number(value)
    case .boolean(let value): return .boolean(value)
    case .string(let value): return .string(value)
    case .column(let name, _): return row[name]
    case .call(let name, let operands, _):
      let values = operands.map { value($0, row) }
      switch name {
      case "and", "or":
        let decisive = Value.boolean(name == "or")
        if values.contains(decisive) { return decisive }
        return values.contains(nil) ? nil : .boolean(name == "and")
      case "if":
        guard case .boolean(let condition) = values[0] else { return nil }
        return condition ? values[1] : values[2]
      case "coalesce": return values.compactMap(\.self).first
      case "is_missing": return .boolean(values[0] == nil)
      case "in":
        guard let first = values[0] else { return nil }
        if values.dropFirst().contains(first) { return .boolean(true) }
        return values.dropFirst().contains(nil) ? nil : .boolean(false)
      case "between":
        let low = value(.call("<=", [operands[1], operands[0]], .boolean), row)
        let high = value(.call("<=", [operands[0], operands[2]], .boolean), row)
        if low == .boolean(false) || high == .boolean(false) { return .boolean(false) }
        return low == nil || high == nil ? nil : .boolean(true)
      default:
        let known = values.compactMap(\.self)
        return known.count == values.count ? strict(name, known) : nil
      }
    }
  }

  /// Functions that are missing when an operand is.
  private func strict(_ name: String, _ values: [Value]) -> Value? {
    switch name {
    case "==": return .boolean(values[0] == values[1])
    case "!=": return .boolean(values[0] != values[1])
    case "not": return .boolean(values[0] == .boolean(false))
    case "concat":
      guard case .string(let a) = values[0], case .string(let b) = values[1] else { return nil }
      return .string(a + b)
    default: break
    }
    let numbers = values.map { value -> Double in
      if case .number(let number) = value { number } else { 0 }
    }
    let (a, b) = (numbers[0], numbers.count > 1 ? numbers[1] : 0)
    let result: Double
    switch name {
    case "<": return .boolean(a < b)
    case "<=": return .boolean(a <= b)
    case "neg": result = -a
    case "abs": result = abs(a)
    case "floor": result = a.rounded(.down)
    case "sqrt": result = a.squareRoot()
    case "+": result = a + b
    case "-": result = a - b
    case "*": result = a * b
    case "/": result = a / b
    case "min": result = min(a, b)
    default: result = max(a, b)
    }
    return result.isFinite ? .number(result) : nil
  }

  private func randomTree(_ kind: Value.Kind, depth: Int, _ random: inout SeededRandom) -> Tree {
    func sub(_ kind: Value.Kind) -> Tree { randomTree(kind, depth: depth - 1, &random) }
    if depth == 0 || random.below(5) == 0 {
      let isColumn = random.below(3) > 0
      switch kind {
      case .number:
        return isColumn ? .column(random.letter("abn"), .number) : .number(random.number())
      case .boolean:
        return isColumn ? .column(random.letter("pq"), .boolean) : .boolean(random.below(2) == 0)
      case .string:
        return isColumn ? .column(random.letter("st"), .string) : .string(random.letter("xyz"))
      }
    }
    let any = Value.Kind.allCases[random.below(3)]
    switch random.below(8) {
    case 0: return .call("if", [sub(.boolean), sub(kind), sub(kind)], kind)
    case 1: return .call("coalesce", [sub(kind), sub(kind)], kind)
    default: break
    }
    switch kind {
    case .number:
      let name = ["+", "-", "*", "/", "min", "max", "neg", "abs", "floor", "sqrt"][random.below(10)]
      let isUnary = ["neg", "abs", "floor", "sqrt"].contains(name)
      return .call(name, isUnary ? [sub(.number)] : [sub(.number), sub(.number)], kind)
    case .string: return .call("concat", [sub(.string), sub(.string)], kind)
    case .boolean:
      switch random.below(8) {
      case 0: return .call("not", [sub(.boolean)], kind)
      case 1: return .call("and", [sub(.boolean), sub(.boolean)], kind)
      case 2: return .call("or", [sub(.boolean), sub(.boolean)], kind)
      case 3: return .call("between", [sub(.number), sub(.number), sub(.number)], kind)
      case 4: return .call("in", [sub(any), sub(any), sub(any)], kind)
      case 5: return .call("is_missing", [sub(any)], kind)
      case 6: return .call(["<", "<="][random.below(2)], [sub(.number), sub(.number)], kind)
      default: return .call(["==", "!="][random.below(2)], [sub(any), sub(any)], kind)
      }
    }
  }

  @Test(arguments: 1...8) func agreesWithRowWiseInterpreter(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rowCount = 37
    let schema = Schema(
      columns: ([
        ("a", .number), ("b", .number), ("n", .integer), ("p", .boolean), ("q", .boolean),
        ("s", .category), ("t", .category), ("label", .number),
      ] as [(String, ColumnType)]).map { ColumnSchema(name: $0.0, type: $0.1) })
    let table = randomTable(schema, rowCount: rowCount, &random)
    var valueCount = 0
    for _ in 0..<60 {
      let kind = Value.Kind.allCases[random.below(3)]
      let tree = randomTree(kind, depth: 5, &random)
      let recipe = Recipe(
        label: "label", weight: nil, types: [], dropRowsWhere: [],
        features: [Recipe.Feature(name: "f", expression: tree.text)], categorical: [])
      let checked = try CheckedRecipe(recipe, schema: schema)
      try RowTwin.expectEqual(checked, schema: schema, table.chunk)
      let evaluator = try RecipeEvaluator(checked, tableSchema: schema, purpose: .prediction)
      let feature = try evaluator.evaluate(table.chunk).features[0]
      for row in 0..<rowCount {
        let expected = value(tree, table.rows[row])
        let found = self.value(feature, row: row, kind)
        #expect(found == expected, "row \(row) of \(tree.text)")
        if found != expected { return }
        if found != nil { valueCount += 1 }
      }
    }
    #expect(
      valueCount > 60 * rowCount / 4, "most values are there, so that the test means something")
  }

  private func value(_ column: Column, row: Int, _ kind: Value.Kind) -> Value? {
    switch column {
    case .number(let values) where values[row].isNaN: nil
    case .number(let values) where kind == .boolean: .boolean(values[row] == 1)
    case .number(let values): .number(values[row])
    case .category(let values) where values.codes[row] >= 0:
      .string(values.dictionary[Int(values.codes[row])])
    default: nil
    }
  }

  private func randomTable(
    _ schema: Schema, rowCount: Int, _ random: inout SeededRandom
  ) -> (chunk: TableChunk, rows: [[String: Value]]) {
    var rows = [[String: Value]](repeating: [:], count: rowCount)
    var columns: [Column] = []
    for column in schema.columns {
      let isMissing = (0..<rowCount).map { _ in random.below(4) == 0 }
      switch column.type {
      case .number:
        let values = isMissing.map { $0 ? Double.nan : random.number() }
        for row in 0..<rowCount where !isMissing[row] {
          rows[row][column.name] = .number(values[row])
        }
        columns.append(.number(values))
      case .integer:
        let values = isMissing.map { $0 ? Int64.min : Int64(random.below(7)) - 3 }
        for row in 0..<rowCount where !isMissing[row] {
          rows[row][column.name] = .number(Double(values[row]))
        }
        columns.append(.integer(values))
      case .boolean:
        let values = isMissing.map { $0 ? UInt8(2) : UInt8(random.below(2)) }
        for row in 0..<rowCount where !isMissing[row] {
          rows[row][column.name] = .boolean(values[row] == 1)
        }
        columns.append(.boolean(values))
      default:
        let dictionary = column.name == "s" ? ["x", "y", "xy"] : ["y", "", "x", "zz"]
        let codes = isMissing.map { $0 ? Int32(-1) : Int32(random.below(dictionary.count)) }
        for row in 0..<rowCount where !isMissing[row] {
          rows[row][column.name] = .string(dictionary[Int(codes[row])])
        }
        columns.append(.category(CategoryColumn(codes: codes, dictionary: dictionary)))
      }
    }
    return (TableChunk(firstRowNumber: 0, rowCount: rowCount, columns: columns), rows)
  }
}

extension SeededRandom {
  fileprivate mutating func letter(_ letters: String) -> String {
    String(Array(letters)[below(letters.count)])
  }

  fileprivate mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// Small numbers that are often equal, and now and then huge ones.
  fileprivate mutating func number() -> Double {
    below(12) == 0 ? 1e200 * Double(below(5)) : Double(below(9)) / 2 - 2
  }
}

extension String {
  fileprivate var parenthesised: String { "(\(self))" }
}
