"""Finds the programs to measure, and builds them where none are given."""
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAMS = ["omniroute", "omni-ingress", "omni-translate", "omni-route", "omni-egress", "omni-logd", "omni-mock",
            "omni-load"]


def binaries():
    """The folder of a release build: OMNI_BIN when that is set, else one made here."""
    given = os.environ.get("OMNI_BIN")
    if given:
        folder = Path(given).resolve()
    else:
        command = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", str(REPOSITORY)]
        print("building a release", file=sys.stderr, flush=True)
        subprocess.run(command, check=True, stdout=sys.stderr)
        shown = subprocess.run(command + ["--show-bin-path"], check=True, capture_output=True, text=True)
        folder = Path(shown.stdout.strip())
    missing = [program for program in PROGRAMS if not (folder / program).exists()]
    if missing:
        sys.exit(f"{', '.join(missing)} not found in {folder}; make build, or unset OMNI_BIN")
    return folder
