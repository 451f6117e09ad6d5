"""Daemons whose wall clock a test sets: libfaketime between them and the system."""

import datetime
import glob
import os
import shutil
import time

from . import needs, places

LIBRARIES = "/usr/lib/*/faketime/libfaketime.so.1"
DAEMONS = [*places.DAEMONS, "admin"]


class FakeClock:
    """Programs in a folder of their own that see another time of day; the monotonic clock stays."""

    def __init__(self, folder):
        found = sorted(glob.glob(LIBRARIES))
        if not found:
            needs.missing("libfaketime is not installed (apt install libfaketime): clocks are NOT tested")
        self.folder = folder
        self.file = folder / "clock"
        self.offset = 0
        self.set(0)
        shutil.copy2(places.program("omniroute"), folder / "omniroute")
        os.symlink(places.program("omni-mock"), folder / "omni-mock")
        for daemon in DAEMONS:
            script = folder / f"omni-{daemon}"
            # Read anew by every process twice a second.
            script.write_text(
                "#!/bin/sh\n"
                f"export LD_PRELOAD='{found[0]}' FAKETIME_TIMESTAMP_FILE='{self.file}'\n"
                "export DONT_FAKE_MONOTONIC=1 FAKETIME_CACHE_DURATION=1\n"
                f"exec '{places.program(script.name)}' \"$@\"\n")
            script.chmod(0o755)

    def set(self, offset):
        """Lets the daemons' clock be so many seconds before or behind the real one."""
        self.offset = offset
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{offset:+.3f}\n")
        fresh.rename(self.file)

    def set_to(self, moment):
        """Sets the daemons' clock."""
        self.set(moment.timestamp() - time.time())

    def now(self):
        """The time that the daemons see."""
        return datetime.datetime.fromtimestamp(time.time() + self.offset, datetime.timezone.utc)
