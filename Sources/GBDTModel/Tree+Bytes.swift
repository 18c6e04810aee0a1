internal import GBDTCore

extension Tree {
  /// The tree alone, as model files have it.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.tree(self)
    return writer.bytes
  }

  /// Reads what `encoded` wrote, of a model with one output.
  ///
  /// - Parameter featureCount: no test is on a feature beyond.
  /// - Throws: `.data` for any other bytes.
  package init(decoding bytes: [UInt8], featureCount: Int) throws(ModelError) {
    do throws(ByteError) {
      var reader = ByteReader(bytes)
      self = try reader.tree(featureCount: featureCount, outputCount: 1)
      try reader.expectEnd(of: "the tree")
    } catch {
      throw ModelError(.data, "A tree is damaged at byte \(error.position): \(error.reason).")
    }
  }
}
