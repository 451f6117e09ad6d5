"""A machine with real systemd: an overlay of this system's root on a tmpfs, booted by systemd-nspawn.

OmniRoute is installed into the overlay by `make install DESTDIR=`, so the tests run what a user gets. Nothing outside of the
overlay is written; everything ends with `close()`.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
# Those that are always there, and with them the one that comes when somebody asks.
DAEMONS = ("ingress", "translate", "route", "egress", "logd")
ALL = (*DAEMONS, "admin")
TIMERS = ("omni-backup.timer", "omni-quota.timer")
PYTHON = "/usr/bin/python3"
MOCK_PORT = 9101
API_KEY = "sk-system-test-key"
PROVIDER_KEY = "sk-system-test-provider"

CONFIGURATION = f"""\
connections:
  - name: mock
    provider: openai-compatible
    base_url: http://127.0.0.1:{MOCK_PORT}/v1
    api_key: {PROVIDER_KEY}
    connect_timeout: 2s
keys:
  - name: tests
    secret: {API_KEY}
"""

# The upstream of these tests is on the machine itself.
LOCAL_PROVIDERS = "[Service]\nIPAddressAllow=localhost\n"

MOCK_UNIT = f"""\
[Unit]
Description=Mock provider of the tests
[Service]
ExecStart=/usr/local/libexec/omniroute/omni-mock --listen 127.0.0.1:{MOCK_PORT} --key {PROVIDER_KEY}
"""

# Units of the host's system that have no business in the tests; a socket or timer of theirs would only disturb them.
MASKED = (
    "nginx.service", "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer",
    "fstrim.timer", "man-db.timer", "logrotate.timer", "ssh.service", "ssh.socket", "cron.service",
    "systemd-networkd-wait-online.service", "systemd-timesyncd.service", "systemd-resolved.service",
    "systemd-networkd.service", "systemd-udevd.service", "systemd-logind.service", "getty.target",
    "systemd-firstboot.service", "ldconfig.service", "systemd-update-done.service",
)


class Failure(AssertionError):
    """What the machine did not do in time, with what it says about it."""


def why_not():
    """Why no machine can be booted here; None when it can."""
    if os.geteuid() != 0:
        return "not root"
    for program in ("systemd-nspawn", "nsenter", "systemd-sysusers", PYTHON):
        if shutil.which(program) is None:
            return f"{program} is not installed (packaging/need test)"
    return None


def wait_until(condition, seconds, what, pause=0.005):
    """The first true value of `condition`, asked again and again within `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(pause)


class Machine:
    """The booted machine. Commands run inside of it as root."""

    def __init__(self):
        self.leader = None
        self._nspawn = None
        self._base = None

    # ------------------------------------------------------------ life

    def boot(self):
        self._base = Path(tempfile.mkdtemp(prefix="omniroute-system-"))
        self._run("mount", "-t", "tmpfs", "-o", "size=4g,mode=755", "omniroute-tests", self._base)
        for name in ("upper", "work", "root"):
            (self._base / name).mkdir(mode=0o755)
        self.root = self._base / "root"
        layers = f"lowerdir=/,upperdir={self._base}/upper,workdir={self._base}/work"
        self._run("mount", "-t", "overlay", "-o", layers, "overlay", self.root)
        self._prepare()
        self._start()

    def _prepare(self):
        # Empty: systemd makes an id of its own, and keeps the host's out of it.
        (self.root / "etc/machine-id").write_text("")
        etc = self.root / "etc/systemd/system"
        etc.mkdir(parents=True, exist_ok=True)
        for unit in MASKED:
            path = etc / unit
            path.unlink(missing_ok=True)
            path.symlink_to("/dev/null")
        scratch = os.environ.get("OMNI_SCRATCH", str(ROOT / ".build"))
        self._run("make", "-s", "-C", ROOT, "-o", f"{scratch}/built", "install", f"DESTDIR={self.root}", f"SCRATCH={scratch}",
                  "PREFIX=/usr/local", timeout=1800)
        self._run("systemd-sysusers", f"--root={self.root}")
        config = self.root / "etc/omniroute/config.yaml"
        config.write_text(CONFIGURATION)
        config.chmod(0o600)
        (etc / "omni-test-mock.service").write_text(MOCK_UNIT)
        # Only the units of interest are started by the tests; the machine boots without them.
        (etc / "default.target").unlink(missing_ok=True)
        (etc / "default.target").symlink_to("/lib/systemd/system/multi-user.target")
        (self.root / "var/lib/tests").mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "probe.py", self.root / "var/lib/tests/probe.py")

    def _start(self):
        environment = dict(os.environ, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY="1")
        self.log_path = self._base / "console"
        # The sources are there too, wherever they are mounted here, for `make install`.
        with open(self.log_path, "wb") as console:
            self._nspawn = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network",
                 "--console=pipe", "--capability=all", "--system-call-filter=bpf", "--machine=omniroute-tests",
                 f"--bind-ro={ROOT}",
                 "--directory", str(self.root)],
                env=environment, stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        self.leader = wait_until(self._find_leader, 15, self._console)
        wait_until(self._is_up, 60, self._console, pause=0.1)

    def _find_leader(self):
        if self._nspawn.poll() is not None:
            raise Failure(f"systemd-nspawn ended: {self._console()}")
        pid = self._nspawn.pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for child in children:
                if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                    return int(child)
        except OSError:
            pass
        return None

    def _is_up(self):
        done = self.run("systemctl", "is-system-running", check=False)
        return done.stdout.strip() in ("running", "degraded")

    def _console(self):
        return "console of the machine:\n" + self.log_path.read_text(errors="replace")[-4000:]

    def close(self):
        """Ends the machine by the id of its process and takes the overlay away."""
        if self._nspawn is not None and self._nspawn.poll() is None:
            if self.leader:
                # SIGRTMIN+4: power off (systemd(1)).
                self._signal(self.leader, signal.SIGRTMIN + 4)
            try:
                self._nspawn.wait(timeout=20)
            except subprocess.TimeoutExpired:
                if self.leader:
                    self._signal(self.leader, signal.SIGKILL)
                self._nspawn.kill()
                self._nspawn.wait(timeout=20)
        if self._base is None:
            return
        for path in (self._base / "root", self._base):
            for _ in range(50):
                if subprocess.run(["umount", path], capture_output=True).returncode == 0:
                    break
                time.sleep(0.1)
        try:
            self._base.rmdir()
        except OSError as error:
            print(f"left behind: {self._base}: {error}")

    @staticmethod
    def _signal(pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass

    @staticmethod
    def _run(*command, timeout=120):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=timeout)
        if done.returncode != 0:
            raise Failure(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    # ------------------------------------------------------------ inside

    def run(self, *command, check=True, timeout=60):
        """Runs a command inside as root."""
        enter = ["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "-C", "--"]
        done = subprocess.run(enter + [str(word) for word in command], capture_output=True, text=True, timeout=timeout,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"})
        if check and done.returncode != 0:
            raise Failure(f"{' '.join(map(str, command))}: status {done.returncode}: {done.stdout}{done.stderr}\n{self.journal()}")
        return done

    def network(self, *command, **options):
        """Starts a command of the host in the machine's network."""
        return subprocess.Popen(["nsenter", "-t", str(self.leader), "-n", "--", *command], **options)

    def write(self, path, text, mode=0o644):
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    def journal(self, lines=40):
        done = subprocess.run(
            ["nsenter", "-t", str(self.leader), "-m", "-p", "--", "journalctl", "-q", "--no-pager", "-n", str(lines), "-u", "omni-*"],
            capture_output=True, text=True, timeout=30)
        return done.stdout

    def systemctl(self, *words, **options):
        return self.run("systemctl", *words, **options).stdout.strip()

    def show(self, unit, name):
        return self.systemctl("show", "-P", name, unit)

    def main_pid(self, daemon):
        """Process id of a daemon inside of the machine; 0 when it does not run."""
        return int(self.show(f"omni-{daemon}.service", "MainPID") or 0)

    def host_pid(self, pid):
        """The id that a process of the machine has here."""
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                for line in (entry / "status").read_text().splitlines():
                    if line.startswith("NSpid:"):
                        ids = line.split()[1:]
                        if len(ids) == 2 and ids[1] == str(pid) and self._is_inside(entry):
                            return int(entry.name)
            except OSError:
                continue
        raise Failure(f"process {pid} is not there")

    def _is_inside(self, entry):
        return os.readlink(entry / "ns/pid") == os.readlink(f"/proc/{self.leader}/ns/pid")

    # ------------------------------------------------------------ the gateway

    def start_all(self):
        """The upstream, the target, and one answered request."""
        self.write("/etc/systemd/system/omni-egress.service.d/50-local.conf", LOCAL_PROVIDERS)
        self.systemctl("daemon-reload")
        self.systemctl("start", "omni-test-mock.service", "omni.target")
        wait_until(lambda: self.ask()[0] == 200, 10, lambda: f"first answer\n{self.journal()}", pause=0.05)
        wait_until(lambda: all(self.main_pid(daemon) for daemon in DAEMONS), 10, "all daemons run", pause=0.05)

    def stop_all(self):
        # By name, because stopping the target alone does not wait for what goes with it.
        self.systemctl("stop", "omni.target", "omni-*.socket", "omni-*.service", "omni-test-mock.service")
        self.systemctl("reset-failed")

    def ask(self, model="mock/m", key=API_KEY):
        """One request; status and body, or (0, why not)."""
        code = (
            "import http.client, json, sys\n"
            "try:\n"
            "    c = http.client.HTTPConnection('127.0.0.1', 20128, timeout=10)\n"
            "    body = json.dumps({'model': sys.argv[1], 'messages': [{'role': 'user', 'content': 'hi'}]})\n"
            "    c.request('POST', '/v1/chat/completions', body, {'authorization': 'Bearer ' + sys.argv[2], 'content-type': 'application/json'})\n"
            "    r = c.getresponse(); text = r.read().decode()\n"
            "    print(json.dumps([r.status, text]))\n"
            "except OSError as error: print(json.dumps([0, str(error)]))\n")
        process = self.network(PYTHON, "-c", code, model, key, stdout=subprocess.PIPE, text=True)
        out, _ = process.communicate(timeout=30)
        return tuple(json.loads(out))

    def manage(self, path="/api/health", port=20128, method="GET", host="127.0.0.1"):
        """One request to the management API over TCP; status and body, or (0, why not)."""
        code = (
            "import http.client, json, sys\n"
            "host, port, method, path = sys.argv[1:]\n"
            "try:\n"
            "    c = http.client.HTTPConnection(host, int(port), timeout=20)\n"
            "    c.request(method, path); r = c.getresponse(); text = r.read().decode()\n"
            "    print(json.dumps([r.status, text]))\n"
            "except OSError as error: print(json.dumps([0, str(error)]))\n")
        process = self.network(PYTHON, "-c", code, host, str(port), method, path, stdout=subprocess.PIPE, text=True)
        out, _ = process.communicate(timeout=30)
        return tuple(json.loads(out))

    @contextmanager
    def load(self, **settings):
        """Load for as long as the block runs; yields a dictionary that holds the outcome afterwards."""
        outcome = {}
        process = self.network(
            PYTHON, str(HERE / "load.py"), json.dumps(dict(settings, key=API_KEY)), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        try:
            first = process.stdout.readline()
            if first.strip() != "running":
                raise Failure(f"no load: {first}{process.stdout.read()}\n{self.journal()}")
            yield outcome
            out, _ = process.communicate("", timeout=60)
            outcome.update(json.loads(out))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=10)

    def records(self, request_ids):
        """How many records logd has of each request."""
        out = self.run("/usr/local/bin/omniroute", "logs", "--socket-dir", "/run/omniroute", "--json", "--lines", "100000")
        counts = {}
        for line in out.stdout.splitlines():
            name = json.loads(line).get("request_id")
            counts[name] = counts.get(name, 0) + 1
        return {name: counts.get(name, 0) for name in request_ids}
