"""Metrics of every daemon: names, units, texts and labels as Prometheus wants them, and as docs/metrics.md tells."""

import re
import time

import pytest

from support import metrics, places, wait
from support.asking import ask
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.ledger import Ledger
from support.management import Manager

DOCUMENT = places.REPOSITORY / "docs" / "metrics.md"
BEGIN, END = "<!-- metrics: as the running gateway shows them -->", "<!-- end of metrics -->"


@pytest.fixture
def busy(gateway):
    """The gateway after some traffic of every kind, so that nothing is missing."""
    with gateway.connect() as connection:
        for dialect in ("openai-chat", "anthropic", "gemini", "openai-responses"):
            assert ask(connection, dialect, "mock/echo", False).status == 200
            assert ask(connection, dialect, "mock/m+chunks=3", True).status == 200
        connection.chat("mock/m+status=500")
        connection.chat("nobody/nothing")
        connection.get("/v1/models")
    gateway.command("reset")
    gateway.logs(10)
    Manager(gateway, local=True).get("/api/health")
    return gateway


def test_rules(busy):
    found = metrics.read(busy)
    assert metrics.breaches(found) == []


def test_every_daemon_is_there(busy):
    found = metrics.read(busy)
    for daemon in [*places.DAEMONS, "admin"]:
        assert found.value("omniroute_up", daemon=daemon) == 1
        assert found.value("omniroute_ready", daemon=daemon) == 1
        assert found.value("omniroute_process_resident_memory_bytes", daemon=daemon) > 1 << 20


def test_counters_only_grow(busy):
    before = metrics.read(busy)
    busy.good()
    after = metrics.read(busy)
    smaller = [
        (sample.name, sample.labels) for name, family in before.families.items()
        if family.type in ("counter", "histogram") for sample in family.samples
        if (later := {
            (entry.name, tuple(sorted(entry.labels.items()))): entry.value
            for entry in after.families[name].samples}.get(
                (sample.name, tuple(sorted(sample.labels.items()))))) is None
        or later < sample.value]
    assert smaller == []


def test_nothing_of_clients_becomes_a_label(gateway):
    """Names that a client makes up make no series."""
    with gateway.connect() as connection:
        connection.chat("mock/echo", headers=[
            ("X-Request-Id", "made-up-id"), ("User-Agent", "made-up-agent/1")])
        before = metrics.read(gateway)
        for number in range(50):
            connection.chat(f"made-up-{number}/model-{number}", headers=[
                ("X-Request-Id", f"made-up-{number}"), ("User-Agent", f"made-up-{number}/1")])
    after = metrics.read(gateway)
    assert "made-up" not in after.text
    count = lambda found: sum(len(family.samples) for family in found.families.values())
    assert count(after) <= count(before) + 5, "series came with requests"


def test_many_connections_do_not_make_many_series(mock):
    count = metrics.CONNECTIONS + 50
    more = "\n".join(
        f"  - {{name: account-{number}, provider: openai-compatible, prefix: account-{number}, "
        f"base_url: '{mock.base}', api_key: {PROVIDER_KEY}}}"
        for number in range(count - 1))
    with Gateway(configuration(mock.base, more=more)) as gateway:
        with gateway.connect() as connection:
            # Also of one that is called and stands behind the bound.
            assert connection.chat(f"account-{count - 2}/echo").status == 200
        found = metrics.read(gateway)
    assert found.value("omniroute_route_connections_configured") == count
    for name in ("omniroute_route_calls", "omniroute_route_calls_open"):
        assert len(metrics.connections_of(found.families[name])) == metrics.CONNECTIONS, name
    assert metrics.breaches(found) == []


def test_the_ledger_counts_what_it_has_written(gateway):
    def rows(table):
        return metrics.read(gateway).value("omniroute_logd_rows_total", table=table)

    # Rows of the tests before may still be on their way.
    requests, attempts = wait.until_steady(lambda: (rows("requests"), rows("attempts")))
    for _ in range(5):
        gateway.good()
    wait.until(lambda: rows("requests") == requests + 5, 10, what="the requests in the metrics")
    wait.until(lambda: rows("attempts") == attempts + 5, 10, what="the attempts in the metrics")
    found = metrics.read(gateway)
    assert found.value("omniroute_logd_held_back") == 0
    assert found.value("omniroute_logd_disk_free_bytes") > 1 << 20
    assert found.value("omniroute_logd_days") >= 1
    assert found.value("omniroute_logd_commit_duration_seconds_count") >= 1
    for name in (
            "omniroute_logd_bodies_dropped_total", "omniroute_logd_queries_running",
            "omniroute_logd_query_duration_seconds", "omniroute_logd_export_spans_total",
            "omniroute_logd_ledger_bytes", "omniroute_logd_damaged_files_total",
            "omniroute_logd_days_deleted_total"):
        assert found.has(name), name


def test_strangers_cannot_fill_the_ledger(own_gateway):
    """Requests without a valid key are refused as ever, but only so many get a row."""
    gateway, count = own_gateway, 600
    begin = time.monotonic()
    with gateway.connect() as connection:
        connection.key = "wrong"
        for _ in range(count):
            assert connection.chat("mock/echo", headers=[("User-Agent", "made-up/1")]).status == 401
    most = 100 + 20 * (time.monotonic() - begin) + 1
    gateway.good()

    def rows():
        found = metrics.read(gateway)
        unrecorded = found.value("omniroute_http_unrecorded_total")
        stored = found.value("omniroute_logd_rows_total", table="requests")
        return stored if stored + unrecorded == count + 1 else None

    assert 100 < wait.until(rows, 10, what="the requests in the metrics") <= most + 1
    (day,) = Ledger(gateway).days()
    with Ledger.opened(day) as store:
        clients = {row["client"] for row in store.execute(
            "SELECT DISTINCT client FROM requests WHERE status = 401")}
    assert clients == {""}, clients


def test_a_scrape_wakes_nobody(mock):
    """admin sleeps most of its life: it is asked while it is awake, and not started for it."""
    sleepy = {"OMNI_ADMIN_IDLE_SECONDS": "1"}
    with Gateway(configuration(mock.base), variables=sleepy) as gateway:
        wait.until(lambda: "admin" not in gateway.everything(), 20, what="admin's sleep")
        found = metrics.read(gateway)
        assert "admin" not in gateway.everything()
        up = {sample.labels["daemon"] for sample in found.families["omniroute_up"].samples}
        assert up == set(places.DAEMONS)
        Manager(gateway, local=True).get("/api/health")
        assert metrics.read(gateway).value("omniroute_admin_requests_total") >= 1
        # It said goodbye to the door, which does not call it back.
        wait.until(lambda: "admin" not in gateway.everything(), 20, what="admin's sleep")
        metrics.read(gateway)
        assert "admin" not in gateway.everything()


def documented():
    """The metrics of docs/metrics.md: name, type, labels, text."""
    text = DOCUMENT.read_text()
    section = text.partition(BEGIN)[2].partition(END)[0]
    return set(re.findall(r"^\| `([a-z_0-9]+)` \| (\w+) \| ([^|]*) \| (.+) \|$", section, re.M))


def test_the_document_is_true(busy):
    """Every metric is told, with its type and text, and none that there is not.

    `python3 Tests/Pipeline/metrics_document.py` writes it anew.
    """
    shown = set(re.findall(
        r"^\| `([a-z_0-9]+)` \| (\w+) \| ([^|]*) \| (.+) \|$",
        metrics.markdown(metrics.read(busy)), re.M))
    assert documented() == shown
