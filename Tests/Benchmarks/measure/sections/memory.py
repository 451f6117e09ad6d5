"""PSS of each daemon, idle and with 1,000 open streams."""
import time

from measure import load, procfs, settings
from measure.report import row
from measure.sections import streams


def measure(bench):
    with bench.omniroute() as gateway:
        # One request, so that everything is connected and nothing is merely not yet loaded.
        load.run(bench, gateway, "closed", load.body(gateway), connections=1, seconds=1, warmup=0)
        time.sleep(1)
        idle = _pss(gateway)
        result = streams.one(bench, gateway, 1000, 10, 40, during=lambda: _pss(gateway))
        busy = result["during"]
        time.sleep(2)
        after = _pss(gateway)
    direct = {name: None for name in idle}
    nginx = sum(procfs.pss_mb(pid) for pid in bench.nginx.processes.values())
    rows = [row(f"{name}, idle", "MB", idle[name], direct=direct[name]) for name in idle]
    rows.append(row("all five, idle", "MB", sum(idle.values()), nginx=nginx, aim=settings.AIM_IDLE_PSS_MB))
    rows += [row(f"{name}, 1,000 streams", "MB", busy[name]) for name in busy]
    errors = ", ".join(f"{cause} ({count})" for cause, count in result["error_causes"].items())
    rows.append(row("all five, 1,000 streams", "MB", sum(busy.values()), aim=settings.AIM_STREAMS_PSS_MB,
                    note=f"errors: {errors}" if errors else ""))
    rows.append(row("all five, idle again", "MB", sum(after.values())))
    return {"rows": rows, "runs": {"idle": idle, "streams": busy, "after": after, "load": result}}


def _pss(gateway):
    return {name: procfs.pss_mb(pid) for name, pid in gateway.processes.items()}
