"""polars reads a CSV of rides; `--variant parsed` parses the timestamps too, which otherwise stay text."""

import argparse
import json
import os

from peers.measuring import Clock


def seconds_since_1970(rides, polars):
    """The timestamps, whatever they are in the frame, as whole seconds."""
    if rides["pickup_datetime"].dtype == polars.String:
        return parsed(rides, polars)["pickup_datetime"].dt.epoch("s")
    return rides["pickup_datetime"].dt.epoch("s")


def parsed(rides, polars):
    return rides.with_columns(polars.col("pickup_datetime").str.to_datetime("%Y-%m-%d %H:%M:%S UTC"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["load"])
    parser.add_argument("--variant")
    parser.add_argument("--data", required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    # polars reads it when it is imported.
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    import polars

    clock = Clock()
    rides = polars.read_csv(options.data)
    if options.variant == "parsed":
        rides = parsed(rides, polars)
    seconds = clock.lap()
    sums = {name: rides[name].sum() for name in rides.columns if rides[name].dtype.is_numeric()}
    sums["pickup_datetime"] = seconds_since_1970(rides, polars).sum()
    sums["key"] = int(rides["key"].str.len_bytes().sum())
    print(json.dumps({"load_s": seconds, "rows": rides.height, "sums": sums}))


if __name__ == "__main__":
    main()
