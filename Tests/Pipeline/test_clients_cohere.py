"""`cohere` and the mock: what the gateway takes from a provider of this dialect is what the SDK takes.

The gateway itself does not speak this dialect to clients.
"""

import json

import cohere
import pytest

from support.clients import targets
from support.clients.talk import Failed

CONVERSATION = [{"role": "user", "content": "Hello, you."}]
TOOL = {"type": "function", "function": {
    "name": "get_time", "description": "The time of a zone.",
    "parameters": {
        "type": "object", "properties": {"zone": {"type": "string"}}, "required": ["zone"]}}}


@pytest.fixture
def direct(mock):
    return targets.direct(mock)


@pytest.fixture
def client(direct):
    return cohere.ClientV2(api_key=direct.key, base_url=direct.origin, timeout=20)


def streamed(client, **arguments):
    """The parts of a stream's text and its last event."""
    parts, last = [], None
    for event in client.chat_stream(**arguments):
        if event.type == "content-delta":
            parts.append(event.delta.message.content.text)
        last = event
    if last is None or last.type != "message-end" or last.delta.finish_reason == "ERROR":
        raise Failed(repr(last))
    return parts, last


def test_plain(client, direct):
    model = direct.model("echo")
    answer = client.chat(model=model, messages=CONVERSATION)
    assert answer.message.content[0].text == "Hello, you."
    assert answer.finish_reason == "COMPLETE"
    counts = direct.counts(model)
    assert answer.usage.tokens.input_tokens == counts["prompt_tokens"]
    assert answer.usage.tokens.output_tokens == counts["completion_tokens"]


def test_streamed(client, direct):
    parts, last = streamed(client, model=direct.model("m", "chunks=20"), messages=CONVERSATION)
    assert "".join(parts).split() == [str(number) for number in range(1, 21)]
    assert len(parts) == 20 and last.delta.finish_reason == "COMPLETE"


def test_tools(client, direct):
    model = direct.model("tool", "calls=2")
    first = client.chat(model=model, messages=CONVERSATION, tools=[TOOL])
    calls = first.message.tool_calls
    assert [json.loads(call.function.arguments) for call in calls] == [{"zone": "text"}] * 2
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": f"result {number}"}
        for number, call in enumerate(calls)]
    second = client.chat(
        model=model, messages=[*CONVERSATION, first.message, *results], tools=[TOOL])
    assert "result 1" in second.message.content[0].text


def test_thinking(client, direct):
    answer = client.chat(
        model=direct.model("m"), messages=CONVERSATION, thinking={"type": "enabled"})
    assert [part.type for part in answer.message.content] == ["thinking", "text"]


def test_structured(client, direct):
    schema = {
        "type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
    answer = client.chat(
        model=direct.model("m"), messages=CONVERSATION,
        response_format={"type": "json_object", "schema": schema})
    assert json.loads(answer.message.content[0].text) == {"answer": "text"}


@pytest.mark.parametrize("status, kind", [
    (400, cohere.BadRequestError), (401, cohere.UnauthorizedError),
    (404, cohere.NotFoundError), (429, cohere.TooManyRequestsError),
    (500, cohere.InternalServerError)])
def test_errors(client, direct, status, kind):
    with pytest.raises(kind):
        client.chat(
            model=direct.model("m", f"status={status}"), messages=CONVERSATION,
            request_options={"max_retries": 0})


def test_error_in_stream(client, direct):
    with pytest.raises(Failed):
        streamed(
            client, model=direct.model("m", "chunks=9", "errorstream=after:3"),
            messages=CONVERSATION)


def test_gateway_does_not_serve_it(every_dialect):
    client = cohere.ClientV2(
        api_key=every_dialect.key, base_url=every_dialect.base.removesuffix("/v1"), timeout=20)
    with pytest.raises(cohere.NotFoundError):
        client.chat(model="h/echo", messages=CONVERSATION)
