internal import GBDT
internal import GBDTModel
internal import GBDTSchema

/// A model report as text of at most 80 columns.
struct ReportText {
  private let report: ModelReport
  private let model: Model
  private let featureNames: [String]
  private let label: String

  /// Features listed by importance and in the explanation; the rest is summed up.
  private static let shownFeatures = 10
  private static let shownChanges = 6

  init(_ report: ModelReport, model: Model) {
    self.report = report
    self.model = model
    featureNames = model.featureNames
    label = model.trained.recipe.label ?? "label"
  }

  var text: String {
    [rows, errors, importance, explanation].joined(separator: "\n")
  }

  private var rows: String {
    let dropped = report.filters.reduce(0) { $0 + $1.droppedRowCount }
    var lines = [
      "Rows", Self.row("  read", report.readRowCount),
      Self.row("  dropped by the recipe's filters", dropped),
    ]
    for filter in report.filters where filter.droppedRowCount > 0 {
      lines.append(Self.row("    " + filter.condition, filter.droppedRowCount))
    }
    lines.append(Self.row("  trained on", report.trainingRowCount))
    lines.append(Self.row("  held out, never trained on", report.heldOutRowCount))
    return lines.joined(separator: "\n") + "\n"
  }

  private var errors: String {
    let isInLabelUnits = report.metrics.allSatisfy { ["rmse", "mae"].contains($0.name) }
    var lines = [
      isInLabelUnits
        ? "Error on the held-out rows, in units of `\(label)`" : "Metrics on the held-out rows",
      Self.metrics("", report.metrics.map { isInLabelUnits ? $0.name.uppercased() : $0.name }),
    ]
    let all = [(title: "this model", metrics: report.metrics)]
    for line in all + report.baselines.map({ ("baseline: " + $0.name, $0.metrics) }) {
      let digits = isInLabelUnits ? 3 : 4
      lines.append(
        Self.metrics("  " + line.title, line.metrics.map { Self.fixed($0.value, digits: digits) }))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var importance: String {
    var lines = ["The most important features, by their share of the gain of all splits"]
    for feature in report.gainShares.prefix(Self.shownFeatures) where feature.share > 0 {
      let bar = String(repeating: "#", count: Int((feature.share * 30).rounded(.up)))
      let share = Self.padded(Self.fixed(feature.share * 100, digits: 1), 5)
      lines.append(Self.filled("  " + feature.feature, 30) + share + " %  " + bar)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var explanation: String {
    let example = report.example
    let path = example.path
    let output = explainedOutput
    let changes = zip(featureNames, path.changes[output])
      .filter { $0.1 != 0 }.sorted { abs($0.1) > abs($1.1) }
    let others = changes.dropFirst(Self.shownChanges)
    var lines = [
      "One prediction explained: row \(example.rowNumber), whose `\(label)` is \(exampleLabel)",
      Self.columns(
        "  before anything is known of the row", [Self.fixed(path.start[output], digits: 3)]),
    ]
    if path.raw.count > 1 {
      lines[0] += "; its output \(PredictionColumns(of: model).outputNames[output])"
    }
    for (name, change) in changes.prefix(Self.shownChanges) {
      lines.append(Self.columns("  tests of " + name, [Self.signed(change)]))
    }
    if !others.isEmpty {
      lines.append(
        Self.columns(
          "  tests of \(others.count) other features",
          [Self.signed(others.reduce(0) { $0 + $1.1 })]))
    }
    lines += scores(of: output)
    if let tree = path.trees.first(where: { $0.output == output && !$0.steps.isEmpty }) {
      lines.append("  Its path through tree \(tree.tree):")
      for step in tree.steps {
        lines.append("    \(step.test): \(step.isTrue ? "yes" : "no"), it is \(step.value)")
      }
      lines.append("    leaf \(tree.leaf): \(Self.signed(tree.leafValue))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Of classes the likeliest one's, else the first.
  private var explainedOutput: Int {
    let predictions = report.example.predictions
    if model.classes.isEmpty { return 0 }
    return predictions.indices.first { predictions[$0] == predictions.max() } ?? 0
  }

  private var exampleLabel: String {
    let label = report.example.label
    let classes = model.trained.classes
    guard !classes.isEmpty, let place = Int(exactly: label) else { return "\(label)" }
    return classes[place].text
  }

  /// What the changes add up to, and what is predicted, where that is another number.
  private func scores(of output: Int) -> [String] {
    let raw = Self.fixed(report.example.path.raw[output], digits: 3)
    if model.trained.objective.link == "identity" {
      return [Self.columns("  prediction", [raw])]
    }
    let classes = model.trained.classes
    let of = classes.isEmpty ? "" : " of " + classes[output + (model.outputCount == 1 ? 1 : 0)].text
    let prediction = Self.fixed(report.example.predictions[output], digits: 3)
    return [
      Self.columns("  raw score", [raw]),
      Self.columns(
        classes.isEmpty ? "  prediction" : "  probability\(of)", [prediction]),
    ]
  }

  // MARK: Layout

  private static func row(_ title: String, _ count: Int) -> String {
    filled(title, 56) + padded(grouped(count), 14)
  }

  private static func columns(_ title: String, _ values: [String]) -> String {
    filled(title, 44) + values.map { padded($0, 12) }.joined()
  }

  private static func metrics(_ title: String, _ values: [String]) -> String {
    filled(title, 38) + values.map { padded($0, 14) }.joined()
  }

  /// `text` and blanks up to `width`; at least one blank.
  private static func filled(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// 1,234,567.
  private static func grouped(_ count: Int) -> String {
    var digits = Array(String(count))
    for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
    return String(digits)
  }

  private static func signed(_ value: Double) -> String {
    (value < 0 ? "" : "+") + fixed(value, digits: 3)
  }

  /// Rounded half away from zero; large numbers as they are.
  private static func fixed(_ value: Double, digits: Int) -> String {
    let scale = [1.0, 10, 100, 1_000, 10_000][digits]
    guard abs(value) < 1e12 else { return "\(value)" }
    let scaled = Int64((abs(value) * scale).rounded())
    let fraction = String(scaled % Int64(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return "\(sign)\(scaled / Int64(scale)).\(zeros)\(fraction)"
  }
}
