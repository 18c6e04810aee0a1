#!/usr/bin/env python3
"""Repeated cross-validation on taxi rides: gbdt with its recipe against LightGBM on 14 plain features.

usage: taxi_cross_validation.py RIDES.csv[.gz] [--gbdt PATH] [--repeats N] [--folds N] [--threads N]

Both learn on the same rows with the same parameters (300 trees, rate 0.05, 63 leaves, else defaults) and
are measured on the same held-out rows: those that the recipe's filters keep. Prints one line a fold, then
the paired difference of RMSE with its standard error over folds. Needs lightgbm, numpy and pandas.
"""

import argparse
import math
import pathlib
import subprocess
import sys
import tempfile

import lightgbm
import numpy
import pandas

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Benchmarks"))

from peers.rides import kept_rides, plain_features  # noqa: E402: found by the line above

RECIPE = ROOT / "datasets/nyc-taxi/recipe.json"
PARAMETERS = {"num_iterations": 300, "learning_rate": 0.05, "num_leaves": 63}


def rmse(prediction, fare):
    return math.sqrt(numpy.mean((prediction - fare) ** 2))


def gbdt_rmse(gbdt, folder, training, held_out, threads):
    training.to_csv(folder / "training.csv", index=False)
    held_out.to_csv(folder / "held_out.csv", index=False)
    settings = [f"{name}={value}" for name, value in PARAMETERS.items()] + [f"num_threads={threads}"]
    model, output = folder / "model.gbdt", folder / "predictions.csv"
    subprocess.run(
        [gbdt, "train", "--data", folder / "training.csv", "--recipe", RECIPE, "--model", model,
         "--progress", "none", *settings], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(
        [gbdt, "predict", "--model", model, "--data", folder / "held_out.csv", "--output", output],
        check=True, stdout=subprocess.DEVNULL)
    return rmse(pandas.read_csv(output).prediction.to_numpy(), held_out.fare_amount.to_numpy())


def lightgbm_rmse(features, fares, training, held_out, threads):
    data = lightgbm.Dataset(features.loc[training], fares.loc[training])
    booster = lightgbm.train({**PARAMETERS, "objective": "regression", "verbosity": -1, "num_threads": threads}, data)
    return rmse(booster.predict(features.loc[held_out]), fares.loc[held_out].to_numpy())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rides")
    parser.add_argument("--gbdt", default=ROOT / ".build/release/gbdt")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    rides = kept_rides(arguments.rides)
    features = plain_features(rides)
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        for repeat in range(arguments.repeats):
            fold_of_row = numpy.random.default_rng(repeat).permutation(len(rides)) % arguments.folds
            for fold in range(arguments.folds):
                training, held_out = fold_of_row != fold, fold_of_row == fold
                ours = gbdt_rmse(arguments.gbdt, pathlib.Path(folder), rides[training], rides[held_out], arguments.threads)
                theirs = lightgbm_rmse(features, rides.fare_amount, training, held_out, arguments.threads)
                pairs.append((ours, theirs))
                print(f"repeat {repeat} fold {fold}: gbdt {ours:.4f}  LightGBM {theirs:.4f}", flush=True)
    ours, theirs = numpy.array(pairs).T
    difference = ours - theirs
    error = difference.std(ddof=1) / math.sqrt(len(difference))
    print(f"mean: gbdt {ours.mean():.4f}  LightGBM {theirs.mean():.4f}  difference {difference.mean():+.4f} +- {error:.4f}")


if __name__ == "__main__":
    main()
