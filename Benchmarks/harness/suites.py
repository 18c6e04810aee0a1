"""What each command of this folder measures."""

import dataclasses

from harness import distributed, workloads
from harness.environment import PEERS


@dataclasses.dataclass(frozen=True)
class Suite:
    """`workloads` and `optional` have, by name, what makes a workload of the options; `flags` ask for the latter.

    `results` is the name of the files that are written, without their endings.
    """
    program: str
    results: str
    description: str
    products: tuple
    peers: tuple
    workloads: dict
    optional: dict = dataclasses.field(default_factory=dict)
    flags: dict = dataclasses.field(default_factory=dict)
    has_plot: bool = False

    def chosen(self, options):
        """The workloads that the options ask for, in order."""
        made = [make(options) for name, make in self.workloads.items() if not options.only or name in options.only]
        return made + [make(options) for name, make in self.optional.items() if name in options.flags]


SPEED = Suite(
    "run", "speed", """Compares gbdt with LightGBM, XGBoost and polars on this machine, in alternating runs.

Writes speed.txt, speed.json and speed.svg. Makes what it needs: the peers from PyPI in a virtual environment,
gbdt by `swift build -c release`, simulated rides (1 GB of disk in all). A second run uses them again.""",
    ("gbdt-benchmark", "gbdt", "nyc-taxi-simulator"), tuple(PEERS), workloads.ALL, workloads.OPTIONAL,
    {"scaling": "also train with 1 to N threads; fits the serial fraction"}, has_plot=True)

DISTRIBUTED = Suite(
    "distributed", "distributed", """Compares training over worker processes with one process, and gbdt with LightGBM and XGBoost over theirs,
on this machine, in alternating runs.

Writes distributed.txt and distributed.json. Makes what it needs: the peers from PyPI in a virtual environment,
gbdt by `swift build -c release`, simulated rides (1 GB of disk in all). A second run uses them again.""",
    ("gbdt", "nyc-taxi-simulator"), ("LightGBM", "XGBoost"), distributed.ALL,
    flags={"more-peers": "the peers over as many workers as gbdt, too; they may take minutes"})
