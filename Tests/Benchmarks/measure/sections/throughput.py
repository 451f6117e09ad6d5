"""Closed loop: as many requests as each way takes, and what a request costs then."""
from measure import load, settings
from measure.report import row
from measure.sections import rounds

CONNECTIONS = [1, 32, 256]


def measure(bench):
    rows, runs = [], {}
    with bench.omniroute() as gateway:
        for count in CONNECTIONS:
            results = rounds.of(bench, gateway, bench.settings.rounds, lambda way: load.run(
                bench, way, "closed", load.body(way), connections=count, seconds=bench.settings.seconds,
                warmup=bench.settings.warmup))
            runs[count] = results
            rows += _rows(count, results)
    return {"rows": rows, "runs": runs}


def _rows(count, results):
    def rate(way):
        return rounds.figure(results, way, lambda result: result["per_second"])

    def completed(result):
        return result["completed"]

    aim = settings.AIM_REQUESTS_PER_NGINX * rate("nginx") if count == 32 else None
    rows = [row(f"requests, {count} connections", "1/s", rate("omniroute"), direct=rate("direct"),
                nginx=rate("nginx"), aim=aim, at_least=True, note=rounds.errors(results))]
    for name in ("p50", "p99"):
        read = rounds.quantile("latency", name)
        rows.append(row(f"added {name}, {count} connections", "ms", rounds.added(results, "omniroute", read),
                        direct=rounds.figure(results, "direct", read), nginx=rounds.added(results, "nginx", read)))
    shares = {way: rounds.spent(results, way, completed) for way in ("nginx", "omniroute")}
    totals = {way: sum(share["cpu_s"] for share in shares[way].values()) for way in shares}
    rows.append(row(f"CPU per 1,000 requests, {count} connections", "s", totals["omniroute"], nginx=totals["nginx"],
                    aim=settings.AIM_CPU_PER_1000_REQUESTS if count > 1 else None,
                    note=rounds.note(shares["omniroute"])))
    return rows
