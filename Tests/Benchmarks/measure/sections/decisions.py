"""What decisions cost in a large configuration, for each strategy: RouteBench, without any daemon."""
import json
import os
import subprocess

from measure import settings
from measure.report import number, row

PROGRAM = "RouteBench"
# Columns of the tables: what is asked for while all accounts are well, and while every second one rests.
WELL = {"combo": "a combo", "name": "a name", "both": "both in turn", "conversation": "a conversation"}
RESTING = {"combo_rest": "a combo, half rest", "name_rest": "a name, half rest"}
REPORT = {"report": "a report"}


def measure(bench):
    program = bench.binaries / PROGRAM
    if not program.exists():
        print("  RouteBench is not in the build; skipped")
        return {"rows": [], "runs": {}}
    done = subprocess.run([program, "--json"], check=True, capture_output=True, text=True, timeout=900,
                          env={**os.environ, "TMPDIR": str(bench.folder)})
    shapes = json.loads(done.stdout)
    slowest = max(shapes, key=lambda shape: shape["apply_ms"])
    opened = max(shapes, key=lambda shape: shape["open_ms"])
    rows = [
        row("a new configuration, the slowest shape", "ms", slowest["apply_ms"], aim=settings.AIM_ROUTE_LOAD_MS,
            note=slowest["shape"]),
        row("the same read at a start, the slowest shape", "ms", opened["open_ms"], aim=settings.AIM_ROUTE_LOAD_MS,
            note=opened["shape"]),
        dearest("decision, the dearest", shapes, WELL, settings.AIM_ROUTE_DECISION_US),
        dearest("decision, half of the accounts at rest", shapes, RESTING,
                settings.AIM_ROUTE_DECISION_US),
        dearest("report, a hundred written at once, the dearest", shapes, REPORT, None),
    ]
    return {"rows": rows, "runs": {"shapes": shapes}, "tables": tables(shapes)}


def dearest(label, shapes, columns, aim):
    """A row of the strategy, shape and question that cost most."""
    cost, what = max(
        ((figures[key], f"{figures['strategy']}, {shape['shape']}, {title}")
         for shape in shapes for figures in shape["strategies"] for key, title in columns.items()),
        key=lambda one: one[0]["us"])
    return row(label, "µs", cost["us"], aim=aim, note=f"{what}, {number(cost['allocations'])} allocations")


def tables(shapes):
    """Markdown: strategies down, questions across, microseconds and allocations in each cell."""
    columns = {**WELL, **RESTING, **REPORT}
    lines = ["Microseconds / allocations; names × accounts of each in the corner."]
    for shape in shapes:
        lines += ["", f"| {shape['shape'].replace('x', ' × ')} | {' | '.join(columns.values())} |",
                  "|---" + "|--:" * len(columns) + "|"]
        for figures in shape["strategies"]:
            cells = [f"{number(figures[key]['us'])} / {figures[key]['allocations']:.0f}" for key in columns]
            lines.append(f"| {figures['strategy']} | {' | '.join(cells)} |")
    return lines
