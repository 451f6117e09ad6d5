"""Several rounds over all ways, and figures made of them."""
from measure.report import median


def of(bench, omniroute, count, one):
    """Runs `one(way)` for each way, `count` times in turn; lists of results by way."""
    ways = [bench.direct, bench.nginx, omniroute]
    results = {way.name: [] for way in ways}
    for _ in range(count):
        for way in ways:
            result = one(way)
            results[way.name].append(result)
    return results


def figure(results, way, read):
    """The median over the rounds."""
    return median([read(result) for result in results[way]])


def added(results, way, read):
    """The median over the rounds of what a way adds to the direct one."""
    pairs = [(read(result), read(direct)) for result, direct in zip(results[way], results["direct"])]
    return median([there - here for there, here in pairs if there is not None and here is not None])


def errors(results):
    """What went wrong, in words; empty when nothing did."""
    causes = {}
    for name, rounds in results.items():
        for result in rounds:
            for cause, count in result["error_causes"].items():
                causes[f"{name}: {cause}"] = causes.get(f"{name}: {cause}", 0) + count
    return "errors: " + ", ".join(f"{cause} ({count})" for cause, count in causes.items()) if causes else ""


def quantile(kind, name):
    """Reads a quantile in milliseconds; None when nothing was measured."""
    def read(result):
        value = result[kind].get(f"{name}_us")
        return None if value is None else value / 1000
    return read


def spent(results, way, read_count):
    """CPU of each process in seconds per 1,000 of what `read_count` counts, and how often it was woken."""
    shares = {}
    for name in results[way][0]["cpu"]:
        shares[name] = {
            "cpu_s": median([r["cpu"][name]["cpu_s"] * 1000 / max(1, read_count(r)) for r in results[way]]),
            "woken": median([r["cpu"][name]["woken"] * 1000 / max(1, read_count(r)) for r in results[way]]),
        }
    return shares


def note(shares):
    """The shares in words."""
    parts = [f"{name.removeprefix('omni-')} {share['cpu_s']:.4f}" for name, share in shares.items()]
    return "of these: " + ", ".join(parts)
