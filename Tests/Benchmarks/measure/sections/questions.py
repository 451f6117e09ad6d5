"""What the dashboard's questions cost when the ledger holds a year: LedgerBench, without any daemon."""
import json
import os
import shutil
import subprocess

from measure import settings
from measure.report import number, row

PROGRAM = "LedgerBench"
# Days, and requests a day.
SHAPE = ["365", "100000"]
# Space is looked for first: the folder may be memory.
SPACE_BYTES = 6 << 30
SECONDS = 1_800
# Times as many keys, and so sets of dimensions, as a company of 40 keys has.
SPREADS = {"1": "", "3": "three times the sets: "}
# Days with rows: what retention leaves by default, and a few where only the sums are another ledger's.
KEPT = {"1": "90", "3": "3"}


def measure(bench):
    program = bench.binaries / PROGRAM
    if not program.exists():
        print("  LedgerBench is not in the build; skipped")
        return {"rows": [], "runs": {}}
    if shutil.disk_usage(bench.folder).free < SPACE_BYTES:
        print(f"  {bench.folder} has less than {SPACE_BYTES >> 30} GiB free; skipped")
        return {"rows": [], "runs": {}}
    rows, runs = [], {}
    # A quick run has one round.
    for spread, prefix in list(SPREADS.items())[:2 if bench.settings.rounds > 1 else 1]:
        figures = run(program, bench.folder / "year", spread)
        runs[spread] = figures
        rows += [judged(prefix, one) for one in figures]
    return {"rows": rows, "runs": {"spreads": runs}, "tables": tables(runs)}


def run(program, folder, spread):
    """The figures of a ledger that is there only as long as they are measured."""
    try:
        done = subprocess.run(
            [program, *SHAPE, KEPT[spread], folder, "--spread", spread, "--json"], check=True,
            capture_output=True, text=True, timeout=SECONDS, env=dict(os.environ))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return json.loads(done.stdout)


def judged(prefix, one):
    aim = settings.AIM_PAGE_MS if one["name"].startswith("page") else settings.AIM_AGGREGATE_MS
    return row(f"{prefix}{one['name']}, first", "ms", one["first_ms"], aim=aim,
               note=f"again {number(one['again_ms'])} ms{told(one)}")


def told(one):
    """Of a page that ended before it had a row: how many there are until one has, or the last."""
    return f"; {one['pages']} pages, {number(one['found_ms'])} ms in all" if one["pages"] > 1 else ""


def tables(runs):
    """Markdown: what the rows leave out, in milliseconds."""
    lines = ["Milliseconds, by the clock / of the processor."]
    for spread, figures in runs.items():
        lines += ["", f"| {SPREADS[spread] or 'a company of 40 keys: '}the question | first | again |", "|---|--:|--:|"]
        lines += [
            f"| {one['name']} | {number(one['first_ms'])} / {number(one['first_cpu_ms'])} "
            f"| {number(one['again_ms'])} / {number(one['again_cpu_ms'])}{told(one)} |" for one in figures]
    return lines
