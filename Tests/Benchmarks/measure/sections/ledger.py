"""What logd costs requests that it is away from: the open loop with it, with it slow, stopped, missing, and killed again and again."""
import os
import signal
import threading
import time
from contextlib import contextmanager

from measure import load, procfs, settings
from measure.report import median, row
from measure.sections import rounds

RATE = 1000
CONNECTIONS = 64
KILL_SECONDS = 0.5
# Of each tenth of a second a slow logd runs so long.
SLOW_SECONDS = 0.01


def measure(bench):
    def one(gateway):
        return load.run(bench, gateway, "open", load.body(gateway), rate=RATE, connections=CONNECTIONS,
                        seconds=bench.settings.seconds, warmup=bench.settings.warmup)

    runs = {"running": [], "slow": [], "stopped": [], "missing": [], "killed": []}
    with bench.omniroute() as gateway:
        # One after the other, so that a busy moment of the machine is less likely to look like a difference.
        for _ in range(max(3, bench.settings.rounds)):
            runs["running"].append(one(gateway))
            with _slow(gateway):
                runs["slow"].append(one(gateway))
            with _stopped(gateway):
                runs["stopped"].append(one(gateway))
            with _missing(gateway):
                runs["missing"].append(one(gateway))
            with _killed(gateway):
                runs["killed"].append(one(gateway))
    return {"rows": _rows(runs), "runs": runs}


@contextmanager
def _stopped(gateway):
    """logd is stopped meanwhile."""
    pid = _logd(gateway)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def _slow(gateway):
    """logd runs for a tenth of the time meanwhile."""
    pid = _logd(gateway)

    def work(done):
        while not done.wait(SLOW_SECONDS):
            os.kill(pid, signal.SIGSTOP)
            done.wait(0.1 - SLOW_SECONDS)
            os.kill(pid, signal.SIGCONT)

    with _meanwhile(work):
        yield


@contextmanager
def _meanwhile(work):
    """Does work in a thread of its own, which is told by an event when to end."""
    done = threading.Event()
    thread = threading.Thread(target=work, args=(done,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(10)


@contextmanager
def _missing(gateway):
    """There is no logd meanwhile: it is killed, and who would start it again is stopped."""
    supervisor = procfs.parent(gateway.processes["omni-ingress"])
    pid = _logd(gateway)
    # CPU time is that of processes that live through a run.
    del gateway.processes["omni-logd"]
    os.kill(supervisor, signal.SIGSTOP)
    os.kill(pid, signal.SIGKILL)
    try:
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)
        gateway.processes["omni-logd"] = wait_for(lambda: _successor(gateway, pid))


def _successor(gateway, pid):
    """The process of logd after another one; LookupError as long as there is none."""
    found = _logd(gateway)
    if found == pid:
        raise LookupError("logd")
    return found


@contextmanager
def _killed(gateway):
    """logd is killed every half second meanwhile."""
    def work(done):
        while not done.wait(KILL_SECONDS):
            try:
                os.kill(_logd(gateway), signal.SIGKILL)
            except (LookupError, ProcessLookupError, FileNotFoundError):
                # It is being started again at this moment.
                continue

    # CPU time is that of processes that live through a run.
    del gateway.processes["omni-logd"]
    try:
        with _meanwhile(work):
            yield
    finally:
        gateway.processes["omni-logd"] = wait_for(lambda: _logd(gateway))


def wait_for(look, seconds=10):
    """What `look` finds, as soon as it does."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return look()
        except (LookupError, FileNotFoundError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _logd(gateway):
    """The process of logd: the daemon of that name with the same parent as the others; LookupError without one."""
    found = procfs.children(procfs.parent(gateway.processes["omni-ingress"]))
    pids = [pid for pid, name in found.items() if name == "omni-logd"]
    if not pids:
        raise LookupError("logd")
    return pids[-1]


def _rows(runs):
    rows = []
    for name, aim in (("p50", settings.AIM_LEDGER_P50), ("p99", settings.AIM_LEDGER_P99)):
        read = rounds.quantile("latency", name)
        for state, what in (("slow", "with logd slow"), ("stopped", "with logd stopped"), ("missing", "without logd"),
                            ("killed", "with logd killed twice a second")):
            shares = [read(there) / read(here) for here, there in zip(runs["running"], runs[state])]
            rows.append(row(f"{name} {what}, as a part of that with it", "x", median(shares), aim=aim,
                            note=rounds.errors({state: runs[state]}) if name == "p50" else ""))
    return rows
