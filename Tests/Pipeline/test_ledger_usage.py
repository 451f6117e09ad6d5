"""Recorded answers of real providers, through every client dialect: the ledger's row has the provider's own numbers."""

import itertools
import json

import pytest

from support import usage
from support.asking import body, path
from support.clients import targets
from support.http import post
from support.ledger import COMPLETE, REPORTED, Ledger, tools

CLIENTS = ["openai-chat", "openai-responses", "anthropic", "gemini", "ollama", "completions"]
# A word of each column's in the JSON of a row.
COLUMNS = {name: f"usage_{name}" for name in usage.NAMES}

_numbers = itertools.count(1)


def replay(gateway, exchange, client):
    """Has the recording played to a client of a dialect; the name of the request, and its answer."""
    name = f"played-{next(_numbers)}"
    model = f"{targets.PREFIXES[exchange.dialect]}/{exchange.id}"
    data = json.dumps(body(client, model, exchange.stream)).encode()
    with gateway.connect() as connection:
        connection.send(post(
            data, gateway.key, path(client, model, exchange.stream), [("X-Request-Id", name)]))
        return name, connection.receive()


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("dialect", usage.FOLDERS)
def test_rows_have_the_providers_numbers(every_dialect, figure, dialect, client):
    """Category by category, tools and terms of service too, plain and streamed, whatever the client speaks."""
    recorded = usage.recorded(dialect)
    assert len(recorded) >= usage.ENOUGH[dialect]
    exchanges = {}
    for exchange in recorded:
        name, answer = replay(every_dialect, exchange, client)
        exchanges[name] = (exchange, answer)
        # Recordings of failures, for which an account would rest.
        if answer.status != 200:
            every_dialect.command("reset")
    ledger = Ledger(every_dialect)
    ledger.settled(exchanges)
    rows = {row["request_id"]: row for row in ledger.rows() if row["request_id"] in exchanges}
    attempts = {row["request_id"]: row for row in ledger.rows("attempts")}
    wrong, refused = [], set()
    for name, (exchange, answer) in exchanges.items():
        row = rows[name]
        if row["outcome"] != COMPLETE or answer.status != 200:
            # An answer without content is none for the client: what it used is its attempt's.
            assert b"the answer was empty" in answer.body, (exchange, answer)
            refused.add(exchange.id)
            row = attempts[name]
        told = {column: row[f"usage_{column}"] for column in usage.NAMES}
        run, service = tools(row["usage_tools"]), row["usage_service"]
        if row["usage_source"] != REPORTED or (told, run, service) != (
                exchange.usage, exchange.tools, exchange.service):
            wrong.append(f"{exchange}: {told} {run} service {service}, source {row['usage_source']}")
    figure(
        f"recorded usage, {dialect} to {client}",
        f"{len(exchanges)} compared, {len(refused)} of them empty answers")
    assert wrong == [], "\n".join(wrong)
    assert refused <= usage.EMPTY


def test_one_row_in_every_form_says_the_same(every_dialect):
    """The file, the command line and the management API: one truth."""
    exchange = next(
        found for found in usage.recorded("anthropic") if found.usage["cached_input"] and found.tools)
    name, answer = replay(every_dialect, exchange, "openai-chat")
    assert answer.status == 200, answer
    (shown,) = every_dialect.settled_logs([name])[name]
    wanted = {column: exchange.usage[column] for column in usage.NAMES}
    assert {column: shown["usage"][column] for column in usage.NAMES} == wanted
    assert shown["usage"]["server_tools"] == exchange.tools
    assert exchange.service == usage.STANDARD and shown["usage"]["service"] == "standard"
    assert shown["usage"]["source"] == "reported"
    assert shown["cost"]["counts"] == "reported"
    # There is no price for it: unknown, not nothing.
    assert shown["cost"]["usd"] is None
