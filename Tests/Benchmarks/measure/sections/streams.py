"""Open streams at a fixed rate of chunks: first byte, delay of each chunk, CPU."""
from measure import load, settings
from measure.report import row
from measure.sections import rounds

# Streams, chunks a second of each, chunks of a whole stream. After four seconds a stream is begun anew, so that times
# to the first byte are measured while the others flow.
LOADS = [(100, 50, 200), (1000, 10, 40), (1000, 50, 200)]


def model(rate, chunks):
    """The mock's model name for such a stream."""
    return f"m+chunks={chunks}+delay={1000 // rate}ms+stamp"


def one(bench, way, streams, rate, chunks, **options):
    """One run of such a load."""
    return load.run(bench, way, "streams", load.body(way, model(rate, chunks), "Hello", stream=True),
                    port=way.stream_port, connections=streams, chunks=chunks,
                    seconds=bench.settings.stream_seconds, warmup=bench.settings.stream_warmup, **options)


def measure(bench):
    rows, runs = [], {}
    for streams, rate, chunks in LOADS:
        # New daemons for each load, so that none pays for what another left behind.
        with bench.omniroute() as gateway:
            results = rounds.of(bench, gateway, bench.settings.stream_rounds,
                                lambda way: one(bench, way, streams, rate, chunks))
        runs[f"{streams} x {rate}"] = results
        rows += _rows(streams, rate, results)
    return {"rows": rows, "runs": runs}


def _rows(streams, rate, results):
    name = f"{streams:,} × {rate}/s"

    def chunk_rate(way):
        return rounds.figure(results, way, lambda result: result["chunks_per_second"])

    rows = [row(f"chunks, {name}", "1/s", chunk_rate("omniroute"), direct=chunk_rate("direct"),
                nginx=chunk_rate("nginx"), note=rounds.errors(results))]
    for kind, label in (("first_byte", "time to first byte"), ("delay", "chunk delay")):
        for quantile in ("p50", "p99"):
            read = rounds.quantile(kind, quantile)
            rows.append(row(f"added {label} {quantile}, {name}", "ms", rounds.added(results, "omniroute", read),
                            direct=rounds.figure(results, "direct", read),
                            nginx=rounds.added(results, "nginx", read)))
    if (streams, rate) == (1000, 10):
        read = rounds.quantile("delay", "p99")
        rows.append(row(f"whole chunk delay p99, {name}", "ms", rounds.figure(results, "omniroute", read),
                        direct=rounds.figure(results, "direct", read), nginx=rounds.figure(results, "nginx", read),
                        aim=settings.AIM_CHUNK_DELAY_P99_MS))
    shares = {way: rounds.spent(results, way, lambda result: result["chunks"]) for way in ("nginx", "omniroute")}
    totals = {way: sum(share["cpu_s"] for share in shares[way].values()) for way in shares}
    rows.append(row(f"CPU per 1,000 chunks, {name}", "s", totals["omniroute"], nginx=totals["nginx"],
                    aim=settings.AIM_CPU_PER_1000_CHUNKS if streams == 100 else None,
                    note=rounds.note(shares["omniroute"])))
    return rows
