@testable import GBDTDistributed

/// What a worker may do wrong by itself.
enum Mischief: CaseIterable, Sendable {
  case otherVersion
  case noVersion
  case unknownKind
  case damagedStatus
  case damagedReply
  case damagedSums
  case metricsTooEarly
  case messageForAWorker

  /// What is said of it.
  var cause: String {
    switch self {
    case .otherVersion: "another version of gbdt"
    case .noVersion: "before its version"
    case .unknownKind: "unknown kind 9999"
    case .damagedStatus: "cannot be understood"
    case .damagedReply: "no such category"
    case .damagedSums: "cannot be understood"
    case .metricsTooEarly: "iteration 100, which is to come"
    case .messageForAWorker: "not for the coordinator"
    }
  }

  var script: WorkerScript {
    var script = WorkerScript()
    if self == .otherVersion { script.version = "0.0.0-other" }
    script.edit = { frame in edited(frame) }
    return script
  }

  private func edited(_ original: EditedFrame) -> [EditedFrame] {
    var frame = original
    switch self {
    case .otherVersion: break
    case .noVersion: if frame.isA(.hello) { return [] }
    case .unknownKind: if frame.isA(.sum) { frame.kind = 9999 }
    case .damagedStatus: if frame.isA(.heartbeat) { frame.payload.removeLast() }
    case .damagedReply:
      if frame.isA(.reply) {
        frame.kind = MessageKind.failure.rawValue
        frame.payload = [3, 1, 2, 3, 0]
      }
    case .damagedSums: if frame.isA(.sum) { frame.payload = [255] }
    case .metricsTooEarly: if frame.isA(.metrics) { frame.sequence = 99 }
    case .messageForAWorker:
      if frame.isA(.max) || frame.isA(.gather) { frame.kind = MessageKind.begin.rawValue }
    }
    return [frame]
  }
}
