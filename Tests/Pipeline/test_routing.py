"""Who answers, and who pays: names, strategies, scopes, quotas, budgets, the cache, and a route that is killed."""

import concurrent.futures
import json
import random
import time
from collections import Counter

import pytest

from support import answers, wait
from support.answers import DIALECTS
from support.faults import ANSWER, OTHER_ANSWER, OTHER_DIRECTIVES
from support.gateway import CLIENT_KEY, Gateway
from support.load import Load
from support.mock import Mock
from support.routed import KEYS, Routed, answered_by, dollars, entry, listing, many, one


@pytest.fixture(scope="module")
def mocks(tmp_path_factory):
    """Two providers."""
    pair = [Mock(tmp_path_factory.mktemp(name), name=name) for name in ("alpha", "beta")]
    yield pair
    for mock in pair:
        mock.stop()


@pytest.fixture(scope="module")
def running(mocks):
    """One gateway for all that does no lasting harm."""
    with Routed(*mocks, settings="  cache: true\n") as gateway:
        before = gateway.pids()
        yield gateway
        assert gateway.pids() == before, f"a daemon died:\n{gateway.errors()[-4000:]}"


@pytest.fixture
def gateway(running):
    """The gateway, without what the test before has left."""
    return running.fresh()


def by_connection(found):
    """How many answers each connection gave; all must be whole."""
    for answer in found:
        assert answer.status == 200, answer
    return Counter(answered_by(answer) for answer in found)


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(("name", "connection"), [
    ("a/m", "alpha"), ("b/m", "beta"),
    ("fast", "alpha"), ("chained", "alpha"),
    ("claude-haiku", "beta"), ("CLAUDE-Haiku", "beta"), ("claude-opus-4", "alpha"),
    ("outer", "alpha"), ("combo/outer", "alpha"), ("inner", "alpha"), ("first", "alpha"),
])
def test_names_lead_where_the_file_says(gateway, name, connection):
    answer = one(gateway, name)
    assert answer.status == 200, answer
    assert answered_by(answer) == connection


def test_a_wildcard_may_lead_to_a_combo(gateway):
    found = [one(gateway, "by-turns-please") for _ in range(4)]
    assert by_connection(found) == {"alpha": 2, "beta": 2}
    assert {answer.header("x-omniroute-combo") for answer in found} == {"turns"}


def test_a_nested_combo_goes_on_with_the_outer_one(gateway):
    gateway.alpha.behave("status=503")
    answer = one(gateway, "outer")
    assert answer.status == 200 and answered_by(answer) == "beta", answer


@pytest.mark.parametrize(("name", "status", "code", "hint"), [
    ("tirns", 404, "model_not_found", "turns"),
    ("off", 404, "model_not_found", ""),
    ("asleep/m", 404, "model_not_found", ""),
    ("nowhere/m", 404, "model_not_found", ""),
    # Two prefixes know a model of this name.
    ("m", 400, "ambiguous_model", "dear/m"),
])
def test_what_leads_nowhere_is_told(gateway, name, status, code, hint):
    answer = one(gateway, name)
    assert answer.status == status, answer
    assert answer.error["code"] == code
    assert hint in answer.error["message"]


def test_combos_and_aliases_are_listed(gateway):
    with gateway.connect() as connection:
        listed = connection.get("/v1/models").json()["data"]
    names = [model["id"] for model in listed]
    assert names[0] == "turns" and listed[0]["owned_by"] == "combo"
    assert "fast" in names and "dear/m" in names
    assert "off" not in names and "claude-*" not in names
    assert not [name for name in names if name.startswith("asleep/")]


# ---------------------------------------------------------------- strategies


def test_turns_are_exact_with_many_clients_at_once(gateway):
    assert by_connection(many(gateway, "turns", 100)) == {"alpha": 50, "beta": 50}


def test_turns_may_stick(gateway):
    found = [answered_by(one(gateway, "sticky-turns")) for _ in range(12)]
    runs = [found[index] for index in (0, 3, 6, 9)]
    assert all(found[index:index + 3] == [found[index]] * 3 for index in (0, 3, 6, 9)), found
    assert runs in (["alpha", "beta"] * 2, ["beta", "alpha"] * 2)


def test_shares_are_as_weighted(gateway):
    counts = by_connection(many(gateway, "shares", 400))
    # More than four standard deviations to either side of 300.
    assert 260 <= counts["alpha"] <= 340, counts


@pytest.mark.parametrize("combo", ["chance", "healthiest"])
def test_chance_uses_all(gateway, combo):
    counts = by_connection(many(gateway, combo, 100))
    assert min(counts["alpha"], counts["beta"]) >= 20, counts


@pytest.mark.parametrize(("combo", "connection"), [
    ("cheapest", "beta"), ("by-tier", "monthly"), ("first", "alpha"),
])
def test_a_fixed_order_is_kept(gateway, combo, connection):
    assert by_connection(many(gateway, combo, 20)) == {connection: 20}


def test_the_least_used_is_next(gateway):
    assert by_connection(many(gateway, "even", 40, clients=1)) == {"alpha": 20, "beta": 20}


def test_accounts_behind_one_prefix_are_filled_in_their_order(gateway):
    assert by_connection(many(gateway, "pair/m", 20)) == {"left": 20}
    gateway.alpha.behave("status=429+retry-after=60")
    assert answered_by(one(gateway, "pair/m")) == "right"


def test_a_conversation_stays_where_it_began(gateway):
    for session in ("one", "two", "three"):
        found = [
            answered_by(one(gateway, "chance", headers=[("X-Session-Id", session)]))
            for _ in range(8)]
        assert len(set(found)) == 1, found


def test_a_conversation_leaves_a_target_that_is_not_well(gateway):
    headers = [("X-Session-Id", "moving")]
    first = answered_by(one(gateway, "turns", headers=headers))
    sick = gateway.alpha if first == "alpha" else gateway.beta
    sick.behave("status=503")
    answer = one(gateway, "turns", headers=headers)
    assert answer.status == 200 and answered_by(answer) != first, answer


def test_attempts_are_bounded(gateway):
    gateway.alpha.behave("status=404")
    answer = one(gateway, "once")
    assert answer.status == 404 and answer.header("x-omniroute-attempts") == "1", answer
    assert gateway.beta.calls() == 0


# ---------------------------------------------------------------- hold


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("fault", ["cut=after:3", "silence=after:3", "garbage=after:3", "noterm", "errorstream=after:3"])
def test_hold_absorbs_every_fault(gateway, dialect, fault):
    gateway.alpha.behave(fault)
    gateway.beta.behave(OTHER_DIRECTIVES)
    answer = one(gateway, "held", stream=True, dialect=dialect)
    assert answer.status == 200, answer
    reading = answers.read(dialect, answer, True)
    assert reading.complete and reading.text == OTHER_ANSWER, reading


def test_without_hold_it_would_have_been_an_error(gateway):
    gateway.alpha.behave("cut=after:3")
    gateway.beta.behave(OTHER_DIRECTIVES)
    reading = answers.read("openai-chat", one(gateway, "first", stream=True), True)
    assert reading.error and not reading.terminated


# ---------------------------------------------------------------- who may use what


def test_a_key_is_kept_to_its_models(gateway):
    assert one(gateway, "a/m", key="narrow").status == 200
    refused = one(gateway, "b/m", key="narrow")
    assert refused.status == 403 and refused.error["code"] == "model_not_allowed", refused
    # Of a combo with other targets, those that it may use.
    assert by_connection([one(gateway, "turns", key="narrow") for _ in range(4)]) == {"alpha": 4}


def test_a_combo_may_be_all_that_a_key_may_use(gateway):
    found = [one(gateway, "turns", key="combos") for _ in range(4)]
    assert by_connection(found) == {"alpha": 2, "beta": 2}
    assert one(gateway, "a/m", key="combos").status == 403


def test_a_key_is_kept_to_its_providers(gateway):
    assert one(gateway, "b/m", key="provider").status == 200
    assert one(gateway, "a/m", key="provider").status == 403


@pytest.mark.parametrize("dialect", DIALECTS)
def test_refusals_speak_the_clients_dialect(gateway, dialect):
    answer = one(gateway, "b/m", key="narrow", dialect=dialect)
    assert answer.status == 403
    answers.error_of(dialect, answer)


def test_a_key_sees_what_it_may_use(gateway):
    with gateway.connect() as connection:
        connection.key = KEYS["combos"]
        names = [model["id"] for model in connection.get("/v1/models").json()["data"]]
    assert names == ["turns"]


# ---------------------------------------------------------------- what an answer says of itself


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_answers_say_who_gave_them(gateway, stream):
    gateway.alpha.behave("status=404")
    answer = one(gateway, "first", stream=stream)
    assert answer.status == 200
    assert answer.header("x-omniroute-provider").startswith("beta")
    assert answer.header("x-omniroute-model") == "b/m"
    assert answer.header("x-omniroute-combo") == "first"
    assert answer.header("x-omniroute-attempts") == "2"


def test_the_cost_is_exact(gateway):
    answer = one(gateway, "a/m")
    usage = answer.json()["usage"]
    # Dollars for a million tokens: 2 and 8.
    wanted = (usage["prompt_tokens"] * 2 + usage["completion_tokens"] * 8) / dollars(1_000_000)
    assert dollars(answer.header("x-omniroute-cost")) == wanted


def test_a_setting_keeps_it_secret_and_needs_no_restart(mocks):
    with Routed(*mocks) as gateway:
        assert one(gateway, "a/m").header("x-omniroute-provider")
        gateway.write(gateway.file.read_text() + "  decision_headers: false\n")
        gateway.command("apply", str(gateway.file))
        answer = one(gateway, "a/m")
        assert answer.status == 200
        assert not [name for name, _ in answer.fields if name.startswith("x-omniroute")]


# ---------------------------------------------------------------- quotas


def test_a_quota_is_not_exceeded(running):
    gateway = running.fresh()
    found = by_connection(many(gateway, "rationed-first", 20))
    assert found == {"rationed": 3, "beta": 17}
    alone = one(gateway, "ration/m")
    assert alone.status == 429, alone
    assert 4 * 3600 < int(alone.header("retry-after")) <= 5 * 3600
    assert alone.error["code"] == "quota_exceeded"
    line = entry(gateway, "quota", "rationed", "connection")
    assert (line["window"], int(line["used"]), int(line["limit"])) == ("five-hours", 3, 3), line


# ---------------------------------------------------------------- budgets


def spend(gateway, model, **more):
    """Asks until it is refused; how often it was answered, and the refusal."""
    for count in range(30):
        answer = one(gateway, model, **more)
        if answer.status != 200:
            return count, answer
    raise AssertionError("the budget has no end")


def test_a_budget_that_is_spent_leads_to_the_next_target(gateway):
    found = [answered_by(one(gateway, "dear-first")) for _ in range(12)]
    paid = found.count("dear")
    assert 0 < paid < 12 and found == ["dear"] * paid + ["beta"] * (12 - paid), found
    alone = one(gateway, "dear/m")
    assert alone.status == 429 and alone.error["code"] == "budget_exceeded", alone
    assert 0 < int(alone.header("retry-after")) <= 86_400
    line = budget(gateway, "dear-day")
    assert 0 < dollars(line["spent_usd"]) <= dollars("0.07")


def budget(gateway, name):
    """A budget once nothing of it is reserved."""
    def settled():
        line = entry(gateway, "budget", name)
        return line if dollars(line["reserved_usd"]) == 0 else None

    return wait.until(settled, 10, what="the last report")


def test_a_key_without_money_is_asked_to_pay(gateway):
    answered, refusal = spend(gateway, "billed/m", key="payer")
    assert answered > 0
    assert refusal.status == 402 and refusal.error["code"] == "payment_required", refusal
    assert dollars(budget(gateway, "payer-day")["spent_usd"]) <= dollars("0.07")
    # Another key has its own.
    assert one(gateway, "billed/m", key="other").status == 200


def test_the_budget_of_a_key_refuses(gateway):
    answered, refusal = spend(gateway, "billed/m", key="spender")
    assert answered > 0
    assert refusal.status == 429 and refusal.error["code"] == "budget_exceeded", refusal
    assert 0 < int(refusal.header("retry-after")) <= 86_400


def test_a_budget_is_not_overspent_by_many_at_once(mocks):
    with Routed(*mocks) as gateway:
        for mock in mocks:
            mock.reset()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            found = list(pool.map(lambda _: one(gateway, "dear/m"), range(64)))
        assert {answer.status for answer in found} == {200, 429}
        line = budget(gateway, "dear-day")
        served = mocks[0].stats()["models"]["m"]
        tokens = served["prompt_tokens"] + served["completion_tokens"]
        assert dollars(line["spent_usd"]) == tokens / dollars(1_000) <= dollars("0.07"), line


# ---------------------------------------------------------------- the cache


def text(answer, stream=False, dialect="openai-chat"):
    """The text of an answer that must be whole."""
    assert answer.status == 200, answer
    reading = answers.read(dialect, answer, stream)
    assert reading.complete, reading
    return reading.text


def test_an_answer_is_given_again(gateway):
    asked = {"temperature": 0, "text": "cache me"}
    calls = gateway.alpha.calls()
    first = one(gateway, "a/m", **asked)
    assert first.header("x-omniroute-cache") == "MISS"
    second = one(gateway, "a/m", **asked)
    assert second.header("x-omniroute-cache") == "HIT"
    assert second.header("x-omniroute-attempts") in (None, "0")
    assert text(first) == text(second)
    assert gateway.alpha.calls() == calls + 1


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses", "anthropic"])
@pytest.mark.parametrize("stream", [False, True], ids=["plain-first", "stream-first"])
def test_the_form_does_not_matter(gateway, dialect, stream):
    asked = {"temperature": 0, "text": f"either form of {dialect}, {stream}", "dialect": dialect}
    first = one(gateway, "b/m", stream=stream, **asked)
    second = one(gateway, "b/m", stream=not stream, **asked)
    assert first.header("x-omniroute-cache") == "MISS"
    assert second.header("x-omniroute-cache") == "HIT"
    assert text(first, stream, dialect) == text(second, not stream, dialect) == ANSWER
    assert gateway.beta.calls() == 1


def test_the_cache_is_never_shared_by_keys(gateway):
    asked = {"temperature": 0, "text": "my secret"}
    assert one(gateway, "a/m", **asked).header("x-omniroute-cache") == "MISS"
    stranger = one(gateway, "a/m", key="other", **asked)
    assert stranger.header("x-omniroute-cache") == "MISS"
    assert gateway.alpha.calls() == 2


@pytest.mark.parametrize(("more", "headers"), [
    ({}, []),
    ({"temperature": 0.7}, []),
    ({"temperature": 0}, [("X-OmniRoute-No-Cache", "true")]),
    ({"temperature": 0}, [("Cache-Control", "no-store")]),
], ids=["no-temperature", "warm", "bypassed", "no-store"])
def test_what_is_not_to_be_cached_is_not(gateway, more, headers):
    for _ in range(2):
        answer = one(gateway, "a/m", headers=headers, text="again", **more)
        assert answer.header("x-omniroute-cache") != "HIT"
    assert gateway.alpha.calls() == 2


def test_what_shapes_an_answer_tells_questions_apart(gateway):
    for number, more in enumerate([
            {}, {"seed": 1}, {"max_tokens": 5}, {"stop": ["x"]}, {"top_p": 0.5},
            {"response_format": {"type": "json_object"}}]):
        answer = one(gateway, "a/m", temperature=0, text="shape", **more)
        assert answer.header("x-omniroute-cache") == "MISS", (number, more)


def test_errors_and_cut_answers_are_not_kept(gateway):
    asked = {"temperature": 0, "text": "fails at first"}
    gateway.alpha.behave("status=400", times=1)
    assert one(gateway, "a/m", **asked).status == 400
    assert one(gateway, "a/m", **asked).header("x-omniroute-cache") == "MISS"
    asked = {"temperature": 0, "text": "cut at a limit"}
    gateway.alpha.behave("finish=length", times=1)
    assert one(gateway, "a/m", **asked).header("x-omniroute-cache") == "MISS"
    assert one(gateway, "a/m", **asked).header("x-omniroute-cache") == "MISS"


def test_the_cache_counts_and_is_emptied(gateway):
    gateway.command("cache", "clear")
    [before] = listing(gateway, "cache")
    for _ in range(3):
        one(gateway, "a/m", temperature=0, text="count me")
    [after] = listing(gateway, "cache")
    assert int(after["hits"]) - int(before["hits"]) == 2
    assert int(after["misses"]) - int(before["misses"]) == 1
    assert int(after["entries"]) == 1 and int(after["tokens_saved"]) > int(before["tokens_saved"])
    gateway.command("cache", "clear")
    assert int(listing(gateway, "cache")[0]["entries"]) == 0


# ---------------------------------------------------------------- the same request twice


def together(gateway, count, **more):
    """The same request several times at once."""
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: one(gateway, "a/m", **more), range(count)))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_request_that_comes_twice_is_made_once(gateway, dialect, stream):
    gateway.alpha.behave("ttft=300ms")
    headers = [("Idempotency-Key", f"twice-{dialect}-{stream}")]
    found = together(gateway, 2, dialect=dialect, stream=stream, headers=headers)
    assert [text(answer, stream, dialect) for answer in found] == [ANSWER] * 2
    assert sorted(answer.header("x-omniroute-idempotent") or "" for answer in found) == ["", "true"]
    later = one(gateway, "a/m", dialect=dialect, stream=stream, headers=headers)
    assert later.header("x-omniroute-idempotent") == "true"
    assert gateway.alpha.calls() == 1


def test_a_repeated_key_of_somebody_else_is_another_request(gateway):
    headers = [("Idempotency-Key", "shared")]
    one(gateway, "a/m", headers=headers)
    stranger = one(gateway, "a/m", headers=headers, key="other")
    changed = one(gateway, "a/m", headers=headers, text="something else")
    assert stranger.header("x-omniroute-idempotent") is None
    assert changed.status in (200, 409, 422) and changed.header("x-omniroute-idempotent") is None
    assert gateway.alpha.calls() == (3 if changed.status == 200 else 2)


def test_whoever_waits_takes_over_when_the_first_fails(gateway):
    gateway.alpha.behave("ttft=300ms+status=400", times=1)
    found = together(gateway, 2, headers=[("Idempotency-Key", "takes-over")])
    assert sorted(answer.status for answer in found) == [200, 400], found
    assert gateway.alpha.calls() == 2


# ---------------------------------------------------------------- commands


def test_a_decision_can_be_explained(gateway):
    gateway.alpha.behave("status=404")
    answer = one(gateway, "first", headers=[("X-Request-Id", "explain-me")])
    assert answer.status == 200
    found = gateway.command("explain", "explain-me").stdout
    assert "alpha" in found and "beta" in found, found
    lines = listing(gateway, "explain", "explain-me")
    assert lines, "no decision is remembered"
    written = json.dumps(lines)
    assert "first" in written and "alpha" in written and "failed_before" in written, written


def test_who_would_answer_is_told_without_a_call(gateway):
    found = gateway.command("route", "turns").stdout
    assert "alpha" in found and "beta" in found and "would answer" in found
    assert gateway.alpha.calls() + gateway.beta.calls() == 0
    gateway.alpha.behave("status=429+retry-after=60")
    assert one(gateway, "a/m").status == 429
    found = gateway.command("route", "first").stdout
    assert "beta" in found.splitlines()[-1] and "cooling" in found, found
    nobody = gateway.command("route", "a/m", check=False)
    assert nobody.returncode != 0
    refused = gateway.command("route", "b/m", "--key", "narrow", check=False)
    assert refused.returncode != 0


def resting(gateway, name):
    """The line of a connection that rests; None when it does not."""
    line = entry(gateway, "connections", name)
    return line if "cooling" in line["state"] else None


def test_connections_tell_how_they_stand(gateway):
    gateway.alpha.behave("status=429+retry-after=60")
    one(gateway, "a/m")
    line = wait.until(lambda: resting(gateway, "alpha"), 10, what="the rest in the list")
    assert 45 <= float(line["for_s"]) <= 60, line
    assert not resting(gateway, "left")
    assert "sk-" not in gateway.command("connections", "--json").stdout
    gateway.command("reset", "alpha")
    assert not resting(gateway, "alpha")
    assert one(gateway, "a/m").status == 429, "asked again after the reset"


def test_listings_are_tables_for_people(gateway):
    for command in ("connections", "combos", "models", "quota", "budget"):
        found = gateway.command(command).stdout
        assert len(found.splitlines()) > 1, (command, found)


# ---------------------------------------------------------------- a route that is killed


PRICES = {"echo+ttft=2ms": (2, 8), "m+chunks=5+delay=2ms": (3, 15)}


def killed_configuration(mocks):
    """Two accounts behind one prefix, in turns, with prices and a budget that counts them."""
    prices = ", ".join(
        f'"{model}": {{input: {input_}, output: {output}}}'
        for model, (input_, output) in PRICES.items())
    connections = "".join(f"""
  - name: account-{number}
    provider: openai-compatible
    prefix: mock
    base_url: {mock.base}
    api_key: sk-account-{number}
    prices: {{{prices}}}
""" for number, mock in enumerate(mocks))
    return f"""
connections:{connections}
budgets:
  - {{name: everything, scope: total, period: month, limit: 100000, action: refuse}}
keys:
  - name: tests
    secret: {CLIENT_KEY}
settings:
  require_api_key: true
  account_strategy: round-robin
"""


def cost(mocks):
    """What the mocks have served, in dollars."""
    total = 0
    for mock in mocks:
        for model, counts in mock.stats()["models"].items():
            input_, output = PRICES[model]
            total += counts["prompt_tokens"] * input_ + counts["completion_tokens"] * output
    return total / dollars(1_000_000)


@pytest.mark.long
def test_kill_of_route_fails_nothing_and_forgets_nothing(mocks, figure):
    """Fifty times, at random moments under load: no failed request, and what was spent is known to the token."""
    chance = random.Random(4)
    for mock in mocks:
        mock.reset()
    with Gateway(killed_configuration(mocks)) as gateway:
        with Load(gateway, clients=8, prefix="killed") as load:
            for _ in range(50):
                old = gateway.pid("route")
                gateway.kill("route")
                wait.until(
                    lambda: [pid for pid in gateway.pids().get("route", []) if pid != old], 10,
                    what="the next route")
                load.await_requests(5)
                # A moment, so that it dies in another state each time: nothing is waited for here.
                time.sleep(chance.uniform(0, 0.15))
            load.await_requests(20)
        figure("kill -9 of route, 50 times: requests served, slowest in ms",
               f"{len(load.done)}, {round(load.slowest * 1000)}")
        assert load.failed == []
        wanted = cost(mocks)
        assert wanted > 0
        wait.until(
            lambda: dollars(budget(gateway, "everything")["spent_usd"]) >= wanted, 20, pause=0.1,
            what=f"{wanted} dollars in the budget, {entry(gateway, 'budget', 'everything')}")
        assert dollars(budget(gateway, "everything")["spent_usd"]) == wanted
        counts = [mock.stats()["total"]["completed"] for mock in mocks]
        assert sum(counts) == len(load.done)
        assert min(counts) > 0.3 * sum(counts), counts
