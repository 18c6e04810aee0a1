import Foundation
import GBDTParameters
import Testing

@Suite struct ParameterCatalogueTests {
  @Test func everyFieldOfTrainParametersHasOneEntry() {
    let fields = Mirror(reflecting: TrainParameters()).children.count
    #expect(ParameterCatalogue.entries.count == fields)
  }

  @Test func namesAndAliasesAreUnique() {
    let names = ParameterCatalogue.allNames
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { !$0.isEmpty && $0 == $0.lowercased() })
  }

  @Test func choiceSpellingsAreUniqueWithinTheirParameter() {
    for entry in ParameterCatalogue.entries {
      let spellings = entry.field.choices.flatMap { [$0.name] + $0.aliases }
      #expect(Set(spellings).count == spellings.count, "\(entry.name)")
    }
  }

  @Test(arguments: ParameterCatalogue.entries.map(\.name))
  func defaultReadsBackAndIsInRange(name: String) throws {
    let entry = try #require(ParameterCatalogue.entry(named: name))
    let text = entry.defaultValue.description
    for spelling in [entry.name] + entry.aliases {
      let values = try TrainParameters(parsing: [ParameterSetting(name: spelling, value: text)])
      #expect(values == TrainParameters())
    }
    #expect(throws: Never.self) { try ValidatedTrainParameters(TrainParameters()) }
  }

  /// A value other than the default for each parameter: the entry reaches its own field and no other.
  @Test(arguments: [
    ("num_iterations", "7"), ("learning_rate", "0.5"), ("seed", "7"), ("num_leaves", "7"),
    ("max_depth", "7"), ("min_data_in_leaf", "7"), ("min_sum_hessian_in_leaf", "7"),
    ("lambda_l1", "7"), ("lambda_l2", "7"), ("min_gain_to_split", "7"), ("feature_fraction", "0.5"),
    ("bagging_fraction", "0.5"), ("bagging_freq", "7"), ("max_bin", "7"),
    ("max_cat_to_onehot", "7"), ("max_cat_threshold", "7"), ("cat_smooth", "7"), ("cat_l2", "7"),
    ("min_data_per_group", "7"), ("unseen_category", "error"), ("metric", "mae,rmse"),
    ("eval_at", "7,3"),
    ("early_stopping_round", "7"), ("is_provide_training_metric", "true"), ("num_threads", "7"),
    ("objective", "fair"), ("boost_from_average", "false"), ("alpha", "0.25,0.5"),
    ("fair_c", "0.5"), ("poisson_max_delta_step", "0.5"), ("tweedie_variance_power", "1.25"),
    ("num_class", "7"), ("scale_pos_weight", "7"), ("is_unbalance", "true"), ("sigmoid", "0.5"),
    ("lambdarank_truncation_level", "7"), ("lambdarank_norm", "false"), ("label_gain", "0,2.5,9"),
  ])
  func entryReachesItsField(name: String, text: String) throws {
    let values = try TrainParameters(parsing: [ParameterSetting(name: name, value: text)])
    let changed = zip(
      ParameterCatalogue.allParameters(of: values),
      ParameterCatalogue.allParameters(of: TrainParameters())
    ).filter { $0.0.value != $0.1.value }.map(\.0.name)
    #expect(changed == [name])
    #expect(ParameterCatalogue.entry(named: name)?.value(in: values).description == text)
  }

  @Test func modelParametersLeaveExecutionOut() {
    let names = ParameterCatalogue.modelParameters(of: TrainParameters()).map(\.name)
    #expect(names.first == "objective")
    #expect(!names.contains("num_threads") && !names.contains("time_limit"))
    #expect(names.count == ParameterCatalogue.entries.count - 2)
  }

  @Test func documentationIsFresh() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let committed = try String(
      contentsOf: root.appending(path: "docs/PARAMETERS.md"), encoding: .utf8)
    #expect(
      committed == ParameterCatalogue.markdown, "docs/PARAMETERS.md is stale: tools/generate-docs")
  }
}
