internal import GBDTCore
internal import GBDTData
package import GBDTModel
package import GBDTSchema

/// A trained model: raw rows in, predictions out.
///
/// Immutable and safe to share between threads; predictions take no locks and do not depend on the
/// number of threads or on which rows are predicted together.
public struct Model: Sendable {
  package let trained: TrainedModel
  package let checked: CheckedRecipe
  let predictor: ForestPredictor

  /// - Throws: `.data` if the recipe does not fit the schema: a file that passed every check of its own
  ///   format may still hold a wrong expression.
  init(_ trained: TrainedModel) throws(GBDTError) {
    self.trained = trained
    checked = try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(trained.recipe, schema: trained.schema)
    }
    predictor = ForestPredictor(model: trained)
  }

  // MARK: Files

  /// Reads a `model.gbdt` file.
  ///
  /// - Throws: `.noInput` if there is no such file; `.data` for one that is cut, damaged or not a model:
  ///   every index, size and number is checked, whoever made the file.
  public init(contentsOf path: String) throws(GBDTError) {
    try self.init(
      GBDTError.wrapping { () throws(ModelError) in try ModelFile.read(path: path) })
  }

  /// A model from the bytes of a `model.gbdt` file.
  public init(bytes: [UInt8]) throws(GBDTError) {
    try self.init(GBDTError.wrapping { () throws(ModelError) in try ModelFile.decode(bytes) })
  }

  /// A model from its if-else JSON. Its self-test rows must give the same raw scores, bit for bit.
  public init(json: [UInt8]) throws(GBDTError) {
    try self.init(GBDTError.wrapping { () throws(ModelError) in try ModelJSON.decode(json) })
  }

  /// Reads a file of if-else JSON.
  ///
  /// - Throws: as `init(contentsOf:)`, naming line and column.
  public init(jsonContentsOf path: String) throws(GBDTError) {
    try self.init(
      GBDTError.wrapping { () throws(ModelError) in try ModelJSON.read(path: path) })
  }

  /// The bytes of a `model.gbdt` file; equal models have equal bytes.
  public var bytes: [UInt8] { ModelFile.encode(trained) }

  /// The if-else JSON of `docs/MODEL-FORMAT.md`, with every field of the model.
  public var json: [UInt8] { ModelJSON.encode(trained) }

  /// Writes a `model.gbdt` file: beside its final name first, then renamed, so that no half-written file
  /// is ever seen.
  public func write(to path: String) throws(GBDTError) {
    try GBDTError.wrapping { () throws(ModelError) in try ModelFile.write(trained, path: path) }
  }

  /// SHA-256 of `bytes`, in hexadecimal.
  public var sha256: String { SHA256Digest(of: bytes).description }

  // MARK: What it is

  /// The features' names, as the trees see them.
  public var featureNames: [String] { trained.features.map(\.name) }

  /// Number of trees.
  public var treeCount: Int { trained.trees.count }

  /// The raw columns that a prediction needs, with their types.
  public var inputColumns: [(name: String, type: String)] {
    checked.predictionColumns.columns.map { ($0.name, $0.type.rawValue) }
  }
}
