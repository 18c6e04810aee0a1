"""gbdt's programs, built for release, and which source they come from."""

import subprocess

from harness.places import ROOT


class Products:
    def __init__(self, say, build, suite):
        self.folder = ROOT / ".build/release"
        if build:
            for name in suite.products:
                say(f"building {name}")
                done = subprocess.run(
                    ["swift", "build", "--quiet", "--configuration", "release", "--product", name], cwd=ROOT)
                if done.returncode != 0:
                    raise SystemExit(f"Benchmarks/{suite.program}: `swift build` of {name} failed")
        missing = [name for name in suite.products if not self.path(name).exists()]
        if missing:
            raise SystemExit(f"Benchmarks/{suite.program}: {self.folder} has no {', '.join(missing)}; leave --no-build out")

    def path(self, name):
        return self.folder / name


def commit():
    """What is checked out, and whether files differ from it."""
    return {"hash": _output("git", "rev-parse", "HEAD"),
            "has_changes": bool(_output("git", "status", "--porcelain", "--untracked-files=no"))}


def toolchain():
    lines = _output("swift", "--version").splitlines()
    return next((line for line in lines if "Swift version" in line), "")


def _output(*command):
    """What a command prints; empty where it is not there or fails."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""
