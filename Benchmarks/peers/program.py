"""The program of a peer that learns trees: the same commands and options as gbdt-benchmark's.

A peer has `bin(features, labels, weights, options)`, `train(data, options)`, `save(model, path)`,
`load(path, threads)`, `predict(model, features, threads)`, `row_predictor(model)`, and
`predictors(model, features, threads)`: every reasonable way to predict many rows, of which the fastest counts.
"""

import argparse
import json
import statistics

import numpy

from peers.measuring import Clock, PeakMemory
from peers.row_files import RowFiles

WARM_UP_ROWS = 10_000
# After one to warm up; the median counts.
ROW_PASSES = 9


def train(peer, options):
    rows = RowFiles(options.data)
    features, labels, weights = (read("training", options.rows) for read in (rows.features, rows.labels, rows.weights))
    with PeakMemory() as memory:
        clock = Clock()
        data = peer.bin(features, labels, weights, options)
        bin_seconds = clock.lap()
        model = peer.train(data, options)
        train_seconds = clock.lap()
    write(peer.predict(model, rows.features("held-out"), options.threads), options.predictions)
    if options.model:
        peer.save(model, options.model)
    return {"bin_s": bin_seconds, "train_s": train_seconds, "memory_bytes": memory.growth, "rows": len(labels),
            "trees": options.trees}


def predict(peer, options):
    features = RowFiles(options.data).features("held-out")
    model = peer.load(options.model, options.threads)
    peer.predict(model, features[:WARM_UP_ROWS], options.threads)
    seconds, predictions = None, None
    for predictor in peer.predictors(model, features, options.threads):
        clock = Clock()
        found = predictor()
        lap = clock.lap()
        if seconds is None or lap < seconds:
            seconds, predictions = lap, found
    write(predictions, options.predictions)
    return {"predict_s": seconds, "rows": len(predictions)}


def predict_row(peer, options):
    features = RowFiles(options.data).features("held-out", options.rows)
    rows = [features[index:index + 1] for index in range(len(features))]
    predictor = peer.row_predictor(peer.load(options.model, 1))
    clock, seconds = Clock(), []
    for _ in range(1 + ROW_PASSES):
        predictions = [predictor(row) for row in rows]
        seconds.append(clock.lap())
    write(numpy.concatenate(predictions), options.predictions)
    return {"row_us": statistics.median(seconds[1:]) / len(rows) * 1e6, "rows": len(rows)}


def write(predictions, path):
    numpy.asarray(predictions).astype("<f8").tofile(path)


def run(peer):
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["train", "predict", "predict-row"])
    parser.add_argument("--variant")
    parser.add_argument("--data", required=True)
    for name in ("rows", "trees", "leaves", "bins", "threads"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--objective", choices=["regression", "binary"])
    parser.add_argument("--predictions", required=True)
    parser.add_argument("--model")
    options = parser.parse_args()
    measure = {"train": train, "predict": predict, "predict-row": predict_row}[options.command]
    print(json.dumps(measure(peer, options)))
