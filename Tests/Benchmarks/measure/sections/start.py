"""From `omniroute up` to the first answer of a chat request."""
import http.client
import shutil
import time

from measure import load, paths, settings
from measure.processes import Failure, free_ports, start, stop
from measure.report import median, row

LIMIT_SECONDS = 20


def measure(bench):
    fresh, known = [], []
    data = bench.folder / "start"
    for _ in range(bench.settings.starts):
        shutil.rmtree(data, ignore_errors=True)
        fresh.append(_once(bench, data))
        known.append(_once(bench, data))
    rows = [
        row("first answer, with the data of a run before", "ms", median(known), aim=settings.AIM_START_MS,
            note=f"{min(known):.0f} to {max(known):.0f}"),
        row("first answer, with an empty data folder", "ms", median(fresh), aim=settings.AIM_START_MS,
            note=f"{min(fresh):.0f} to {max(fresh):.0f}"),
    ]
    return {"rows": rows, "runs": {"fresh": fresh, "known": known}}


def _once(bench, data):
    """Milliseconds of one start; the process is ended again."""
    [port] = free_ports(1)
    way = paths.Way("omniroute", port, port, "mock/", paths.KEY)
    request = load.body(way)
    with open(bench.folder / "start.log", "w") as log:
        began = time.perf_counter()
        process = start([bench.binaries / "omniroute", "up", "--config", bench.configuration, "--data-dir", data,
                         "--port", str(port)], log)
        try:
            while not _answers(port, request):
                if process.poll() is not None or time.perf_counter() - began > LIMIT_SECONDS:
                    raise Failure("omniroute up gives no answer")
                time.sleep(0.001)
            return (time.perf_counter() - began) * 1000
        finally:
            stop(process)


def _answers(port, request):
    """Whether a chat request is answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", "/v1/chat/completions", request, {
            "Authorization": f"Bearer {paths.KEY}", "Content-Type": "application/json"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
