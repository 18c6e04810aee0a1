internal import GBDTCollectives
internal import GBDTCore
internal import GBDTTraining

// What goes wrong between a worker and its coordinator: the worker can no longer take part.
extension HubCollective {
  func connected<Result>(
    _ body: () throws(TransportError) -> Result
  ) throws(CollectiveError) -> Result {
    do throws(TransportError) {
      return try body()
    } catch {
      throw .lost(error)
    }
  }

  func understood(_ body: () throws(ClusterError) -> Void) throws(CollectiveError) {
    do throws(ClusterError) {
      try body()
    } catch {
      throw .lost(error)
    }
  }

  func doubles(_ bytes: [UInt8]) throws(CollectiveError) -> [Double] {
    try read(bytes) { (reader) throws(ByteError) in try reader.array(of: "numbers") }
  }

  func read<Result>(
    _ bytes: [UInt8], _ body: (inout ByteReader) throws(ByteError) -> Result
  ) throws(CollectiveError) -> Result {
    do throws(ByteError) {
      var reader = ByteReader(bytes)
      let result = try body(&reader)
      try reader.expectEnd(of: "the answer")
      return result
    } catch {
      throw .lost(reason: "the coordinator's answer is damaged: \(error.reason)")
    }
  }
}

extension CollectiveError {
  /// What befell this worker, as the reason why it cannot go on.
  static func lost(_ error: some DescribedError) -> CollectiveError {
    let message = error.message
    return .lost(reason: message.hasSuffix(".") ? String(message.dropLast()) : message)
  }
}
