"""The machine that results come from."""

import os
import pathlib
import platform
import re

CPUS = pathlib.Path("/sys/devices/system/cpu")


def usable_cores():
    """One logical processor of every core that this process may run on, in order.

    Two threads of one core share its units: they are not the two cores that a comparison on two cores means.
    """
    cores = {}
    for cpu in sorted(os.sched_getaffinity(0)):
        siblings = _read(CPUS / f"cpu{cpu}/topology/thread_siblings_list")
        cores.setdefault(siblings or str(cpu), cpu)
    return list(cores.values())


def description():
    """What decides how fast programs run here."""
    information = _read("/proc/cpuinfo")
    flags = _field(information, "flags").split()
    return {
        "processor": _field(information, "model name") or platform.processor(),
        "processors": os.cpu_count(),
        "cores_usable": len(usable_cores()),
        "vector_extensions": [flag for flag in ("avx2", "avx512f", "avx512bw", "avx512_vnni") if flag in flags],
        "caches": _caches(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": platform.release(),
        "system": _field(_read("/etc/os-release"), "PRETTY_NAME", "=").strip('"'),
    }


def busy_processors():
    """How many processors others kept busy in the last minute."""
    return os.getloadavg()[0]


def _caches():
    caches = {}
    for index in sorted(CPUS.glob("cpu0/cache/index*")):
        kind = {"Data": "d", "Instruction": "i"}.get(_read(index / "type"), "")
        caches[f"L{_read(index / 'level')}{kind}"] = _read(index / "size")
    return caches


def _field(text, name, separator=":"):
    found = re.search(rf"^{name}\s*{separator}\s*(.*)$", text, re.MULTILINE)
    return found[1] if found else ""


def _read(path):
    try:
        return pathlib.Path(path).read_text().strip()
    except OSError:
        return ""
