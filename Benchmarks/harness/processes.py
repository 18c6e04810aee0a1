"""Contestants as processes: every measurement in a fresh one, so that memory and threads are its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile

from harness.places import BENCHMARKS

MODULES = {"LightGBM": "peers.lightgbm_peer", "XGBoost": "peers.xgboost_peer", "polars": "peers.polars_peer"}
# With workers.
WORKER_MODULES = {"LightGBM": "peers.lightgbm_workers", "XGBoost": "peers.xgboost_workers"}
# Peers whose threads wait busily may take for ever where there are too few cores.
LONGEST_SECONDS = 300


class ProcessFailed(Exception):
    """A contestant that did not measure anything, with what it says."""


class Programs:
    """Starts contestants on the given processors."""

    def __init__(self, environment, products, cpus):
        self._environment = environment
        self._products = products
        self._cpus = set(cpus)

    def is_available(self, contestant):
        return contestant.program == "gbdt" or contestant.program in self._environment.peers

    def measure(self, contestant, arguments):
        """Runs the contestant, in as many copies at once as it has, and returns what the slowest measured.

        Raises ProcessFailed.
        """
        command = [*self._command(contestant), *map(str, arguments)]
        if contestant.variant:
            command += ["--variant", contestant.variant]
        outputs = [tempfile.TemporaryFile("w+") for _ in range(contestant.copies)]
        messages = [tempfile.TemporaryFile("w+") for _ in range(contestant.copies)]
        running = [
            subprocess.Popen(command, cwd=BENCHMARKS, stdin=subprocess.DEVNULL, stdout=output, stderr=message,
                             env=self._variables(), start_new_session=True, preexec_fn=lambda: os.sched_setaffinity(0, self._cpus))
            for output, message in zip(outputs, messages)]
        try:
            for process in running:
                process.wait(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ProcessFailed(f"did not end within {LONGEST_SECONDS} s") from error
        finally:
            for process in running:
                _end(process)
        found = [self._result(*each) for each in zip(running, outputs, messages)]
        return max(found, key=lambda each: each.get("train_s", 0))

    def _command(self, contestant):
        if contestant.workers is None:
            if contestant.program == "gbdt":
                return [str(self._products.path("gbdt-benchmark"))]
            return [str(self._environment.python), "-m", MODULES[contestant.program]]
        if contestant.program == "gbdt":
            return [sys.executable, "-m", "harness.gbdt_workers", "--gbdt", str(self._products.path("gbdt"))]
        return [str(self._environment.python), "-m", WORKER_MODULES[contestant.program]]

    @staticmethod
    def _variables():
        """The environment without what would change the number of threads or how they wait."""
        return {name: value for name, value in os.environ.items()
                if not name.startswith(("OMP_", "KMP_", "GOMP_", "GBDT_", "MALLOC_", "POLARS_"))}

    @staticmethod
    def _result(process, output, messages):
        for file in (output, messages):
            file.seek(0)
        if process.returncode != 0:
            lines = messages.read().strip().splitlines()
            raise ProcessFailed(lines[-1] if lines else f"ended with {process.returncode}")
        return json.loads(output.read().splitlines()[-1])


def _end(process):
    """Ends a process with all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # All are gone.
    process.wait()
