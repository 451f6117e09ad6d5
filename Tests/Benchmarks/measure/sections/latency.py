"""Open loop at 1,000 requests a second; times count from when a request was due."""
from measure import load, settings
from measure.report import row
from measure.sections import rounds

RATE = 1000
CONNECTIONS = 64


def measure(bench):
    def one(way):
        return load.run(bench, way, "open", load.body(way), rate=RATE, connections=CONNECTIONS,
                        seconds=bench.settings.seconds, warmup=bench.settings.warmup)

    with bench.omniroute() as gateway:
        results = rounds.of(bench, gateway, bench.settings.rounds, one)
    return {"rows": _rows(results), "runs": results}


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
