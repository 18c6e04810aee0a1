internal import GBDTCore

/// The typed way from text to one field of `TrainParameters` and back.
package struct ParameterField: Sendable {
  /// What the values are, for help: `integer`, `number`, `true|false`, `a|b`, `list of a|b`.
  package let type: String
  /// Accepted values in words; nil where `type` says it all.
  package let range: String?
  /// Names out of a closed list with their help; empty for other types.
  package let choices: [(name: String, aliases: [String], sentence: String)]
  let read: @Sendable (TrainParameters) -> TypedValue
  private let write: @Sendable (String, inout TrainParameters) throws(ValueComplaint) -> Void
  private let check: @Sendable (TrainParameters) -> String?

  func assign(_ text: String, to values: inout TrainParameters) throws(ValueComplaint) {
    try write(text, &values)
  }

  /// What is wrong with the field's value in `values`; nil when nothing is.
  func complaint(about values: TrainParameters) -> String? { check(values) }
}

extension ParameterField {
  typealias Path<Value> = any WritableKeyPath<TrainParameters, Value> & Sendable

  /// Whole numbers: an optional sign and decimal digits.
  static func integer(_ path: Path<Int>, _ range: IntegerRange) -> ParameterField {
    ParameterField(
      type: "integer", range: range.description, choices: [],
      read: { .integer($0[keyPath: path]) },
      write: { (text, values) throws(ValueComplaint) in
        values[keyPath: path] = try integer(text)
      },
      check: { range.complaint(about: $0[keyPath: path]) })
  }

  /// As `integer`, for seeds.
  static func seed(_ path: Path<UInt64>, _ range: IntegerRange) -> ParameterField {
    ParameterField(
      type: "integer", range: range.description, choices: [],
      read: { .integer(Int(clamping: $0[keyPath: path])) },
      write: { (text, values) throws(ValueComplaint) in
        let value = try integer(text)
        if let complaint = range.complaint(about: value) { throw ValueComplaint(text: complaint) }
        values[keyPath: path] = UInt64(clamping: value)
      },
      check: { range.complaint(about: Int(clamping: $0[keyPath: path])) })
  }

  /// Decimal numbers with an optional fraction and exponent; no NaN, no infinity, no hexadecimals.
  static func number(_ path: Path<Double>, _ range: NumberRange) -> ParameterField {
    ParameterField(
      type: "number", range: range.description, choices: [],
      read: { .number($0[keyPath: path]) },
      write: { (text, values) throws(ValueComplaint) in
        values[keyPath: path] = try number(text)
      },
      check: { range.complaint(about: $0[keyPath: path]) })
  }

  /// As `number`, several separated by commas.
  ///
  /// - Parameters:
  ///   - isOptional: whether there may be none, written `auto`.
  ///   - complaint: what is wrong with numbers that are in range each.
  static func numbers(
    _ path: Path<[Double]>, _ range: NumberRange, isOptional: Bool,
    complaint: @escaping @Sendable ([Double]) -> String?
  ) -> ParameterField {
    ParameterField(
      type: "list of numbers", range: "each " + range.description, choices: [],
      read: { .numbers($0[keyPath: path]) },
      write: { (text, values) throws(ValueComplaint) in
        var numbers: [Double] = []
        if !isOptional || text != TypedValue.emptyList {
          for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            numbers.append(try number(String(word)))
          }
        }
        values[keyPath: path] = numbers
      },
      check: { values in
        let numbers = values[keyPath: path]
        if numbers.isEmpty { return isOptional ? nil : "must have at least one number" }
        for number in numbers {
          if let complaint = range.complaint(about: number) {
            return complaint + (numbers.count > 1 ? ", each of them" : "")
          }
        }
        return complaint(numbers)
      })
  }

  /// `true` and `false`, or `1` and `0`.
  static func flag(_ path: Path<Bool>) -> ParameterField {
    ParameterField(
      type: "true|false", range: nil, choices: [],
      read: { .bool($0[keyPath: path]) },
      write: { (text, values) throws(ValueComplaint) in
        switch text {
        case "true", "1": values[keyPath: path] = true
        case "false", "0": values[keyPath: path] = false
        default: throw ValueComplaint(text: "must be `true` or `false`")
        }
      },
      check: { _ in nil })
  }

  /// One of a closed list.
  static func choice<Choice: ParameterChoice>(_ path: Path<Choice>) -> ParameterField {
    let names = Choice.allCases.map(\.rawValue)
    return ParameterField(
      type: names.count > 6
        ? "one of " + names.joined(separator: ", ") : names.joined(separator: "|"), range: nil,
      choices: descriptions(of: Choice.self),
      read: { .string($0[keyPath: path].rawValue) },
      write: { (text, values) throws(ValueComplaint) in
        values[keyPath: path] = try choice(text)
      },
      check: { _ in nil })
  }

  /// A metric, or `auto` for none.
  static func metric(_ path: Path<MetricName?>) -> ParameterField {
    ParameterField(
      type: "auto, or a metric", range: nil, choices: [],
      read: { .string($0[keyPath: path]?.description ?? "auto") },
      write: { (text, values) throws(ValueComplaint) in
        values[keyPath: path] = text == "auto" ? nil : try metric(text)
      },
      check: { _ in nil })
  }

  private static func metric(_ text: String) throws(ValueComplaint) -> MetricName {
    do throws(MetricName.Complaint) {
      return try MetricName(parsing: text)
    } catch {
      throw ValueComplaint(text: error.text)
    }
  }

  /// Metrics, separated by commas, in the order given: none twice. `auto` stands for none of them: for
  /// the objective's own.
  static func metrics(_ path: Path<[MetricName]>) -> ParameterField {
    ParameterField(
      type: "auto, or a list of metrics", range: nil, choices: descriptions(of: MetricKind.self),
      read: { values in
        let metrics = values[keyPath: path]
        return metrics.isEmpty ? .string("auto") : .list(metrics.map(\.description))
      },
      write: { (text, values) throws(ValueComplaint) in
        var metrics: [MetricName] = []
        for word in text == "auto" ? [] : words(text) {
          metrics.append(try metric(word))
        }
        values[keyPath: path] = metrics
      },
      check: { values in
        repeated(values[keyPath: path]).map { "names `\($0)` twice" }
      })
  }

  /// Whole numbers, separated by commas: at least one, none twice.
  static func integers(_ path: Path<[Int]>, _ range: IntegerRange) -> ParameterField {
    ParameterField(
      type: "list of integers", range: range.description, choices: [],
      read: { .list($0[keyPath: path].map(String.init)) },
      write: { (text, values) throws(ValueComplaint) in
        var numbers: [Int] = []
        for word in words(text) { numbers.append(try integer(word)) }
        values[keyPath: path] = numbers
      },
      check: { values in
        let numbers = values[keyPath: path]
        if numbers.isEmpty { return "must name at least one number" }
        return numbers.lazy.compactMap { range.complaint(about: $0) }.first
          ?? repeated(numbers).map { "names \($0) twice" }
      })
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// The first value that stands before itself.
  private static func repeated<Value: Equatable>(_ values: [Value]) -> Value? {
    values.indices.first { values[..<$0].contains(values[$0]) }.map { values[$0] }
  }
}

// Text to values. Strict: no spaces, no trailing text, nothing rounded.
extension ParameterField {
  private static func integer(_ text: String) throws(ValueComplaint) -> Int {
    let digits = text.utf8.dropFirst(text.hasPrefix("-") || text.hasPrefix("+") ? 1 : 0)
    guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 })
    else {
      throw ValueComplaint(text: "must be an integer, written in digits only (like 100)")
    }
    guard let value = Int(text) else {
      throw ValueComplaint(text: "is too large an integer")
    }
    return value
  }

  private static func number(_ text: String) throws(ValueComplaint) -> Double {
    let alphabet = Set("0123456789+-.eE".utf8)
    guard text.utf8.allSatisfy(alphabet.contains), let value = Double(text), value.isFinite else {
      throw ValueComplaint(text: "must be a finite decimal number (like 0.05 or 1e-3)")
    }
    return value
  }

  private static func choice<Choice: ParameterChoice>(
    _ text: String
  ) throws(ValueComplaint) -> Choice {
    let word = text.lowercased()
    for candidate in Choice.allCases
    where candidate.rawValue == word || candidate.aliases.contains(word) {
      return candidate
    }
    let names = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    let spellings = Choice.allCases.flatMap { [$0.rawValue] + $0.aliases }
    let hint =
      Suggestion.nearest(to: word, among: spellings).map { " (did you mean `\($0)`?)" } ?? ""
    throw ValueComplaint(
      text: (Choice.allCases.count == 1 ? "must be " : "must be one of ") + names + hint)
  }

  private static func descriptions<Choice: ParameterChoice>(
    of type: Choice.Type
  ) -> [(name: String, aliases: [String], sentence: String)] {
    type.allCases.map { ($0.rawValue, $0.aliases, $0.sentence) }
  }
}
