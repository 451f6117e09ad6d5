"""The ledger's sums against what the provider says it served: to the token, to the picodollar."""

import asyncio
import time

import pytest

from support import books, burst, http, metrics, places, wait
from support.books import MODELS
from support.burst import Burst
from support.gateway import PROVIDER_KEY, Gateway
from support.ledger import BROKEN, COMPLETE, ESTIMATED, REPORTED, Ledger
from support.mock import Mock
from support.paced import Paced

CONCURRENT = 10_000
# Answers after which a daemon is killed once more.
KILLED_AFTER = 3_500
# A record that is older than this when its process is killed is on the disk.
UNACKNOWLEDGED_SECONDS = 0.5
# How much later than it was sent an answer may be read.
READ_LATE_SECONDS = 2


@pytest.fixture
def provider(tmp_path):
    """A mock whose statistics are of this test alone."""
    running = Mock(tmp_path, key=PROVIDER_KEY)
    yield running
    running.stop()


@pytest.fixture
def counted(provider):
    """A gateway before it, with prices."""
    with Gateway(books.configuration(provider.base)) as running:
        yield running


@pytest.mark.long
def test_10_000_concurrent_requests(counted, provider, figure):
    # The first that reach the provider wait there until all others wait behind them.
    provider.behave("ttft=8s", times=books.AT_ONCE)
    with Burst(counted, CONCURRENT) as load:
        await_all_running(counted, CONCURRENT)
    figure("10,000 requests at once, seconds", round(load.took, 1))
    assert load.failed == [], (len(load.failed), load.failed[:3])
    answers = load.answers
    ledger = Ledger(counted)
    ledger.settled(answers, 60)
    total = provider.stats()["total"]
    assert total["requests"] == total["completed"] == CONCURRENT == ledger.count()
    wait.until(lambda: ledger.count("attempts") == CONCURRENT, 30, what="the attempts")
    books.check(ledger, provider)
    books.check_rows(ledger, answers)
    books.check_attempts(ledger, answers.keys())
    ledger.check()
    # And what people ask says the same.
    rows = counted.logs(CONCURRENT + 1)
    assert len(rows) == CONCURRENT
    assert sum(row["usage"]["input"] for row in rows) == total["prompt_tokens"]
    assert sum(row["usage"]["output"] for row in rows) == total["completion_tokens"]


def test_failed_attempts_are_not_billed_as_answers(provider):
    more = f"""
  - {{name: bad, provider: openai-compatible, prefix: bad, base_url: "{provider.base}", api_key: {PROVIDER_KEY}}}
  - {{name: worse, provider: openai-compatible, prefix: worse, base_url: "{provider.base}", api_key: {PROVIDER_KEY}}}
combos:
  - {{name: rescued, models: ["bad/x+status=429", "mock/{MODELS[0]}"]}}
  - {{name: unread, models: ["worse/x+html", "mock/{MODELS[0]}"]}}
"""
    with Gateway(books.configuration(provider.base, more=more)) as gateway:
        with gateway.connect() as connection:
            for name in ("rescued", "unread"):
                answer = connection.chat(name, "hello", headers=[("X-Request-Id", name)])
                assert answer.status == 200, answer
        ledger = Ledger(gateway)
        ledger.settled(["rescued", "unread"])
        total = provider.stats()["models"][MODELS[0]]
        assert ledger.tokens()["completion_tokens"] == total["completion_tokens"]
        for row in ledger.rows():
            assert row["attempts"] >= 2 and row["outcome"] == COMPLETE
            assert row["cost_total"] == books.cost(MODELS[0], {
                "prompt_tokens": row["usage_input"],
                "cached_tokens": row["usage_cached_input"],
                "completion_tokens": row["usage_output"]})


def test_a_price_by_the_call_is_charged_for_answers_only(provider):
    """Refused, or not reached at all: nothing was used, in the request's row, the attempts' and the proxy log."""
    prices = '{request: 0.04}'
    closed = "http://127.0.0.1:1/v1"
    more = f"""
  - {{name: limited, provider: openai-compatible, prefix: limited, base_url: "{provider.base}", api_key: {PROVIDER_KEY}, prices: {{"x+status=429": {prices}}}}}
  - {{name: closed, provider: openai-compatible, prefix: closed, base_url: "{closed}", api_key: {PROVIDER_KEY}, prices: {{x: {prices}}}}}
  - {{name: good, provider: openai-compatible, prefix: good, base_url: "{provider.base}", api_key: {PROVIDER_KEY}, prices: {{by-call: {prices}}}}}
combos:
  - {{name: by-call, models: ["limited/x+status=429", "closed/x", "good/by-call"]}}
"""
    with Gateway(books.configuration(provider.base, more=more)) as gateway:
        with gateway.connect() as connection:
            answer = connection.chat("by-call", "hello", headers=[("X-Request-Id", "by-call")])
            assert answer.status == 200, answer
        (shown,) = gateway.settled_logs(["by-call"])["by-call"]
        assert shown["cost"]["usd"] == "0.040000000000" and shown["cost"]["failed_usd"] == "0.000000000000", shown
        ledger = Ledger(gateway)
        # The rows of attempts may come after the request's; who cannot be reached is tried more than once.
        attempts = sorted(
            wait.until(
                lambda: (lambda rows: rows if any(row["answered"] for row in rows) else None)(
                    ledger.rows("attempts")), 10, what="the attempts"),
            key=lambda row: row["attempt"])
        *failed, last = [row["cost_total"] for row in attempts]
        assert len(failed) >= 2 and set(failed) == {None} and last == 40_000_000_000, attempts
        assert attempts[1]["proxy"] == "" and attempts[1]["status"] == 0
        calls = gateway.command("logs", "calls", "--json").stdout
        assert '"failure":"upstream_connect"' in calls.replace(" ", ""), calls


def test_a_client_that_leaves_is_charged_what_it_got_and_no_more(counted, provider):
    """The provider was cut off: nobody knows its count, so ours is marked as an estimate."""
    model = "m+chunks=1000+delay=5ms"
    with counted.connect() as connection:
        connection.send(http.post(
            http.chat_body(f"mock/{model}", "hello", stream=True), counted.key,
            headers=[("X-Request-Id", "left")]))
        http.first_event(connection, connection.begin())
    wait.until(lambda: provider.cancellations(model), 10, what="the cancellation")
    ledger = Ledger(counted)
    ledger.settled(["left"])
    (row,) = [row for row in ledger.rows() if row["request_id"] == "left"]
    chunks = provider.cancellations(model)[0]["chunks"]
    assert row["usage_source"] == ESTIMATED
    assert 0 < row["usage_output"] <= 3 * chunks + 3
    # Nobody has told a price for it: unknown, and not nothing.
    assert row["cost_total"] is None


@pytest.mark.long
@pytest.mark.parametrize("daemon", places.DAEMONS)
def test_kills_change_no_sum(counted, provider, figure, daemon):
    """Every answer that a client got whole is in the ledger once, with the tokens and the price that it was told."""
    gateway = counted
    # Of these no request breaks: they are not on its way, or its record and its stream outlive them.
    harmless = daemon in ("logd", "route")
    with Paced(gateway, 200, 32, f"sum-{daemon}", forgives=not harmless) as load:
        for _ in range(4):
            load.await_answers(80)
            old = gateway.pid(daemon)
            gateway.kill(daemon)
            wait.until(
                lambda: gateway.everything().get(daemon, [old])[-1] != old, 10,
                what=f"the next {daemon}")
        load.await_answers(80)
    figure(f"sums across kills of {daemon}: answers, broken", f"{len(load.answers)}, {len(load.broken)}")
    assert load.failed == []
    ledger = Ledger(gateway)
    # What logd had not acknowledged of a killed ingress translate tells.
    ledger.settled(load.answers)
    answers = load.answers
    books.check_rows(ledger, answers)
    ledger.check()
    total = provider.stats()["total"]
    tokens = ledger.tokens()
    if harmless:
        wait.until(
            lambda: ledger.count("attempts") == total["completed"], 20, what="the attempts")
        books.check(ledger, provider)
        books.check_attempts(ledger, answers.keys())
    else:
        # What a killed process had on its way was served by the provider and reached nobody.
        assert all(tokens[name] <= total[name] for name in tokens), (tokens, total)


def kill(gateway, daemon):
    """Kills a daemon and waits for the next process of it; when, by the monotonic clock and since 1970."""
    old = gateway.pid(daemon)
    killed = gateway.kill(daemon), time.time()
    wait.until(
        lambda: gateway.everything().get(daemon, [old])[-1] != old, 20, what=f"the next {daemon}")
    return killed


def await_all_running(gateway, count):
    """Waits until the door has so many requests under way at the same time."""
    wait.until(
        lambda: metrics.read(gateway).value("omniroute_http_requests_running") >= count, 60, 0.1,
        what=f"{count} requests under way")


def check_heard(ledger, provider, daemon, answers, kills):
    """The attempts tell of all that the provider served, but for what nobody heard; how many answers that is.

    Nobody heard what was on its way when a daemon was killed, and was whole by then: never of logd and route.
    """
    wait.until_steady(lambda: ledger.count("attempts"), what="the attempts")
    unheard = sum(books.unheard(ledger, provider).values())
    if daemon == "translate":
        return check_heard_after_translate(ledger, answers, [killed for _, killed in kills], unheard)
    # Of each call there is an attempt; of an answer that nobody heard it has an estimate, or nothing.
    attempts = ledger.rows("attempts")
    assert len(attempts) >= provider.calls(), (len(attempts), provider.calls())
    assert unheard <= sum(row["usage_source"] != REPORTED for row in attempts)
    books.check_attempts(ledger, answers.keys())
    return unheard


def check_heard_after_translate(ledger, answers, kills, unheard):
    """With translate goes what it knows of calls under way, and of those that logd has not acknowledged.

    Requests that have no answer yet are made anew by the next one, whose attempts are the row's.
    """
    def ended(row):
        return (row["received_us"] + row["total_us"]) / 1e6

    young = {
        row["request_id"] for row in ledger.rows() if any(
            -UNACKNOWLEDGED_SECONDS < ended(row) - killed < READ_LATE_SECONDS for killed in kills)}
    books.check_attempts(
        ledger, answers.keys() - young,
        began=lambda row: max((killed for killed in kills if killed < ended(row)), default=0))
    assert unheard <= len(kills) * books.AT_ONCE + len(young), (unheard, len(young))
    return unheard


@pytest.mark.long
@pytest.mark.parametrize("daemon", places.DAEMONS)
def test_kills_under_10_000_concurrent_requests_change_no_sum(counted, provider, figure, daemon):
    """docs/ledger.md, what is never lost: each of its rows about a kill, with 10,000 requests under way.

    Every client asks until it has a whole answer. One kill comes while all wait for theirs, one among answers.
    """
    gateway = counted
    harmless = daemon in ("logd", "route")
    # The first that reach the provider wait there until all others wait behind them.
    provider.behave("ttft=8s", times=books.AT_ONCE)
    with Burst(gateway, CONCURRENT, burst.of_one_length, again=not harmless) as load:
        await_all_running(gateway, CONCURRENT)
        assert not load.answers, "answers came before the kill"
        kills = [kill(gateway, daemon)]
        load.await_answers(KILLED_AFTER)
        kills.append(kill(gateway, daemon))
    what = f"10,000 requests at once, 2 kills of {daemon}"
    figure(f"{what}: seconds, broken", f"{round(load.took, 1)}, {len(load.broken)}")
    assert load.failed == [], (len(load.failed), load.failed[:3])
    assert len(load.answers) == CONCURRENT
    ledger = Ledger(gateway)
    answers = load.answers
    ledger.settled(answers, 60)
    books.check_rows(ledger, answers)
    if daemon != "ingress":
        # Of what it broke itself, ingress can tell nothing.
        assert {row["outcome"] for row in ledger.rows() if row["request_id"] in load.broken} <= {BROKEN}
    unheard = check_heard(ledger, provider, daemon, answers, kills)
    figure(f"{what}: answers that nobody heard", unheard)
    if harmless:
        assert unheard == 0
        books.check(ledger, provider)
    ledger.check()
    gateway.command("ledger", "check", seconds=60)


@pytest.mark.long
def test_streams_that_broke_are_marked(counted, provider):
    """egress dies in the middle of streams: their rows say so, and count what was heard as an estimate."""
    names = [f"broke-{number}" for number in range(6)]

    async def run():
        begun = asyncio.Event()
        waiting = set(names)

        def started(name):
            waiting.discard(name)
            if not waiting:
                begun.set()

        async def one(name):
            connection = http.AsyncConnection(counted.port, counted.key)
            body = http.chat_body("mock/m+chunks=2000+delay=5ms", name, stream=True)
            try:
                await connection.chat(
                    body, headers=[("X-Request-Id", name)], started=lambda: started(name))
            except http.Broken:
                pass
            connection.close()

        streams = asyncio.gather(*(one(name) for name in names))
        await asyncio.wait_for(begun.wait(), 20)
        await asyncio.to_thread(counted.kill, "egress")
        await streams

    asyncio.run(run())
    ledger = Ledger(counted)
    ledger.settled(names)
    for row in ledger.rows():
        assert row["outcome"] == BROKEN and row["usage_source"] == ESTIMATED, row
        assert row["usage_output"] > 0, row
