"""The commands `Benchmarks/run` and `Benchmarks/distributed`."""

import datetime
import sys

from harness import json_text, machine, options as command_line, plot, products, results, table
from harness.data import Data
from harness.environment import DATA, PEERS, Environment
from harness.processes import Programs
from harness.rounds import Rounds

# With less, the machine counts as idle.
BUSY = 0.5


def say(text):
    print(text, file=sys.stderr, flush=True)


def main(arguments, suite):
    """Runs what the options ask for and writes the results; 1 if something could not be measured."""
    options = command_line.parse(arguments, suite)
    options.output.mkdir(parents=True, exist_ok=True)
    environment = Environment(say, options.offline, suite.peers)
    built = products.Products(say, options.build, suite)
    document = _heading(options, environment)
    programs = Programs(environment, built, machine.usable_cores()[:options.threads])
    rounds = Rounds(options, programs, built, Data(options, environment, built, say), say)
    for workload in suite.chosen(options):
        measurements, problems = rounds.run(workload)
        document["workloads"].append(results.of_workload(workload, measurements, problems))
        if workload.name == "scaling":
            document["scaling"] = results.scaling(workload, measurements)
        # After each workload, so that an interrupted run leaves what it measured.
        _write(document, options.output, suite)
    print(table.text(document), end="")
    say(f"\nwritten: {options.output}/{suite.results}.txt, .json" + (", .svg" if suite.has_plot else ""))
    return 1 if any(each["problems"] for each in document["workloads"]) else 0


def _heading(options, environment):
    """What results are worth nothing without."""
    installed = environment.installed()
    notes = []
    if options.quick or options.scale != 1:
        notes.append("fewer rows than the titles say; a smoke test, not a benchmark")
    busy = machine.busy_processors()
    if busy > BUSY:
        notes.append(f"others kept {busy:.1f} processors busy in the minute before")
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": products.commit(), "toolchain": products.toolchain(), "machine": machine.description(),
        "versions": {name: installed[name] for packages in (DATA, *PEERS.values()) for name in packages if name in installed},
        "options": {
            "rounds": options.rounds, "seed": options.seed, "scale": options.scale, "quick": options.quick,
            "threads": options.threads, "only": list(options.only)},
        "notes": notes + environment.problems, "workloads": [], "scaling": [],
    }


def _write(document, folder, suite):
    (folder / f"{suite.results}.json").write_text(json_text.text(document))
    (folder / f"{suite.results}.txt").write_text(table.text(document))
    if suite.has_plot:
        (folder / f"{suite.results}.svg").write_text(plot.svg(document))
