"""Daemons that are stopped in order under streams that would outlast the stop: they end, are told, and are in the books."""

import os
import re
import signal
from decimal import Decimal

import pytest

from support import http, processes, wait
from support.gateway import CLIENT_KEY, PROVIDER_KEY, Gateway
from support.ledger import BROKEN, ESTIMATED, Ledger
from support.load import Streams
from support.routed import dollars, entry

CHUNKS, DELAY = 1500, "20ms"
LONG = f"m+chunks={CHUNKS}+delay={DELAY}"
# Longer than a stop lasts.
LATE, LATE_CHUNKS = "8s", 3
SLOW = f"m+chunks={LATE_CHUNKS}+delay=1ms+ttft={LATE}"
PICODOLLARS = Decimal(10) ** 12


def configuration(base):
    """A gateway that knows the prices, and one budget for all that is spent."""
    return f"""
connections:
  - name: mock
    provider: openai-compatible
    prefix: mock
    base_url: {base}
    api_key: {PROVIDER_KEY}
    tier: api-key
    prices:
      "{LONG}": {{input: 3, output: 15}}
      "{SLOW}": {{input: 3, output: 15}}
budgets:
  - {{name: everything, scope: total, period: month, limit: 100000, action: refuse}}
keys:
  - name: tests
    secret: {CLIENT_KEY}
settings:
  require_api_key: true
"""


@pytest.fixture
def gateway(mock):
    """A gateway of a test's own."""
    with Gateway(configuration(mock.base)) as running:
        yield running


def terminate(gateway, daemon):
    """Stops a daemon in order and waits for its next life."""
    old = gateway.pid(daemon)
    os.kill(old, signal.SIGTERM)

    def is_back():
        status = gateway.status().get(daemon, {})
        return status.get("ready") and status.get("pid") != old

    wait.until(is_back, 20, pause=0.1, what=f"the next {daemon}")


def attempts(gateway, names, count):
    """The rows of the attempts of requests, once so many are there."""
    def found():
        rows = [row for row in Ledger(gateway).rows("attempts") if row["request_id"] in names]
        return rows if len(rows) >= count else None

    return wait.until(found, 20, pause=0.1, what="the attempts")


def spent(gateway):
    """What route has counted, once nothing is set aside any more."""
    def settled():
        line = entry(gateway, "budget", "everything")
        return line if dollars(line["reserved_usd"]) == 0 else None

    return dollars(wait.until(settled, 20, pause=0.1, what="the last report")["spent_usd"])


def check_books(gateway, rows):
    """The budget has what the attempts cost, and that is something."""
    total = sum(row["cost_total"] for row in rows)
    assert total > 0
    assert spent(gateway) == Decimal(total) / PICODOLLARS


def check_broken(answers):
    """Each client was told that its answer broke off."""
    for name, answer in answers.items():
        assert isinstance(answer, http.Answer), f"{name} has no explicit end: {answer}"
        assert answer.status == 200 and not http.is_done(answer.body), name
        error = http.error_in(answer.body)
        assert error and error["message"], f"{name}: {answer.body[-300:]}"
        numbers = http.text_of(answer.body).split()
        assert numbers == [str(n) for n in range(1, len(numbers) + 1)], name


@pytest.mark.parametrize("daemon", ["translate", "ingress", "egress"])
def test_streams_that_outlast_a_stop_are_in_the_books(gateway, daemon):
    streams = Streams(gateway, 10, CHUNKS, DELAY, prefix="long").start().await_committed()
    terminate(gateway, daemon)
    check_broken(streams.finish(20))
    rows = gateway.settled_logs(streams.answers)
    for name, found in rows.items():
        assert len(found) == 1, found
        [row] = found
        assert row["outcome"] == "broken" and not row["secondhand"], row
        assert row["usage"]["source"] == "estimated" and row["usage"]["output"] > 0, row
    tried = attempts(gateway, set(streams.answers), 10)
    assert len(tried) == 10
    assert all(row["usage_source"] == ESTIMATED and row["usage_output"] > 0 for row in tried), tried[:2]
    check_books(gateway, tried)


def test_what_has_not_begun_is_sent_to_the_next_translate(gateway):
    waiting = Streams(gateway, 4, LATE_CHUNKS, "1ms", prefix="late", first=LATE).start()
    wait.until(lambda: gateway.status()["translate"]["streams"] >= 4, 10, what="the requests")
    assert not waiting.committed
    terminate(gateway, "translate")
    waiting.complete()
    rows = gateway.settled_logs(waiting.answers)
    assert all(found[0]["outcome"] == "complete" for found in rows.values()), rows
    tried = attempts(gateway, set(waiting.answers), 8)
    # The provider may bill what it was asked the first time.
    first = [row for row in tried if row["attempt"] == 1]
    assert len(first) == 4 and len(tried) == 8, tried
    assert all(row["usage_source"] == ESTIMATED and row["usage_input"] > 0 for row in first), first
    check_books(gateway, tried)


def test_a_client_that_does_not_read_has_a_row_too(gateway):
    with gateway.connect(receive_buffer=4096, seconds=30) as connection:
        body = http.chat_body("mock/m+chunks=2000000+delay=0ms", stream=True)
        connection.send(http.post(body, gateway.key, headers=[("X-Request-Id", "lazy")]))
        connection.begin()
        terminate(gateway, "translate")
        [row] = gateway.settled_logs(["lazy"])["lazy"]
    assert row["outcome"] == "broken" and row["usage"]["source"] == "estimated", row
    assert row["usage"]["output"] > 0, row


def test_a_stop_of_everything_records_what_it_breaks(gateway):
    streams = Streams(gateway, 4, CHUNKS, DELAY, prefix="all").start().await_committed()
    assert gateway.stop() == 0
    check_broken(streams.finish(20))
    rows = [row for row in Ledger(gateway).rows() if row["request_id"] in streams.answers]
    assert len(rows) == 4
    for row in rows:
        assert row["outcome"] == BROKEN and not row["secondhand"], row
        assert row["usage_source"] == ESTIMATED and row["cost_total"] > 0, row
    assert "records are lost" not in gateway.errors()


def test_what_logd_does_not_take_is_told(gateway):
    """Records are kept in memory only: the process that ends with them says how many there were."""
    logd, translate = gateway.pid("logd"), gateway.pid("translate")
    os.kill(logd, signal.SIGSTOP)
    try:
        wait.until(lambda: processes.stopped(logd), 10, pause=0.001, what="logd, stopped")
        for _ in range(5):
            gateway.good()
        os.kill(translate, signal.SIGTERM)
        told = wait.until(
            lambda: re.search(r"records are lost.*", gateway.errors()), 15, pause=0.1,
            what="a line about lost records")
    finally:
        os.kill(logd, signal.SIGCONT)
    assert re.search(r"\brows=5\b", told[0]), told[0]
