"""A request of 120 KB, as agents send them, passed through."""
from measure import load, settings
from measure.report import row
from measure.sections import rounds

CONNECTIONS = 8


def measure(bench):
    with bench.omniroute() as gateway:
        results = rounds.of(bench, gateway, bench.settings.rounds, lambda way: load.run(
            bench, way, "closed", load.large_body(way), connections=CONNECTIONS, seconds=bench.settings.seconds,
            warmup=bench.settings.warmup))
    shares = {way: rounds.spent(results, way, lambda result: result["completed"]) for way in ("nginx", "omniroute")}
    totals = {way: sum(share["cpu_s"] for share in shares[way].values()) for way in shares}

    def rate(way):
        return rounds.figure(results, way, lambda result: result["per_second"])

    rows = [
        row(f"requests, {CONNECTIONS} connections", "1/s", rate("omniroute"), direct=rate("direct"),
            nginx=rate("nginx"), note=rounds.errors(results)),
        # Seconds per thousand requests are milliseconds per request.
        row("CPU per request", "ms", totals["omniroute"], nginx=totals["nginx"], aim=settings.AIM_LARGE_BODY_CPU_MS,
            note=rounds.note(shares["omniroute"])),
    ]
    return {"rows": rows, "runs": results}
