"""What the command line asks for."""

import argparse
import dataclasses
import pathlib

from harness.machine import usable_cores
from harness.places import ROOT, WORK
from harness.workloads import NAMES

DESCRIPTION = """Compares gbdt with LightGBM, XGBoost and polars on this machine, in alternating runs.

Writes speed.txt, speed.json and speed.svg. Makes what it needs: the peers from PyPI in a virtual environment,
gbdt by `swift build -c release`, simulated rides (1 GB of disk in all). A second run uses them again.

workloads: """ + ", ".join(NAMES)


@dataclasses.dataclass(frozen=True)
class Options:
    only: tuple
    rounds: int
    seed: int
    scale: float
    quick: bool
    threads: int
    scaling: bool
    real_rides: pathlib.Path
    output: pathlib.Path
    offline: bool
    build: bool

    def row_count(self, full):
        """So many rows on this run's scale; enough to learn something from."""
        return full if self.scale == 1 else max(2_000, round(full * self.scale))

    def tree_count(self, full):
        return max(5, full // 10) if self.quick else full


def _parser():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--only", action="append", default=[], metavar="NAME", help="run this workload only (can be given again)")
    add("--rounds", type=int, metavar="N", help="runs of every contestant; medians count (default 3)")
    add("--seed", type=int, default=0, metavar="S", help="other rows of the same shape (default 0)")
    add("--rows", type=float, default=1, metavar="SCALE", dest="scale",
        help="factor on all numbers of simulated rows (default 1)")
    add("--quick", action="store_true",
        help="a smoke test: a hundredth of the rows, a tenth of the trees, one round")
    add("--threads", type=int, metavar="N",
        help="threads, and processor cores that processes may use (default 2, or 1 where there is 1)")
    add("--scaling", action="store_true", help="also train with 1 to N threads; fits the serial fraction")
    add("--real-rides", type=pathlib.Path, metavar="FILE",
        default=ROOT.parent / "shared/data/nyc-taxi/kaggle-train.csv.gz",
        help="real rides in Kaggle's columns (default ../shared/data/nyc-taxi/kaggle-train.csv.gz)")
    add("--output", type=pathlib.Path, default=WORK / "results", metavar="DIR",
        help="where results go (default .build/benchmarks/results)")
    add("--offline", action="store_true", help="install nothing: use the peers that are there")
    add("--no-build", action="store_false", dest="build", help="use .build/release as it is")
    return parser


def parse(arguments):
    """The options; exits with a message for what does not fit."""
    parser = _parser()
    given = parser.parse_args(arguments)
    unknown = [name for name in given.only if name not in NAMES]
    if unknown:
        parser.error(f"there is no workload {', '.join(unknown)}; there are {', '.join(NAMES)}")
    cores = len(usable_cores())
    threads = min(2, cores) if given.threads is None else given.threads
    if not 1 <= threads <= cores:
        parser.error(f"--threads {threads}: this machine has {cores} cores to use")
    rounds = given.rounds if given.rounds is not None else 1 if given.quick else 3
    if rounds < 1 or given.scale <= 0 or given.seed < 0:
        parser.error("--rounds is at least 1, --rows above 0, --seed at least 0")
    return Options(
        only=tuple(given.only), rounds=rounds, seed=given.seed, scale=given.scale * (0.01 if given.quick else 1),
        quick=given.quick, threads=threads, scaling=given.scaling, real_rides=given.real_rides,
        output=given.output, offline=given.offline, build=given.build)
