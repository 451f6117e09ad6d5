"""The ledger on the command line: logs, sums, costs, reports, `top`, its state, and backups that are made by themselves."""

import csv
import io
import json
import os
import re
import select
import signal
import sqlite3
import subprocess
import tarfile
import threading
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from support import places, wait
from support.gateway import CLIENT_KEY, PROVIDER_KEY, Gateway, configuration
from support.terminal import Terminal

PRICES = "prices:\n  mock/echo: {input: 2, output: 10}\n"
SENT = 6


@pytest.fixture(scope="module")
def told(mock):
    """A gateway that was asked some things, once all of them are in the ledger."""
    with Gateway(configuration(mock.base, more=PRICES)) as gateway:
        with gateway.connect() as client:
            for number in range(SENT):
                answer = client.chat("mock/echo", "hello", headers=[("X-Request-Id", f"good-{number}")])
                assert answer.status == 200, answer
            assert client.chat("mokc/echo", "x", headers=[("X-Request-Id", "unknown-1")]).status == 404
            assert client.chat("mock/m+status=500", "x", headers=[("X-Request-Id", "failed-1")]).status >= 500
        ids = [f"good-{number}" for number in range(SENT)] + ["unknown-1", "failed-1"]
        gateway.settled_logs(ids)
        yield gateway


def proven(file):
    """`omniroute backup show --verify FILE`."""
    return subprocess.run(
        [places.program("omniroute"), "backup", "show", "--verify", str(file)], stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=20, env=places.environment())


def rows(gateway, *words):
    """`omniroute logs ... --json`, the objects."""
    result = gateway.command("logs", *words, "--json")
    return [json.loads(line) for line in result.stdout.splitlines()]


def ids(gateway, *words):
    """The ids of the requests that a filter lets through."""
    return [row["request_id"] for row in rows(gateway, *words)]


# ---------------------------------------------------------------- rows


def test_filters_hold_together(told):
    good = [f"good-{number}" for number in range(SENT)]
    assert ids(told, "--result", "ok") == good
    assert ids(told, "--errors", "--status", "404") == ["unknown-1"]
    assert set(ids(told, "--errors")) == {"unknown-1", "failed-1"}
    assert ids(told, "--key", "tests", "--connection", "mock", "--model", "ec*", "--result", "ok") == good
    assert ids(told, "--key", "nobody") == []
    assert ids(told, "--search", "good-3") == ["good-3"]
    assert ids(told, "--since", "1h", "-n", "2", "--result", "ok") == good[-2:]
    assert ids(told, "--until", "1h") == []
    assert ids(told, "--slower-than", "1h") == []
    assert ids(told, "--min-cost", "1000") == []
    assert len(ids(told, "--min-cost", "0.000001", "--result", "ok")) == SENT


def test_lines_for_people(told):
    text = told.command("logs", "-n", "100").stdout
    assert "\x1b" not in text and text.count("\n") == SENT + 2
    line = next(line for line in text.splitlines() if line.endswith("good-0"))
    assert "  200  mock/echo -> mock/echo  " in line or "  200  mock/echo  " in line, line
    assert "$" in line and "key=tests" in line
    nothing = told.command("logs", "--key", "nobody")
    assert nothing.stdout == "" and "none fits" in nothing.stderr


def test_fields_that_are_asked_for(told):
    found = rows(told, "--fields", "request_id,cost.kind", "--search", "good-1")
    assert found == [{"request_id": "good-1", "cost.kind": "metered"}]
    keys = told.command("keys", "--fields", "name").stdout.split()
    assert keys == ["NAME", "tests"]


def test_one_request_with_its_attempts(told):
    found, = rows(told, "--id", "failed-1")
    assert len(found["attempt_records"]) == found["attempts"] >= 1
    assert {attempt["status"] for attempt in found["attempt_records"]} == {500}
    assert "attempt 1  500" in told.command("logs", "--request", "failed-1").stdout
    assert told.command("logs", "--id", "never-seen", check=False).returncode == 1


def test_the_other_tables(told):
    attempts = rows(told, "attempts", "-n", "1000", "--id", "failed-1")
    assert {row["request_id"] for row in attempts} == {"failed-1"}
    calls = rows(told, "calls", "-n", "1000")
    assert all(row["proxy"] == "direct" and row["host"].startswith("127.0.0.1") for row in calls), calls[:2]
    assert "direct" in told.command("logs", "calls").stdout
    console = rows(told, "console", "-n", "1000")
    assert console and {row["daemon"] for row in console} <= {
        f"omni-{name}" for name in (*places.DAEMONS, "admin")}
    assert {row["daemon"] for row in rows(told, "console", "--daemon", "route")} <= {"omni-route"}
    assert rows(told, "audit")
    refused = told.command("logs", "calls", "--key", "tests", check=False)
    assert refused.returncode == 64 and "--key" in refused.stderr


def test_exports_have_all_rows(told, tmp_path):
    lines = told.command("logs", "export").stdout.splitlines()
    assert {json.loads(line)["request_id"] for line in lines} == set(ids(told, "-n", "1000"))
    file = tmp_path / "rows.csv"
    told.command("logs", "export", "requests", "--format", "csv", "--errors", "-o", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    table = list(csv.DictReader(io.StringIO(file.read_text())))
    assert {row["request_id"] for row in table} == {"unknown-1", "failed-1"}
    again = told.command("logs", "export", "-o", str(file), check=False)
    assert again.returncode == 65 and "--force" in again.stderr
    told.command("logs", "export", "-o", str(file), "--force")
    assert len(file.read_text().splitlines()) == len(lines)


@pytest.mark.parametrize("words", [
    ("logs", "export"), ("logs", "export", "--format", "csv"), ("logs", "--json"), ("logs", "-n", "100"),
    ("usage", "-o", "yaml"), ("costs",), ("report",), ("status", "--json"), ("api", "GET", "/api/models"),
    ("export",), ("logs", "-f", "-n", "100"), ("version",), ("--help",), ("usage", "--help"),
])
def test_an_answer_that_cannot_be_written_is_a_failure(told, words):
    place = () if words[0] in ("version", "--help") else ("--data-dir", str(told.data))
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [places.program("omniroute"), *words, *place], stdin=subprocess.DEVNULL, stdout=full,
            stderr=subprocess.PIPE, text=True, timeout=20, env=places.environment())
    assert result.returncode == 75, result
    assert result.stderr.count("cannot write: No space left on device") == 1, result


def test_a_reader_that_leaves_ends_an_export(told):
    process = subprocess.Popen(
        [places.program("omniroute"), "logs", "export", "--data-dir", str(told.data)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, restore_signals=False, env=places.environment())
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(10) == 0


def test_colors_are_for_terminals(told):
    with Terminal(told, "logs", "-n", "100") as terminal:
        assert terminal.wait() == 0
        assert b"\x1b[32m200\x1b[0m" in terminal.text and b"\x1b[33m404\x1b[0m" in terminal.text
    with Terminal(told, "logs", "-n", "100", NO_COLOR="1") as terminal:
        assert terminal.wait() == 0 and b"\x1b" not in terminal.text


# ---------------------------------------------------------------- following


@pytest.mark.long
def test_following_loses_and_doubles_nothing(mock):
    """Across kills of logd and of the management API."""
    with Gateway(configuration(mock.base)) as gateway:
        output = open(gateway.directory / "followed", "wb")
        process = subprocess.Popen(
            [places.program("omniroute"), "logs", "-f", "--json", "-n", "0", "--key", "tests",
             "--data-dir", str(gateway.data)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, env=places.environment())
        sent, over = [], threading.Event()

        def ask():
            while not over.is_set():
                name = f"followed-{len(sent)}"
                with gateway.connect() as client:
                    assert client.chat("mock/echo", "x", headers=[("X-Request-Id", name)]).status == 200
                sent.append(name)

        def seen():
            text = (gateway.directory / "followed").read_text()
            return [json.loads(line)["request_id"] for line in text.splitlines() if line.endswith("}")]

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            wait.until(seen, 20, what="a followed row")
            for daemon in ("logd", "admin", "logd", "admin"):
                before = len(seen())
                gateway.kill(daemon)
                wait.until(lambda: len(seen()) > before + 5, 20, what=f"rows after the kill of {daemon}")
            over.set()
            thread.join(20)
            first = int(seen()[0].removeprefix("followed-"))
            wait.until(lambda: seen()[-1] == sent[-1], 20, what="the last row")
        finally:
            over.set()
            process.send_signal(signal.SIGINT)
            process.wait(10)
            output.close()
        assert sorted(seen()) == sorted(sent[first:])


def test_the_console_is_followed(told):
    process = subprocess.Popen(
        [places.program("omniroute"), "logs", "console", "-f", "-n", "0", "--json", "--data-dir", str(told.data)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=places.environment())
    try:
        # A reload of the configuration says so in the log of a daemon.
        def line():
            told.command("settings", "set", f"decision_headers={'true' if line.turn else 'false'}")
            line.turn = not line.turn
            return select.select([process.stdout], [], [], 0.5)[0]
        line.turn = True
        wait.until(line, 20, what="a line of the console")
        assert json.loads(process.stdout.readline())["daemon"].startswith("omni-")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)
        process.stdout.close()


# ---------------------------------------------------------------- sums


def usage(gateway, *words):
    return json.loads(gateway.command("usage", *words, "-o", "json").stdout)


def test_sums_are_those_of_the_rows(told):
    every = rows(told, "-n", "1000")
    answer = usage(told, "--by", "model", "--since", "1d")
    assert answer["totals"]["requests"] == len(every)
    used = [row["usage"] for row in every if row["usage"]]
    for name in ("input", "output"):
        assert answer["totals"][name] == sum(tokens[name] for tokens in used)
    costs = [Decimal(row["cost"]["usd"]) for row in every if row["cost"]["kind"] == "metered"]
    assert Decimal(answer["totals"]["cost_usd"]) == sum(costs) > 0


def test_tables_of_sums(told):
    text = told.command("usage", "--by", "key,model", "--percentiles").stdout
    assert re.search(r"^KEY +MODEL +REQUESTS", text, re.MULTILINE), text
    assert re.search(r"^tests +echo +6 +100\.0", text, re.MULTILINE), text
    latency = told.command("usage", "--latency", "--by", "provider").stdout
    assert "FIRST TOKEN P95" in latency
    days = told.command("usage", "--bucket", "day").stdout
    assert re.search(r"^20\d\d-\d\d-\d\d ", days, re.MULTILINE), days
    assert "nothing happened" in told.command("usage", "--key", "nobody").stderr


def test_three_kinds_of_money(told):
    text = told.command("costs", "--by", "model").stdout
    assert re.search(r"^metered +\$0\.\d+", text, re.MULTILINE), text
    assert re.search(r"^month 20\d\d-\d\d: \$.* so far, about \$.* at its end", text, re.MULTILINE), text
    answer = json.loads(told.command("costs", "-o", "json").stdout)
    assert {"totals", "data", "forecast", "budgets"} <= set(answer)


def test_dates_are_days_of_the_zone(told):
    """A day that has not begun in UTC, or is over there, is the present one somewhere."""
    for zone, shift in (("Etc/GMT+12", -12), ("Etc/GMT-14", 14)):
        day = (datetime.now(timezone.utc) + timedelta(hours=shift)).strftime("%Y-%m-%d")
        answer = usage(told, "--since", day, "--until", day, "--zone", zone)
        assert answer["from"].startswith(f"{day}T00:00:00"), answer["from"]
        assert answer["zone"] == zone


def test_a_price_that_is_not_known_is_not_zero(mock):
    with Gateway(configuration(mock.base)) as gateway:
        gateway.good()
        name, = wait.until(lambda: ids(gateway), 20, what="the row")
        assert "cost unknown" in gateway.command("logs", "--id", name).stdout
        text = gateway.command("costs").stdout
        assert "unknown" in text and "without a price" in text, text


def test_the_report_of_a_month(told):
    month = datetime.now(timezone.utc).strftime("%Y-%m")
    text = told.command("report", "--month", month).stdout
    assert text.startswith(f"OmniRoute, {month}\n") and re.search(r"^MODELS ", text, re.MULTILINE), text
    markdown = told.command("report", "-o", "markdown").stdout
    assert markdown.startswith("# OmniRoute, ") and "| ---: |" in markdown
    assert json.loads(told.command("report", "--json").stdout)["month"] == month
    assert "There was no request." in told.command("report", "--month", "2001-01").stdout


# ---------------------------------------------------------------- one request, and now


def test_an_explanation_has_time_and_money(told):
    text = told.command("explain", "good-0").stdout
    assert re.search(r"^timeline: \d+\.\d ms$", text, re.MULTILINE), text
    assert re.search(r"^cost: ~?\$0\.\d+ \(", text, re.MULTILINE), text
    assert "price of the configuration" in text
    assert told.command("explain", "never-seen", check=False).returncode == 1


def test_one_picture_of_top(told):
    text = told.command("top", "--once").stdout
    assert text.startswith("omniroute top  ") and "\x1b" not in text
    for daemon in places.DAEMONS:
        assert re.search(rf"^{daemon} +ready", text, re.MULTILINE), text
    assert re.search(r"^mock +", text, re.MULTILINE) and "good-0" in text


RESTORED = b"\x1b[?25h\x1b[?1049l"


@pytest.mark.parametrize("how", [b"q", signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_top_gives_the_terminal_back(told, how):
    with Terminal(told, "top", size=(24, 80)) as terminal:
        wait.until(lambda: b"NEWEST" in terminal.read(), 15, what="a picture")
        if isinstance(how, bytes):
            terminal.press(how)
        else:
            os.kill(terminal.pid, how)
        assert terminal.wait() == 0
        assert terminal.text.count(b"\x1b[?1049h") == 1 and RESTORED in terminal.text[-40:]


def test_top_shows_what_happens(told):
    with Terminal(told, "top", size=(40, 160)) as terminal:
        wait.until(lambda: b"NEWEST" in terminal.read(), 15, what="a picture")
        with told.connect() as client:
            client.chat("mock/echo", "x", headers=[("X-Request-Id", "seen-in-top")])
        wait.until(lambda: b"seen-in-top" in terminal.read(), 15, what="the new request")
        # Every line is cut to the width.
        terminal.press(b"q")
        assert terminal.wait() == 0


# ---------------------------------------------------------------- the ledger itself


def test_the_state_of_the_ledger(told):
    text = told.command("ledger").stdout
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    assert "trouble" not in text and today in text, text
    state = json.loads(told.command("ledger", "-o", "json").stdout)
    assert state["troubles"] == [] and state["days"]


def test_the_ledger_is_read_through(told):
    assert "sound" in told.command("ledger", "check", seconds=60).stdout


def test_bodies_are_deleted_only_when_that_is_meant(told):
    refused = told.command("ledger", "delete-bodies", check=False)
    assert refused.returncode == 64 and "--yes" in refused.stderr
    told.command("ledger", "delete-bodies", "--yes")


def test_settings_of_the_ledger(mock):
    with Gateway(configuration(mock.base)) as gateway:
        gateway.command("settings", "set", "ledger.retention_days=30", "ledger.backup_every=off")
        assert gateway.command("settings", "get", "ledger.retention_days").stdout.strip() == "30"
        assert gateway.command("settings", "get", "ledger.backup_every").stdout.strip() in ("off", "no")
        wait.until(
            lambda: json.loads(gateway.command("ledger", "-o", "json").stdout)["settings"]["retention_days"] == 30,
            10, what="the setting in logd")
        # Switched off: none is made.
        gateway.command("backup", "create", "--automatic")
        assert list((gateway.data / "backups").glob("*.tar")) == []
        gateway.command("settings", "unset", "ledger.retention_days")
        refused = gateway.command("settings", "set", "ledger.retention_days=-1", check=False)
        assert refused.returncode in (65, 78) and "retention_days" in refused.stderr


# ---------------------------------------------------------------- backups


def test_up_makes_a_backup_by_itself(mock, tmp_path):
    with Gateway(configuration(mock.base), variables={"OMNI_CHORE_SECONDS": "1"}) as gateway:
        gateway.good()
        folder = gateway.data / "backups"
        made = wait.until(lambda: list(folder.glob("omniroute-auto-*.tar")), 20, what="a backup")
        assert made[0].stat().st_mode & 0o777 == 0o600
        listed = gateway.command("backup", "list", "--automatic", "-o", "name").stdout.split()
        assert listed == [str(made[0])]
        assert "as they were" in proven(made[0]).stdout
        with tarfile.open(made[0]) as archive:
            names = archive.getnames()
        assert "logd/ledger.db" in names and not any("days" in name or "key" in name for name in names)
        # Again and again it is asked for, and one a day is made.
        until = time.monotonic() + 4
        wait.until(lambda: time.monotonic() > until, 10, what="some more runs")
        assert list(folder.iterdir()) == made
        assert PROVIDER_KEY.encode() not in made[0].read_bytes()
        assert CLIENT_KEY.encode() not in made[0].read_bytes()
        errors = gateway.errors()
        assert errors.count("made and proven") == 1 and "did not do its work" not in errors, errors


def test_the_history_comes_back_where_it_was_asked_for(mock, tmp_path):
    with Gateway(configuration(mock.base)) as gateway:
        gateway.good()
        wait.until(lambda: ids(gateway), 20, what="the row")
        name, = ids(gateway)
        without, full = tmp_path / "without.tar", tmp_path / "full.tar"
        said = gateway.command("backup", "create", "-o", str(without)).stderr
        assert "--with-history" in said
        gateway.command("backup", "create", "--with-history", "-o", str(full))
        with tarfile.open(full) as archive:
            assert any(re.fullmatch(r"logd/days/\d{4}-\d\d-\d\d\.db", name) for name in archive.getnames())
    other = Gateway(configuration(mock.base))
    try:
        other.command("restore", str(full))
        other.start()
        assert ids(other) == [name]
        for file in (other.data / "logd" / "days").glob("*.db"):
            store = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
            assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            store.close()
    finally:
        other.remove()


def test_a_cut_backup_is_none(mock, tmp_path):
    with Gateway(configuration(mock.base)) as gateway:
        file = tmp_path / "x.tar"
        gateway.command("backup", "create", "-o", str(file))
        os.truncate(file, file.stat().st_size - 4_096)
        assert proven(file).returncode == 65
        assert sorted(path.name for path in tmp_path.iterdir()) == ["x.tar"]
