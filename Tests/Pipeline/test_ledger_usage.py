"""Recorded answers of real providers, through every client dialect: the ledger's row has the provider's own numbers."""

import itertools
import json

import pytest

from support import usage
from support.asking import body, path
from support.clients import targets
from support.http import post
from support.ledger import COMPLETE, REPORTED, Ledger

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


def shown_tools(gateway, name):
    """Calls of the provider's own tools in a row, as the management API shows it."""
    (shown,) = gateway.settled_logs([name])[name]
    return shown["usage"]["server_tools"]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("dialect", usage.FOLDERS)
def test_rows_have_the_providers_numbers(every_dialect, figure, dialect, client):
    """Category by category, plain and streamed, whatever the client speaks."""
    exchanges = {}
    for exchange in usage.recorded(dialect):
        name, answer = replay(every_dialect, exchange, client)
        exchanges[name] = (exchange, answer)
        # Recordings of failures, for which an account would rest.
        if answer.status != 200:
            every_dialect.command("reset")
    ledger = Ledger(every_dialect)
    ledger.settled(exchanges)
    rows = {row["request_id"]: row for row in ledger.rows() if row["request_id"] in exchanges}
    attempts = {row["request_id"]: row for row in ledger.rows("attempts")}
    wrong, refused = [], 0
    for name, (exchange, answer) in exchanges.items():
        row = rows[name]
        if row["outcome"] != COMPLETE or answer.status != 200:
            # An answer without content is none for the client: what it used is its attempt's.
            assert b"the answer was empty" in answer.body, (exchange, answer)
            refused += 1
            row = attempts[name]
        told = {column: row[f"usage_{column}"] for column in usage.NAMES}
        if row["usage_source"] != REPORTED or told != exchange.usage:
            wrong.append(f"{exchange}: {told}, source {row['usage_source']}")
        # Tools are looked at where there are some: their names are in the JSON of a row only.
        if exchange.tools and (tools := shown_tools(every_dialect, name)) != exchange.tools:
            wrong.append(f"{exchange} {exchange.tools}: {tools}")
    figure(f"recorded usage, {dialect} to {client}", f"{len(exchanges)} compared, {refused} of them empty answers")
    assert wrong == [], "\n".join(wrong)


def test_one_row_in_every_form_says_the_same(every_dialect):
    """The file, the command line and the management API: one truth."""
    exchange = next(
        found for found in usage.recorded("anthropic") if found.usage["cached_input"])
    name, answer = replay(every_dialect, exchange, "openai-chat")
    assert answer.status == 200, answer
    (shown,) = every_dialect.settled_logs([name])[name]
    wanted = {column: exchange.usage[column] for column in usage.NAMES}
    assert {column: shown["usage"][column] for column in usage.NAMES} == wanted
    assert shown["usage"]["source"] == "reported"
    assert shown["cost"]["counts"] == "reported"
    # There is no price for it: unknown, not nothing.
    assert shown["cost"]["usd"] is None
