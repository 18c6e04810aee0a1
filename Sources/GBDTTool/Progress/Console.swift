internal import CSystem
internal import Foundation
internal import GBDT
internal import GBDTCore

/// Messages and progress on standard error.
///
/// Used from one thread; what `--progress json` promises to a reading program, objects only, holds for
/// messages too: they are left out there, and with `--progress none`.
final class Console {
  private static let descriptor: Int32 = 2

  /// Whether there is more on standard error than progress and the last error.
  let showsMessages: Bool
  /// nil: no progress is shown.
  let style: ProgressStyle?
  private var isJSON: Bool { style == .json }
  private var renderer: ProgressRenderer?
  private var start: ContinuousClock.Instant?

  init(mode: ProgressMode) {
    let style = mode.style(terminalWidth: Int(csystem_terminal_columns(Self.descriptor)))
    self.style = style
    renderer = style.map(ProgressRenderer.init(style:))
    switch style {
    case .bar, .lines: showsMessages = true
    case .json, nil: showsMessages = false
    }
  }

  /// A sentence for the person who waits.
  func note(_ text: String) {
    guard showsMessages else { return }
    endProgress()
    Self.write(text + "\n")
  }

  /// Names settings that change nothing beside the others; says nothing when there are none.
  func note(ineffective settings: [String]) {
    if !settings.isEmpty { note("note: without effect here: " + settings.joined(separator: ", ")) }
  }

  /// Says that a table was read.
  func noteRead(rows: Int, columns: Int, seconds: Double) {
    note("read \(rows) rows of \(columns) columns in " + Self.text(seconds: seconds))
  }

  /// Names rows that were left out on request; says nothing when there are none.
  func note(_ skipped: SkippedRows) {
    guard skipped.count > 0 else { return }
    note(
      "skipped \(skipped.count) bad rows: " + skipped.examples.joined(separator: "; ")
        + (skipped.count > skipped.examples.count ? "; ..." : ""))
  }

  /// Says what a person should know of how a table was read.
  func note(_ table: DataTable) {
    for remark in table.notes { note(remark) }
    note(table.skippedRows)
  }

  /// Names columns that were left out because they look like identifiers.
  func note(identifiers: [String]) {
    for name in identifiers {
      note(
        "left out: `\(name)` looks like an identifier: most rows have a value of their own; "
          + "--categorical \(name) keeps it")
    }
  }

  /// Says how many rows have categories that training never saw.
  func note(_ unseenCategories: [UnseenCategories]) {
    for unseen in unseenCategories {
      note(
        "feature \(unseen.feature): \(unseen.rowCount) rows have a category that training never saw; "
          + "treated as missing")
    }
  }

  /// Starts the clock of progress; iterations follow.
  func beginProgress() { start = .now }

  /// Shows an iteration.
  func show(_ event: ProgressEvent) {
    let elapsed = (ContinuousClock.now - (start ?? .now)) / .seconds(1)
    let columns = Int(csystem_terminal_columns(Self.descriptor))
    let text = renderer?.text(after: event, seconds: elapsed, width: columns > 0 ? columns : 80)
    if let text, !text.isEmpty { Self.write(text) }
  }

  /// Writes what happens to workers for a program that reads: nothing but with `--progress json`.
  func show(_ notice: WorkerNotice) {
    if isJSON, let object = notice.json { Self.write(object.line) }
  }

  /// Frees the line that a bar is on.
  func endProgress() {
    if let text = renderer?.interruption(), !text.isEmpty { Self.write(text) }
  }

  /// Says what becomes of checkpoints.
  func show(_ notice: CheckpointNotice) {
    if isJSON {
      Self.write(notice.jsonLine)
    } else if let text = notice.text {
      note(text)
    }
  }

  /// A duration for a person: `0.84 s`, `95.3 s`.
  static func text(seconds: Double) -> String { String(format: "%.3g s", seconds) }

  /// A metric for a person: six digits.
  static func text(metric: Double) -> String { String(format: "%.6g", metric) }

  /// A spread or an error of a metric for a person: three digits.
  static func text(error: Double) -> String { String(format: "%.3g", error) }

  /// Writes to standard error; a failure has nobody to be told to.
  static func write(_ text: String) {
    _ = FileWriting.writeAll(Array(text.utf8), to: descriptor)
  }
}
