"""gbdt, LightGBM and XGBoost with parameters that mean the same: from rows to held-out predictions.

Predictions are means, chances (a column a class where there are more than two) or, of ranked rows, scores.
"""

import math
import subprocess

import lightgbm
import numpy
import pandas
import xgboost

RATE, LEAVES, BINS = 0.1, 31, 255
# How many first rows of a query lambdarank looks at.
TRUNCATION = 30


class Gbdt:
    """The command line: CSV files in, a model file, CSV out."""

    def __init__(self, program, folder, iterations, threads):
        self._program, self._folder = program, folder
        self._settings = [f"num_iterations={iterations}", f"learning_rate={RATE}", f"num_leaves={LEAVES}",
                          f"max_bin={BINS}", f"num_threads={threads}"]

    def predictions(self, task, training, held_out):
        self._write(training, "training.csv")
        self._write(held_out, "held_out.csv")
        roles = [["--weight", "row_weight"] if training.weights is not None else [],
                 ["--exposure", "row_exposure"] if training.exposures is not None else [],
                 ["--init-score", "row_start"] if training.initial_scores is not None else [],
                 ["--group", "row_query"] if training.queries is not None else []]
        self._run("train", "--data", "training.csv", "--label", "row_label", "--model", "model.gbdt", "--progress", "none",
                  *sum(roles, []), f"objective={task.objective}", f"min_data_in_leaf={task.rows_in_leaf}", *self._settings)
        self._run("predict", "--model", "model.gbdt", "--data", "held_out.csv", "--output", "predictions.csv")
        return self._read(task, held_out)

    def _write(self, rows, name):
        """Whole numbers are written as such, as they stand in the sets' own files."""
        frame = rows.features.apply(
            lambda values: values.astype("Int64") if values.dtype == float and (values.dropna() % 1 == 0).all() else values)
        frame["row_label"] = rows.labels
        for column, values in (("row_weight", rows.weights), ("row_exposure", rows.exposures),
                               ("row_start", rows.initial_scores), ("row_query", rows.queries)):
            if values is not None:
                frame[column] = values
        frame.to_csv(self._folder / name, index=False)

    def _read(self, task, rows):
        found = pandas.read_csv(self._folder / "predictions.csv")
        if task.objective in ("binary", "multiclass"):
            return found.drop(columns="prediction").to_numpy().squeeze()
        values = found["prediction"].to_numpy()
        if rows.exposures is not None:
            return values * rows.exposures
        return values if rows.initial_scores is None else values + rows.initial_scores

    def _run(self, *arguments):
        subprocess.run([self._program, *arguments], cwd=self._folder, check=True, stdout=subprocess.DEVNULL)


def _start(training, rows):
    """What raw scores of the rows start with where rows bring that along: the peers' way to say exposure."""
    if rows.exposures is not None:
        return numpy.log(rows.exposures) + math.log(training.labels.sum() / training.exposures.sum())
    return rows.initial_scores


def _query_sizes(rows):
    return None if rows.queries is None else numpy.unique(rows.queries, return_counts=True)[1]


def _coded(features, categories):
    """Categories as numbers, the same ones in training and held-out rows."""
    coded = features.copy()
    for name, dtype in features.dtypes.items():
        if isinstance(dtype, pandas.CategoricalDtype):
            coded[name] = pandas.Categorical.from_codes(features[name].cat.codes, categories=categories[name])
    return coded


def _categories(features):
    return {name: range(len(dtype.categories)) for name, dtype in features.dtypes.items()
            if isinstance(dtype, pandas.CategoricalDtype)}


class LightGBM:
    def __init__(self, iterations, threads):
        self._iterations = iterations
        self._parameters = {
            "learning_rate": RATE, "num_leaves": LEAVES, "max_bin": BINS,
            "lambdarank_truncation_level": TRUNCATION, "num_threads": threads, "deterministic": True,
            "force_row_wise": True, "verbosity": -1}

    def predictions(self, task, training, held_out):
        categories = _categories(training.features)
        parameters = self._parameters | {"objective": task.objective, "min_data_in_leaf": task.rows_in_leaf}
        if task.objective == "multiclass":
            parameters["num_class"] = int(training.labels.max()) + 1
        data = lightgbm.Dataset(
            _coded(training.features, categories), training.labels, weight=training.weights,
            init_score=_start(training, training), group=_query_sizes(training), params=parameters)
        booster = lightgbm.train(parameters, data, self._iterations)
        features, start = _coded(held_out.features, categories), _start(training, held_out)
        if start is None:
            return booster.predict(features)
        scores = booster.predict(features, raw_score=True) + start
        return numpy.exp(scores) if task.objective == "poisson" else scores


class XGBoost:
    OBJECTIVES = {"regression": "reg:squarederror", "binary": "binary:logistic", "multiclass": "multi:softprob",
                  "poisson": "count:poisson", "lambdarank": "rank:ndcg"}

    def __init__(self, iterations, threads):
        self._iterations = iterations
        self._parameters = {
            "learning_rate": RATE, "max_leaves": LEAVES, "max_depth": 0, "grow_policy": "lossguide", "tree_method": "hist",
            "max_bin": BINS, "lambda": 0, "nthread": threads, "verbosity": 1}

    def predictions(self, task, training, held_out):
        parameters = self._parameters | {"objective": self.OBJECTIVES[task.objective]}
        if task.objective == "regression":
            # Rows weigh 1, so that this is the number of rows. Others have no such limit: XGBoost's default, 1, stays.
            parameters["min_child_weight"] = task.rows_in_leaf
        if task.objective == "multiclass":
            parameters["num_class"] = int(training.labels.max()) + 1
        if task.objective == "lambdarank":
            parameters["lambdarank_num_pair_per_sample"] = TRUNCATION
        categories = _categories(training.features)
        booster = xgboost.train(parameters, self._matrix(training, training, categories), self._iterations)
        return booster.predict(self._matrix(training, held_out, categories))

    @staticmethod
    def _matrix(training, rows, categories):
        data = xgboost.DMatrix(
            _coded(rows.features, categories), rows.labels, weight=rows.weights,
            base_margin=_start(training, rows), enable_categorical=True)
        if rows.queries is not None:
            data.set_group(_query_sizes(rows))
        return data
