"""Every SDK with a provider of every dialect: answers as good as from the provider itself."""

import base64
import json

import pytest

from support.clients.talk import PICTURE
from support.clients.targets import DIRECT

UNICODE = "Grüße, 你好, \U0001F44B🏽 — “quoted” \\ back/slash\ttab\nline"

SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string", "enum": ["mock"]}},
    "required": ["answer"],
    "additionalProperties": False,
}


@pytest.fixture(params=["plain", "streamed"])
def stream(request):
    return request.param == "streamed"


def test_text(sdk, target, stream):
    talk = sdk(target, target.model("echo"), UNICODE)
    outcome = talk.ask(stream)
    assert outcome.text == UNICODE
    assert outcome.stop == talk.ENDED
    assert outcome.reasoning == "" and outcome.calls == []


def test_stream_comes_in_pieces(sdk, target):
    talk = sdk(target, target.model("m", "chunks=30", "delay=1ms"))
    outcome = talk.ask(stream=True)
    assert outcome.text.split() == [str(number) for number in range(1, 31)]
    assert outcome.pieces > 5


def test_long_text(sdk, target, stream):
    talk = sdk(target, target.model("m", "bytes=300000"))
    assert len(talk.ask(stream).text) == 300_000


def test_usage_is_the_providers(sdk, target, stream):
    model = target.model("echo", "cached=3")
    talk = sdk(target, model, "How many tokens are these words here?")
    usage = talk.ask(stream).usage
    counts = target.counts(model)
    assert (usage.prompt, usage.completion) == (
        counts["prompt_tokens"], counts["completion_tokens"])
    # Dialects that cannot tell what was read from a cache, on either side.
    silent = target.name == "ollama" or usage.cached is None
    assert silent or usage.cached == 3


def test_limit(sdk, target, stream):
    talk = sdk(target, target.model("m", "chunks=100"), limit=20)
    outcome = talk.ask(stream)
    assert outcome.stop == talk.CUT
    assert outcome.text.split() == [str(number) for number in range(1, 21)]


def test_structured(sdk, target, stream):
    talk = sdk(target, target.known(sdk, "m"), schema=SCHEMA)
    outcome = talk.ask(stream)
    assert json.loads(outcome.text) == {"answer": "mock"}
    assert outcome.calls == [] and outcome.stop == talk.ENDED


@pytest.mark.parametrize("dialect", ["openai-chat", "anthropic", "gemini", "ollama", "cohere"])
def test_structured_by_unknown_model(sdk, providers, dialect, stream):
    """Where nobody knows whether the model takes a schema, it may get a tool that stands for the answer."""
    target = providers[dialect]
    talk = sdk(target, target.model("tool"), schema=SCHEMA)
    outcome = talk.ask(stream)
    assert json.loads(outcome.text) == {"answer": "mock"}
    assert outcome.calls == [] and outcome.stop == talk.ENDED


def test_schema_in_words(sdk, providers):
    """Models of Bedrock that nobody knows are not forced to call a tool."""
    target = providers["bedrock"]
    model = target.model("m")
    talk = sdk(target, model, schema=SCHEMA)
    talk.ask()
    assert "additionalProperties" in json.dumps(target.received(model)[0]["system"])


def test_picture(sdk, target, stream):
    model = target.model("echo")
    talk = sdk(target, model, "What is this?", picture=PICTURE)
    assert talk.ask(stream).text == "What is this?"
    [body] = target.received(model)
    # Google's SDK writes the alphabet for URLs, which Google takes and others do not.
    is_google = sdk.DIALECT == "gemini" and target.name in (DIRECT, "gemini")
    form = base64.urlsafe_b64encode if is_google else base64.b64encode
    assert form(PICTURE).decode() in json.dumps(body)


def test_reasoning(sdk, target, stream):
    talk = sdk(target, target.known(sdk, "m"), thinks=True)
    outcome = talk.ask(stream)
    # The chat API has no word for wishing to see thoughts, and OpenAI shows none that nobody wished for.
    hidden = sdk.DIALECT == "openai-chat" and target.name == "openai-responses"
    assert outcome.reasoning == ("" if hidden else "I think about this.")
    assert outcome.text == "This is a fixed answer from the mock."


def test_reasoning_unasked_is_none(sdk, target):
    talk = sdk(target, target.model("m"))
    assert talk.ask().reasoning == ""


def test_conversation(sdk, target, stream):
    model = target.model("echo")
    talk = sdk(target, model, "first")
    for text in ("second", "third"):
        talk.ask(stream)
        talk.say(text)
    assert talk.ask(stream).text == "third"
    last = json.dumps(target.received(model)[-1])
    assert last.count("first") == 2 and last.count("second") == 2


def test_reasoning_is_sent_back(sdk, target, stream):
    talk = sdk(target, target.known(sdk, "m"), thinks=True)
    talk.ask(stream)
    talk.say("And now?")
    assert talk.ask(stream).text == "This is a fixed answer from the mock."


def test_models(sdk, target):
    talk = sdk(target, target.model("m"))
    names = talk.models()
    # Cohere and Bedrock are not asked for a list.
    assert (target.prefix + "echo" in names) == (target.name not in ("cohere", "bedrock"))
