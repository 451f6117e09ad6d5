"""What translation costs, for each client's dialect with each provider's: TranslateBench, without any daemon."""
import json
import subprocess

from measure import settings
from measure.report import number, row

PROGRAM = "TranslateBench"
LARGEST = "120000"
# Columns of the tables: what is shown of a pair.
TABLES = {
    "A streamed chunk": lambda pair: pair["chunk"],
    "A request of 0.2 KB": lambda pair: pair["requests"]["200"],
    "A request of 13 KB": lambda pair: pair["requests"]["13000"],
    "A request of 120 KB": lambda pair: pair["requests"][LARGEST],
}


def measure(bench):
    program = bench.binaries / PROGRAM
    if not program.exists():
        print("  TranslateBench is not in the build; skipped")
        return {"rows": [], "runs": {}}
    done = subprocess.run([program, "--json"], check=True, capture_output=True, text=True, timeout=600)
    pairs = json.loads(done.stdout)
    foreign = [pair for pair in pairs if pair["client"] != pair["provider"]]
    passed = [pair for pair in pairs if pair["client"] == pair["provider"]]
    rows = [
        worst("chunk between dialects, the dearest pair", foreign, TABLES["A streamed chunk"],
              settings.AIM_FOREIGN_CHUNK_US),
        worst("chunk passed through, the dearest dialect", passed, TABLES["A streamed chunk"],
              settings.AIM_PASSED_CHUNK_US),
        worst("120 KB request between dialects, the dearest pair", foreign, TABLES["A request of 120 KB"],
              settings.AIM_FOREIGN_REQUEST_US),
        worst("120 KB request passed through, the dearest dialect", passed, TABLES["A request of 120 KB"],
              settings.AIM_PASSED_REQUEST_US),
    ]
    largest = max(pairs, key=lambda pair: pair["stream_bytes"])
    rows.append(row("memory of an open stream, the largest", "KB", largest["stream_bytes"] / 1024,
                    aim=settings.AIM_TRANSLATE_STREAM_KB, note=name(largest)))
    return {"rows": rows, "runs": {"pairs": pairs}, "tables": tables(pairs)}


def name(pair):
    return f"{pair['client']} client, {pair['provider']} provider"


def worst(label, pairs, figure, aim):
    """A row of the pair that costs most."""
    pair = max(pairs, key=lambda one: figure(one)["us"])
    cost = figure(pair)
    return row(label, "µs", cost["us"], aim=aim, note=f"{name(pair)}, {number(cost['allocations'])} allocations")


def tables(pairs):
    """Markdown: clients down, providers across, microseconds and allocations in each cell."""
    clients = list(dict.fromkeys(pair["client"] for pair in pairs))
    providers = list(dict.fromkeys(pair["provider"] for pair in pairs))
    costs = {(pair["client"], pair["provider"]): pair for pair in pairs}
    lines = ["Microseconds / allocations; clients down, providers across; a dialect with itself is passed through."]
    for title, figure in TABLES.items():
        lines += ["", f"| {title} | {' | '.join(providers)} |", "|---" + "|--:" * len(providers) + "|"]
        for client in clients:
            cells = [figure(costs[client, provider]) for provider in providers]
            texts = [f"{number(cell['us'])} / {cell['allocations']:.0f}" for cell in cells]
            lines.append(f"| {client} | {' | '.join(texts)} |")
    return lines
