"""LightGBM over sockets: `tree_learner=data`, each worker with its part of the rows."""

import contextlib
import socket

import lightgbm

from peers import lightgbm_peer, workers_program


class LightGBMWorkers(lightgbm_peer.LightGBM):
    @contextlib.contextmanager
    def meeting(self, count):
        ports = free_ports(count)
        machines = ",".join(f"127.0.0.1:{port}" for port in ports)
        yield [{"machines": machines, "local_listen_port": port, "num_machines": count} for port in ports] or [None]

    @contextlib.contextmanager
    def joined(self, place):
        yield

    def bin(self, features, labels, options, place):
        """A booster: making one connects the workers and bins their rows together."""
        parameters = self._parameters(options)
        if place:
            parameters |= place | {"tree_learner": "data", "pre_partition": True}
        data = lightgbm.Dataset(features, labels, params=parameters)
        return lightgbm.Booster(parameters, data)

    def train(self, booster, options, place):
        for _ in range(options.trees):
            booster.update()
        return booster

    def predict(self, booster, features):
        return booster.predict(features)


def free_ports(count):
    """Ports that the system had free just now, all held until the last is known."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


if __name__ == "__main__":
    workers_program.run(LightGBMWorkers())
