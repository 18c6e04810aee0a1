"""Results that no machine measured, for tests of what is made of results."""

from harness import results
from harness.workloads import GBDT, LIGHTGBM, QUANTISED, Goal, Workload

WORKLOAD = Workload(
    "train-taxi", "train on <few> rows & features", "train", "taxi", "train_s", (GBDT, LIGHTGBM, QUANTISED),
    {"trees": 1}, (
        Goal("faster LightGBM / gbdt", "train_s", (LIGHTGBM.name, QUANTISED.name), GBDT.name, 1.6, 2.5),
        Goal("held-out RMSE, gbdt / LightGBM", "rmse", (GBDT.name,), LIGHTGBM.name, 1.005, 1, at_most=True),
        Goal("peak memory, LightGBM / gbdt", "memory_bytes", (LIGHTGBM.name,), GBDT.name, 1, 2),
    ))


def measurements():
    def measured(seconds, rmse, memory):
        return [{"round": number + 1, "train_s": value, "rmse": rmse, "memory_bytes": memory}
                for number, value in enumerate(seconds)]
    return {
        "gbdt": measured([2, 1, 9], 3.7, 50e6),
        "LightGBM": measured([8, 7, 7.5], 3.69, 100e6),
        "LightGBM quantised": measured([4, 3, 5], 3.76, 80e6),
    }


def document(found=None, problems=()):
    """What `Benchmarks/run` writes as JSON."""
    found = measurements() if found is None else found
    return {
        "date": "2026-01-02T03:04:05+00:00", "commit": {"hash": "0123456789abcdef", "has_changes": True},
        "toolchain": "Swift version 6", "versions": {"lightgbm": "4.7.0"}, "notes": ["a note"],
        "machine": {"processor": "A Processor", "processors": 2, "memory_bytes": 2**33, "system": "Debian",
                    "kernel": "6"},
        "options": {"rounds": 3, "seed": 0, "scale": 1, "quick": False, "threads": 2, "only": []},
        "workloads": [results.of_workload(WORKLOAD, found, list(problems))],
        "scaling": [{"name": "gbdt", "seconds": {1: 2.0, 2: 1.2}, "serial_fraction": 0.2}],
    }
