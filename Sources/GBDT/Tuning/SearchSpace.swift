internal import GBDTCore
internal import GBDTParameters
internal import GBDTSchema

/// The parameters that tuning tries, each with the range of its values.
///
///     let space = try SearchSpace(["learning_rate": "log:0.01..0.3", "num_leaves": "int-log:8..256"])
public struct SearchSpace: Sendable, Equatable {
  /// One parameter.
  public struct Dimension: Sendable, Equatable {
    /// Its own name, not an alias.
    public let parameter: String
    /// Its values.
    public let range: SearchRange
  }

  /// In the order given.
  public let dimensions: [Dimension]

  private init(dimensions: [Dimension]) { self.dimensions = dimensions }

  /// - Throws: `.usage` for unknown parameters (with a suggestion), those that cannot be searched, one that
  ///   is named twice, and ranges that are empty or hold values that the parameter refuses.
  public init(_ ranges: KeyValuePairs<String, String>) throws(GBDTError) {
    try self.init(ranges.map { (parameter: $0.key, range: $0.value) })
  }

  /// As a literal, for names that are known only when the program runs.
  ///
  /// - Throws: as for a literal.
  public init(_ ranges: [(parameter: String, range: String)]) throws(GBDTError) {
    var dimensions: [Dimension] = []
    for (name, text) in ranges {
      let dimension = try GBDTError.naming(name) { () throws(GBDTError) in
        try Dimension(parameter: name, text: text)
      }
      if dimensions.contains(where: { $0.parameter == dimension.parameter }) {
        throw GBDTError(.usage, "The parameter \(dimension.parameter) is searched twice.")
      }
      dimensions.append(dimension)
    }
    guard !dimensions.isEmpty else {
      throw GBDTError(.usage, "The search space is empty; name a parameter and its range.")
    }
    self.init(dimensions: dimensions)
  }

  /// A JSON object such as `{"learning_rate": "log:0.01..0.3"}`.
  ///
  /// - Throws: `.data` for what is no such object, else as `init(_:)`.
  public init(json: String) throws(GBDTError) {
    let ranges = try GBDTError.wrapping { () throws(JSONError) in
      try JSONReader(JSONValue.parse(json)).members().map { (member) throws(JSONError) in
        (parameter: member.key, range: try member.value.string())
      }
    }
    try self.init(ranges)
  }

  /// What is searched where nobody says: the parameters that matter most, in ranges where good values are
  /// found.
  public static let standard = SearchSpace(dimensions: [
    Dimension("learning_rate", .log(0.02...0.3)),
    Dimension("num_leaves", .integerLog(8...256)),
    Dimension("min_data_in_leaf", .integerLog(5...200)),
    Dimension("lambda_l2", .log(0.001...10)),
    Dimension("feature_fraction", .linear(0.4...1)),
    Dimension("bagging_fraction", .linear(0.5...1)),
  ])

  /// The space without some parameters; nil if none is left.
  ///
  /// - Parameter names: own names or aliases.
  package func without(_ names: [String]) -> SearchSpace? {
    let fixed = names.compactMap { ParameterCatalogue.entry(named: $0)?.name }
    let rest = dimensions.filter { !fixed.contains($0.parameter) }
    return rest.isEmpty ? nil : SearchSpace(dimensions: rest)
  }

  var json: JSONValue {
    .object(dimensions.map { JSONMember($0.parameter, .string($0.range.text)) })
  }
}

extension SearchSpace.Dimension {
  fileprivate init(_ parameter: String, _ range: SearchRange) {
    self.parameter = parameter
    self.range = range
  }

  fileprivate init(parameter name: String, text: String) throws(GBDTError) {
    guard let entry = ParameterCatalogue.entry(named: name) else {
      throw GBDTError(
        .usage,
        "There is no such parameter."
          + Suggestion.sentence(for: name, among: ParameterCatalogue.allNames))
    }
    if let reason = Self.reasonsAgainst[entry.name]
      ?? (entry.role == .execution ? "it changes time, never the model" : nil)
    {
      throw GBDTError(.usage, "It cannot be searched: \(reason).")
    }
    range = try SearchRange(text)
    parameter = entry.name
    for end in range.ends {
      _ = try GBDTError.wrapping { () throws(ParameterError) in
        try TrainParameters(parsing: [ParameterSetting(name: entry.name, value: end)])
      }
    }
  }

  private static let reasonsAgainst = [
    "num_iterations": "each trial finds its best number of iterations",
    "early_stopping_round": "each trial finds its best number of iterations",
    "metric": "trials are compared by one metric",
    "seed": "all trials are tested on the same folds",
  ]
}
