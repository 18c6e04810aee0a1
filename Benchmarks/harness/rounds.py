"""Runs the contestants of a workload in turn, round after round, and checks what they did."""

import json
import subprocess
import tempfile
from pathlib import Path

from harness import checks
from harness.data import MissingData
from harness.places import WORK
from harness.processes import ProcessFailed
from harness.workloads import GBDT, written

# Rows that are predicted one by one.
SINGLE_ROWS = 2_000


class Rounds:
    """Measures workloads. Models that are only predicted with are trained once and kept until the end."""

    def __init__(self, options, programs, products, data, say):
        self._options = options
        self._programs = programs
        self._products = products
        self._data = data
        self._say = say
        self._scratch = tempfile.TemporaryDirectory(dir=WORK)
        self._folder = Path(self._scratch.name)
        self._models = {}
        # By workload: of the model of whoever says what its model is.
        self._hashes = {}

    def run(self, workload):
        """All measurements, by contestant and in order of time, and what went wrong."""
        self._say(f"\n{workload.name}: {workload.title}")
        measurements, problems = {}, []
        try:
            rows = self._data.path(workload.rows)
        except MissingData as missing:
            return {}, [str(missing)]
        contestants = [each for each in workload.contestants if self._programs.is_available(each)]
        problems += [f"{each.name} is not installed" for each in workload.contestants if each not in contestants]
        for round_number in range(self._options.rounds):
            # Another one begins each time, so that nobody always runs on a processor that has rested.
            turn = round_number % max(1, len(contestants))
            for contestant in contestants[turn:] + contestants[:turn]:
                try:
                    found = self._measure(workload, contestant, rows)
                except (ProcessFailed, checks.CheckFailed, MissingData) as error:
                    problems.append(f"{contestant.name}: {error}")
                    self._say(f"  {problems[-1]}")
                    contestants = [each for each in contestants if each is not contestant]
                    measurements.pop(contestant.name, None)
                    continue
                measurements.setdefault(contestant.name, []).append({"round": round_number + 1, **found})
                self._say(f"  round {round_number + 1}  {contestant.name:<32}"
                          f" {written(workload.quantity, found[workload.quantity])}")
        return measurements, problems

    def _measure(self, workload, contestant, rows):
        arguments = {"--data": rows, "--threads": contestant.threads or self._options.threads}
        if contestant.workers is not None:
            arguments["--workers"] = contestant.workers
        if workload.command == "load":
            found = self._programs.measure(contestant, ["load", *_flat(arguments)])
            checks.loaded(found, json.loads(self._data.reference().read_text()))
            del found["sums"]
            return found
        arguments["--predictions"] = predictions = self._folder / "predictions"
        if workload.command == "train":
            found = self._programs.measure(contestant, ["train", *_flat(arguments), *_flat(_options(workload))])
            found["rmse"] = checks.held_out_rmse(predictions, rows)
            if "model_sha256" in found:
                checks.same_model(found, self._hashes.setdefault(workload.name, found["model_sha256"]))
            return found
        arguments["--model"], reference = self._model(workload, contestant, rows)
        if workload.command == "predict-row":
            arguments["--rows"] = SINGLE_ROWS
        found = self._programs.measure(contestant, [workload.command, *_flat(arguments)])
        checks.equal_predictions(predictions, reference)
        return found

    def _model(self, workload, contestant, rows):
        """A model file of the contestant, and its predictions of the held-out rows right after training."""
        # gbdt's ways to predict share a model; a peer's variants are other ways to train.
        key = contestant.program if contestant.program == GBDT.program else contestant.name
        if key not in self._models:
            self._say(f"  training {contestant.name}'s model")
            # XGBoost chooses the format by the name's end; to the others any is fine.
            model, predictions = self._folder / f"{key}.json", self._folder / f"{key}.predictions"
            self._programs.measure(contestant, ["train", *_flat(_options(workload)), *_flat({
                "--data": rows, "--threads": self._options.threads, "--predictions": predictions,
                "--model": model})])
            checks.held_out_rmse(predictions, rows)
            if contestant.program == GBDT.program:
                self._check_against_json(model, predictions, rows)
            self._models[key] = (model, predictions)
        return self._models[key]

    def _check_against_json(self, model, predictions, rows):
        exported = self._folder / "exported.json"
        done = subprocess.run(
            [self._products.path("gbdt"), "export", "--model", model, "--format", "json", "--output", exported],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise ProcessFailed(done.stderr.strip())
        checks.equal_to_interpreter(predictions, rows, exported)


def _options(workload):
    return {f"--{name}": value for name, value in workload.settings.items()}


def _flat(options):
    return [str(word) for pair in options.items() for word in pair]
