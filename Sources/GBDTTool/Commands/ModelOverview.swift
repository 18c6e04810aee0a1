internal import Foundation
internal import GBDT
internal import GBDTModel
internal import GBDTSchema

/// What `gbdt inspect` shows of a model, as text and as JSON.
struct ModelOverview {
  private let model: Model
  private let importance: [FeatureImportance]

  init(_ model: Model) {
    self.model = model
    importance = FeatureImportance.of(model.trained)
  }

  var json: JSONValue {
    let trained = model.trained
    return .object([
      JSONMember("objective", .string(trained.objective.name)),
      JSONMember("link", .string(trained.objective.link)),
      JSONMember("outputs", .integer(Int64(trained.baseScore.count))),
      JSONMember("classes", .array(trained.classes.map { .string($0.text) })),
      JSONMember("base_score", .array(trained.baseScore.map { .number($0) })),
      JSONMember("trees", .integer(Int64(model.treeCount))),
      JSONMember("leaves", .integer(Int64(trained.leafCount))),
      JSONMember("inputs", .array(model.inputColumns.map(Self.json))),
      JSONMember("features", .array(importance.map(json))),
      JSONMember("parameters", trained.parameters),
      JSONMember("data", trained.data),
      JSONMember("history", trained.history),
      JSONMember("model_sha256", .string(model.sha256)),
    ])
  }

  var text: String {
    let trained = model.trained
    let scores = trained.baseScore.map { "\($0)" }.joined(separator: ", ")
    var lines = [
      "objective: \(trained.objective.name), link \(trained.objective.link)"
    ]
    if !trained.classes.isEmpty {
      lines.append("classes of the label: " + trained.classes.map(\.text).joined(separator: ", "))
    }
    lines += [
      "base score: \(scores)",
      "trees: \(model.treeCount), leaves: \(trained.leafCount)",
      "sha256: \(model.sha256)", "", "Input columns:",
    ]
    lines += Self.columns(model.inputColumns.map { [$0.name, $0.type] })
    lines += ["", "Features by gain:"]
    lines += Self.columns(
      [["feature", "type", "splits", "gain", "share"]]
        + importance.map { feature in
          [
            feature.name, type(of: feature), "\(feature.splitCount)",
            String(format: "%.6g", feature.gain), share(of: feature),
          ]
        })
    lines += ["", "Parameters:"] + Self.members(of: trained.parameters)
    lines += ["", "Training data:"] + Self.members(of: trained.data)
    return lines.joined(separator: "\n") + "\n"
  }

  private func type(of feature: FeatureImportance) -> String {
    switch model.trained.features[feature.feature].kind {
    case .numeric: "numeric"
    case .categorical(let categories, let unseen):
      "categorical (\(categories.count), unseen: \(unseen.rawValue))"
    }
  }

  private func share(of feature: FeatureImportance) -> String {
    let whole = importance.reduce(0) { $0 + $1.gain }
    return whole > 0 ? String(format: "%.1f%%", 100 * feature.gain / whole) : "-"
  }

  private func json(_ feature: FeatureImportance) -> JSONValue {
    var members = [JSONMember("name", .string(feature.name))]
    switch model.trained.features[feature.feature].kind {
    case .numeric: members.append(JSONMember("type", .string("numeric")))
    case .categorical(let categories, let unseen):
      members += [
        JSONMember("type", .string("categorical")),
        JSONMember("categories", .integer(Int64(categories.count))),
        JSONMember("unseen", .string(unseen.rawValue)),
      ]
    }
    members += [
      JSONMember("splits", .integer(Int64(feature.splitCount))),
      JSONMember("gain", JSONValue(finite: feature.gain)),
      JSONMember("cover", JSONValue(finite: feature.cover)),
    ]
    return .object(members)
  }

  private static func json(_ column: (name: String, type: String)) -> JSONValue {
    .object([JSONMember("name", .string(column.name)), JSONMember("type", .string(column.type))])
  }

  /// `name: value` lines of an object.
  private static func members(of object: JSONValue) -> [String] {
    guard case .object(let members) = object else { return [] }
    return members.map { member in
      let text =
        if case .string(let text) = member.value { text } else {
          String(decoding: member.value.encoded(.compact), as: UTF8.self)
        }
      return "  \(member.key): \(text)"
    }
  }

  /// Rows of cells in aligned columns.
  private static func columns(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = " "
      for (cell, width) in zip(row, widths) {
        line += " " + cell + String(repeating: " ", count: width - cell.count + 1)
      }
      return String(line.reversed().drop(while: { $0 == " " }).reversed())
    }
  }
}
