"""Kinds of money that are never added up: billed, covered by a subscription, billed beside an answer, saved by the cache."""

from decimal import Decimal

import pytest

from support import wait
from support.gateway import CLIENT_KEY, PROVIDER_KEY, Gateway
from support.ledger import REPORTED, Ledger
from support.management import Manager
from support.mock import Mock
from support.routed import dollars, entry

# Models of the mock, and what a million of their tokens costs in dollars: input, output. Each is a millionth for one token.
PAID, PLAN, VOID = "m+chunks=5", "m+chunks=3", "m+empty"
PRICES = {PAID: (2, 8), PLAN: (3, 15), VOID: (5, 20)}
# Each request: the model, and what it says. Only the questions that are asked twice are kept.
ASKED = {
    "paid": (f"paid/{PAID}", "a question that is paid for"),
    "paid-again": (f"paid/{PAID}", "a question that is paid for"),
    "plan": (f"plan/{PLAN}", "a question within a subscription"),
    "plan-again": (f"plan/{PLAN}", "a question within a subscription"),
    "rescued": ("rescued", "a question that one provider has nothing to say to"),
}
AGAIN = ("paid-again", "plan-again")


def configuration(base):
    """Accounts that are billed by use, within a plan, and for an answer that says nothing; and a cache."""
    def price(model, more=""):
        given, said = PRICES[model]
        return f'{{"{model}": {{input: {given}, output: {said}{more}}}}}'

    account = f'provider: openai-compatible, base_url: "{base}", api_key: {PROVIDER_KEY}'
    origin = base.removesuffix("/v1")
    return f"""
connections:
  - {{name: paid, prefix: paid, {account}, tier: api-key, prices: {price(PAID)}}}
  - {{name: plan, prefix: plan, {account}, tier: subscription, prices: {price(PLAN, ", billed: false")}}}
  - {{name: void, prefix: void, dialect: gemini, base_url: "{origin}", api_key: {PROVIDER_KEY}, tier: api-key,
     prices: {price(VOID)}}}
combos:
  - {{name: rescued, models: ["void/{VOID}", "paid/{PAID}"]}}
budgets:
  - {{name: paid-day, scope: connection, subject: paid, period: day, limit: 100, action: next}}
  - {{name: plan-day, scope: connection, subject: plan, period: day, limit: 100, action: next}}
  - {{name: void-day, scope: connection, subject: void, period: day, limit: 100, action: next}}
keys:
  - {{name: tests, secret: {CLIENT_KEY}}}
settings:
  require_api_key: true
  cache: true
"""


def worth(model, counts):
    """Dollars of tokens as a provider counts them, by the price list above."""
    given, said = PRICES[model]
    return Decimal(counts["prompt_tokens"] * given + counts["completion_tokens"] * said) / 10**6


class Told:
    """What was asked, what the rows say, and what is right."""

    def __init__(self, gateway, provider):
        self.gateway = gateway
        self.answers = {}
        with gateway.connect() as connection:
            for name, (model, text) in ASKED.items():
                answer = connection.chat(model, text, headers=[("X-Request-Id", name)], temperature=0)
                assert answer.status == 200, answer
                hit = answer.header("x-omniroute-cache") == "HIT"
                assert hit == (name in AGAIN), (name, answer)
                self.answers[name] = answer.json()["usage"]
        self.rows = {name: row for name, (row,) in gateway.settled_logs(ASKED).items()}
        self.paid = worth(PAID, self.answers["paid"])
        self.plan = worth(PLAN, self.answers["plan"])
        self.rescued = worth(PAID, self.answers["rescued"])
        # The client is told nothing of what came to nothing; the provider counts it.
        self.failed = worth(VOID, provider.stats()["models"][VOID])
        assert min(self.paid, self.plan, self.rescued, self.failed) > 0
        self.browser = Manager(gateway).set_up()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A gateway that was asked about each kind of money once."""
    provider = Mock(tmp_path_factory.mktemp("money"), key=PROVIDER_KEY)
    try:
        with Gateway(configuration(provider.base)) as gateway:
            yield Told(gateway, provider)
    finally:
        provider.stop()


def money(row):
    """The amounts of a row."""
    return {name: Decimal(row["cost"][name]) for name in ("usd", "failed_usd", "saved_usd")}


def test_by_use_and_within_a_subscription(told):
    paid, plan = told.rows["paid"], told.rows["plan"]
    assert paid["cost"]["kind"] == "metered" and paid["tier"] == "api-key"
    assert money(paid) == {"usd": told.paid, "failed_usd": 0, "saved_usd": 0}
    # The list price is shown, and said to be one.
    assert plan["cost"]["kind"] == "subscription" and plan["tier"] == "subscription"
    assert money(plan) == {"usd": told.plan, "failed_usd": 0, "saved_usd": 0}
    for row in (paid, plan):
        assert row["cost"]["counts"] == "reported" and row["cost"]["price_source"] == "user", row


def test_what_the_cache_saves(told):
    paid, plan = (told.rows[name] for name in AGAIN)
    assert paid["cache"] == plan["cache"] == "exact"
    assert money(paid) == {"usd": 0, "failed_usd": 0, "saved_usd": told.paid}
    # Where nothing would have been billed nothing is saved.
    assert money(plan) == {"usd": 0, "failed_usd": 0, "saved_usd": 0}


def test_what_is_billed_beside_the_answer(told):
    row = told.rows["rescued"]
    assert row["attempts"] == 2 and row["connection_name"] == "paid", row
    assert row["cost"]["kind"] == "metered"
    assert money(row) == {"usd": told.rescued, "failed_usd": told.failed, "saved_usd": 0}


def test_the_files_say_the_same(told):
    ledger = Ledger(told.gateway)
    rows = {row["request_id"]: row for row in ledger.rows()}
    assert rows["plan"]["cost_notional"] == 1 and rows["paid"]["cost_notional"] == 0
    assert rows["plan"]["cost_total"] == told.plan * 10**12
    assert rows["paid-again"]["saved_cost"] == told.paid * 10**12
    assert rows["rescued"]["failed_cost"] == told.failed * 10**12
    (empty,) = wait.until(
        lambda: [row for row in ledger.rows("attempts") if row["model"] == VOID], 10, what="the attempt")
    assert empty["usage_source"] == REPORTED and empty["cost_total"] == told.failed * 10**12
    assert not empty["answered"]


@pytest.mark.parametrize("path", ["/api/usage?range=mtd", "/api/costs", "/api/usage?range=24h&group=connection"])
def test_sums_keep_them_apart(told, path):
    sums = told.browser.get(path)["totals"]
    assert sums["requests"] == len(ASKED) and sums["unknown_cost"] == 0
    assert Decimal(sums["cost_usd"]) == told.paid + told.rescued
    assert Decimal(sums["subscription_usd"]) == told.plan
    assert Decimal(sums["failed_usd"]) == told.failed
    assert Decimal(sums["saved_usd"]) == told.paid
    # Tokens of what came to nothing or out of the cache are no answer's.
    served = [told.answers[name] for name in ASKED if name not in AGAIN]
    assert sums["input"] == sum(usage["prompt_tokens"] for usage in served)
    assert sums["output"] == sum(usage["completion_tokens"] for usage in served)


def test_a_report_and_the_check_agree(told):
    told.gateway.command("ledger", "check", seconds=60)
    report = told.browser.get("/api/reports/current?zone=UTC")["totals"]
    assert Decimal(report["cost_usd"]) == told.paid + told.rescued
    assert Decimal(report["subscription_usd"]) == told.plan
    forecast = told.browser.get("/api/costs")["forecast"]
    assert Decimal(forecast["spent_usd"]) == told.paid + told.rescued


def test_budgets_count_what_is_billed(told):
    def spent(name):
        line = wait.until(
            lambda: (lambda line: line if dollars(line["reserved_usd"]) == 0 else None)(
                entry(told.gateway, "budget", name)), 10, what="the last report")
        return dollars(line["spent_usd"])

    assert spent("paid-day") == told.paid + told.rescued
    assert spent("plan-day") == 0
    assert spent("void-day") == told.failed
