"""Whether what was measured did the work: a fast wrong answer is no result."""

import array
import importlib.util
import json
import math
import sys

from harness.places import ROOT

INTERPRETER = ROOT / "Tests/EndToEndTests/if_else_interpreter.py"
LARGEST_DIFFERENCE = 1e-4


class CheckFailed(Exception):
    """What was wrong."""


def floats(path, kind):
    """A file of little-endian numbers: `f` for single, `d` for double precision."""
    values = array.array(kind)
    values.frombytes(path.read_bytes())
    if sys.byteorder == "big":
        values.byteswap()
    return values


def held_out_rmse(predictions_path, rows):
    """The root mean squared error, weighted where rows have weights, of predictions of the held-out rows."""
    predictions, labels = floats(predictions_path, "d"), floats(rows / "held-out.labels", "f")
    weights_path = rows / "held-out.weights"
    weights = floats(weights_path, "f") if weights_path.exists() else [1] * len(labels)
    if len(predictions) != len(labels):
        raise CheckFailed(f"{len(predictions)} predictions for {len(labels)} rows")
    total = math.fsum(weights)
    rmse = _error(predictions, labels, weights, total)
    mean = math.fsum(w * y for w, y in zip(weights, labels)) / total
    if not rmse < _error([mean] * len(labels), labels, weights, total):
        raise CheckFailed(f"a held-out RMSE of {rmse}, no better than that of the mean")
    return rmse


def _error(predictions, labels, weights, total):
    return math.sqrt(math.fsum(w * (p - y) ** 2 for p, y, w in zip(predictions, labels, weights)) / total)


def equal_predictions(path, reference_path):
    """Requires predictions to be those, or the first of those, that the model made when it was trained."""
    predictions, reference = floats(path, "d"), floats(reference_path, "d")
    for row, (found, expected) in enumerate(zip(predictions, reference)):
        if not abs(found - expected) <= LARGEST_DIFFERENCE:
            raise CheckFailed(f"row {row}: predicted {found}, but {expected} by the same model after training")


def equal_to_interpreter(predictions_path, rows, model_json, row_count=100):
    """Requires the first predictions to be, bit for bit, those of the model's JSON by an independent program."""
    specification = importlib.util.spec_from_file_location("if_else_interpreter", INTERPRETER)
    interpreter = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(interpreter)
    predictions, features = floats(predictions_path, "d"), floats(rows / "held-out.features", "f")
    stored = len(predictions)
    model = json.loads(model_json.read_text())
    for row in range(min(row_count, stored)):
        values = {f"f{place}": features[place * stored + row] for place in range(len(features) // stored)}
        expected = interpreter.raw_scores(model, values)[0]
        if predictions[row] != expected:
            raise CheckFailed(f"row {row}: predicted {predictions[row]}, but the model's JSON says {expected}")


def same_model(measured, expected_hash):
    """Requires a model to be, to the byte, that of others on the same rows."""
    found = measured["model_sha256"]
    if found != expected_hash:
        raise CheckFailed(f"its model's SHA-256 is {found[:12]}..., that of another run {expected_hash[:12]}...")


def loaded(measured, reference):
    """Requires a reader to have found the rows, and in each column the sum, that the reference has."""
    if measured["rows"] != reference["rows"]:
        raise CheckFailed(f"{measured['rows']} rows, but the file has {reference['rows']}")
    for name, expected in reference["sums"].items():
        found = measured["sums"].get(name)
        if found is None or not math.isclose(found, expected, rel_tol=0 if isinstance(expected, int) else 1e-9):
            raise CheckFailed(f"column {name} sums to {found}, but the file's to {expected}")
