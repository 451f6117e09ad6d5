"""Books kept beside the ledger: what clients were told, what the provider served, and what that costs."""

import datetime
import json
from decimal import Decimal

from . import http
from .asking import path
from .asking import body as asking
from .gateway import CLIENT_KEY, PROVIDER_KEY

# What the models of the books cost, US dollars for a million tokens: input, read from the cache, output.
PRICES = {
    "echo+cached=3": ("2.5", "0.25", "10"),
    "m+chunks=5": ("0.075", "0.01875", "0.3"),
    "m+chunks=3+think=4+cached=7": ("0.000001", "0.000003", "123.456789"),
    "echo+think=2": ("15", "1.5", "75.000001"),
}
MODELS = list(PRICES)
# One key may hold half of a queue at most, so that others get their turn: many requests at once come from several.
KEYS = [CLIENT_KEY, *(f"{CLIENT_KEY}-{number}" for number in range(3))]
# How many calls the gateway has at the mock at a time; more requests wait for a place.
AT_ONCE = 2_000
DIALECTS = ["openai-chat", "openai-responses", "anthropic", "gemini"]
# Sums of requests that are billed by use and come from no cache, and the columns of the rows that they add up.
SUMS = {
    "requests": None, "cost_usd": "cost_total", "failed_usd": "failed_cost", "input": "usage_input",
    "cached_input": "usage_cached_input", "output": "usage_output", "reasoning": "usage_reasoning",
    "bytes_in": "bytes_in", "bytes_out": "bytes_out",
}


def picodollars(price):
    """A price for a million tokens as whole picodollars for one."""
    whole, _, rest = price.partition(".")
    return int(whole + rest.ljust(6, "0"))


def configuration(base, settings="", more=""):
    """A gateway before the mock, with the books' prices, for many requests at once."""
    prices = "\n".join(
        f'      "{model}": {{input: {paid}, cached_input: {read}, output: {said}}}'
        for model, (paid, read, said) in PRICES.items())
    keys = "\n".join(
        f"  - {{name: {'tests' if number == 0 else f'tests-{number}'}, secret: {key}}}"
        for number, key in enumerate(KEYS))
    return f"""
connections:
  - name: mock
    provider: openai-compatible
    prefix: mock
    base_url: {base}
    api_key: {PROVIDER_KEY}
    tier: api-key
    limits: {{concurrency: {AT_ONCE}, queue: 10000, queue_timeout: 2m}}
    prices:
{prices}
{more}
keys:
{keys}
settings:
  require_api_key: true
  max_connections: 20000
  header_timeout: 2m
  idle_timeout: 5m
{settings}
"""


def cost(model, counts):
    """Picodollars of tokens as the mock or a row counts them."""
    paid, read, said = (picodollars(price) for price in PRICES[model])
    fresh = counts["prompt_tokens"] - counts["cached_tokens"]
    return fresh * paid + counts["cached_tokens"] * read + counts["completion_tokens"] * said


def request(dialect, model, stream, text):
    """Path and body of a request that wants to be told its usage."""
    return path(dialect, f"mock/{model}", stream), json.dumps(
        asking(dialect, f"mock/{model}", stream, text)).encode()


def told(dialect, stream, answer):
    """What a whole answer says was used: input and output tokens; None where it is not whole."""
    if answer.status != 200 or not answer.complete:
        return None
    try:
        events = [
            json.loads(data) for data in http.data_of(answer.body) if data != b"[DONE]"
        ] if stream else [answer.json()]
        return TOLD[dialect](events, answer, stream)
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _chat(events, answer, stream):
    if stream and not http.is_done(answer.body):
        return None
    usage = next(event["usage"] for event in reversed(events) if event.get("usage"))
    return usage["prompt_tokens"], usage["completion_tokens"]


def _responses(events, _, stream):
    last = events[-1]
    if stream and last["type"] != "response.completed":
        return None
    usage = (last["response"] if stream else last)["usage"]
    return usage["input_tokens"], usage["output_tokens"]


def _anthropic(events, _, stream):
    if not stream:
        usage = events[0]["usage"]
    elif events[-1]["type"] != "message_stop":
        return None
    else:
        usage = dict(events[0]["message"]["usage"])
        usage |= next(event["usage"] for event in events if event["type"] == "message_delta")
    read = usage.get("cache_read_input_tokens") or 0
    written = usage.get("cache_creation_input_tokens") or 0
    return usage["input_tokens"] + read + written, usage["output_tokens"]


def _gemini(events, _, stream):
    if "finishReason" not in events[-1]["candidates"][0]:
        return None
    usage = events[-1]["usageMetadata"]
    return usage["promptTokenCount"], usage.get("candidatesTokenCount", 0) + usage.get(
        "thoughtsTokenCount", 0)


TOLD = {
    "openai-chat": _chat, "openai-responses": _responses, "anthropic": _anthropic,
    "gemini": _gemini,
}


def served(mock):
    """What the mock says it has served, in all and of the books' models."""
    stats = mock.stats()
    return stats["total"], {model: stats["models"].get(model) for model in MODELS}


def check(ledger, mock):
    """The ledger's sums are what the mock says it served, to the token and the picodollar."""
    total, models = served(mock)
    categories = ("prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens")
    told, wanted = ledger.tokens(), {name: total[name] for name in categories}
    assert told == wanted, (told, wanted, ledger.unlike())
    assert ledger.cost() == sum(
        cost(model, counts) for model, counts in models.items() if counts)


def unheard(ledger, mock):
    """By model: whole answers that the mock has served and no attempt tells of.

    All other answers are in the attempts to the token. For requests of which all that ask for a model are as long as each
    other, so that what is missing is so many times what one answer counts.
    """
    missing = {}
    _, models = served(mock)
    heard = ledger.heard()
    for model, counts in models.items():
        told = heard.get(model, {"completed": 0})
        for name, count in told.items():
            one, rest = divmod(counts[name], counts["completed"])
            assert rest == 0, f"answers of {model} differ in their {name}"
            assert count == one * told["completed"], (model, name, told, counts)
        missing[model] = counts["completed"] - told["completed"]
    assert heard.keys() <= models.keys()
    assert all(count >= 0 for count in missing.values()), missing
    return missing


def check_sums(gateway, ledger):
    """The sums that are kept are those of the rows: by the gateway's own check of every file, and month by month by ours."""
    gateway.command("ledger", "check", seconds=120)
    told = json.loads(gateway.command(
        "usage", "--range", "all", "--bucket", "month", "--zone", "UTC", "-o", "json", seconds=60).stdout)
    wanted = {}
    for row in ledger.rows():
        month = datetime.datetime.fromtimestamp(row["received_us"] / 1e6, datetime.timezone.utc)
        sums = wanted.setdefault(month.strftime("%Y-%m"), dict.fromkeys(SUMS, 0))
        for name, column in SUMS.items():
            sums[name] += (row[column] or 0) if column else 1
    found = {
        row["start"][:7]: {name: counted(name, row) for name in SUMS} for row in told["data"]}
    assert found == wanted
    whole = {name: sum(sums[name] for sums in wanted.values()) for name in SUMS}
    assert {name: counted(name, told["totals"]) for name in SUMS} == whole


def counted(name, sums):
    """One of the sums as a whole number, money in picodollars."""
    return int(Decimal(sums[name]) * 10**12) if name.endswith("_usd") else sums[name]


def check_rows(ledger, answers):
    """The row of each answer says what the client was told, and costs what that costs."""
    rows = {row["request_id"]: row for row in ledger.rows() if row["request_id"] in answers}
    for name, (model, usage) in answers.items():
        row = rows[name]
        assert (row["usage_input"], row["usage_output"]) == usage, (name, model, row)
        counts = {
            "prompt_tokens": row["usage_input"], "cached_tokens": row["usage_cached_input"],
            "completion_tokens": row["usage_output"]}
        assert row["cost_total"] == cost(model, counts), (name, model, row)
        assert not row["cost_notional"], (name, row)


def check_attempts(ledger, names, began=lambda row: 0):
    """Each request has the attempts that its row counts, and their answered parts are its own.

    Only those count that started after the moment that `began` names for a row, in seconds since 1970: where the request was
    sent again, their numbers go on from the next hundred.
    """
    attempts = {}
    for row in ledger.rows("attempts"):
        attempts.setdefault(row["request_id"], []).append(row)
    for row in ledger.rows():
        if row["request_id"] not in names:
            continue
        found = [
            entry for entry in attempts.get(row["request_id"], [])
            if entry["started_us"] / 1e6 > began(row)]
        assert sorted(entry["attempt"] % 100 for entry in found) == list(
            range(1, row["attempts"] + 1)), row["request_id"]
        answered = [entry for entry in found if entry["answered"]]
        for column in ("usage_input", "usage_output", "cost_total"):
            assert sum(entry[column] or 0 for entry in answered) == row[column], (
                row["request_id"], column)
