"""Mock providers that others wrote, each as a process on a port of the kernel's choice."""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

from .. import places, wait

RUNNING = re.compile(rb"Uvicorn running on (http://127\.0\.0\.1:\d+)")


class Foreign:
    """A server of the program beside the Python that runs the tests."""

    def __init__(self, directory, name, *arguments):
        path = directory / f"{name}.log"
        self.output = open(path, "wb")
        self.process = subprocess.Popen(
            [str(Path(sys.executable).parent / name), "serve", "--port", "0", *arguments],
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output, cwd=directory,
            env=places.environment(PYTHONUNBUFFERED="1", NO_COLOR="1"))

        def running():
            return RUNNING.search(path.read_bytes()) or self.process.poll() is not None

        found = wait.until(running, 40, what=f"the start of {name}")
        assert found is not True, path.read_text(errors="replace")
        self.origin = found.group(1).decode()

    def stop(self):
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.output.close()

    def call(self, method, path, body=None):
        """Asks its own interface for something."""
        request = urllib.request.Request(
            self.origin + path, method=method, headers={"content-type": "application/json"},
            data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
