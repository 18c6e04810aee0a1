"""The rows of a benchmark: a folder of files of single-precision numbers, for every contestant the same.

`PART.features` has one column after the other; `PART.labels` and `PART.weights` one number a row. Parts are
`training` and `held-out`. There is no header, so that every language reads them (Benchmarks/engine/RowFiles.swift).
"""

import os
import pathlib

import numpy

FLOAT = numpy.dtype("<f4")


class RowFiles:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def write(self, part, features, labels, weights=None):
        """Writes a part; `features` is a matrix with one row a row."""
        self.folder.mkdir(parents=True, exist_ok=True)
        numpy.asarray(features).astype(FLOAT).ravel(order="F").tofile(self._path(part, "features"))
        numpy.asarray(labels).astype(FLOAT).tofile(self._path(part, "labels"))
        if weights is not None:
            numpy.asarray(weights).astype(FLOAT).tofile(self._path(part, "weights"))

    def features(self, part, limit=None, first=0):
        """A matrix in C order, which is what the peers take without a copy."""
        columns = numpy.memmap(self._path(part, "features"), FLOAT, "r").reshape(-1, self.row_count(part))
        return numpy.ascontiguousarray(columns[:, first:limit].T)

    def labels(self, part, limit=None, first=0):
        return numpy.fromfile(self._path(part, "labels"), FLOAT)[first:limit].copy()

    def weights(self, part, limit=None):
        """One a row; None where rows have no weights."""
        path = self._path(part, "weights")
        return numpy.fromfile(path, FLOAT)[:limit].copy() if path.exists() else None

    def row_count(self, part):
        """All rows of a part."""
        return os.path.getsize(self._path(part, "labels")) // FLOAT.itemsize

    def _path(self, part, contents):
        return self.folder / f"{part}.{contents}"
