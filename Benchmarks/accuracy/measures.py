"""Measures of held-out predictions: the same code for every learner."""

import numpy

# For which of them more is better.
LARGER_IS_BETTER = {"auc", "ndcg@10"}
SMALLEST_CHANCE = 1e-15


def measure(name, rows, predictions):
    """One number: `rows` say what was to be predicted, with their weights, exposures and queries."""
    return float(MEASURES[name](rows, predictions))


def _mean(rows, losses):
    return numpy.average(losses, weights=rows.weights)


def _rmse(rows, predictions):
    return numpy.sqrt(_mean(rows, (predictions - rows.labels) ** 2))


def _logloss(rows, chances):
    chances = numpy.clip(chances, SMALLEST_CHANCE, 1 - SMALLEST_CHANCE)
    return _mean(rows, -numpy.where(rows.labels == 1, numpy.log(chances), numpy.log(1 - chances)))


def _multi_logloss(rows, chances):
    chances = chances / chances.sum(axis=1, keepdims=True)
    own = chances[numpy.arange(len(chances)), rows.labels.astype(int)]
    return _mean(rows, -numpy.log(numpy.maximum(own, SMALLEST_CHANCE)))


def _poisson_deviance(rows, means):
    labels = rows.labels
    logarithms = numpy.log(numpy.where(labels > 0, labels / means, 1))
    return _mean(rows, 2 * (labels * logarithms - labels + means))


def _auc(rows, scores):
    """Weighted; ties count half."""
    weights = numpy.ones(len(scores)) if rows.weights is None else rows.weights
    _, places = numpy.unique(scores, return_inverse=True)
    positive = numpy.bincount(places, weights * (rows.labels == 1))
    negative = numpy.bincount(places, weights * (rows.labels != 1))
    below = numpy.cumsum(negative) - negative
    return (positive * (below + negative / 2)).sum() / (positive.sum() * negative.sum())


def _ndcg_at_10(rows, scores):
    """Mean over queries; 1 for a query in which nothing is relevant, as LightGBM and XGBoost have it."""
    found = []
    for query in numpy.unique(rows.queries):
        own = rows.queries == query
        gains = 2 ** rows.labels[own] - 1
        best = _gained(numpy.sort(gains)[::-1])
        order = numpy.argsort(-scores[own], kind="stable")
        found.append(_gained(gains[order]) / best if best > 0 else 1)
    return numpy.mean(found)


def _gained(gains):
    first = gains[:10]
    return (first / numpy.log2(numpy.arange(len(first)) + 2)).sum()


MEASURES = {
    "rmse": _rmse, "logloss": _logloss, "auc": _auc, "multi_logloss": _multi_logloss,
    "poisson_deviance": _poisson_deviance, "ndcg@10": _ndcg_at_10,
}
