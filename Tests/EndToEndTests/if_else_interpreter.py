"""A model in JSON, by nothing but its description (docs/MODEL-FORMAT.md).

    python3 if_else_interpreter.py MODEL.json FEATURES.csv [--predictions]

FEATURES.csv is what `gbdt predict --kind features` writes: numbers in their shortest form, categories as
text, missing values as empty cells. One line a row: its raw scores, as repr() prints them, or its predictions;
before those the class where labels are classes.
"""
import csv
import json
import math
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


def predictions(model, scores):
    """What the link makes of the raw scores; up to the last bit or two of exp."""
    def logistic(score):
        return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))

    link = model["objective"]["link"]
    if link == "identity":
        return scores
    if link == "exp":
        return [math.exp(min(max(score, -700), 700)) for score in scores]
    if link in ("logistic", "logistic_each"):
        return [logistic(score) for score in scores]
    if link == "softmax":
        powers = [math.exp(score - max(scores)) for score in scores]
        return [power / sum(powers) for power in powers]
    if link == "ascending":
        return sorted(scores)
    raise ValueError(f"unknown link {link!r}")


def likeliest(classes, chances):
    """The class of a row; of equally likely ones the first."""
    if len(chances) == 1:
        chances = [0.5, chances[0]]
    return classes[chances.index(max(chances))]


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
            found = raw_scores(loaded, values)
            if "--predictions" in sys.argv:
                found = predictions(loaded, found)
                if "classes" in loaded:
                    print(likeliest(loaded["classes"], found), end=" ")
            print(*map(repr, found))
