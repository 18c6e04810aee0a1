internal import GBDTData
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// The model that a run goes on from, and what the run must have in common with it.
struct ContinuedModel: Sendable {
  let model: Model
  /// Of its file.
  let sha256: String
  /// Scores the rows that the run begins with.
  let forest: PriorForest

  /// - Throws: `.usage` for parameters whose trees cannot be added to the model's.
  init(
    _ model: Model, parameters: Parameters, custom: GBDTObjectives.CustomObjective? = nil
  ) throws(GBDTError) {
    self.model = model
    sha256 = model.sha256
    forest = PriorForest(model.trained)
    try checkObjective(parameters.validated.values, custom)
  }

  var trained: TrainedModel { model.trained }

  /// Of the labels, ascending; empty where labels are numbers.
  var classes: [ClassLabel] { trained.classes }

  private func checkObjective(
    _ parameters: TrainParameters, _ custom: GBDTObjectives.CustomObjective?
  ) throws(GBDTError) {
    let (there, here) = (trained.objective.name, parameters.objective.rawValue)
    guard there == here else {
      throw GBDTError(
        .usage,
        "The model that training is to go on from has objective=\(there), this run objective=\(here): the "
          + "trees of one cannot be added to those of the other. Give objective=\(there).")
    }
    let objective = parameters.makeObjective(classCount: classes.count, custom: custom)
    let (outputs, wanted) = (trained.baseScore.count, objective.outputCount)
    guard outputs == wanted else {
      throw GBDTError(
        .usage,
        "The model that training is to go on from has \(outputs) outputs, objective=\(here) has \(wanted) "
          + "with these parameters. Give the parameters that it was trained with.")
    }
    let (link, own) = (trained.objective.link, objective.link.rawValue)
    guard link == own else {
      throw GBDTError(
        .usage,
        "The model that training is to go on from has the link \(link), this run's objective \(own): its "
          + "predictions would mean something else.")
    }
    let alphas = try ModelRecords.parameters(of: trained).alphas
    if parameters.objective == .quantile, alphas != parameters.alphas {
      let text = { (alphas: [Double]) in alphas.map(\.description).joined(separator: ",") }
      throw GBDTError(
        .usage,
        "The model that training is to go on from predicts the quantiles alpha=\(text(alphas)), this run "
          + "alpha=\(text(parameters.alphas)). Give alpha=\(text(alphas)).")
    }
  }

  /// The model's recipe, bound to its columns.
  ///
  /// - Throws: `.data` if a table of this schema lacks a column, or has it with another type.
  func checkedRecipe(
    for schema: Schema, labelKind: LabelKind
  ) throws(GBDTError) -> CheckedRecipe {
    try GBDTError.wrapping { () throws(RecipeError) in
      _ = try RecipeEvaluator(
        model.checked, tableSchema: schema, purpose: .training, labelKind: labelKind)
      return model.checked
    }
  }

  /// Features that know the model's categories, too.
  ///
  /// - Parameter found: in the new rows.
  /// - Throws: `.data` if there are too many categories together.
  func widened(_ found: [BinnedFeature]) throws(GBDTError) -> [BinnedFeature] {
    let limit = BinningLimits().categories
    return try zip(found, trained.features).map { (found, known) throws(GBDTError) in
      guard case .categorical(let bins) = found.mapper,
        case .categorical(let categories, _) = known.kind
      else { return found }
      let all = Set((bins.categories + categories).map { ByteString($0) }).sorted()
      if all.count > limit {
        throw GBDTError(
          .data,
          "Feature `\(found.name)` has \(all.count) distinct categories, those of the model included; "
            + "\(limit) are the most that a categorical feature can have.")
      }
      return BinnedFeature(
        name: found.name,
        mapper: .categorical(CategoricalBins(categories: all.map(\.string))))
    }
  }

  /// The model's trees, for features that `widened` gave.
  func trees(for features: [BinnedFeature]) -> [Tree] {
    let widening = WidenedCategories(
      of: trained.features,
      to: features.map { feature in
        if case .categorical(let bins) = feature.mapper { bins.categories } else { nil }
      })
    return trained.trees.map(widening.tree)
  }
}

extension Model {
  /// - Throws: `.usage` for another recipe than the model's, naming what differs.
  package func requireOwn(_ recipe: FeatureRecipe) throws(GBDTError) {
    let (own, other) = (trained.recipe, recipe.recipe)
    if own == other { return }
    var keys: [String] = []
    if case .object(let there) = own.json, case .object(let here) = other.json {
      keys = (there + here).map(\.key).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    let differing = keys.filter { own.json[$0] != other.json[$0] }.map { "`\($0)`" }
    throw GBDTError(
      .usage,
      "The recipe is not that of the model that training is to go on from: they differ in "
        + differing.joined(separator: ", ")
        + ". Give the model's recipe, or none where that may be left out.")
  }

  /// What other parameters than those of the model's last run mean for the trees to come: clauses such as
  /// "num_leaves is 31 there and 63 here"; the number of iterations is no such thing.
  package func parameterDifferences(from parameters: Parameters) throws(GBDTError) -> [String] {
    var own = try ModelRecords.parameters(of: trained)
    own.numIterations = parameters.validated.values.numIterations
    return TrainingIdentity.differences(of: own, from: parameters.validated.values)
  }
}
