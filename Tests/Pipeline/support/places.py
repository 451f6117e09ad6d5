"""Where programs and recorded exchanges are."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
BIN = Path(os.environ.get("OMNI_BIN") or REPOSITORY / ".build" / "debug").resolve()
CORPUS = Path(
    os.environ.get("OMNI_CORPUS") or REPOSITORY.parent / "shared" / "corpus"
).resolve()

DAEMONS = ["ingress", "translate", "route", "egress", "logd"]


def program(name):
    """Path of an executable of this build."""
    path = BIN / name
    assert path.exists(), f"{path} is missing: build first, or set OMNI_BIN"
    return str(path)


def environment(**more):
    """A bare environment, so that nothing of the caller's reaches the programs."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS")
        if name in os.environ
    }
    return kept | {"SWIFT_BACKTRACE": "enable=no"} | more
