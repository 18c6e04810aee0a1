"""What is compared with what, and what is to be reached."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Contestant:
    """A program with its settings.

    `program` is `gbdt` or a name in `environment.PEERS`; `copies` run at once. With `workers` it is the
    program that trains over so many processes; 0 is one process alone, read from the same files.
    """
    name: str
    program: str
    variant: str = ""
    threads: int | None = None
    copies: int = 1
    workers: int | None = None


@dataclasses.dataclass(frozen=True)
class Goal:
    """A ratio of medians, and what it should be: the smallest of `over`, divided by that of `under`.

    Without `under` it is the median itself.
    """
    title: str
    quantity: str
    over: tuple
    under: str | None
    target: float
    aim: float
    at_most: bool = False


@dataclasses.dataclass(frozen=True)
class Workload:
    """One measurement of several contestants. `quantity` is what a process reports and the plot shows."""
    name: str
    title: str
    command: str
    rows: str
    quantity: str
    contestants: tuple
    settings: dict = dataclasses.field(default_factory=dict)
    goals: tuple = ()


GBDT = Contestant("gbdt", "gbdt")
LIGHTGBM = Contestant("LightGBM", "LightGBM")
QUANTISED = Contestant("LightGBM quantised", "LightGBM", "quantised")
DEPTH_WISE = Contestant("XGBoost depth-wise", "XGBoost", "depth-wise")
LEAF_WISE = Contestant("XGBoost leaf-wise", "XGBoost", "leaf-wise")
GBDT_RAW = Contestant("gbdt, through its recipe", "gbdt", "raw")
POLARS = Contestant("polars", "polars")
POLARS_PARSED = Contestant("polars, timestamps parsed", "polars", "parsed")

TRAINERS = (GBDT, LIGHTGBM, QUANTISED, DEPTH_WISE, LEAF_WISE)
PREDICTORS = (GBDT, LIGHTGBM, DEPTH_WISE, LEAF_WISE)
LIGHTGBMS = (LIGHTGBM.name, QUANTISED.name)
XGBOOSTS = (DEPTH_WISE.name, LEAF_WISE.name)

# Quantities that processes report: what a reader calls them, and how they are written.
QUANTITIES = {
    "train_s": ("training", "{:.2f} s"),
    "bin_s": ("binning", "{:.2f} s"),
    "predict_s": ("prediction", "{:.3f} s"),
    "row_us": ("one row", "{:.1f} us"),
    "load_s": ("loading", "{:.2f} s"),
    "total_s": ("in all", "{:.2f} s"),
    "tree_exchanges": ("exchanges a tree", "{:.0f}"),
    "tree_bytes": ("a tree", "{:.2f} MB"),
    "memory_bytes": ("memory", "{:.0f} MB"),
    "rmse": ("held-out RMSE", "{:.4f}"),
}


def written(quantity, value):
    """A value with its unit."""
    return QUANTITIES[quantity][1].format(value / 1e6 if quantity.endswith("_bytes") else value)


def _training(trees, leaves, rows=None, objective="regression"):
    """Settings of a training on the first `rows` rows, or on all."""
    settings = {"trees": trees, "leaves": leaves, "rate": 0.1, "bins": 255, "objective": objective}
    return settings if rows is None else settings | {"rows": rows}


def _faster(quantity, peers, title, target, aim):
    return Goal(f"{title} / gbdt", quantity, peers, GBDT.name, target, aim)


def _as_accurate():
    return Goal("held-out RMSE, gbdt / LightGBM", "rmse", (GBDT.name,), LIGHTGBM.name, 1.005, 1, at_most=True)


def _taxi(options):
    return Workload(
        "train-taxi", "train on 2 M simulated rides x 14 features, 100 trees, 255 leaves", "train", "taxi", "train_s",
        TRAINERS, _training(options.tree_count(100), 255), (
            _faster("train_s", LIGHTGBMS, "faster LightGBM", 1.6, 2.5),
            _faster("train_s", XGBOOSTS, "faster XGBoost", 1.9, 2.5),
            _as_accurate(),
            _faster("memory_bytes", (LIGHTGBM.name,), "peak memory, LightGBM", 1, 2),
        ))


def _real(options):
    return Workload(
        "train-real", "train on 52,457 real rides (a fifth held out) x 14 features, 300 trees, 63 leaves", "train",
        "real", "train_s", TRAINERS, _training(options.tree_count(300), 63),
        (_faster("train_s", LIGHTGBMS + XGBOOSTS, "fastest peer", 1.3, 2),))


def _weighted(options):
    return Workload(
        "train-weighted", "train on 1 M weighted rows x 28 features, squared error, 100 trees, 127 leaves", "train",
        "weighted", "train_s", TRAINERS, _training(options.tree_count(100), 127),
        (_faster("train_s", LIGHTGBMS + XGBOOSTS, "fastest peer", 1.3, 2), _as_accurate()))


def _binary(options):
    return Workload(
        "train-binary", "train on 1 M rows x 28 features, binary logistic, 100 trees, 127 leaves", "train", "binary",
        "train_s", TRAINERS, _training(options.tree_count(100), 127, objective="binary"),
        (_faster("train_s", LIGHTGBMS + XGBOOSTS, "fastest peer", 1.3, 2), _as_accurate()))


def _predict(options):
    return Workload(
        "predict", "predict 500 k rows x 14 features with 500 trees x 255 leaves, rows in memory", "predict", "taxi",
        "predict_s", PREDICTORS, _training(options.tree_count(500), 255, options.row_count(500_000)),
        (_faster("predict_s", XGBOOSTS, "faster XGBoost", 2, 3.5),))


def _predict_row(options):
    return Workload(
        "predict-row", "predict one row x 14 features with 500 trees x 255 leaves", "predict-row", "taxi", "row_us",
        (GBDT, GBDT_RAW, LIGHTGBM, DEPTH_WISE, LEAF_WISE), _training(options.tree_count(500), 255, options.row_count(500_000)),
        (Goal("one row, microseconds", "row_us", (GBDT.name,), None, 15, 5, at_most=True),))


def _load(options):
    return Workload(
        "load", "load 5 M simulated rides from CSV to typed columns, timestamps parsed", "load", "rides", "load_s",
        (GBDT, POLARS, POLARS_PARSED), {}, (_faster("load_s", (POLARS.name,), "polars (timestamps left as text)", 1, 1.5),))


def _contention(options):
    """A peer's own time alone is its measure: threads that wait busily for one another show here."""
    more = f", {options.threads + 1} threads on {options.threads} cores"
    contestants = tuple(
        dataclasses.replace(peer, **changes)
        for peer in (GBDT, LIGHTGBM, DEPTH_WISE)
        for changes in ({}, {"name": peer.name + more, "threads": options.threads + 1},
                        {"name": peer.name + ", two at once", "copies": 2}))
    return Workload(
        "contention", "train on 200 k simulated rides, 100 trees, 255 leaves, with too few cores", "train", "taxi",
        "train_s", contestants, _training(options.tree_count(100), 255, options.row_count(200_000)), (
            Goal("a thread too many / gbdt alone", "train_s", (GBDT.name + more,), GBDT.name, 1.5, 1.1, at_most=True),
            Goal("two trainings at once / gbdt alone", "train_s", (GBDT.name + ", two at once",), GBDT.name, 2.5, 2,
                 at_most=True),
        ))


def _scaling(options):
    contestants = tuple(
        dataclasses.replace(peer, name=f"{peer.name}, {threads} thread" + "s" * (threads > 1), threads=threads)
        for peer in (GBDT, LIGHTGBM, DEPTH_WISE) for threads in range(1, options.threads + 1))
    return Workload(
        "scaling", "train on 2 M simulated rides with 1 thread and more", "train", "taxi", "train_s", contestants,
        _training(options.tree_count(100), 255))


ALL = {
    "train-taxi": _taxi, "train-real": _real, "train-weighted": _weighted, "train-binary": _binary,
    "predict": _predict,
    "predict-row": _predict_row, "load": _load, "contention": _contention,
}
# Workloads that are only run when a flag of that name asks for them.
OPTIONAL = {"scaling": _scaling}
