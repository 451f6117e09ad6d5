"""Open loop at 1,000 requests a second; times count from when a request was due."""
import os
import signal

from measure import load, settings
from measure.report import median, row
from measure.sections import rounds

RATE = 1000
CONNECTIONS = 64


def measure(bench):
    def one(way):
        return load.run(bench, way, "open", load.body(way), rate=RATE, connections=CONNECTIONS,
                        seconds=bench.settings.seconds, warmup=bench.settings.warmup)

    with bench.omniroute() as gateway:
        results = rounds.of(bench, gateway, bench.settings.rounds, one)
        # In pairs, one after the other, so that a busy moment of the machine is less likely to look like a difference.
        pairs = {"running": [], "logd stopped": []}
        for _ in range(bench.settings.rounds):
            pairs["running"].append(one(gateway))
            pairs["logd stopped"].append(_with_stopped(gateway.processes["omni-logd"], lambda: one(gateway)))
    return {"rows": _rows(results) + _stopped_rows(pairs), "runs": {"ways": results, "logd": pairs}}


def _with_stopped(pid, body):
    """Runs `body` while a process is stopped."""
    os.kill(pid, signal.SIGSTOP)
    try:
        return body()
    finally:
        os.kill(pid, signal.SIGCONT)


def _rows(results):
    rows = []
    for name, aim in (("p50", settings.AIM_ADDED_P50_MS), ("p99", settings.AIM_ADDED_P99_MS)):
        read = rounds.quantile("latency", name)
        rows.append(row(f"added {name}", "ms", rounds.added(results, "omniroute", read),
                        direct=rounds.figure(results, "direct", read), nginx=rounds.added(results, "nginx", read),
                        aim=aim, note=rounds.errors(results) if name == "p50" else ""))
    shares = {way: rounds.spent(results, way, lambda result: result["completed"]) for way in ("nginx", "omniroute")}
    totals = {way: sum(share["cpu_s"] for share in shares[way].values()) for way in shares}
    rows.append(row("CPU per 1,000 requests", "s", totals["omniroute"], nginx=totals["nginx"],
                    note=rounds.note(shares["omniroute"])))
    return rows


def _stopped_rows(pairs):
    rows = []
    for name, aim in (("p50", settings.STOPPED_LOGD_P50_MS), ("p99", settings.STOPPED_LOGD_P99_MS)):
        read = rounds.quantile("latency", name)
        change = median([read(stopped) - read(running)
                         for running, stopped in zip(pairs["running"], pairs["logd stopped"])])
        rows.append(row(f"change of {name} while logd is stopped", "ms", change, aim=aim,
                        note=rounds.errors(pairs) if name == "p50" else ""))
    return rows
