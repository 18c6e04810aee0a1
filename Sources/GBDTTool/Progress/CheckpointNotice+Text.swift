package import GBDT
internal import GBDTSchema

extension CheckpointNotice {
  /// For the person who waits; nil for what goes without saying.
  package var text: String? {
    switch self {
    case .notFound: "there is no checkpoint to go on from; training begins anew"
    case .resumed(let iterations): "going on from a checkpoint with \(iterations) iterations"
    case .written: nil
    case .failed(let message):
      "no checkpoint could be written, training goes on without: \(message)"
    }
  }

  /// For a program that reads.
  package var jsonLine: String {
    let (event, member): (String, JSONMember?) =
      switch self {
      case .notFound: ("checkpoint_not_found", nil)
      case .resumed(let count): ("checkpoint_resumed", Self.member(iterations: count))
      case .written(let count): ("checkpoint_written", Self.member(iterations: count))
      case .failed(let message): ("checkpoint_failed", JSONMember("message", .string(message)))
      }
    let object = JSONValue.object(
      [JSONMember("event", .string(event))] + [member].compactMap(\.self))
    return String(decoding: object.encoded(.compact), as: UTF8.self) + "\n"
  }

  private static func member(iterations: Int) -> JSONMember {
    JSONMember("iterations", .integer(Int64(iterations)))
  }
}
