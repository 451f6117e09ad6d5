"""What the sections have in common: the ways, the programs, a temporary folder."""
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from measure import paths


class Bench:
    """Runs mock and nginx all the time, and OmniRoute for as long as a section wants it."""

    def __init__(self, binaries, settings):
        self.binaries = binaries
        self.settings = settings
        self.stack = ExitStack()

    def __enter__(self):
        # Not /tmp, which may be memory: records are to reach a disk.
        self.folder = Path(tempfile.mkdtemp(prefix="omni-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")))
        self.stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        with ExitStack() as guard:
            guard.enter_context(self.stack)
            port, pid = self.stack.enter_context(paths.mock(self.binaries, self.folder))
            self.tools = {"omni-mock": pid}
            self.direct = paths.Way("direct", port, port)
            self.nginx = self.stack.enter_context(paths.nginx(self.folder, port))
            self.configuration = paths.configure(self.folder, port)
            guard.pop_all()
        return self

    def __exit__(self, *exception):
        return self.stack.__exit__(*exception)

    def omniroute(self):
        """A new OmniRoute with an empty data folder, as a context."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        return paths.omniroute(self.binaries, self.folder, self.configuration)
