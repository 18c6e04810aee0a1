internal import GBDTCore

extension [Tree] {
  /// The trees of an iteration alone, as model files have them.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    for tree in self { writer.tree(tree) }
    return writer.bytes
  }

  /// Reads what `encoded` wrote of an iteration: a tree for each output, in order.
  ///
  /// - Parameter featureCount: no test is on a feature beyond.
  /// - Throws: `.data` for any other bytes.
  package init(
    decoding bytes: [UInt8], featureCount: Int, outputCount: Int
  ) throws(ModelError) {
    self = []
    do throws(ByteError) {
      var reader = ByteReader(bytes)
      for output in 0..<outputCount {
        let tree = try reader.tree(featureCount: featureCount, outputCount: outputCount)
        guard tree.output == output else {
          throw reader.error("a tree is for output \(tree.output), but \(output) is next")
        }
        append(tree)
      }
      try reader.expectEnd(of: "the trees")
    } catch {
      throw ModelError(.data, "A tree is damaged at byte \(error.position): \(error.reason).")
    }
  }
}
