"""gbdt over worker processes, or in one: its command, on a CSV file.

usage: python -m harness.gbdt_workers train --gbdt PROGRAM --data FOLDER --workers N --threads N ...
"""

import argparse
import array
import json
import pathlib
import subprocess
import tempfile
import time


def train(options, folder):
    model, summary = folder / "model.gbdt", folder / "summary.json"
    began = time.perf_counter()
    run([options.gbdt, "train", "--data", options.data / "training.csv", "--label", "y", "--model", model,
         "--summary", summary, "--progress", "none", "--workers", options.workers, f"num_threads={options.threads}",
         f"num_iterations={options.trees}", f"num_leaves={options.leaves}", f"learning_rate={options.rate}",
         f"max_bin={options.bins}"])
    total_seconds = time.perf_counter() - began
    predict(options, model, folder)
    return measured(json.loads(summary.read_text())) | {"total_s": total_seconds}


def measured(summary):
    """What a benchmark wants to know of a run's summary."""
    timings, collective, trees = summary["timings"], summary["collective"], summary["trees"]
    found = {
        # Until the rows are binned; they are read before.
        "bin_s": timings["load_s"] + timings["bin_s"], "train_s": timings["train_s"],
        "rows": summary["rows"], "trees": trees, "model_sha256": summary["model_sha256"],
    }
    if collective["rounds"] > 0:
        found |= {"tree_exchanges": collective["rounds"] / trees, "tree_bytes": collective["bytes"] / trees}
    return found


def predict(options, model, folder):
    """The held-out rows' predictions, as the harness checks them."""
    output = folder / "predictions.csv"
    run([options.gbdt, "predict", "--model", model, "--data", options.data / "held-out.csv", "--output", output])
    with open(output) as lines:
        next(lines)
        predictions = array.array("d", map(float, lines))
    options.predictions.write_bytes(predictions.tobytes())


def run(command):
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr.strip() or f"{command[0]} ended with {done.returncode}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["train"])
    for name in ("gbdt", "data", "predictions"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    for name in ("workers", "threads", "trees", "leaves", "bins"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(train(options, pathlib.Path(folder))))


if __name__ == "__main__":
    main()
