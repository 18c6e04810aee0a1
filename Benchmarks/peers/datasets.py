"""Makes the rows that all contestants learn from; see row_files.py for how they are kept.

usage: python -m peers.datasets taxi --rides CSV --training N --held-out N --output FOLDER
       python -m peers.datasets real --rides CSV --seed S --output FOLDER
       python -m peers.datasets weighted --training N --held-out N --seed S --output FOLDER
       python -m peers.datasets binary --training N --held-out N --seed S --output FOLDER
       python -m peers.datasets table --rows FOLDER --part PART --output FILE.csv
       python -m peers.datasets reference --rides CSV --output FILE.json
"""

import argparse
import json
import pathlib

import numpy
import pandas

from peers.rides import kept_rides, plain_features
from peers.row_files import RowFiles

SMOOTH_FEATURES = 28


def taxi(arguments):
    """Simulated rides in the order of the file: the first ones to train on, the next ones held out."""
    needed = arguments.training + arguments.held_out
    rides = kept_rides(arguments.rides)
    if len(rides) < needed:
        raise SystemExit(f"the filters keep {len(rides)} rides of {arguments.rides}, but {needed} are needed")
    features, fares = plain_features(rides[:needed]), rides.fare_amount[:needed]
    write(arguments.output, features.to_numpy(), fares.to_numpy(), arguments.training)


def real(arguments):
    """Real rides in an order that the seed decides; a fifth is held out."""
    rides = kept_rides(arguments.rides)
    order = numpy.random.default_rng(arguments.seed).permutation(len(rides))
    features, fares = plain_features(rides).to_numpy()[order], rides.fare_amount.to_numpy()[order]
    write(arguments.output, features, fares, len(rides) - len(rides) // 5)


def smooth(arguments):
    """28 features, a smooth function of them, and what is random."""
    random = numpy.random.default_rng(arguments.seed)
    count = arguments.training + arguments.held_out
    x = random.standard_normal((count, SMOOTH_FEATURES), dtype=numpy.float32)
    # A third of the columns with heavy tails, a third products of others, as physics has them.
    x[:, 9:18] = numpy.exp(x[:, 9:18])
    x[:, 18:27] = x[:, 0:9] * x[:, 9:18] + 0.5 * x[:, 18:27]
    score = x[:, 0] * x[:, 1] + numpy.abs(x[:, 2]) - numpy.log1p(x[:, 9]) + 0.3 * x[:, 18] + numpy.sin(2 * x[:, 27])
    return x, score, random


def weighted(arguments):
    """A smooth function with noise; a row's weight is p (1 - p) of a logistic score."""
    x, score, random = smooth(arguments)
    chance = 1 / (1 + numpy.exp(-score))
    labels = score + random.standard_normal(len(score), dtype=numpy.float32)
    write(arguments.output, x, labels, arguments.training, numpy.maximum(chance * (1 - chance), 1e-4))


def binary(arguments):
    """1 with the chance that the logistic function of a smooth one gives, else 0."""
    x, score, random = smooth(arguments)
    labels = random.random(len(score)) < 1 / (1 + numpy.exp(-score))
    write(arguments.output, x, labels.astype(numpy.float32), arguments.training)


def write(folder, features, labels, training_count, weights=None):
    files = RowFiles(folder)
    for part, rows in (("training", slice(training_count)), ("held-out", slice(training_count, None))):
        files.write(part, features[rows], labels[rows], None if weights is None else weights[rows])


def table(arguments):
    """A part of rows as CSV: columns f0, f1, ... and the label, `y`.

    Each number is the shortest text that is the same number in single precision.
    """
    rows = RowFiles(arguments.rows)
    features = rows.features(arguments.part)
    frame = pandas.DataFrame(features, columns=[f"f{place}" for place in range(features.shape[1])])
    frame["y"] = rows.labels(arguments.part)
    # Whole numbers stand without a point.
    whole = {name: "int32" for name in frame if not numpy.mod(frame[name], 1).any()}
    frame.astype(whole).to_csv(arguments.output, index=False)


def reference(arguments):
    """What a reader must find in a CSV of rides: rows, and the sum of each column.

    Timestamps are summed as whole seconds since 1970, texts by their lengths in bytes.
    """
    rides = pandas.read_csv(arguments.rides)
    epoch = pandas.Timestamp("1970-01-01", tz="UTC")
    seconds = (pandas.to_datetime(rides.pickup_datetime, utc=True) - epoch) // pandas.Timedelta(seconds=1)
    sums = {name: float(rides[name].sum()) for name in rides.select_dtypes("float").columns}
    sums["passenger_count"] = int(rides.passenger_count.sum())
    sums["pickup_datetime"] = int(seconds.sum())
    sums["key"] = int(rides.key.str.len().sum())
    arguments.output.write_text(json.dumps({"rows": len(rides), "sums": sums}))


KINDS = {"taxi": taxi, "real": real, "weighted": weighted, "binary": binary, "table": table, "reference": reference}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("--rides")
    parser.add_argument("--rows")
    parser.add_argument("--part")
    parser.add_argument("--training", type=int)
    parser.add_argument("--held-out", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    KINDS[arguments.kind](arguments)


if __name__ == "__main__":
    main()
