"""XGBoost's collective over sockets, with its tracker; `--variant` as of xgboost_peer.py."""

import contextlib

import xgboost
from xgboost import collective
from xgboost.tracker import RabitTracker

from peers import workers_program, xgboost_peer


class XGBoostWorkers(xgboost_peer.XGBoost):
    @contextlib.contextmanager
    def meeting(self, count):
        if count == 0:
            yield [None]
            return
        tracker = RabitTracker(host_ip="127.0.0.1", n_workers=count)
        tracker.start()
        yield [tracker.worker_args()] * count

    def joined(self, place):
        return collective.CommunicatorContext(**place) if place else contextlib.nullcontext()

    def bin(self, features, labels, options, place):
        return super().bin(features, labels, None, options)

    def train(self, data, options, place):
        return super().train(data, options)

    def predict(self, model, features):
        return model.predict(xgboost.DMatrix(features))


if __name__ == "__main__":
    workers_program.run(XGBoostWorkers())
