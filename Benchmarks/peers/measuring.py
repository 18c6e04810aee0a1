"""Seconds and memory of a piece of work in this process; gbdt's side is Benchmarks/engine/ResidentMemory.swift."""

import ctypes
import re
import time


class Clock:
    """Seconds since the last lap."""

    def __init__(self):
        self._last = time.perf_counter()

    def lap(self):
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        return seconds


class PeakMemory:
    """How much this process grows at most within a `with` block, as Linux counts resident pages.

    `growth` is None where the kernel does not let the peak be reset.
    """

    def __enter__(self):
        # What was freed before goes back to the system, lest the block find it and seem to need less.
        ctypes.CDLL(None).malloc_trim(0)
        self._is_reset = _reset_peak()
        self._before = _status_field("VmRSS")
        return self

    def __exit__(self, *_):
        self.growth = _status_field("VmHWM") - self._before if self._is_reset else None


def _reset_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        return True
    except OSError:
        return False


def _status_field(name):
    """A line of /proc/self/status, `NAME:   123 kB`, in bytes."""
    with open("/proc/self/status") as file:
        return int(re.search(rf"^{name}:\s+(\d+) kB$", file.read(), re.MULTILINE)[1]) * 1024
