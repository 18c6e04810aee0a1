// The entries. Names are LightGBM's; aliases are LightGBM's, XGBoost's and scikit-learn's names for
// settings that mean the same (a name that means something else there is left out on purpose, like
// scikit-learn's `max_features`, or XGBoost's `alpha`, which LightGBM has for quantiles).
extension ParameterCatalogue {
  /// Upper end of counts that have no natural one.
  static let many = Int(Int32.max)

  static let boosting: [ParameterEntry] = [
    ParameterEntry(
      name: "objective", aliases: ["objective_type", "app", "application", "loss"],
      group: .boosting, role: .model, field: .choice(\.objective),
      sentence: "What training minimises."),
    ParameterEntry(
      name: "num_iterations",
      aliases: [
        "num_iteration", "n_iter", "num_tree", "num_trees", "num_round", "num_rounds", "nrounds",
        "num_boost_round", "n_estimators", "max_iter",
      ],
      group: .boosting, role: .model,
      field: .integer(\.numIterations, IntegerRange(0...many)),
      sentence: "Boosting iterations: trees per output."),
    ParameterEntry(
      name: "learning_rate", aliases: ["shrinkage_rate", "eta"],
      group: .boosting, role: .model, field: .number(\.learningRate, NumberRange(.above(0))),
      sentence: "Factor on the values of each new tree's leaves."),
    ParameterEntry(
      name: "learning_rate_schedule", aliases: ["lr_schedule"],
      group: .boosting, role: .model, field: .choice(\.learningRateSchedule),
      sentence: "How the learning rate goes on from iteration to iteration."),
    ParameterEntry(
      name: "learning_rate_end", aliases: [],
      group: .boosting, role: .model, field: .number(\.learningRateEnd, NumberRange(.atLeast(0))),
      sentence:
        "Learning rate of the last of `num_iterations`, with the schedules linear and cosine; 0: a "
        + "tenth of learning_rate."),
    ParameterEntry(
      name: "learning_rate_decay", aliases: [],
      group: .boosting, role: .model,
      field: .number(\.learningRateDecay, NumberRange(.above(0), atMost: 1)),
      sentence: "What the schedule exponential multiplies the learning rate by, each iteration."),
    ParameterEntry(
      name: "learning_rates", aliases: [],
      group: .boosting, role: .model,
      field: .numbers(\.learningRates, NumberRange(.above(0)), isOptional: true) { _ in nil },
      sentence:
        "A learning rate for each iteration, in their order, instead of learning_rate and its schedule; "
        + "`auto`: those."),
    ParameterEntry(
      name: "seed", aliases: ["random_seed", "random_state"],
      group: .boosting, role: .model, field: .seed(\.seed, IntegerRange(0...(1 << 53))),
      sentence: "Decides every random choice: equal seeds on equal data give equal models."),
  ]

  static let trees: [ParameterEntry] = [
    ParameterEntry(
      name: "num_leaves", aliases: ["num_leaf", "max_leaves", "max_leaf", "max_leaf_nodes"],
      group: .trees, role: .model, field: .integer(\.numLeaves, IntegerRange(2...131_072)),
      sentence: "Most leaves of a tree. Trees grow best-first: the leaf with the largest gain next."
    ),
    ParameterEntry(
      name: "max_depth", aliases: [],
      group: .trees, role: .model,
      field: .integer(
        \.maxDepth,
        IntegerRange(
          -1...512, except: .init(0, advice: "is not a depth; for no limit write max_depth=-1"))),
      sentence: "Most tests on the way from the root to a leaf; -1: limited by num_leaves only."),
    ParameterEntry(
      name: "min_data_in_leaf",
      aliases: ["min_data_per_leaf", "min_data", "min_child_samples", "min_samples_leaf"],
      group: .trees, role: .model, field: .integer(\.minDataInLeaf, IntegerRange(0...many)),
      sentence: "Fewest training rows in a leaf."),
    ParameterEntry(
      name: "min_sum_hessian_in_leaf",
      aliases: [
        "min_sum_hessian_per_leaf", "min_sum_hessian", "min_hessian", "min_child_weight",
      ],
      group: .trees, role: .model,
      field: .number(\.minSumHessianInLeaf, NumberRange(.atLeast(0))),
      sentence: "Smallest sum of hessians in a leaf (for regression: of row weights)."),
    ParameterEntry(
      name: "lambda_l1", aliases: ["reg_alpha", "l1_regularization"],
      group: .trees, role: .model, field: .number(\.lambdaL1, NumberRange(.atLeast(0))),
      sentence: "L1 penalty on leaf values."),
    ParameterEntry(
      name: "lambda_l2", aliases: ["reg_lambda", "lambda", "l2_regularization"],
      group: .trees, role: .model, field: .number(\.lambdaL2, NumberRange(.atLeast(0))),
      sentence: "L2 penalty on leaf values."),
    ParameterEntry(
      name: "min_gain_to_split", aliases: ["min_split_gain", "min_split_loss", "gamma"],
      group: .trees, role: .model, field: .number(\.minGainToSplit, NumberRange(.atLeast(0))),
      sentence: "A split must gain more than this."),
  ]

  static let sampling: [ParameterEntry] = [
    ParameterEntry(
      name: "feature_fraction", aliases: ["sub_feature", "colsample_bytree"],
      group: .sampling, role: .model,
      field: .number(\.featureFraction, NumberRange(.above(0), atMost: 1)),
      sentence: "Share of the features that a tree may split on, drawn anew for each tree."),
    ParameterEntry(
      name: "bagging_fraction", aliases: ["sub_row", "subsample", "bagging"],
      group: .sampling, role: .model,
      field: .number(\.baggingFraction, NumberRange(.above(0), atMost: 1)),
      sentence: "Share of the rows that a tree is grown on. Below 1 it needs bagging_freq."),
    ParameterEntry(
      name: "bagging_freq", aliases: ["subsample_freq"],
      group: .sampling, role: .model, field: .integer(\.baggingFreq, IntegerRange(0...many)),
      sentence: "Every how many iterations a new bag of rows is drawn; 0: no bagging."),
  ]

  static let features: [ParameterEntry] = [
    ParameterEntry(
      name: "max_bin", aliases: ["max_bins"],
      group: .features, role: .model, field: .integer(\.maxBin, IntegerRange(2...65_535)),
      sentence:
        "Most bins of a numeric feature, missing values aside. Integers with at most 1,024 distinct "
        + "values get a bin each whatever this says."),
    ParameterEntry(
      name: "max_cat_to_onehot", aliases: [],
      group: .features, role: .model, field: .integer(\.maxCatToOnehot, IntegerRange(1...many)),
      sentence:
        "Categorical features with at most this many categories are split one category against "
        + "the rest."),
    ParameterEntry(
      name: "max_cat_threshold", aliases: [],
      group: .features, role: .model, field: .integer(\.maxCatThreshold, IntegerRange(1...many)),
      sentence: "Most categories on the smaller side of a categorical split."),
    ParameterEntry(
      name: "cat_smooth", aliases: [],
      group: .features, role: .model, field: .number(\.catSmooth, NumberRange(.atLeast(0))),
      sentence:
        "Added to a category's hessian sum where its effect is estimated: for the order of categories, and "
        + "for what a set of them gains; a category of fewer rows in a node takes no part in the order."
    ),
    ParameterEntry(
      name: "cat_l2", aliases: [],
      group: .features, role: .model, field: .number(\.catL2, NumberRange(.atLeast(0))),
      sentence:
        "L2 penalty on what splits by sets of categories gain, and on the values of leaves right below them, "
        + "on top of lambda_l2."),
    ParameterEntry(
      name: "min_data_per_group", aliases: [],
      group: .features, role: .model, field: .integer(\.minDataPerGroup, IntegerRange(1...many)),
      sentence: "Fewest rows in a group of categories that a split may end at."),
    ParameterEntry(
      name: "unseen_category", aliases: [],
      group: .features, role: .model, field: .choice(\.unseenCategory),
      sentence: "What prediction does with a category that training never saw."),
  ]

  static let evaluation: [ParameterEntry] = [
    ParameterEntry(
      name: "metric", aliases: ["metrics", "metric_types", "eval_metric"],
      group: .evaluation, role: .model, field: .metrics(\.metrics),
      sentence:
        "Metrics of the validation rows, after each iteration; the first decides early stopping. `auto`: "
        + "the objective's own."),
    ParameterEntry(
      name: "eval_at", aliases: ["ndcg_eval_at", "ndcg_at", "map_eval_at", "map_at"],
      group: .evaluation, role: .model, field: .integers(\.evalAt, IntegerRange(1...many)),
      sentence:
        "How many first rows of a query `ndcg` and `map` look at, where their names do not say: each "
        + "number makes a metric of its own."),
    ParameterEntry(
      name: "eval_freq", aliases: ["metric_freq", "output_freq", "metric_period"],
      group: .evaluation, role: .model, field: .integer(\.evalFreq, IntegerRange(1...many)),
      sentence: "Metrics are computed after every so many iterations, and after the last."),
    ParameterEntry(
      name: "early_stopping_round",
      aliases: ["early_stopping_rounds", "early_stopping", "n_iter_no_change"],
      group: .evaluation, role: .model,
      field: .integer(\.earlyStoppingRound, IntegerRange(0...many)),
      sentence:
        "Stop when a metric has not improved for this many iterations, and keep the best iteration's "
        + "trees; 0: never."),
    ParameterEntry(
      name: "early_stopping_min_delta", aliases: ["min_delta"],
      group: .evaluation, role: .model,
      field: .number(\.earlyStoppingMinDelta, NumberRange(.atLeast(0))),
      sentence: "The metric must get better by more than this to count as improved."),
    ParameterEntry(
      name: "early_stopping_metric", aliases: ["early_stopping_metric_name"],
      group: .evaluation, role: .model, field: .metric(\.earlyStoppingMetric),
      sentence: "Which metric early stopping looks at, one of `metric`; `auto`: the first of them."),
    ParameterEntry(
      name: "early_stopping_set", aliases: ["early_stopping_data"],
      group: .evaluation, role: .model, field: .choice(\.earlyStoppingSet),
      sentence: "On which rows early stopping looks at the metric."),
    ParameterEntry(
      name: "is_provide_training_metric",
      aliases: ["training_metric", "is_training_metric", "train_metric"],
      group: .evaluation, role: .model, field: .flag(\.isProvideTrainingMetric),
      sentence: "Whether metrics are computed on the training rows too."),
  ]

  static let execution: [ParameterEntry] = [
    ParameterEntry(
      name: "num_threads", aliases: ["num_thread", "nthread", "nthreads", "n_jobs", "threads"],
      group: .execution, role: .execution,
      field: .integer(\.numThreads, IntegerRange(0...4096)),
      sentence: "Threads; 0: as many as this process may use. The model does not depend on it."),
    ParameterEntry(
      name: "time_limit",
      aliases: [
        "time_limit_s", "max_time", "time_budget", "train_time_limit",
        "maximum_training_duration_seconds",
      ],
      group: .execution, role: .execution,
      field: .number(\.timeLimit, NumberRange(.atLeast(0))),
      sentence:
        "Seconds from the start, reading and binning included, after which training is over: it ends "
        + "before the iteration that would take longer, and keeps the trees so far; 0: no limit."),
  ]
}
