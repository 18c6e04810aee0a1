"""Folders of the project."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "Benchmarks"
# Ignored by git. `swift package reset` removes it all.
WORK = ROOT / ".build/benchmarks"
