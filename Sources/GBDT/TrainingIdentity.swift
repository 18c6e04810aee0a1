package import GBDTCore
internal import GBDTData
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

/// All that the trees of a run follow from: runs that are equal in it grow equal trees.
///
/// Neither threads nor worker processes are part of it.
package struct TrainingIdentity: Sendable, Equatable {
  /// Parameters that are part of a model, by the catalogue's names, in its order; then the names of closures.
  let parameters: [ParameterSetting]
  /// As compact JSON.
  let recipe: String
  /// Columns that the recipe reads.
  let columns: Schema
  let featureCount: Int
  let rows: TrainingOutcome.RowCounts
  /// Share of the rows that is for validation; nil where validation rows are others or none.
  let validationFraction: Double?
  /// Of all rows that were read for training.
  let fingerprint: String
  /// Of the rows of a validation table; nil where there is none.
  let validationFingerprint: String?
  /// SHA-256 of the model that training goes on from; nil: it begins anew.
  let continuedModel: String?

  /// - Parameter metrics: closures, known by their names.
  init(
    rows: PreparedRows, parameters: Parameters, metrics: [GBDTObjectives.CustomMetric] = []
  ) {
    let closures = metrics.map(\.name).joined(separator: ",")
    self.parameters =
      Self.settings(of: parameters.validated.values)
      + (metrics.isEmpty ? [] : [ParameterSetting(name: "custom metrics", value: closures)])
    recipe = String(decoding: rows.checked.recipe.json.encoded(.compact), as: UTF8.self)
    columns = rows.checked.trainingColumns
    featureCount = rows.features.count
    self.rows = rows.counts
    validationFraction = rows.validationFraction
    fingerprint = rows.fingerprints.training.description
    validationFingerprint = rows.fingerprints.validation?.description
    continuedModel = rows.continued?.sha256
  }

  private static func settings(of parameters: TrainParameters) -> [ParameterSetting] {
    ParameterCatalogue.modelParameters(of: parameters).map {
      ParameterSetting(name: $0.name, value: $0.value.description)
    }
  }
}

// What differs, for a person: clauses such as "seed is 1 there and 2 here". `self` is there.
extension TrainingIdentity {
  /// Nothing where all is equal.
  func differences(from present: TrainingIdentity) -> [String] {
    var differences = Self.differences(of: parameters, from: present.parameters)
    if continuedModel != present.continuedModel {
      let (there, here) = (continuedModel, present.continuedModel)
      differences.append(
        there != nil && here != nil
          ? "training goes on from another model there"
          : "training \(there == nil ? "begins anew" : "goes on from a model") there and "
            + "\(here == nil ? "begins anew" : "goes on from a model") here")
    }
    let columnDifferences = self.columnDifferences(from: present)
    differences += columnDifferences
    // Other columns have another fingerprint, which is no news.
    if columnDifferences.isEmpty { differences += rowDifferences(from: present) }
    differences += validationDifferences(from: present)
    if differences.isEmpty, self != present { differences.append("the features differ") }
    return differences
  }

  func differences(from parameters: Parameters) -> [String] {
    Self.differences(
      of: self.parameters, from: Self.settings(of: parameters.validated.values))
  }

  static func differences(
    of parameters: TrainParameters, from present: TrainParameters
  ) -> [String] {
    differences(of: settings(of: parameters), from: settings(of: present))
  }

  private static func differences(
    of settings: [ParameterSetting], from present: [ParameterSetting]
  ) -> [String] {
    let names = settings.map(\.name)
    let others = present.map(\.name).filter { !names.contains($0) }
    return (names + others).compactMap { name in
      let there = settings.first { $0.name == name }?.value
      let here = present.first { $0.name == name }?.value
      return there == here
        ? nil : "\(name) is \(there ?? "not known") there and \(here ?? "not known") here"
    }
  }

  private func columnDifferences(from present: TrainingIdentity) -> [String] {
    if recipe != present.recipe { return ["the recipe differs"] }
    if columns == present.columns { return [] }
    for (there, here) in zip(columns.columns, present.columns.columns) where there != here {
      return there.name == here.name
        ? [
          "the column `\(there.name)` is \(there.type.rawValue) there and \(here.type.rawValue) here"
        ]
        : ["the columns have another order"]
    }
    return ["the columns differ"]
  }

  private func rowDifferences(from present: TrainingIdentity) -> [String] {
    if fingerprint == present.fingerprint { return [] }
    return rows.read == present.rows.read
      ? ["the rows have other values or another order"]
      : ["the data have \(rows.read) rows there and \(present.rows.read) here"]
  }

  private func validationDifferences(from present: TrainingIdentity) -> [String] {
    let (there, here) = (validationKind, present.validationKind)
    if there != here { return ["validation rows are \(there) there and \(here) here"] }
    return validationFingerprint == present.validationFingerprint
      ? [] : ["the validation rows differ"]
  }

  private var validationKind: String {
    if let validationFraction { return "a share of \(validationFraction)" }
    return validationFingerprint == nil ? "none" : "those of a table"
  }
}

extension TrainingIdentity: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.count(parameters.count)
    for setting in parameters {
      writer.string(setting.name)
      writer.string(setting.value)
    }
    writer.string(recipe)
    writer.value(columns)
    writer.count(featureCount)
    for count in [rows.read, rows.dropped, rows.training, rows.validation] { writer.count(count) }
    writer.bool(validationFraction != nil)
    if let validationFraction { writer.double(validationFraction) }
    writer.string(fingerprint)
    writer.value(validationFingerprint)
    writer.value(continuedModel)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(of: "parameters", size: 2)
    var parameters: [ParameterSetting] = []
    for _ in 0..<count {
      let name = try reader.string()
      parameters.append(ParameterSetting(name: name, value: try reader.string()))
    }
    self.parameters = parameters
    recipe = try reader.string()
    columns = try reader.value()
    featureCount = try reader.integer(in: 0...Int(Int32.max), "a number of features")
    var counts: [Int] = []
    for _ in 0..<4 { counts.append(try reader.integer(in: 0...Int.max, "a number of rows")) }
    rows = TrainingOutcome.RowCounts(
      read: counts[0], dropped: counts[1], training: counts[2], validation: counts[3])
    validationFraction = try reader.bool() ? try reader.double() : nil
    fingerprint = try reader.string()
    validationFingerprint = try reader.value()
    continuedModel = try reader.value()
  }
}
