"""What was, through the management API: rows, sums, costs, reports, health, and events as they happen."""

import csv
import io
import json
import os
import signal
import time
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from support import http, wait
from support.events import Events
from support.gateway import Gateway
from support.management import Manager
from test_management import chat, connection

IDLE = {"OMNI_ADMIN_IDLE_SECONDS": "1"}
COUNTS = ("input", "cached_input", "cache_write", "output", "reasoning")


@pytest.fixture(scope="module")
def told(mock):
    """A gateway that was asked ten things, and a browser that may see them."""
    with Gateway(None, arguments=["--no-demo"], key="", variables=IDLE) as gateway:
        browser = Manager(gateway).set_up()
        browser.must(201, "POST", "/api/connections", connection(mock))
        dead = connection(mock, "dead", base_url="http://127.0.0.1:9", models=["echo"])
        browser.must(201, "POST", "/api/connections", dead)
        priced = browser.ask("PUT", "/api/prices/mock%2Fecho", {"input": 1, "output": 2})
        assert priced.status in (200, 201), priced
        for name in ("alice", "bob"):
            made = browser.must(201, "POST", "/api/keys", {"name": name})
            setattr(browser, name, made["key"])
        gateway.key = browser.alice
        made = browser.must(
            201, "POST", "/api/management-keys", {"name": "reader", "scopes": ["read"]})
        browser.reader = made["secret"]
        for index in range(8):
            assert chat(gateway, "mock/echo", browser.alice if index % 2 else browser.bob).status == 200
        assert chat(gateway, "nowhere/echo").status >= 400
        assert chat(gateway, "dead/echo").status >= 500
        wait.until(lambda: len(rows(browser)) == 10, 20, pause=0.1, what="ten rows")
        yield gateway, browser


def rows(browser, query="", table="requests"):
    """The rows of one large page."""
    return browser.get(f"/api/logs/{table}?limit=1000{query}")["data"]


# ---------------------------------------------------------------- rows


def test_rows_have_the_names_that_people_see(told):
    _, browser = told
    row = next(row for row in rows(browser) if row["status"] == 200)
    assert row["key_name"] in ("alice", "bob"), row
    assert row["connection_name"] == "mock" and row["model_asked"] == "mock/echo", row
    assert row["result"] == "ok" and row["usage"]["input"] > 0 and row["seq"] > 0, row
    assert row["total_us"] > 0 and set(row["cost"]) >= {"usd", "kind"}, row
    Decimal(row["cost"]["usd"] or "0")


def test_pages_hold_each_row_once(told):
    _, browser = told
    for order in ("newest", "oldest"):
        seen, cursor = [], ""
        for _ in range(20):
            page = browser.get(f"/api/logs/requests?limit=3&order={order}{cursor}")
            assert len(page["data"]) <= 3
            seen += [row["request_id"] for row in page["data"]]
            if page["next"] is None:
                break
            cursor = "&cursor=" + page["next"]
        expected = [row["request_id"] for row in rows(browser, f"&order={order}")]
        assert seen == expected and len(set(seen)) == 10


def test_filters_are_about_what_they_name(told):
    _, browser = told
    assert len(rows(browser, "&key=alice&result=ok")) == 4
    assert len(rows(browser, "&key=alice&key=bob")) == 10
    assert len(rows(browser, "&model_asked=mock/*")) == 8
    assert len(rows(browser, "&status=200")) == 8
    assert len(rows(browser, "&status=200&status=404")) == 9
    assert {row["connection_name"] for row in rows(browser, "&connection=mock")} == {"mock"}
    assert rows(browser, "&from=2099-01-01") == []
    one = rows(browser)[0]["request_id"]
    assert [row["request_id"] for row in rows(browser, "&request_id=" + one)] == [one]


@pytest.mark.parametrize("path, name", [
    ("/api/logs/requests?limit=0", "limit"), ("/api/logs/requests?from=soon", "from"),
    ("/api/usage?bucket=year", "bucket"), ("/api/usage?group=day", "group"),
    ("/api/events?topics=all", "topics"), ("/api/logs/console?level=loud", "level"),
    ("/api/logs/attempts?key=alice", "key"), ("/api/usage?range=7d&range=30d", "range")])
def test_what_is_wrong_is_named(told, path, name):
    _, browser = told
    refused = browser.ask("GET", path)
    assert refused.status == 400, refused
    assert refused.json()["error"]["details"][0]["path"] == name, refused


def test_a_cursor_of_somebody_else_is_refused(told):
    _, browser = told
    refused = browser.ask("GET", "/api/logs/requests?cursor=nonsense")
    assert refused.status == 422 and refused.code == "refused_query", refused


def test_nobody_sees_it_without_the_right(told):
    gateway, browser = told
    for path in ("/api/logs/requests", "/api/usage", "/api/costs", "/api/ledger", "/api/events"):
        assert Manager(gateway).ask("GET", path).status == 401
        made = Manager(gateway, key=browser.reader)
        if path != "/api/events":
            assert made.ask("GET", path).status == 200, path


def test_exports_hold_all_rows(told):
    _, browser = told
    lines = browser.ask("GET", "/api/logs/requests/export?format=jsonl")
    assert lines.status == 200 and "attachment" in lines.fields["content-disposition"]
    exported = [json.loads(line) for line in lines.body.splitlines()]
    assert {row["request_id"] for row in exported} == {row["request_id"] for row in rows(browser)}
    table = browser.ask("GET", "/api/logs/requests/export?format=csv&result=ok")
    assert table.fields["content-type"].startswith("text/csv")
    read = list(csv.DictReader(io.StringIO(table.body.decode())))
    assert len(read) == 8 and {row["key_name"] for row in read} == {"alice", "bob"}


def test_each_table_has_rows(told):
    _, browser = told
    assert len(rows(browser, table="attempts")) >= 9
    wait.until(lambda: rows(browser, table="calls"), 10, pause=0.1, what="calls")
    wait.until(
        lambda: rows(browser, "&daemon=route&level=info", table="console"), 10, pause=0.1,
        what="lines of route")


# ---------------------------------------------------------------- one request


def test_a_request_is_told_whole(told):
    _, browser = told
    identity = rows(browser, "&result=ok")[0]["request_id"]
    whole = browser.get(f"/api/logs/requests/{identity}")
    assert whole["request"]["request_id"] == identity
    assert len(whole["attempts"]) == 1 and whole["decisions"], whole
    assert "bodies" not in whole or whole["bodies"] == []
    assert browser.ask("GET", "/api/logs/requests/no-such-request").status == 404


def test_bodies_take_a_right_and_leave_a_trace(told):
    gateway, browser = told
    browser.must(200, "PATCH", "/api/settings", {"ledger": {"bodies": "on"}})
    secret = "what nobody else shall read"
    identity = chat(gateway, "mock/echo", text=secret).header("x-request-id")
    path = f"/api/logs/requests/{identity}?bodies=true"

    def bodies():
        reply = browser.ask("GET", path)
        return reply.status == 200 and reply.json().get("bodies")

    found = wait.until(bodies, 15, pause=0.2, what="bodies")
    assert secret in json.dumps(found)
    refused = Manager(gateway, key=browser.reader).ask("GET", path)
    assert refused.status == 403 and refused.code == "insufficient_scope", refused
    log = browser.get("/api/audit-log?action=bodies.read")["data"]
    assert {row["subject"] for row in log} == {identity}
    assert {row["status"] for row in log} >= {200, 403}
    browser.must(204, "DELETE", "/api/logs/bodies")
    assert not bodies()
    browser.must(200, "PATCH", "/api/settings", {"ledger": {"bodies": "off"}})


# ---------------------------------------------------------------- sums


def test_sums_are_those_of_the_rows(told):
    _, browser = told
    listed = rows(browser)
    sums = browser.get("/api/usage?range=24h&percentiles=true")["totals"]
    assert sums["requests"] == len(listed)
    for result in ("ok", "refused", "limited", "failed"):
        assert sums[result] == sum(row["result"] == result for row in listed), result
    for count in COUNTS:
        expected = sum(row["usage"][count] for row in listed if row["usage"])
        assert sums[count] == expected, count
    metered = sum(
        Decimal(row["cost"]["usd"]) for row in listed
        if row["cost"]["kind"] == "metered" and row["cost"]["usd"])
    assert Decimal(sums["cost_usd"]) == metered
    assert sums["percentiles"]["total"]["p99"] >= sums["percentiles"]["total"]["p50"] > 0


def test_sums_are_kept_apart(told):
    _, browser = told
    by_key = browser.get("/api/usage?group=key")["data"]
    assert {row["key"] for row in by_key} >= {"alice", "bob"}
    both = browser.get("/api/usage?group=key&group=model&bucket=hour")
    assert both["groups"] == ["key", "model"]
    assert sum(row["requests"] for row in both["data"]) == both["totals"]["requests"]
    assert all("start" in row for row in both["data"])
    latency = browser.get("/api/usage/latency?group=key,provider")["data"]
    assert all("percentiles" in row for row in latency)


def test_costs_are_of_three_kinds(told):
    _, browser = told
    costs = browser.get("/api/costs?group=model")
    sums = browser.get("/api/usage?range=mtd")["totals"]
    for name in ("cost_usd", "subscription_usd", "unknown_cost", "failed_usd", "saved_usd"):
        assert costs["totals"][name] == sums[name], name
    forecast = costs["forecast"]
    assert Decimal(forecast["spent_usd"]) == Decimal(sums["cost_usd"])
    assert Decimal(forecast["forecast_usd"]) >= Decimal(forecast["spent_usd"])
    assert costs["budgets"] == [] and isinstance(costs["quotas"], list)


def test_a_month_is_reported(told):
    _, browser = told
    month = datetime.now(timezone.utc).strftime("%Y-%m")
    report = browser.get(f"/api/reports/{month}")
    sums = browser.get("/api/usage?range=mtd")["totals"]
    assert report["totals"]["requests"] == sums["requests"]
    assert sum(row["requests"] for row in report["days"]) == sums["requests"]
    for side in ("provider", "model", "key", "connection"):
        assert sum(row["requests"] for row in report["by"][side]) == sums["requests"], side
    assert 0 < report["totals"]["success_percent"] < 100
    assert report["failures"], report
    assert browser.get("/api/reports/2001-02?zone=Europe/Berlin")["totals"]["requests"] == 0
    assert browser.ask("GET", "/api/reports/2026-13").status == 404


def test_the_ledger_is_checked(told):
    _, browser = told
    found = browser.must(200, "POST", "/api/ledger/check")
    assert found == {"ok": True, "problems": [], "failure": None}
    assert browser.get("/api/ledger")["troubles"] == []


def test_health_says_why(told):
    gateway, browser = told
    assert Manager(gateway).get("/api/health") == {"status": "ok"}
    health = Manager(gateway, key=browser.reader).get("/api/health")
    daemons = {entry["name"]: entry["state"] for entry in health["daemons"]}
    assert daemons == dict.fromkeys(("ingress", "translate", "route", "egress", "logd"), "ready")
    assert health["status"] in ("healthy", "degraded"), health
    assert health["ledger"] is not None
    assert {row["name"] for row in health["connections"]} == {"mock", "dead"}


# ---------------------------------------------------------------- events


def admins(gateway):
    """Processes of admin."""
    return gateway.everything().get("admin", [])


def test_events_come_and_none_is_missed(told):
    gateway, browser = told
    with Events(gateway, browser.reader, "?topics=request.finished") as events:
        assert events.answer.status == 200
        assert events.answer.header("content-type").startswith("text/event-stream")
        assert events.answer.header("content-length") is None
        identity = chat(gateway, "mock/echo").header("x-request-id")
        number, data = events.until("request.finished")
        assert json.loads(data)["request_id"] == identity
    missed = [chat(gateway, "mock/echo").header("x-request-id") for _ in range(3)]
    wait.until(
        lambda: {row["request_id"] for row in rows(browser)} >= set(missed), 10, pause=0.1,
        what="the rows")
    with Events(gateway, browser.reader, "?topics=request.finished", last=number) as events:
        found = [json.loads(events.until("request.finished")[1])["request_id"] for _ in missed]
    assert found == missed


def test_events_are_filtered_where_they_are(told):
    gateway, browser = told
    with Events(gateway, browser.reader, "?topics=request.finished&key=bob") as events:
        chat(gateway, "mock/echo", browser.alice)
        identity = chat(gateway, "mock/echo", browser.bob).header("x-request-id")
        assert json.loads(events.until("request.finished")[1])["request_id"] == identity


def test_what_happens_in_admin_is_told(told):
    gateway, browser = told
    everything = browser.must(
        201, "POST", "/api/management-keys", {"name": "all", "scopes": ["read", "access"]})
    with Events(gateway, everything["secret"]) as events:
        added = browser.ask("PUT", "/api/aliases/fast", {"model": "mock/echo"})
        assert added.status in (200, 201), added
        names = set()
        while not names >= {"config.changed", "audit.added", "stats.tick"}:
            names.add(events.frame()[0])
    with Events(gateway, browser.reader) as events:
        browser.must(204, "DELETE", "/api/aliases/fast")
        assert json.loads(events.until("config.changed")[1])["generation"] > 0
    refused = Manager(gateway, key=browser.reader).ask("GET", "/api/events?topics=audit.added")
    assert refused.status == 403


def test_admin_does_not_sleep_while_somebody_listens(told):
    gateway, browser = told
    with Events(gateway, browser.reader, "?topics=config.changed") as events:
        time.sleep(3)
        assert len(admins(gateway)) == 1
        # Nothing happens: a comment shows that the stream lives.
        assert events.breathes(20)
    wait.until(lambda: not admins(gateway), 30, pause=0.1, what="the end of admin")


def test_a_stream_ends_with_its_key(told):
    gateway, browser = told
    made = browser.must(201, "POST", "/api/management-keys", {"name": "brief", "scopes": ["read"]})
    with Events(gateway, made["secret"]) as events:
        browser.must(204, "DELETE", "/api/management-keys/brief")
        assert events.ends()


def test_a_renewal_of_admin_loses_no_event(told):
    gateway, browser = told
    with Events(gateway, browser.reader, "?topics=request.finished") as events:
        chat(gateway, "mock/echo")
        number, _ = events.until("request.finished")
        os.kill(gateway.pid("admin"), signal.SIGHUP)
        # In order: the last chunk comes, and the client comes again.
        assert events.ends(20)
    identity = chat(gateway, "mock/echo").header("x-request-id")
    with Events(gateway, browser.reader, "?topics=request.finished", last=number) as events:
        assert json.loads(events.until("request.finished")[1])["request_id"] == identity


def test_a_killed_logd_is_only_a_pause(told):
    gateway, browser = told
    with Events(gateway, browser.reader, "?topics=request.finished") as events:
        chat(gateway, "mock/echo")
        events.until("request.finished")
        gateway.kill("logd")
        identity = chat(gateway, "mock/echo").header("x-request-id")
        assert json.loads(events.until("request.finished", 30)[1])["request_id"] == identity
    wait.until(
        lambda: Manager(gateway, key=browser.reader).ask("GET", "/api/ledger").status == 200, 20,
        pause=0.2, what="logd")


def test_who_does_not_read_stops_only_itself(told):
    gateway, browser = told
    with http.Connection(gateway.port, key=browser.reader, receive_buffer=4096) as slow:
        slow.send(
            b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + browser.reader.encode() + b"\r\n\r\n")
        assert slow.begin().status == 200
        for _ in range(20):
            assert chat(gateway, "mock/echo").status == 200
        assert Manager(gateway, key=browser.reader).get("/api/usage")["totals"]["requests"] >= 20


# ---------------------------------------------------------------- what nobody should send


@pytest.mark.parametrize("table, cursor, status", [
    ("requests", "r-9223372036854775807", 200), ("attempts", "r-9223372036854775806", 200),
    ("calls", "r-9223372036854775807", 200), ("requests", "r-9223372036854775808", 422),
    ("requests", "r-%2B5", 422), ("console", "c-1-9223372036854775807", 200)])
def test_a_forged_cursor_ends_nothing_but_the_pages(told, table, cursor, status):
    gateway, browser = told
    pid = gateway.pid("logd")
    order = "" if table == "console" else "&order=oldest"
    asked = browser.ask("GET", f"/api/logs/{table}?cursor={cursor}{order}")
    assert asked.status == status, asked
    if status == 200:
        assert asked.json() == {"data": [], "next": None}
    assert gateway.pid("logd") == pid and rows(browser)


def test_the_month_that_runs_has_a_name(told):
    _, browser = told
    assert browser.get("/api/reports/current?zone=UTC")["month"] == time.strftime("%Y-%m", time.gmtime())
