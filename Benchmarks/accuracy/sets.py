"""The public sets of ../shared/data/tabular as rows to learn from."""

import dataclasses

import numpy
import pandas

from harness.places import ROOT

FOLDER = ROOT.parent / "shared/data/tabular"
EXAMPLES = FOLDER / "lightgbm-examples"


@dataclasses.dataclass
class Rows:
    """Features and what comes with them; arrays have an element a row.

    Features are floats, or categories. Labels of classes count from 0. `None` where rows have no weights, exposures, initial scores or queries.
    """
    features: pandas.DataFrame
    labels: numpy.ndarray
    weights: numpy.ndarray | None = None
    exposures: numpy.ndarray | None = None
    initial_scores: numpy.ndarray | None = None
    queries: numpy.ndarray | None = None

    def __getitem__(self, chosen):
        return Rows(self.features.iloc[chosen].reset_index(drop=True), *(
            None if each is None else each[chosen] for each in (
                self.labels, self.weights, self.exposures, self.initial_scores, self.queries)))

    def split(self, seed):
        """Four fifths to learn from and one to measure on, in their order; queries stay whole."""
        units = numpy.arange(len(self.labels)) if self.queries is None else self.queries
        order = numpy.random.default_rng(seed).permutation(numpy.unique(units))
        held_out = numpy.isin(units, order[:len(order) // 5])
        return self[numpy.flatnonzero(~held_out)], self[numpy.flatnonzero(held_out)]


@dataclasses.dataclass(frozen=True)
class Task:
    """What is learnt from a set: the objective by gbdt's name, the measure that decides, and others to show."""
    name: str
    objective: str
    measure: str
    read: object
    also: tuple = ()
    # As min_data_in_leaf.
    rows_in_leaf: int = 20


def _table(frame, label, without=(), classes=False, **columns):
    """Rows of a table: strings become categories, missing values NaN."""
    labels = frame[label]
    labels = numpy.unique(labels, return_inverse=True)[1] if classes else labels.to_numpy()
    taken = {role: frame[name].to_numpy(float) for role, name in columns.items()}
    features = frame.drop(columns=[label, *without, *columns.values()])
    return Rows(features.apply(_column), labels.astype(float), **taken)


def _column(values):
    return values.astype(float) if pandas.api.types.is_numeric_dtype(values) else values.astype("category")


def _csv(*names):
    return pandas.concat([pandas.read_csv(FOLDER / name) for name in names], ignore_index=True)


def _example(name, suffix=None):
    """LightGBM's example of this name, its training and test rows: tab-separated, label first."""
    parts = [pandas.read_csv(EXAMPLES / f"{name}.{part}", sep="\t", header=None) for part in ("train", "test")]
    frame = pandas.concat(parts, ignore_index=True)
    frame.columns = [f"c{index}" for index in frame.columns]
    return frame, None if suffix is None else _numbers(*(EXAMPLES / f"{name}.{part}.{suffix}" for part in ("train", "test")))


def _numbers(*paths):
    return numpy.concatenate([numpy.loadtxt(path, ndmin=1) for path in paths])


def _sparse(*paths):
    """Labels and a dense table of LibSVM text; an absent entry is 0."""
    labels, rows = [], []
    for path in paths:
        for line in path.read_text().splitlines():
            label, *entries = line.split()
            labels.append(float(label))
            rows.append({int(index): float(value) for index, value in (entry.split(":") for entry in entries)})
    width = max(map(max, rows)) + 1
    dense = numpy.zeros((len(rows), width))
    for row, entries in enumerate(rows):
        dense[row, list(entries)] = list(entries.values())
    return pandas.DataFrame(dense, columns=[f"f{index}" for index in range(width)]), numpy.array(labels)


def _adult():
    return _table(_csv("adult_train.csv.gz", "adult_test.csv.gz"), "income", classes=True)


def _california():
    return _table(_csv("california_housing.csv.gz"), "median_house_value")


def _diamonds():
    return _table(_csv("diamonds.csv.gz"), "price")


def _covertype():
    return _table(_csv("covertype_93k.csv.gz"), "Cover_Type", classes=True)


def _hflights():
    """Flights that arrived; what is known only with the delay is left out."""
    frame = _csv("hflights.csv.gz").dropna(subset="ArrDelay").reset_index(drop=True)
    return _table(frame, "ArrDelay", ["DepDelay", "AirTime", "ActualElapsedTime", "CancellationCode"])


def _insurance():
    """Claims of a year or less; amounts are known only after them."""
    return _table(_csv("beMTPL97.csv.gz"), "nclaims", ["id", "claim", "amount", "average"], exposures="expo")


def _mushrooms():
    return Rows(*_sparse(FOLDER / "agaricus.libsvm.train", FOLDER / "agaricus.libsvm.test"))


def _regression():
    frame, initial = _example("regression", "init")
    return dataclasses.replace(_table(frame, "c0"), initial_scores=initial)


def _binary():
    frame, weights = _example("binary", "weight")
    return dataclasses.replace(_table(frame, "c0"), weights=weights)


def _multiclass():
    return _table(_example("multiclass")[0], "c0")


def _rank():
    sizes = _numbers(EXAMPLES / "rank.train.query", EXAMPLES / "rank.test.query").astype(int)
    rows = Rows(*_sparse(EXAMPLES / "rank.train", EXAMPLES / "rank.test"))
    return dataclasses.replace(rows, queries=numpy.repeat(numpy.arange(len(sizes)), sizes))


def _categorical():
    """Flights: month, day, weekday, time, carrier, origin, destination, distance; all but time and distance by number."""
    features, labels = _sparse(EXAMPLES / "categorical.data")
    for name in ("f0", "f1", "f2", "f4", "f5", "f6"):
        features[name] = features[name].astype(int).map("n{}".format).astype("category")
    return Rows(features, labels)


TASKS = [
    Task("adult", "binary", "logloss", _adult, ("auc",)),
    Task("california_housing", "regression", "rmse", _california),
    Task("diamonds", "regression", "rmse", _diamonds),
    Task("covertype_93k", "multiclass", "multi_logloss", _covertype),
    Task("hflights", "regression", "rmse", _hflights),
    Task("beMTPL97", "poisson", "poisson_deviance", _insurance),
    Task("agaricus", "binary", "logloss", _mushrooms, ("auc",)),
    Task("agaricus, 1 row in a leaf", "binary", "logloss", _mushrooms, ("auc",), rows_in_leaf=1),
    Task("example regression, initial scores", "regression", "rmse", _regression),
    Task("example binary, weights", "binary", "logloss", _binary, ("auc",)),
    Task("example multiclass", "multiclass", "multi_logloss", _multiclass),
    Task("example rank", "lambdarank", "ndcg@10", _rank),
    Task("example categorical", "binary", "logloss", _categorical, ("auc",)),
]
