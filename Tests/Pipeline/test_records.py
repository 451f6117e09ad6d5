"""What is recorded of requests: of clients that leave, of bodies, of costs, and of who asked by what."""

import itertools
import json

import pytest

from support import books, http, wait
from support.gateway import Gateway
from support.ledger import CLIENT_GONE, COMPLETE, ESTIMATED, REPORTED, Ledger

_numbers = itertools.count(1)
SETTINGS = """
  ledger:
    bodies: on
    body_size: 4KiB
"""
SECRETS = [
    "sk-ant-api03-abcdefgh01234567", "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
]


@pytest.fixture(scope="module")
def gateway(mock):
    """A gateway that records bodies, and knows prices."""
    with Gateway(books.configuration(mock.base, SETTINGS)) as running:
        yield running


def named():
    """A request id of its own."""
    return f"recorded-{next(_numbers)}"


def row(gateway, name):
    """The row of a request, once it is there."""
    ledger = Ledger(gateway)
    ledger.settled([name])
    return next(found for found in ledger.rows() if found["request_id"] == name)


def say(gateway, name, text="hello", model=books.MODELS[0], headers=()):
    """One request over openai-chat."""
    with gateway.connect() as connection:
        path, body = books.request("openai-chat", model, False, text)
        connection.send(
            http.post(body, gateway.key, path, [("X-Request-Id", name), *headers]))
        answer = connection.receive()
    assert answer.status == 200, answer
    return answer


def test_who_asked_by_what(gateway):
    name = named()
    say(gateway, name, headers=[("User-Agent", "claude-cli/2.1.0 (external, cli)")])
    found = row(gateway, name)
    assert found["client"] == "claude-cli/2.1.0" and found["client_address"] == "127.0.0.1"
    assert found["outcome"] == COMPLETE and found["finish_reason"] == "stop"
    assert found["usage_source"] == REPORTED and found["cost_total"] > 0


def test_the_header_says_what_the_ledger_says(gateway):
    name = named()
    answer = say(gateway, name)
    shown = answer.header("x-omniroute-cost")
    assert shown is not None
    whole, fraction = shown.split(".")
    # The header has ten decimals, the ledger twelve.
    assert abs(int(whole + fraction) * 100 - row(gateway, name)["cost_total"]) <= 50


def test_a_client_that_leaves_is_charged_for_what_it_had(gateway):
    name = named()
    connection = gateway.connect()
    path, body = books.request("openai-chat", "m+chunks=100000+delay=5ms", True, "hello")
    connection.send(http.post(body, gateway.key, path, [("X-Request-Id", name)]))
    answer = connection.begin()
    got = b""
    for piece in connection.pieces(answer):
        got += piece
        if got.count(b"data: ") > 3:
            break
    connection.close()
    found = row(gateway, name)
    assert found["outcome"] == CLIENT_GONE and found["status"] == 499
    assert found["usage_source"] == ESTIMATED and found["usage_output"] > 0
    assert found["attempts"] == 1 and not found["secondhand"]


def test_bodies_hold_no_secrets(gateway):
    name = named()
    text = "my keys: " + " ".join(SECRETS) + ' and {"password":"hunter2hunter2"} ' + "x" * 9000
    say(gateway, name, text)

    def bodies():
        found = []
        for path in sorted((gateway.data / "logd" / "bodies").glob("????-??-??.db")):
            with Ledger.opened(path) as store:
                found += store.execute(
                    "SELECT * FROM bodies WHERE request_id = ?", (name,)).fetchall()
        return found if len(found) == 4 else None

    found = wait.until(bodies, 20, what="the four bodies")
    everything = b"".join(bytes(body["content"]) for body in found)
    for secret in [*SECRETS, "hunter2hunter2", gateway.key]:
        assert secret.encode() not in everything, secret
    assert everything.count(b"***") >= 2 * (len(SECRETS) + 1)
    asked = [body for body in found if body["attempt"] == 0 and body["whole_bytes"] > 9000]
    assert asked and len(asked[0]["content"]) <= 4096 + 64, "bodies are cut at their bound"
    assert {body["attempt"] for body in found} == {0, 1}


def test_no_secret_is_in_the_console(gateway):
    lines = (gateway.data / "logd" / "console" / "console.jsonl").read_text().splitlines()
    assert {json.loads(line)["daemon"] for line in lines} >= {"omni-route", "omni-translate"}
    assert gateway.key not in "\n".join(lines)
