"""The virtual environment with the peers."""

import json
import subprocess
import sys

from harness.places import WORK

# What each contestant needs beyond Python. Versions are fixed so that two runs compare with the same peers.
DATA = {"numpy": "2.4.6", "pandas": "3.1.1"}
PEERS = {
    "LightGBM": {"scipy": "1.17.1", "lightgbm": "4.7.0"},
    "XGBoost": {"scipy": "1.17.1", "xgboost": "3.2.0"},
    "polars": {"polars": "2.1.0"},
}
# Asks for 300 MB that only several GPUs need.
WITHOUT_DEPENDENCIES = {"xgboost"}

_LIST = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"


class Environment:
    """Where data are prepared and peers run."""

    def __init__(self, say, offline, peers):
        self.folder = WORK / "venv"
        self.python = self.folder / "bin/python"
        self.problems = []
        self._say = say
        self._offline = offline
        if not self.python.exists():
            say(f"making a virtual environment in {self.folder}")
            self._run([sys.executable, "-m", "venv", str(self.folder)])
        self.has_data_packages = self._provide("rows to learn from", DATA)
        self.peers = {name for name in peers if self._provide(name, PEERS[name])}

    def installed(self):
        """Versions by name; empty where there is no environment."""
        if not self.python.exists():
            return {}
        listed = subprocess.run([self.python, "-c", _LIST], capture_output=True, text=True, check=True)
        return json.loads(listed.stdout)

    def _provide(self, purpose, packages):
        """Whether the packages are there, installed now if need be."""
        for name, version in packages.items():
            if self.installed().get(name) == version:
                continue
            if not self._offline and self.python.exists():
                self._say(f"installing {name} {version} from PyPI")
                flags = ["--no-deps"] if name in WITHOUT_DEPENDENCIES else []
                self._run([str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                           *flags, f"{name}=={version}"])
            if self.installed().get(name) != version:
                self.problems.append(f"{purpose}: {name} {version} is not there"
                                     + (", and --offline installs nothing" if self._offline else ""))
                self._say(self.problems[-1])
                return False
        return True

    def _run(self, command):
        """Runs a command; that it failed is seen by what is missing afterwards."""
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            # The line before the last of pip's names every version that there ever was.
            self._say("\n".join((done.stdout + done.stderr).strip().splitlines()[-1:]))
