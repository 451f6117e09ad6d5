"""Rows with figures, what they should be, and how they are printed."""
import json
import statistics
import sys

from measure.build import REPOSITORY

DEFAULT_OUTPUT = REPOSITORY / "Tests/Benchmarks/results.json"
DOCUMENTATION = REPOSITORY / "docs/performance.md"
BEGIN_FIGURES = "<!-- figures: written by Tests/Benchmarks/run --docs -->"
END_FIGURES = "<!-- end of figures -->"
# A share of the machine that others may take, kernel threads included, before figures are doubted.
QUIET = 0.05
TITLES = {
    "throughput": "Not streamed, closed loop", "latency": "Not streamed, 1,000 requests/s, open loop",
    "ledger": "Requests while logd is away",
    "streams": "Streamed", "body": "A request of 120 KB", "memory": "Memory (PSS)", "start": "Cold start",
    "json": "JSON library", "translate": "Translation between dialects",
    "route": "Decisions with 10,000 connections",
    "questions": "Questions about a year of 100,000 requests a day",
}


def median(values):
    """The median of the values that are there."""
    present = [value for value in values if value is not None]
    return statistics.median(present) if present else None


def row(label, unit, omniroute, *, direct=None, nginx=None, aim=None, at_least=False, note=""):
    """A line of the table; with an aim it says whether OmniRoute reaches it."""
    verdict = None
    if aim is not None and omniroute is not None:
        verdict = "ok" if (omniroute >= aim if at_least else omniroute <= aim) else "MISS"
    return {"label": label, "unit": unit, "direct": direct, "nginx": nginx, "omniroute": omniroute, "aim": aim,
            "at_least": at_least, "verdict": verdict, "note": note}


def heading(machine):
    print(f"OmniRoute {machine['omniroute']} ({machine['commit']}), nginx {machine['nginx']}")
    print(f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_mb']} MB, Linux {machine['kernel']}")
    if machine["load_before"] > 0.5:
        print(f"The machine is busy (load {machine['load_before']}): the figures are too high.")


def table(name, rows):
    print(f"\n{TITLES[name]}")
    print(f"  {'':<46} {'':<10} {'direct':>10} {'nginx':>10} {'OmniRoute':>10} {'aim':>12}")
    for one in rows:
        aim = "" if one["aim"] is None else f"{'≥' if one['at_least'] else '≤'} {number(one['aim'])}"
        cells = " ".join(f"{number(one[way]):>10}" for way in ("direct", "nginx", "omniroute"))
        print(f"  {one['label']:<46} {one['unit']:<10} {cells} {aim:>12} {one['verdict'] or ''}")
        if one["note"]:
            print(f"      {one['note']}")
    sys.stdout.flush()


def number(value):
    """A figure with as many digits as it deserves."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def markdown(results):
    """All figures as tables for the documentation."""
    machine = results["machine"]
    lines = [f"{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}, nginx {machine['nginx']}, "
             f"OmniRoute {machine['omniroute'].split()[-1]}. {noise(results)}", ""]
    for name, section in results["sections"].items():
        if not section["rows"]:
            continue
        lines += [f"### {TITLES[name]}", "", "| | direct | nginx | OmniRoute | aim | |", "|---|--:|--:|--:|--:|---|"]
        for one in section["rows"]:
            cells = " | ".join(number(one[way]) for way in ("direct", "nginx", "omniroute"))
            aim = "" if one["aim"] is None else f"{'≥' if one['at_least'] else '≤'} {number(one['aim'])}"
            verdict = {None: "", "ok": "reached", "MISS": "missed"}[one["verdict"]]
            lines.append(f"| {one['label']}, {one['unit']} | {cells} | {aim} | {verdict} |")
        lines += ["", *section["tables"], ""] if "tables" in section else [""]
    return "\n".join(lines).rstrip() + "\n"


def update_documentation(results):
    """Replaces the figures in docs/performance.md."""
    text = DOCUMENTATION.read_text()
    before, _, rest = text.partition(BEGIN_FIGURES)
    after = rest.partition(END_FIGURES)[2]
    DOCUMENTATION.write_text(f"{before}{BEGIN_FIGURES}\n\n{markdown(results)}\n{END_FIGURES}{after}")


def save(results, path):
    path.write_text(json.dumps(results, indent=1, sort_keys=False) + "\n")


def summary(results, path):
    rows = [one for section in results["sections"].values() for one in section["rows"]]
    missed = [one["label"] for one in rows if one["verdict"] == "MISS"]
    judged = sum(one["verdict"] is not None for one in rows)
    print(f"\n{judged - len(missed)} of {judged} aims reached; everything measured is in {path.name}")
    for label in missed:
        print(f"  missed: {label}")
    print(noise(results))


def noise(results):
    """How much of the machine other programs took, and whether that is too much, in a sentence."""
    shares = sorted(others(results["sections"]))
    if not shares:
        return ""
    middle, worst = shares[len(shares) // 2], shares[-1]
    verdict = ": not quiet enough for figures to keep" if middle > QUIET else ""
    return f"Other programs took {middle:.0%} of the machine in the median run and {worst:.0%} in the worst{verdict}."


def others(value):
    """The share of the machine that others took, of each run below `value`."""
    if isinstance(value, dict):
        if "others" in value:
            yield value["others"]
        else:
            for one in value.values():
                yield from others(one)
    elif isinstance(value, list):
        for one in value:
            yield from others(one)
