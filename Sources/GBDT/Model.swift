internal import GBDTCore
internal import GBDTData
package import GBDTModel
internal import GBDTObjectives
package import GBDTSchema

/// A trained model: raw rows in, predictions out.
///
/// Immutable and safe to share between threads; predictions take no locks and do not depend on the
/// number of threads or on which rows are predicted together.
public struct Model: Sendable {
  package let trained: TrainedModel
  package let checked: CheckedRecipe
  let predictor: ForestPredictor
  let link: Link

  /// - Throws: `.data` if the recipe does not fit the schema, or the model is of a kind that this library
  ///   does not predict with: a file that passed every check of its format may still be that.
  init(_ trained: TrainedModel) throws(GBDTError) {
    try ModelRecords.check(trained)
    link = try ModelRecords.objective(of: trained).link
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
    let trained = try GBDTError.wrapping { () throws(ModelError) in try ModelFile.read(path: path) }
    self = try GBDTError.naming(path) { () throws(GBDTError) in try Model(trained) }
  }

  /// A model from the bytes of a `model.gbdt` file.
  ///
  /// - Throws: `.data`, as `init(contentsOf:)`.
  public init(bytes: [UInt8]) throws(GBDTError) {
    try self.init(GBDTError.wrapping { () throws(ModelError) in try ModelFile.decode(bytes) })
  }

  /// Reads a file with a model's if-else JSON.
  ///
  /// - Throws: as `init(json:)`; `.noInput` if there is no such file.
  public init(jsonContentsOf path: String) throws(GBDTError) {
    let trained = try GBDTError.wrapping { () throws(ModelError) in try ModelJSON.read(path: path) }
    self = try GBDTError.naming(path) { () throws(GBDTError) in try Model(trained) }
  }

  /// A model from its if-else JSON.
  ///
  /// - Throws: `.data` with the place of what is wrong: text that is no JSON, unknown and missing keys,
  ///   whatever a model file is refused for, and self-test rows that do not give the raw scores stored
  ///   with them, bit for bit.
  public init(json: [UInt8]) throws(GBDTError) {
    try self.init(GBDTError.wrapping { () throws(ModelError) in try ModelJSON.decode(json) })
  }

  /// The bytes of a `model.gbdt` file; equal models have equal bytes.
  public var bytes: [UInt8] { ModelFile.encode(trained) }

  /// The if-else JSON of `docs/MODEL-FORMAT.md`, with every field of the model.
  public var json: [UInt8] { ModelJSON.encode(trained) }

  /// Writes a `model.gbdt` file: beside its final name first, then renamed, so that no half-written file
  /// is ever seen.
  ///
  /// - Throws: `.cannotCreate` or `.inputOutput`; an older file is then as it was.
  public func write(to path: String) throws(GBDTError) {
    try GBDTError.wrapping { () throws(ModelError) in try ModelFile.write(trained, path: path) }
  }

  /// Writes `json` to a file, beside its final name first, piece by piece.
  ///
  /// - Throws: `.cannotCreate` or `.inputOutput`; an older file is then as it was.
  public func writeJSON(to path: String) throws(GBDTError) {
    try GBDTError.wrapping { () throws(ModelError) in try ModelJSON.write(trained, path: path) }
  }

  /// SHA-256 of `bytes`, in hexadecimal.
  public var sha256: String { SHA256Digest(of: bytes).description }

  // MARK: What it is

  /// The features' names, as the trees see them.
  public var featureNames: [String] { trained.features.map(\.name) }

  /// Predictions a row: 1, but for objectives with several classes or quantiles.
  public var outputCount: Int { trained.baseScore.count }

  /// The classes of the label, ascending, as they stood in the training data; empty where labels are
  /// numbers. With a single output they are two, and predictions are the chance of the second.
  public var classes: [RowValue] { rowValues(of: trained.classes) }

  /// Classes of the label as they stood in the data.
  func rowValues(of classes: [ClassLabel]) -> [RowValue] {
    classes.map { label in
      switch label {
      case .number(let value): .number(value)
      case .string(let text):
        checked.labelType == .boolean ? .boolean(text == "true") : .string(text)
      }
    }
  }

  /// Number of trees.
  public var treeCount: Int { trained.trees.count }

  /// How raw columns become the features, as it was trained with.
  public var recipe: FeatureRecipe { FeatureRecipe(recipe: trained.recipe) }

  /// What each feature did for the trees, the most important first; unused features too.
  public var featureImportance: [FeatureImportance] {
    GBDTModel.FeatureImportance.of(trained).map {
      FeatureImportance(feature: $0.name, splitCount: $0.splitCount, gain: $0.gain)
    }
  }

  /// What a feature did for the trees.
  public struct FeatureImportance: Sendable, Equatable {
    /// Name of the feature.
    public let feature: String
    /// How many tests of all trees ask for it.
    public let splitCount: Int
    /// What those tests took off the objective, in sum.
    public let gain: Double
  }

  /// The raw columns that a prediction needs, with their types.
  public var inputColumns: [(name: String, type: String)] {
    checked.predictionColumns.columns.map { ($0.name, $0.type.rawValue) }
  }
}
