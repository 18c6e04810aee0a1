// Parameters of some objectives only. `ValidatedTrainParameters` tells those that somebody set for another
// objective, and refuses contradictions.
extension ParameterCatalogue {
  static let objectives: [ParameterEntry] = [
    ParameterEntry(
      name: "boost_from_average", aliases: [],
      group: .objective, role: .model, field: .flag(\.boostFromAverage),
      sentence: "Whether training starts at the constant that fits the labels best; else at 0.",
      objectives: ObjectiveName.allCases.filter { !$0.needsQueries && $0 != .custom }),
    ParameterEntry(
      name: "alpha", aliases: ["quantile_alpha"],
      group: .objective, role: .model,
      field: .numbers(\.alphas, NumberRange(.above(0)), isOptional: false) { alphas in
        for (lower, upper) in zip(alphas, alphas.dropFirst()) where !(lower < upper) {
          return "must be in ascending order, none twice"
        }
        return nil
      },
      sentence:
        "Of quantile: which quantile, below 1; several give as many predictions a row, in ascending "
        + "order. Of huber: the residual from which on the loss grows linearly.",
      objectives: [.huber, .quantile]),
    ParameterEntry(
      name: "fair_c", aliases: [],
      group: .objective, role: .model,
      field: .number(\.fairC, NumberRange(.above(0), atMost: 1e100)),
      sentence: "Scale of the residuals of fair: far above it the loss grows linearly.",
      objectives: [.fair]),
    ParameterEntry(
      name: "poisson_max_delta_step", aliases: [],
      group: .objective, role: .model,
      field: .number(\.poissonMaxDeltaStep, NumberRange(.above(0), atMost: 50)),
      sentence:
        "Hessians of poisson are multiplied by e to it, and a leaf's value is at most it times the "
        + "learning rate: steps become smaller and safer.",
      objectives: [.poisson]),
    ParameterEntry(
      name: "tweedie_variance_power", aliases: [],
      group: .objective, role: .model,
      field: .number(\.tweedieVariancePower, NumberRange(.atLeast(1), atMost: 2)),
      sentence:
        "Power of the mean that the variance of tweedie grows with: 1 is poisson, 2 is gamma.",
      objectives: [.tweedie]),
    ParameterEntry(
      name: "num_class", aliases: ["num_classes"],
      group: .objective, role: .model, field: .integer(\.numClass, IntegerRange(0...1000)),
      sentence:
        "How many classes the labels have; 0: as many as are found. Another number found is an error.",
      objectives: [.multiclass, .multiclassOVA]),
    ParameterEntry(
      name: "scale_pos_weight", aliases: [],
      group: .objective, role: .model,
      field: .number(\.scalePosWeight, NumberRange(.above(0), atMost: 1e9)),
      sentence:
        "Factor on the weights of positive rows: of binary, and of each class of multiclassova.",
      objectives: [.binary, .multiclassOVA]),
    ParameterEntry(
      name: "is_unbalance", aliases: ["unbalance", "unbalanced_sets"],
      group: .objective, role: .model, field: .flag(\.isUnbalance),
      sentence:
        "Whether the rarer of positive and negative rows are weighted so that both count the same. "
        + "Predicted chances are then no frequencies.",
      objectives: [.binary, .multiclassOVA]),
    ParameterEntry(
      name: "sigmoid", aliases: [],
      group: .objective, role: .model,
      field: .number(\.sigmoid, NumberRange(.above(0), atMost: 1e6)),
      sentence:
        "Steepness of the logistic function of lambdarank's pairs. Of binary and multiclassova, whose "
        + "raw scores are log odds, the loss is multiplied by its square.",
      objectives: [.binary, .multiclassOVA, .lambdarank]),
    ParameterEntry(
      name: "lambdarank_truncation_level", aliases: [],
      group: .objective, role: .model,
      field: .integer(\.lambdarankTruncationLevel, IntegerRange(1...many)),
      sentence:
        "Pairs with a row among so many first of the query count; a little more than the k of ndcg@k.",
      objectives: [.lambdarank]),
    ParameterEntry(
      name: "lambdarank_norm", aliases: [],
      group: .objective, role: .model, field: .flag(\.lambdarankNorm),
      sentence: "Whether queries with many pairs are kept from outweighing the others.",
      objectives: [.lambdarank]),
    ParameterEntry(
      name: "label_gain", aliases: [],
      group: .objective, role: .model,
      field: .numbers(
        \.labelGain, NumberRange(.atLeast(0), atMost: 1e30), isOptional: true
      ) { gains in
        for (lower, upper) in zip(gains, gains.dropFirst()) where !(lower <= upper) {
          return "must not descend: a better label gains more"
        }
        return gains.count < 2 ? "must have a gain for the labels 0 and 1 at least" : nil
      },
      sentence:
        "What the labels 0, 1, 2, ... of ranked rows gain in NDCG; auto: 2^label - 1, up to label 30.",
      objectives: [.lambdarank]),
  ]
}
