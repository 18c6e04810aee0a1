"""Medians, ratios and whether goals are reached: everything that the table, the plot and the JSON show."""

import statistics

from harness.workloads import QUANTITIES


# Speed at the price of worse models is not the same work: LightGBM's quantised gradients cost 2% on simulated
# rides, which counts, and more than 10% on the few real ones, which does not.
LARGEST_RMSE_RATIO = 1.05


def of_workload(workload, measurements, problems):
    """A workload's part of the results, ready for JSON; every single measurement is in it."""
    contestants = [
        {"name": contestant.name, "medians": medians(measurements[contestant.name]),
         "measurements": measurements[contestant.name]}
        for contestant in workload.contestants if contestant.name in measurements]
    by_name = {each["name"]: each["medians"] for each in contestants}
    less_accurate = _less_accurate(by_name)
    return {
        "name": workload.name, "title": workload.title, "settings": workload.settings,
        "quantity": workload.quantity, "contestants": contestants,
        "goals": [_goal(goal, by_name, less_accurate) for goal in workload.goals],
        "not_counted": less_accurate, "problems": problems,
    }


def _less_accurate(by_name):
    """Contestants whose models are clearly worse than the best one, and by what factor."""
    errors = {name: medians["rmse"] for name, medians in by_name.items() if "rmse" in medians}
    ratios = {name: error / min(errors.values()) for name, error in errors.items()}
    return {name: ratio for name, ratio in ratios.items() if ratio > LARGEST_RMSE_RATIO}


def medians(measurements):
    """The median of each quantity that all measurements have."""
    return {
        quantity: statistics.median(each[quantity] for each in measurements)
        for quantity in QUANTITIES if all(each.get(quantity) is not None for each in measurements)}


def _goal(goal, by_name, less_accurate):
    value = _value(goal, by_name, less_accurate)
    reached = None if value is None else value <= goal.target if goal.at_most else value >= goal.target
    return {
        "title": goal.title, "quantity": goal.quantity, "over": list(goal.over), "under": goal.under, "value": value,
        "target": goal.target, "aim": goal.aim, "at_most": goal.at_most, "reached": reached}


def _value(goal, by_name, less_accurate):
    """None where a contestant is missing: a ratio over fewer peers would flatter."""
    numerators = [by_name.get(name, {}).get(goal.quantity) for name in goal.over if name not in less_accurate]
    denominator = by_name.get(goal.under, {}).get(goal.quantity) if goal.under else 1
    if not numerators or None in numerators or denominator is None or goal.under in less_accurate:
        return None
    return min(numerators) / denominator


def serial_fraction(seconds_by_threads):
    """Amdahl's fraction s of the work that threads do not share: T(n) = T(1) (s + (1 - s) / n), least squares.

    `seconds_by_threads` maps thread counts, of which 1 is one, to seconds. None where there is 1 only.
    """
    alone = seconds_by_threads[1]
    pairs = [(seconds / alone - 1 / threads, 1 - 1 / threads) for threads, seconds in seconds_by_threads.items()]
    squares = sum(x * x for _, x in pairs)
    return None if squares == 0 else min(1, max(0, sum(y * x for y, x in pairs) / squares))


def scaling(workload, measurements):
    """Seconds by threads of each program, with the serial fraction."""
    found = {}
    for contestant in workload.contestants:
        if contestant.name in measurements:
            program = contestant.name.split(",")[0]
            found.setdefault(program, {})[contestant.threads] = medians(measurements[contestant.name])["train_s"]
    return [{"name": name, "seconds": seconds, "serial_fraction": serial_fraction(seconds)}
            for name, seconds in found.items() if 1 in seconds]
