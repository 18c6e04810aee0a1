internal import GBDTCore
internal import GBDTSchema

/// The open form of a model: JSON with the trees as nested if-else, everything that `model.gbdt` has, and
/// nothing that it has not. docs/MODEL-FORMAT.md describes it, docs/model.schema.json is its JSON Schema.
///
/// Numbers read back to the same bits: a model exported and imported again gives equal `model.gbdt` bytes.
package enum ModelJSON {
  static let format = "gbdt-if-else"
  /// 1, or 2 for a model with classes.
  static let versions: ClosedRange<Int64> = 1...2
  /// The keys of the document, in the order in which they are written; `classes` in version 2 only.
  /// `extra` may follow.
  package static let keys = [
    "format", "version", "objective", "outputs", "base_score", "classes", "schema", "features",
    "recipe",
    "encodings", "trees", "parameters", "history", "data", "self_test",
  ]

  /// The whole text; `write` needs less memory for a large model.
  ///
  /// - Precondition: `model` is valid (`ModelValidator`).
  package static func encode(_ model: TrainedModel) -> [UInt8] {
    var bytes: [UInt8] = []
    ModelJSONWriter(model: model).forEachPiece { bytes += $0 }
    return bytes
  }

  /// Writes the text piece by piece, beside its final name, and renames it.
  ///
  /// - Throws: `cannotCreate` or `inputOutput`; an older file is then as it was.
  package static func write(_ model: TrainedModel, path: String) throws(ModelError) {
    do throws(OutputError) {
      let file = try OutputFile(path: path)
      try ModelJSONWriter(model: model).forEachPiece { (piece) throws(OutputError) in
        try file.write(piece)
      }
      try file.commit()
    } catch {
      throw ModelError(error.category, error.message)
    }
  }

  /// Reads a model and checks everything: unknown and missing keys, the same rules as `ModelFile.decode`,
  /// and that the self-test rows give their raw scores, bit for bit. Trees are read one at a time.
  ///
  /// - Throws: `ModelError` naming line and column, or the place in the document.
  package static func decode(_ bytes: [UInt8]) throws(ModelError) -> TrainedModel {
    let reader = try ModelJSONReader(bytes: bytes)
    let model = try reader.model()
    try ModelValidator.validate(model)
    try SelfTest.verify(model)
    return model
  }

  /// The model in a JSON file.
  ///
  /// - Throws: `noInput` for a file that cannot be opened or is none, else as `decode`, with the path.
  package static func read(path: String) throws(ModelError) -> TrainedModel {
    let bytes = try ModelFile.readBytes(path: path)
    do throws(ModelError) {
      return try decode(bytes)
    } catch {
      throw ModelError(error.category, "\(path): \(error.message)")
    }
  }
}
