"""Metrics as Prometheus reads them, and the rules that they follow."""

import re

from prometheus_client import parser

from . import http

# https://prometheus.io/docs/practices/naming, November 2026.
BASE_UNITS = ("seconds", "bytes", "ratio", "celsius", "meters", "volts", "amperes", "joules", "grams")
OTHER_UNITS = re.compile(
    r"(?:^|_)(?:milliseconds|microseconds|nanoseconds|minutes|hours|ms|us|ns|kb|mb|gb|kib|mib|gib|"
    r"kilobytes|megabytes|bits|percent|permille)(?:_|$)")
NAME = re.compile(r"omniroute_[a-z][a-z0-9_]*")
# What a label may be about: sets that the program or its configuration bounds, never what a client wrote.
LABELS = {
    "daemon": {"ingress", "translate", "route", "egress", "logd", "admin"},
    "endpoint": {
        "chat", "completion", "generate", "compact", "count_tokens", "stored_response", "models",
        "manage", "own"},
    "status": {"2xx", "3xx", "4xx", "5xx"},
    "table": {"requests", "attempts", "calls", "console", "bodies"},
    "kind": {"rows", "bodies", "console"},
    "part": {"days", "bodies", "console", "derived"},
    "result": None, "reason": None, "code": None, "le": None,
    # Names of the configuration, and so many of them at most.
    "connection": None,
}
WORD = re.compile(r"[a-z][a-z0-9_]*")
# Route tells of so many connections one by one.
CONNECTIONS = 200
SERIES = 5_000


class Metrics:
    """What a gateway shows at /metrics."""

    def __init__(self, text):
        self.text = text
        self.families = {}
        for family in parser.text_string_to_metric_families(text):
            assert family.name not in self.families, (
                f"{family.name} stands there twice, perhaps with and without _total")
            self.families[family.name] = family

    def value(self, name, **labels):
        """The value of the one series with these labels among its own."""
        found = [
            sample.value for family in self.families.values() for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()]
        assert len(found) == 1, f"{name} {labels}: {found}"
        return found[0]

    def has(self, name):
        """Whether there is such a metric."""
        return name in self.families or name.removesuffix("_total") in self.families


def read(gateway):
    """The metrics of a gateway's daemons."""
    with gateway.connect() as connection:
        answer = connection.get("/metrics")
    assert answer.status == 200, answer
    assert answer.header("content-type").startswith("text/plain; version=0.0.4"), answer
    return Metrics(answer.body.decode())


def breaches(metrics):
    """What is wrong with names, units, texts and labels."""
    found = []
    for family in metrics.families.values():
        # The parser takes `_total` off a counter's name.
        name = family.name + ("_total" if family.type == "counter" else "")
        found += [f"{name}: {reason}" for reason in of_family(name, family)]
    series = sum(len(family.samples) for family in metrics.families.values())
    if series > SERIES:
        found.append(f"{series} series are too many")
    return found


def of_family(name, family):
    """What is wrong with one metric."""
    if not NAME.fullmatch(name):
        yield "is no name of ours"
    if family.type not in ("counter", "gauge", "histogram"):
        yield f"has the type {family.type}"
    if OTHER_UNITS.search(name):
        yield "is not in a base unit"
    if family.type == "counter" and not any(
            sample.name == name for sample in family.samples):
        if family.samples:
            yield "is a counter without _total"
    if family.type != "counter" and re.search(r"_(total|count|sum|bucket)$", name):
        yield "has an ending that belongs to another type"
    if family.type == "histogram" and not name.endswith(("_seconds", "_bytes")):
        yield "is a histogram without a unit"
    stem = name.removesuffix("_total")
    for unit in BASE_UNITS:
        if f"_{unit}_" in stem + "_" and not stem.endswith(f"_{unit}"):
            yield f"has its unit {unit} in the middle"
    help_text = family.documentation
    if not (help_text.endswith(".") and help_text[:1].isupper() and 10 <= len(help_text) <= 160):
        yield f"has the text {help_text!r}"
    for sample in family.samples:
        yield from of_sample(sample)
    if len(connections_of(family)) > CONNECTIONS:
        yield f"tells {len(connections_of(family))} connections apart"
    if family.type == "histogram":
        yield from of_histogram(family)


def connections_of(family):
    """The connections that a metric tells apart."""
    return {sample.labels["connection"] for sample in family.samples if "connection" in sample.labels}


def of_sample(sample):
    """What is wrong with one series."""
    if sample.value != sample.value or sample.value < 0:
        yield f"has the value {sample.value}"
    if "daemon" not in sample.labels:
        yield f"does not name its daemon: {sample.labels}"
    for label, value in sample.labels.items():
        if label not in LABELS:
            yield f"has the unknown label {label}"
        elif LABELS[label] is not None and value not in LABELS[label]:
            yield f"has the label {label}={value}"
        elif label in ("result", "reason", "code") and not WORD.fullmatch(value):
            yield f"has the label {label}={value}, which is no word of the program's"


def of_histogram(family):
    """What is wrong with the classes of a histogram."""
    classes = [
        (float(sample.labels["le"]), sample.value) for sample in family.samples
        if sample.name.endswith("_bucket")]
    count = [sample.value for sample in family.samples if sample.name.endswith("_count")]
    if classes != sorted(classes) or [value for _, value in classes] != sorted(
            value for _, value in classes):
        yield "has classes out of order"
    if not classes or classes[-1][0] != float("inf") or count != [classes[-1][1]]:
        yield "has no class for everything"


def markdown(metrics):
    """All metrics as the tables of docs/metrics.md, by daemon."""
    daemons = {}
    for family in metrics.families.values():
        name = family.name + ("_total" if family.type == "counter" else "")
        owners = sorted({sample.labels["daemon"] for sample in family.samples})
        owner = "every daemon" if len(owners) >= 5 else ", ".join(owners)
        labels = sorted({
            label for sample in family.samples for label in sample.labels} - {"daemon", "le"})
        daemons.setdefault(owner, {})[name] = (family.type, labels, family.documentation)
    lines = []
    order = ["every daemon", "ingress", "translate", "route", "egress", "logd", "admin"]
    for owner in order + sorted(set(daemons) - set(order)):
        if owner not in daemons:
            continue
        lines += [f"### {owner}", "", "| metric | type | labels | what |", "|---|---|---|---|"]
        for name, (kind, labels, text) in sorted(daemons[owner].items()):
            said = ", ".join(f"`{label}`" for label in labels)
            lines.append(f"| `{name}` | {kind} | {said} | {text} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
