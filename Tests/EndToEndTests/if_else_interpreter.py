"""Raw scores of a model in JSON, by nothing but its description (docs/MODEL-FORMAT.md).

    python3 if_else_interpreter.py MODEL.json FEATURES.csv

FEATURES.csv is what `gbdt predict --kind features` writes: numbers in their shortest form, categories as
text, missing values as empty cells. One line a row: its raw scores, as repr() prints them.
"""
import csv
import json
import sys


def takes_then(test, unseen, value):
    """Whether a value (a float, a string, None for missing) satisfies a test."""
    if value is None:
        return test["missing"]
    if "le" in test:
        return value <= test["le"]
    categories, policy = unseen[test["feature"]]
    if value not in categories:
        if policy == "error":
            raise ValueError(f"unseen category {value!r} of {test['feature']}")
        return test["missing"]
    return value in test["in"]


def raw_scores(model, row):
    """One raw score an output; `row` maps each feature's name to its value."""
    unseen = {
        f["name"]: (set(f["categories"]), f["unseen"])
        for f in model["features"] if f["type"] == "categorical"}
    scores = list(model["base_score"])
    for tree in model["trees"]:
        node = tree["root"]
        while "leaf" not in node:
            test = node["if"]
            node = node["then" if takes_then(test, unseen, row[test["feature"]]) else "else"]
        scores[tree["output"]] += node["leaf"]
    return scores


def read_rows(model, lines):
    """Rows of a CSV with the features' names as header."""
    numeric = {f["name"] for f in model["features"] if f["type"] == "numeric"}
    for cells in csv.DictReader(lines):
        yield {
            name: None if cell == "" else float(cell) if name in numeric else cell
            for name, cell in cells.items()}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        loaded = json.load(file)
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        for values in read_rows(loaded, file):
            print(*map(repr, raw_scores(loaded, values)))
