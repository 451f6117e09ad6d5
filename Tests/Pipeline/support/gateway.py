"""`omniroute up` as a process."""

import json
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import http, ledger, places, processes, wait

CLIENT_KEY = "sk-client-0123456789abcdefghijklmnop"
PROVIDER_KEY = "sk-provider-9876543210zyxwvutsrqponm"


def configuration(base, settings="", more="", key=PROVIDER_KEY):
    """One connection `mock` with the test's keys."""
    return f"""
connections:
  - name: mock
    provider: openai-compatible
    prefix: mock
    base_url: {base}
    api_key: {key}
{more}
keys:
  - name: tests
    secret: {CLIENT_KEY}
settings:
  require_api_key: true
{settings}
"""


class Gateway:
    """The daemons under `omniroute up`, in a directory of their own."""

    def __init__(self, text=None, arguments=(), variables=None, directory=None, port=0, key=None):
        # Short, because paths of sockets may have 107 bytes only.
        self.directory = Path(directory or tempfile.mkdtemp(prefix="omni-"))
        self.data = self.directory / "data"
        self.file = self.directory / "config.yaml"
        self.key = key if key is not None else CLIENT_KEY
        self.arguments = ["--data-dir", str(self.data)]
        if port is not None:
            self.arguments += ["--port", str(port)]
        if text is not None:
            self.write(text)
            self.arguments += ["--config", str(self.file)]
        self.arguments += list(arguments)
        self.variables = variables or {}
        self.process = None

    def write(self, text):
        """Replaces the configuration file."""
        self.file.write_text(text)

    # Life

    def start(self, seconds=30):
        """Starts it and waits for the ready line."""
        self.launch()
        return self.await_ready(seconds)

    def launch(self):
        """Starts it without waiting."""
        self.log_path = self.directory / "up.log"
        self.log = open(self.log_path, "ab")
        self.launched = time.monotonic()
        self.process = subprocess.Popen(
            [places.program("omniroute"), "up", *self.arguments], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.log, start_new_session=True,
            env=places.environment(**self.variables))

    def await_ready(self, seconds=30):
        """Waits for the ready line."""
        self.line = self._line(seconds)
        assert self.line.startswith("ready http://"), (
            f"no ready line but {self.line!r}, exit {self.process.poll()}:\n{self.errors()}")
        self.ready_after = time.monotonic() - self.launched
        self.base = self.line.split()[1]
        self.port = int(self.base.split(":")[2].split("/")[0])
        return self

    def _line(self, seconds):
        deadline = time.monotonic() + seconds
        text = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not text.endswith(b"\n"):
                if not selector.select(max(0, deadline - time.monotonic())):
                    break
                piece = os.read(self.process.stdout.fileno(), 4096)
                if not piece:
                    break
                text += piece
        return text.decode().rstrip("\n")

    def wait(self, seconds=15):
        """Waits for its end; the exit status."""
        return self.process.wait(seconds)

    def stop(self):
        """Stops it; the exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self.process.stdout.close()
        self.log.close()
        return self.process.returncode

    def remove(self):
        """Stops it and removes its files."""
        status = self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
        return status

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, kind, error, trace):
        if kind is not None and self.process is not None:
            print(f"--- stderr of up in {self.directory} (end) ---\n{self.errors()[-6000:]}")
        self.remove()

    # Looking

    def errors(self):
        """What it wrote on standard error."""
        return self.log_path.read_text(errors="replace")

    def everything(self):
        """All processes of the daemons, the oldest of each first."""
        return processes.of_data_directory(self.data)

    def pids(self):
        """The same of the five that are always there; admin comes and goes."""
        return {name: found for name, found in self.everything().items() if name != "admin"}

    def pid(self, daemon):
        """The newest process of a daemon."""
        return self.everything()[daemon][-1]

    def kill(self, daemon):
        """Kills a daemon; when, by the monotonic clock."""
        pid = self.pid(daemon)
        os.kill(pid, signal.SIGKILL)
        return time.monotonic()

    def renew(self, daemon, seconds=20):
        """Renews a daemon in place and waits for its successor to serve."""
        old = self.pid(daemon)
        os.kill(old, signal.SIGHUP)

        def successor():
            status = self.status().get(daemon, {})
            return status.get("ready") and status.get("pid") not in (None, old)

        wait.until(successor, seconds, what=f"the successor of {daemon}")

    def command(self, *arguments, seconds=20, check=True):
        """Runs `omniroute ARGUMENTS` for this data directory."""
        result = subprocess.run(
            [places.program("omniroute"), *arguments, "--data-dir", str(self.data)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds,
            env=places.environment())
        if check:
            assert result.returncode == 0, f"{arguments}: {result}"
        return result

    def status(self):
        """`omniroute status --json` by daemon."""
        result = self.command("status", "--json", check=False)
        return {entry["daemon"]: entry for entry in json.loads(result.stdout)["daemons"]}

    def logs(self, count=100_000):
        """`omniroute logs --json`."""
        result = self.command("logs", "--json", "-n", str(count), seconds=60)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def attempts(self):
        """Attempts for answers in logd's store: {request id: [attempt numbers]}."""
        found = {}
        statement = "SELECT request_id, attempt FROM attempts WHERE purpose = 0"
        for row in ledger.Ledger(self).query(statement):
            found.setdefault(row["request_id"], []).append(row["attempt"])
        return found

    def settled_logs(self, ids, seconds=20):
        """Rows of requests by id, once all are there: {id: [rows]}."""
        ids = set(ids)
        rows = {}

        def complete():
            rows.clear()
            for row in self.logs():
                rows.setdefault(row["request_id"], []).append(row)
            return ids <= rows.keys()

        try:
            wait.until(complete, seconds, pause=0.2)
        except AssertionError:
            missing = ids - rows.keys()
            raise AssertionError(
                f"{len(missing)} of {len(ids)} records are missing: {sorted(missing)[:5]}"
            ) from None
        return {name: rows[name] for name in ids}

    # Asking

    def connect(self, **options):
        """A raw HTTP connection."""
        return http.Connection(self.port, key=self.key, **options)

    def good(self):
        """Makes one request that must work."""
        with self.connect() as connection:
            answer = connection.chat("mock/echo", "still there?")
            assert answer.status == 200 and b"still there?" in answer.body, answer
