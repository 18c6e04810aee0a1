#!/usr/bin/env python3
"""gbdt, LightGBM and XGBoost on public sets with equal parameters: is gbdt as accurate as the better one?

usage: tabular.py [--gbdt PATH] [--only NAME]... [--seeds N] [--iterations N] [--threads N] [--output DIR]

Every seed divides a set anew: four fifths to learn from, one to measure on; queries stay whole. All learn from the same
rows, and the same code measures their predictions. Writes tabular.txt and tabular.json. Needs lightgbm,
xgboost, numpy and pandas, and the sets in ../shared/data/tabular. Exits with 1 where gbdt is worse by more than two
standard errors of the paired difference.
"""

import argparse
import datetime
import math
import pathlib
import sys
import tempfile

import lightgbm
import numpy
import xgboost

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from harness import json_text, products  # noqa: E402: found by the line above
from harness.places import ROOT, WORK  # noqa: E402
from learners import BINS, LEAVES, RATE, Gbdt, LightGBM, XGBoost  # noqa: E402
from measures import LARGER_IS_BETTER, measure  # noqa: E402
from sets import FOLDER, TASKS  # noqa: E402

# A difference of so many standard errors counts.
ERRORS_THAT_COUNT = 2


def say(text):
    print(text, file=sys.stderr, flush=True)


def of_task(task, learners, seeds):
    """A set's part of the results: what every learner measured with every seed, and the verdict of each measure."""
    rows = task.read()
    names = (task.measure, *task.also)
    found = {name: {learner: [] for learner in learners} for name in names}
    for seed in range(seeds):
        training, held_out = rows.split(seed)
        for learner, program in learners.items():
            predictions = program.predictions(task, training, held_out)
            for name in names:
                found[name][learner].append(measure(name, held_out, predictions))
        say(f"{task.name}, seed {seed}: " + ", ".join(
            f"{learner} {values[-1]:.6g}" for learner, values in found[task.measure].items()))
    return {"name": task.name, "objective": task.objective, "rows": len(rows.labels), "features": rows.features.shape[1],
            "measures": [compared(name, values) for name, values in found.items()]}


def compared(name, values):
    """gbdt against the peer that is better on average, paired by seed; differences above 0 are worse."""
    sign = -1 if name in LARGER_IS_BETTER else 1
    means = {learner: float(numpy.mean(each)) for learner, each in values.items()}
    peer = min((learner for learner in values if learner != "gbdt"), key=lambda learner: sign * means[learner])
    worse_by = sign * (numpy.array(values["gbdt"]) - numpy.array(values[peer]))
    mean = float(worse_by.mean())
    error = float(worse_by.std(ddof=1) / math.sqrt(len(worse_by))) if len(worse_by) > 1 else 0.0
    return {"name": name, "means": means, "better_peer": peer, "worse_by": mean, "standard_error": error,
            "worse_by_share": mean / abs(means[peer]), "verdict": verdict(mean, error), "by_seed": values}


def verdict(worse_by, error):
    if abs(worse_by) <= ERRORS_THAT_COUNT * error:
        return "level"
    return "WORSE" if worse_by > 0 else "better"


def table(document):
    lines = [document["title"], ""]
    heading = ("set", "rows", "measure", "gbdt", "LightGBM", "XGBoost", "worse by", "+-", "share", "")
    body = [(each["name"] if place == 0 else "", f"{each['rows']:,}" if place == 0 else "", found["name"],
             *(f"{found['means'][learner]:.5g}" for learner in ("gbdt", "LightGBM", "XGBoost")),
             f"{found['worse_by']:+.2g}", f"{found['standard_error']:.1g}", f"{found['worse_by_share']:+.2%}", found["verdict"])
            for each in document["sets"] for place, found in enumerate(each["measures"])]
    widths = [max(len(row[place]) for row in (heading, *body)) for place in range(len(heading))]
    for row in (heading, *body):
        cells = [cell.ljust(width) if place in (0, 2) else cell.rjust(width)
                 for place, (cell, width) in enumerate(zip(row, widths))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def heading(arguments):
    return {
        "title": f"Held-out measures, means of {arguments.seeds} splits; {arguments.iterations} iterations, rate {RATE}, "
                 f"{LEAVES} leaves, 20 rows in a leaf, {BINS} bins",
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "commit": products.commit(),
        "versions": {"LightGBM": lightgbm.__version__, "XGBoost": xgboost.__version__}, "sets": []}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gbdt", default=ROOT / ".build/release/gbdt", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=pathlib.Path, default=WORK / "results")
    arguments = parser.parse_args()
    if not FOLDER.exists():
        parser.error(f"there is no {FOLDER}")
    unknown = set(arguments.only) - {task.name for task in TASKS}
    if unknown:
        parser.error(f"there is no set {', '.join(sorted(unknown))}; there are {', '.join(task.name for task in TASKS)}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    document = heading(arguments)
    with tempfile.TemporaryDirectory() as folder:
        learners = {
            "gbdt": Gbdt(arguments.gbdt.resolve(), pathlib.Path(folder), arguments.iterations, arguments.threads),
            "LightGBM": LightGBM(arguments.iterations, arguments.threads),
            "XGBoost": XGBoost(arguments.iterations, arguments.threads)}
        for task in TASKS:
            if not arguments.only or task.name in arguments.only:
                document["sets"].append(of_task(task, learners, arguments.seeds))
                # After each set, so that an interrupted run leaves what it measured.
                (arguments.output / "tabular.json").write_text(json_text.text(document))
                (arguments.output / "tabular.txt").write_text(table(document))
    print(table(document), end="")
    return 1 if any(each["measures"][0]["verdict"] == "WORSE" for each in document["sets"]) else 0


if __name__ == "__main__":
    sys.exit(main())
