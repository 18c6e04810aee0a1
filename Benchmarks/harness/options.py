"""What the command line asks for."""

import argparse
import dataclasses
import pathlib

from harness.machine import usable_cores
from harness.places import ROOT, WORK


@dataclasses.dataclass(frozen=True)
class Options:
    only: tuple
    rounds: int
    seed: int
    scale: float
    quick: bool
    threads: int
    flags: frozenset
    real_rides: pathlib.Path
    output: pathlib.Path
    offline: bool
    build: bool

    def row_count(self, full):
        """So many rows on this run's scale; enough to learn something from."""
        return full if self.scale == 1 else max(2_000, round(full * self.scale))

    def tree_count(self, full):
        return max(5, full // 10) if self.quick else full


def _parser(suite):
    description = f"{suite.description}\n\nworkloads: {', '.join(suite.workloads)}"
    parser = argparse.ArgumentParser(
        prog=f"Benchmarks/{suite.program}", description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
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
    for name, purpose in suite.flags.items():
        add(f"--{name}", action="append_const", dest="flags", const=name, help=purpose)
    add("--real-rides", type=pathlib.Path, metavar="FILE",
        default=ROOT.parent / "shared/data/nyc-taxi/kaggle-train.csv.gz",
        help="real rides in Kaggle's columns (default ../shared/data/nyc-taxi/kaggle-train.csv.gz)")
    add("--output", type=pathlib.Path, default=WORK / "results", metavar="DIR",
        help="where results go (default .build/benchmarks/results)")
    add("--offline", action="store_true", help="install nothing: use the peers that are there")
    add("--no-build", action="store_false", dest="build", help="use .build/release as it is")
    return parser


def parse(arguments, suite):
    """The options; exits with a message for what does not fit."""
    parser = _parser(suite)
    given = parser.parse_args(arguments)
    unknown = [name for name in given.only if name not in suite.workloads]
    if unknown:
        parser.error(f"there is no workload {', '.join(unknown)}; there are {', '.join(suite.workloads)}")
    cores = len(usable_cores())
    threads = min(2, cores) if given.threads is None else given.threads
    if not 1 <= threads <= cores:
        parser.error(f"--threads {threads}: this machine has {cores} cores to use")
    rounds = given.rounds if given.rounds is not None else 1 if given.quick else 3
    if rounds < 1 or given.scale <= 0 or given.seed < 0:
        parser.error("--rounds is at least 1, --rows above 0, --seed at least 0")
    return Options(
        only=tuple(given.only), rounds=rounds, seed=given.seed, scale=given.scale * (0.01 if given.quick else 1),
        quick=given.quick, threads=threads, flags=frozenset(given.flags or ()), real_rides=given.real_rides,
        output=given.output, offline=given.offline, build=given.build)
