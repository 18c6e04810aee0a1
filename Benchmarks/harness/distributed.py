"""Training over worker processes: what is compared with what, and what is to be reached."""

from harness.workloads import Contestant, Goal, Workload

WORKERS = (1, 2, 4, 8)
# Peers are compared where every worker has a core of its own on any machine.
PEER_WORKERS = (2,)


def _contestants(program, variant, options, counts):
    """One process with all threads, then so many workers, which share them: at least one each."""
    title = program if not variant else f"{program} {variant}"
    yield Contestant(f"{title}, one process", program, variant, options.threads, workers=0)
    for count in counts:
        yield Contestant(
            f"{title}, {count} worker" + "s" * (count > 1), program, variant, max(1, options.threads // count),
            workers=count)


def _taxi(options):
    peer_counts = WORKERS if "more-peers" in options.flags else PEER_WORKERS
    contestants = (
        *_contestants("gbdt", "", options, WORKERS), *_contestants("LightGBM", "", options, peer_counts),
        *_contestants("XGBoost", "depth-wise", options, peer_counts))
    return Workload(
        "train-taxi", "train on 2 M simulated rides x 14 features, 100 trees, 255 leaves", "train", "taxi-tables",
        "train_s", contestants, {"trees": options.tree_count(100), "leaves": 255, "rate": 0.1, "bins": 255}, (
            _slower(2, 1.15, 1.05), _slower(4, 2, 1.3), _slower(8, 3, 2),
            _faster("LightGBM", "LightGBM, 2 workers", 1.6, 2.5),
            _faster("XGBoost", "XGBoost depth-wise, 2 workers", 1.9, 2.5)))


def _slower(count, target, aim):
    return Goal(f"gbdt, {count} workers / one process", "train_s", (f"gbdt, {count} workers",), "gbdt, one process",
                target, aim, at_most=True)


def _faster(title, peer, target, aim):
    return Goal(f"2 workers, {title} / gbdt", "train_s", (peer,), "gbdt, 2 workers", target, aim)


ALL = {"train-taxi": _taxi}
