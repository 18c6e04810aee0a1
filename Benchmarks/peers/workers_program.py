"""The program of a peer that trains over worker processes, each with its part of the rows.

A peer has `meeting(count)`, a context manager that gives what each worker needs to find the others; `joined(place)`,
one within which a worker is in touch with them; `bin(features, labels, options, place)` and
`train(data, options, place)`. `place` is what `meeting` gave the worker; None where one process trains alone.
"""

import argparse
import json
import multiprocessing
import multiprocessing.connection
import time

from peers.row_files import RowFiles


def work(peer, options, rank, place, results):
    """One worker: its rows, its data set, its part in the training; rank 0 predicts."""
    rows = RowFiles(options.data)
    count, row_count = max(1, options.workers), rows.row_count("training")
    first, end = row_count * rank // count, row_count * (rank + 1) // count
    features, labels = (read("training", end, first) for read in (rows.features, rows.labels))
    with peer.joined(place):
        began = time.perf_counter()
        data = peer.bin(features, labels, options, place)
        binned = time.perf_counter()
        model = peer.train(data, options, place)
        ended = time.perf_counter()
    if rank == 0:
        # Its own, or another one's: peers' workers have equal models.
        predictions = peer.predict(model, rows.features("held-out"))
        predictions.astype("<f8").tofile(options.predictions)
    results.put({"bin_s": binned - began, "train_s": ended - binned, "ended": ended, "rows": end - first})


def train(peer, options):
    """Has all workers train, and gives the times of the slowest."""
    count = max(1, options.workers)
    began = time.perf_counter()
    with peer.meeting(options.workers) as places:
        # Forks would have the threads of libraries without threads.
        context = multiprocessing.get_context("spawn")
        results = context.Queue()
        workers = [
            context.Process(target=work, args=(peer, options, rank, places[rank], results), daemon=True)
            for rank in range(count)]
        for worker in workers:
            worker.start()
        wait(workers)
        found = [results.get() for _ in workers]
    slowest = {name: max(each[name] for each in found) for name in ("bin_s", "train_s")}
    # One clock for all processes of a machine.
    return slowest | {"total_s": max(each["ended"] for each in found) - began,
                      "rows": sum(each["rows"] for each in found), "trees": options.trees}


def wait(workers):
    """Until all have ended; the first failure ends the others, which may wait for it for hours."""
    running = {worker.sentinel: worker for worker in workers}
    while running:
        for sentinel in multiprocessing.connection.wait(list(running)):
            worker = running.pop(sentinel)
            worker.join()
            if worker.exitcode != 0:
                for other in running.values():
                    other.kill()
                raise SystemExit(f"a worker ended with {worker.exitcode}")


def run(peer):
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["train"])
    parser.add_argument("--variant")
    for name in ("data", "predictions"):
        parser.add_argument(f"--{name}", required=True)
    parser.set_defaults(objective="regression")
    for name in ("workers", "threads", "trees", "leaves", "bins"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    print(json.dumps(train(peer, parser.parse_args())))
