"""The rows of the workloads: made once for each seed and scale, then found again."""

import shutil
import subprocess

from harness.places import BENCHMARKS, WORK


class MissingData(Exception):
    """Rows that cannot be had, with the reason."""


class Data:
    """Paths of files and folders that programs read; each is made when it is first asked for."""

    RIDES = 5_000_000
    TAXI = (2_000_000, 500_000)
    SMOOTH = (1_000_000, 200_000)

    def __init__(self, options, environment, products, say):
        self._options = options
        self._environment = environment
        self._products = products
        self._say = say
        self._folder = WORK / "data"
        self._folder.mkdir(parents=True, exist_ok=True)

    def path(self, name):
        """`taxi`, `real`, `weighted` and `binary` are folders of rows, `taxi-tables` too, with a CSV file for each part; `rides`
        is a CSV file.

        Raises MissingData.
        """
        return {"rides": self._rides, "taxi": self._taxi, "taxi-tables": self._taxi_tables, "real": self._real,
                "weighted": lambda: self._smooth("weighted"), "binary": lambda: self._smooth("binary")}[name]()

    def reference(self):
        """A file that says what is in `rides`."""
        rides = self._rides()
        return self._made(rides.with_suffix(".json"), lambda path: self._peer_side(
            "reference", "--rides", rides, "--output", path))

    def _rides(self):
        count = self._options.row_count(self.RIDES)
        return self._made(self._folder / f"rides-{self._options.seed}-{count}.csv", lambda path: self._run(
            [self._products.path("nyc-taxi-simulator"), "--rows", count, "--seed", self._options.seed,
             "--output", path]))

    def _taxi(self):
        training, held_out = map(self._options.row_count, self.TAXI)
        return self._made(self._folder / f"taxi-{self._options.seed}-{training}", lambda path: self._peer_side(
            "taxi", "--rides", self._rides(), "--training", training, "--held-out", held_out, "--output", path))

    def _taxi_tables(self):
        rows = self._taxi()
        for part in ("training", "held-out"):
            self._made(rows / f"{part}.csv", lambda path, part=part: self._peer_side(
                "table", "--rows", rows, "--part", part, "--output", path))
        return rows

    def _real(self):
        source = self._options.real_rides
        if not source.exists():
            raise MissingData(f"there is no {source}: give real rides in Kaggle's columns with --real-rides")
        return self._made(self._folder / f"real-{self._options.seed}-{source.stat().st_size}", lambda path: self._peer_side(
            "real", "--rides", source.resolve(), "--seed", self._options.seed, "--output", path))

    def _smooth(self, kind):
        training, held_out = map(self._options.row_count, self.SMOOTH)
        return self._made(self._folder / f"{kind}-{self._options.seed}-{training}", lambda path: self._peer_side(
            kind, "--training", training, "--held-out", held_out, "--seed", self._options.seed,
            "--output", path))

    def _made(self, path, make):
        """`path`, made beside its final name first: what is there is whole."""
        if path.exists():
            return path
        self._say(f"making {path.name}")
        unfinished = path.with_name(path.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        make(unfinished)
        return unfinished.rename(path)

    def _peer_side(self, *arguments):
        if not self._environment.has_data_packages:
            raise MissingData("numpy and pandas, which make the rows, are not there")
        self._run([self._environment.python, "-m", "peers.datasets", *arguments])

    def _run(self, command):
        done = subprocess.run(list(map(str, command)), cwd=BENCHMARKS, capture_output=True, text=True)
        if done.returncode != 0:
            raise MissingData("\n".join((done.stdout + done.stderr).strip().splitlines()[-3:]))
