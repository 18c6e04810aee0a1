"""The results as text."""

from harness.workloads import QUANTITIES, written


def text(results):
    """The whole table: what it was measured on, the goals, then each workload."""
    machine, options = results["machine"], results["options"]
    lines = [
        f"gbdt {_commit(results)}, {results['date']}",
        f"{machine['processor']}, {options['threads']} of {machine['processors']} processors, "
        f"{machine['memory_bytes'] / 2**30:.0f} GiB, {machine['system']}, Linux {machine['kernel']}",
        ", ".join(f"{name} {version}" for name, version in results["versions"].items()),
        f"medians of {options['rounds']} alternating runs, seed {options['seed']}, rows x {options['scale']:g}",
    ]
    lines += [f"NOTE: {note}" for note in results["notes"]]
    lines += ["", *_aligned([("", "measured", "to reach", "aim", "")] + [
        row for workload in results["workloads"] for row in _goals(workload)])]
    for workload in results["workloads"]:
        lines += ["", f"{workload['name']}: {workload['title']}", *_contestants(workload)]
        lines += [f"  not counted: {name}, whose held-out RMSE is {ratio - 1:.1%} above the best"
                  for name, ratio in workload["not_counted"].items()]
        lines += [f"  MISSING: {problem}" for problem in workload["problems"]]
    for each in results["scaling"]:
        seconds = ", ".join(f"{threads}: {value:.2f} s" for threads, value in each["seconds"].items())
        fraction = "" if each["serial_fraction"] is None else f"; serial fraction {each['serial_fraction']:.3f}"
        lines.append(f"  {each['name']} by threads: {seconds}{fraction}")
    return "\n".join(lines) + "\n"


def _commit(results):
    return results["commit"]["hash"][:12] + (" with changes" if results["commit"]["has_changes"] else "")


def _goals(workload):
    for goal in workload["goals"]:
        digits = 3 if goal["quantity"] == "rmse" else 1 if goal["under"] is None else 2
        sign = "<=" if goal["at_most"] else ">="
        value = "-" if goal["value"] is None else f"{goal['value']:.{digits}f}"
        verdict = {None: "not measured", True: "reached", False: "NOT REACHED"}[goal["reached"]]
        yield (f"{workload['name']}: {goal['title']}", value, f"{sign} {goal['target']:g}", f"{sign} {goal['aim']:g}",
               verdict)


def _contestants(workload):
    quantities = [quantity for quantity in QUANTITIES
                  if any(quantity in each["medians"] for each in workload["contestants"])]
    rows = [("", *(QUANTITIES[quantity][0] for quantity in quantities), "runs")]
    for each in workload["contestants"]:
        values = [written(quantity, each["medians"][quantity]) if quantity in each["medians"] else "-"
                  for quantity in quantities]
        rows.append((each["name"], *values, _spread(workload["quantity"], each["measurements"])))
    return ["  " + line for line in _aligned(rows)] if len(rows) > 1 else []


def _spread(quantity, measurements):
    """The quickest and the slowest run."""
    values = [each[quantity] for each in measurements]
    return f"{written(quantity, min(values))} .. {written(quantity, max(values))}"


def _aligned(rows):
    """Columns of equal width, the first to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        yield "  ".join(cells).rstrip()
