"""Requests under way: listed by the management API and by `omniroute top`, ended by an order, bounded, and gone when they end."""

import json
import re

import pytest

from support import answers, asking, http, wait
from support.answers import DIALECTS
from support.gateway import Gateway, configuration
from support.management import Manager, quoted
from support.terminal import Terminal

# Long enough for any test; each ends it by leaving.
SLOW = "chunks=100000+delay=50ms"
# An account that takes one at a time.
NARROW = """
  - name: narrow
    provider: openai-compatible
    prefix: narrow
    base_url: {base}
    api_key: {key}
    limits: {{concurrency: 1, queue: 50, queue_timeout: 60s}}
"""


@pytest.fixture(scope="module")
def gateway(mock):
    """A gateway with two accounts."""
    more = NARROW.format(base=mock.base, key=mock.key)
    with Gateway(configuration(mock.base, more=more)) as running:
        yield running


@pytest.fixture(scope="module")
def manager(gateway):
    """Somebody who has signed in."""
    return Manager(gateway).set_up()


class Open:
    """Requests that are under way until the block ends."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.connections = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()

    def begin(self, name, model, stream=True, dialect="openai-chat"):
        """Sends a request and reads nothing of its answer."""
        connection = self.gateway.connect()
        self.connections.append(connection)
        body = json.dumps(asking.body(dialect, model, stream, text="a secret thing to say")).encode()
        path = asking.path(dialect, model, stream)
        connection.send(http.post(body, self.gateway.key, path, [("X-Request-Id", name)]))
        return connection


def listing(manager, query=""):
    """What is told: all of it."""
    return manager.get(f"/api/live{query}")


def rows(manager, query=""):
    """The rows by request id."""
    return {row["request_id"]: row for row in listing(manager, query)["data"]}


def until_states(manager, wanted):
    """Waits until each request is at what it should be; the rows."""
    def reached():
        found = rows(manager)
        return found if {name: found.get(name, {}).get("state") for name in wanted} == wanted else None

    return wait.until(reached, 20, pause=0.05, what=f"{wanted}")


def until_empty(manager):
    """Waits until nothing is under way."""
    def is_empty():
        told = listing(manager)
        return told["running"] == 0 and told["unlisted"] == 0

    wait.until(is_empty, 20, pause=0.05, what="an empty list")


# ---------------------------------------------------------------- the list


def test_each_is_at_what_it_is_at(gateway, manager):
    until_empty(manager)
    with Open(gateway) as opened:
        opened.begin("answering", f"mock/m+{SLOW}")
        opened.begin("plain", "mock/m+silence=headers", stream=False)
        opened.begin("calling", "mock/m+silence=headers")
        opened.begin("waking", "mock/m+silence=first")
        opened.begin("placed", f"narrow/m+{SLOW}")
        until_states(manager, {"placed": "answering"})
        opened.begin("queued", f"narrow/m+{SLOW}")
        half = gateway.connect()
        opened.connections.append(half)
        sent = http.post(http.chat_body("mock/m"), gateway.key, headers=[("X-Request-Id", "half")])
        half.send(sent[:-5])
        found = until_states(manager, {
            "answering": "answering", "plain": "calling", "calling": "calling", "waking": "first_token", "placed": "answering",
            "queued": "waiting", "half": "receiving",
        })
        told = listing(manager)
        assert told["running"] == told["matching"] == 7 and told["unlisted"] == 0, told
        ages = [row["age_us"] for row in told["data"]]
        assert ages == sorted(ages, reverse=True), told
        assert "secret" not in json.dumps(told), told
        row = found["answering"]
        assert row["endpoint"] == "chat" and row["dialect"] == "openai-chat" and row["stream"] is True, row
        assert row["key_name"] == "tests" and row["model_asked"] == f"mock/m+{SLOW}", row
        assert row["connection_name"] == "mock" and row["model"] == f"m+{SLOW}" and row["attempts"] == 1, row
        assert row["first_token_us"] > 0 and row["bytes_sent"] > 0 and row["events"] > 0, row
        assert row["silent_us"] < row["age_us"], row
        assert found["plain"]["bytes_sent"] == 0 and found["plain"]["stream"] is False, found["plain"]
        assert found["queued"]["provider"] == "" and found["queued"]["attempts"] == 0, found["queued"]
        assert found["half"]["model_asked"] == "", found["half"]
        assert set(rows(manager, "?state=waiting&state=receiving")) == {"queued", "half"}
        assert set(rows(manager, "?connection=narrow")) == {"placed"}
        assert set(rows(manager, "?stream=false")) == {"plain", "half"}
        assert set(rows(manager, f"?model={quoted(f'narrow/m+{SLOW}')}")) == {"placed", "queued"}
        assert rows(manager, "?key=nobody") == {}
        assert manager.ask("GET", "/api/live?state=asleep").status == 400
    until_empty(manager)


def test_the_list_is_bounded_and_the_count_is_not(gateway, manager):
    until_empty(manager)
    count = 620
    with Open(gateway) as opened:
        for number in range(count):
            opened.begin(f"many-{number}", "mock/m+silence=first")
        wait.until(lambda: listing(manager)["running"] == count, 30, what="all of them")
        told = listing(manager, "?limit=500")
        assert len(told["data"]) == 500 and told["matching"] == count, len(told["data"])
        assert len(listing(manager)["data"]) == 100
        assert manager.ask("GET", "/api/live?limit=501").status == 400
        few = listing(manager, "?limit=3")
        assert [row["request_id"] for row in few["data"]] == [row["request_id"] for row in told["data"][:3]]
    until_empty(manager)
    assert listing(manager)["data"] == []


def test_a_client_that_does_not_read_is_finishing(gateway, manager):
    until_empty(manager)
    with Open(gateway) as opened:
        connection = gateway.connect(receive_buffer=4096)
        opened.connections.append(connection)
        body = http.chat_body("mock/big+bytes=16000000")
        connection.send(http.post(body, gateway.key, headers=[("X-Request-Id", "lazy")]))
        until_states(manager, {"lazy": "finishing"})
        assert manager.ask("DELETE", "/api/live/lazy").status == 204
        until_empty(manager)


# ---------------------------------------------------------------- who may


def test_looking_and_ending_take_their_scopes(gateway, manager):
    made = manager.must(201, "POST", "/api/management-keys", {"name": "looker", "scopes": ["read"]})
    looker = Manager(gateway, key=made["secret"])
    assert looker.get("/api/live")["data"] == []
    assert looker.ask("DELETE", "/api/live/x").status == 403
    assert Manager(gateway).ask("GET", "/api/live").status == 401
    missing = manager.ask("DELETE", "/api/live/never-seen")
    assert missing.status == 404 and missing.code == "not_found", missing


# ---------------------------------------------------------------- ending one


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_stream_is_ended(gateway, manager, dialect):
    name = f"ended-{dialect}"
    with Open(gateway) as opened:
        connection = opened.begin(name, f"mock/m+{SLOW}", dialect=dialect)
        answer = connection.begin()
        until_states(manager, {name: "answering"})
        assert manager.ask("DELETE", f"/api/live/{name}").status == 204
        for piece in connection.pieces(answer):
            answer.body += piece
        reading = answers.read(dialect, answer, True)
        assert reading.error is not None and not reading.complete, reading
        row = gateway.settled_logs([name])[name][0]
        assert row["outcome"] == "broken" and row["error_code"] == "request_cancelled", row
        assert row["usage"]["output"] > 0, row
    until_empty(manager)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("state", "model"), [
    ("calling", "mock/m+silence=headers"), ("first_token", "mock/m+silence=first"), ("waiting", "narrow/m"),
])
def test_what_has_not_begun_is_refused(gateway, manager, dialect, state, model):
    name = f"refused-{dialect}-{state}"
    with Open(gateway) as opened:
        if model.startswith("narrow"):
            opened.begin("taken", f"narrow/m+{SLOW}")
            until_states(manager, {"taken": "answering"})
        connection = opened.begin(name, model, dialect=dialect)
        until_states(manager, {name: state})
        assert manager.ask("DELETE", f"/api/live/{name}").status == 204
        answer = connection.receive()
        assert answer.status == 499 and answers.error_of(dialect, answer), answer
        row = gateway.settled_logs([name])[name][0]
        assert row["outcome"] == "refused" and row["error_code"] == "request_cancelled", row
        # The next request of that connection is as good as any.
        connection.send(http.post(http.chat_body("mock/echo", "again"), gateway.key))
        assert connection.receive().status == 200
    until_empty(manager)


def test_an_order_is_in_the_audit_log_and_reaches_the_provider(gateway, manager, mock):
    model = f"m+{SLOW}+cached=1"
    with Open(gateway) as opened:
        opened.begin("audited", f"mock/{model}")
        until_states(manager, {"audited": "answering"})
        assert manager.ask("DELETE", "/api/live/audited").status == 204
        wait.until(lambda: mock.cancellations(model), 10, what="the provider's end of it")
    entry = manager.get("/api/audit-log?action=request.cancel&limit=1")["data"][0]
    assert entry["subject"] == "audited" and entry["status"] == 204, entry


# ---------------------------------------------------------------- processes that go


def test_a_killed_translate_leaves_an_empty_list(gateway, manager):
    with Open(gateway) as opened:
        for number in range(5):
            opened.begin(f"lost-{number}", f"mock/m+{SLOW}")
        until_states(manager, {f"lost-{number}": "answering" for number in range(5)})
        gateway.kill("translate")
        # Asked at once, while nobody is there.
        told = listing(manager)
        assert told["data"] == [] and told["running"] == told["unlisted"] == 0, told


def test_what_a_renewed_process_serves_is_counted(gateway, manager):
    until_empty(manager)
    with Open(gateway) as opened:
        opened.begin("before", f"mock/m+{SLOW}")
        until_states(manager, {"before": "answering"})
        gateway.renew("translate")
        opened.begin("after", f"mock/m+{SLOW}")
        until_states(manager, {"after": "answering"})
        told = wait.until(
            lambda: next(iter(listed for listed in [listing(manager)] if listed["unlisted"]), None), 10,
            what="the count of the rest")
        assert told["unlisted"] == 1 and [row["request_id"] for row in told["data"]] == ["after"], told
        text = gateway.command("top", "--once").stdout
        assert re.search(r"  2 running$", text, re.MULTILINE) and "1 more with a process that was renewed" in text, text
    until_empty(manager)
    wait.until(lambda: listing(manager)["unlisted"] == 0, 10, what="the end of the rest")


# ---------------------------------------------------------------- top


def test_one_picture_has_them(gateway, manager):
    until_empty(manager)
    with Open(gateway) as opened:
        opened.begin("seen-live", f"mock/m+{SLOW}")
        until_states(manager, {"seen-live": "answering"})
        text = gateway.command("top", "--once").stdout
        assert re.search(r"^LIVE REQUESTS  oldest first, 1-1 of 1$", text, re.MULTILINE), text
        assert re.search(r"^ +\d+\.\d s +answering +.*seen-live$", text, re.MULTILINE), text
        assert "  1 running\n" in text, text
    until_empty(manager)
    assert "LIVE REQUESTS" not in gateway.command("top", "--once").stdout


def test_top_shows_them_sorts_and_scrolls(gateway, manager):
    with Open(gateway) as opened:
        for number in range(30):
            opened.begin(f"row-{number:02}", f"mock/m+{SLOW}")
        until_states(manager, {f"row-{number:02}": "answering" for number in range(30)})
        with Terminal(gateway, "top", size=(30, 120)) as terminal:
            def shows(*words):
                last = terminal.read().rsplit(b"\x1b[H", 1)[-1]
                return all(word in last for word in words)

            wait.until(lambda: shows(b"oldest first", b"row-00"), 15, what="the oldest")
            terminal.press(b"\x1b[B\x1b[B")
            wait.until(lambda: shows(b"3-", b"row-02") and not shows(b"row-01"), 15, what="two rows down")
            terminal.press(b"s")
            wait.until(lambda: shows(b"newest first", b"row-29"), 15, what="the newest")
            # Nothing is cleared before it is drawn anew.
            assert b"\x1b[2J" not in terminal.text
            opened.__exit__()
            wait.until(lambda: not shows(b"LIVE REQUESTS"), 15, what="none")
            terminal.press(b"q")
            assert terminal.wait() == 0
    until_empty(manager)
