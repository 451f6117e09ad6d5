"""Mock providers that others wrote behind the gateway: their idea of each dialect, and of its failures."""

import pytest

from support.clients.foreign import Foreign
from support.clients.talk import Tool
from support.clients.targets import Target
from support.gateway import CLIENT_KEY, Gateway

WEATHER = Tool("get_weather", "The weather of a city.", {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]})

RULES = """
version: 1
defaults:
  fallback: deterministic_echo
rules:
  - name: call
    when: {turn: 1, messages_contain: "weather"}
    respond:
      tool_calls:
        - name: get_weather
          arguments: {city: "Bern"}
  - name: result
    when: {turn: 2, tool_result_contains: "sunny"}
    respond: {content: "It is sunny in Bern."}
  - name: busy
    when: {messages_contain: "busy"}
    respond: {status: 429, content: "slow down"}
  - name: hello
    when: {messages_contain: "hello"}
    respond: {content: "Hello, \\u4f60\\u597d."}
"""

# Where each dialect is found, below the server's address.
LLMOCK = {
    "openai-chat": "/v1", "openai-responses": "/v1", "anthropic": "/anthropic",
    "gemini": "/gemini", "cohere": "/cohere/v2"}
FAKELLM = {"openai-chat": "/v1", "anthropic": ""}


def configuration(origin, paths):
    """A connection of each dialect, named by it."""
    connections = "".join(f"""
  - name: {dialect}
    dialect: {dialect}
    base_url: {origin}{path}
    api_key: sk-anything-will-do
""" for dialect, path in paths.items())
    return f"""
connections:{connections}
keys:
  - name: tests
    secret: {CLIENT_KEY}
"""


def target(gateway, dialect):
    return Target(
        dialect, gateway.base.removesuffix("/v1"), CLIENT_KEY, f"{dialect}/", None)


@pytest.fixture(scope="module")
def llmock(tmp_path_factory):
    server = Foreign(tmp_path_factory.mktemp("llmock"), "llmock", "--response-style", "echo")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def llmock_gateway(llmock):
    with Gateway(configuration(llmock.origin, LLMOCK)) as gateway:
        yield gateway


@pytest.fixture(params=LLMOCK)
def behind(request, llmock, llmock_gateway):
    """A provider of llmock in its first state."""
    llmock.call("POST", "/_llmock/reset")
    llmock_gateway.command("reset")
    return target(llmock_gateway, request.param)


def script(llmock, **behaviour):
    """Has the next answer misbehave."""
    llmock.call("POST", "/_llmock/scenario", {"behaviors": [behaviour]})


@pytest.fixture(params=["plain", "streamed"])
def stream(request):
    return request.param == "streamed"


def test_llmock_text(sdk, behind, stream):
    talk = sdk(behind, f"{behind.prefix}gpt-4o", "Say hello to the world.")
    outcome = talk.ask(stream)
    assert "Say hello to the world." in outcome.text
    assert outcome.stop == talk.ENDED
    assert outcome.usage.prompt > 0 and outcome.usage.completion > 0


def test_llmock_tools(sdk, behind, stream):
    question = "What is the weather in Bern?"
    talk = sdk(behind, f"{behind.prefix}gpt-4o", question, tools=[WEATHER])
    [call] = talk.ask(stream).calls
    assert call.name == "get_weather" and isinstance(call.arguments["city"], str)
    talk.answer([(call, "sunny")])
    second = talk.ask(stream)
    assert second.text and second.calls == []


def test_llmock_rate_limit(sdk, behind, llmock, stream):
    script(llmock, type="fail", status=429, retry_after=7)
    talk = sdk(behind, f"{behind.prefix}gpt-4o")
    with pytest.raises(talk.ERRORS[429]) as caught:
        talk.ask(stream)
    assert talk.status(caught.value) == 429
    assert not talk.SHOWS_HEADERS or talk.headers(caught.value)["retry-after"] == "7"


@pytest.mark.parametrize("kind", ["disconnect", "truncate", "malformed"])
def test_llmock_broken_stream(sdk, behind, llmock, kind):
    """Of these, SDKs notice few without a gateway. Another try that says the same is joined; else the client is told."""
    script(llmock, type="stream_fault", kind=kind, after_chunks=8)
    words = " ".join(f"word{number}" for number in range(30))
    talk = sdk(behind, f"{behind.prefix}gpt-4o", words)
    try:
        text = "".join(talk.pieces())
    except talk.BROKEN:
        return
    undisturbed = sdk(behind, f"{behind.prefix}gpt-4o", words)
    assert text == "".join(undisturbed.pieces())


def test_llmock_second_try(sdk, behind, llmock):
    """A stream that breaks before it has said anything is tried again, and the client sees nothing of it."""
    script(llmock, type="stream_fault", kind="disconnect", after_chunks=0)
    talk = sdk(behind, f"{behind.prefix}gpt-4o", "Say hello.")
    assert "Say hello." in "".join(talk.pieces())


def test_llmock_verdict(llmock):
    """The gateway has behaved as a client should."""
    findings = llmock.call("GET", "/_llmock/verdict")["findings"]
    assert not [finding for finding in findings if finding["severity"] == "error"], findings


@pytest.fixture(scope="module")
def fakellm(tmp_path_factory):
    directory = tmp_path_factory.mktemp("fakellm")
    (directory / "rules.yaml").write_text(RULES)
    server = Foreign(directory, "fakellm", "--config", "rules.yaml")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def fakellm_gateway(fakellm):
    with Gateway(configuration(fakellm.origin, FAKELLM)) as gateway:
        yield gateway


@pytest.fixture(params=FAKELLM)
def ruled(request, fakellm, fakellm_gateway):
    """A provider of fakellm in its first state."""
    fakellm.call("POST", "/_fakellm/reset")
    return target(fakellm_gateway, request.param)


def test_fakellm_text(sdk, ruled, stream):
    talk = sdk(ruled, f"{ruled.prefix}m", "hello there")
    outcome = talk.ask(stream)
    assert outcome.text == "Hello, 你好." and outcome.stop == talk.ENDED


def test_fakellm_tools(sdk, ruled, stream):
    talk = sdk(ruled, f"{ruled.prefix}m", "What is the weather?", tools=[WEATHER])
    [call] = talk.ask(stream).calls
    assert (call.name, call.arguments) == ("get_weather", {"city": "Bern"})
    talk.answer([(call, "sunny")])
    assert talk.ask(stream).text == "It is sunny in Bern."


def test_fakellm_error(sdk, ruled):
    # It knows errors for whole answers only.
    talk = sdk(ruled, f"{ruled.prefix}m", "are you busy")
    with pytest.raises(talk.ERRORS[429]) as caught:
        talk.ask()
    assert talk.status(caught.value) == 429
