"""The mock provider as a process."""

import json
import subprocess
import urllib.request

from . import places, wait


class Mock:
    """A running omni-mock on a port of the kernel's choice."""

    def __init__(self, directory, key=None, corpus=None, name="mock", port=0):
        port_file = directory / f"{name}.port"
        port_file.unlink(missing_ok=True)
        arguments = [
            places.program("omni-mock"), "--listen", f"127.0.0.1:{port}", "--port-file", str(port_file),
            "--with-parent",
        ]
        if key:
            arguments += ["--key", key]
        if corpus:
            arguments += ["--corpus", str(corpus)]
        self.key = key
        self.output = open(directory / f"{name}.log", "wb")
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
            env=places.environment())
        wait.until(
            lambda: port_file.exists() or self.process.poll() is not None, 20,
            what="the mock's port")
        assert self.process.poll() is None, f"the mock ended with {self.process.returncode}"
        self.port = int(port_file.read_text())
        self.base = f"http://127.0.0.1:{self.port}/v1"

    def stop(self):
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.output.close()

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def stats(self):
        """What /_mock/stats says."""
        return self._ask("GET", "/_mock/stats")

    def requests(self, last):
        """The last requests as they came, the newest last."""
        return self._ask("GET", f"/_mock/requests?last={last}")["requests"]

    def reset(self):
        """Forgets counts, requests and overrides."""
        self._ask("DELETE", "/_mock/stats")
        self._ask("DELETE", "/_mock/behaviour")

    def cancellations(self, model):
        """Cancelled answers of a model."""
        return [entry for entry in self.stats()["cancellations"] if entry["model"] == model]

    def behave(self, directives, times=None):
        """Makes its next answers, or so many of them, do that."""
        order = {"directives": directives}
        if times is not None:
            order["times"] = times
        self._ask("POST", "/_mock/behaviour", order)

    def calls(self):
        """How many requests it has got since it was reset."""
        return self.stats()["total"]["requests"]
