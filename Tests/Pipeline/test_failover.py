"""What happens to a request when its first target fails, before and after the client has a part of the answer."""

import json

import pytest

from support.gateway import Gateway, configuration
from support.http import Connection, data_of, error_in, is_done, text_of
from support.mock import Mock

# The answer of the mock's plain models.
MODEL = "m+chunks=3"


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """The healthy provider of a pair."""
    provider = Mock(tmp_path_factory.mktemp("second"), name="second")
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The provider of a pair that misbehaves when told to."""
    provider = Mock(tmp_path_factory.mktemp("first"), name="first")
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def pair(first, second):
    """A gateway with two accounts of one prefix, the misbehaving one first, and short patience."""
    more = f"""
    prefix: pair
    first_byte_timeout: 500ms
    idle_timeout: 500ms
  - name: other
    provider: openai-compatible
    prefix: pair
    base_url: {second.base}
    api_key: sk-second-provider-key
"""
    text = configuration(first.base, more=more, settings="  heartbeat: 200ms\n")
    text = text.replace("    prefix: mock\n", "", 1)
    with Gateway(text) as running:
        yield running


def misbehave(pair, first, directives):
    """Makes every answer of the first provider do that; what it did before is forgotten, or it would rest."""
    pair.command("reset")
    first.reset()
    first.behave(directives)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("fault", [
    "status=500", "status=503", "status=429+retry-after=1ms", "status=401", "status=402", "status=404",
    "cut=headers", "silence=headers", "silence=first", "empty", "error200", "html", "cut=after:0",
])
def test_a_fault_before_the_first_text_is_never_seen(pair, first, second, fault, stream):
    misbehave(pair, first, fault)
    second.reset()
    with Connection(pair.port, pair.key) as client:
        answer = client.chat("pair/" + MODEL, stream=stream)
    assert answer.status == 200, answer.body
    assert not error_in(answer.body) if stream else True
    if stream:
        assert is_done(answer.body) and text_of(answer.body)
    else:
        assert json.loads(answer.body)["choices"][0]["message"]["content"]
    assert second.stats()["total"]["completed"] == 1
    # A transient fault may be tried once more, never hammered; a kept connection that is reset is replaced beside that.
    assert 1 <= first.calls() <= (3 if fault == "cut=headers" else 2)


def test_pitfall_158_the_callers_mistake_is_answered_at_once(pair, first, second):
    misbehave(pair, first, "status=400")
    second.reset()
    with Connection(pair.port, pair.key) as client:
        answer = client.chat("pair/" + MODEL)
    assert answer.status == 400
    assert second.stats()["total"]["requests"] == 0


@pytest.mark.parametrize("fault", ["cut=after:2", "silence=after:2", "errorstream=after:2", "noterm", "garbage=after:2"])
def test_pitfall_163_a_fault_after_the_first_text_is_told(pair, first, second, fault):
    misbehave(pair, first, fault)
    second.reset()
    # The second one says something else: what the client has cannot be gone on with.
    second.behave("bytes=20")
    with Connection(pair.port, pair.key) as client:
        answer = client.chat("pair/" + MODEL, stream=True)
    assert answer.status == 200
    assert text_of(answer.body) in ("1 2 ", "1 2 3"), "what came before the fault is the client's, and no more"
    assert error_in(answer.body) and not is_done(answer.body)


@pytest.mark.parametrize("fault", ["cut=after:2", "silence=after:2", "errorstream=after:2", "noterm", "garbage=after:2"])
def test_a_fault_after_the_first_text_is_not_seen_when_the_next_says_the_same(pair, first, second, fault):
    misbehave(pair, first, fault)
    second.reset()
    with Connection(pair.port, pair.key) as client:
        answer = client.chat("pair/" + MODEL, stream=True)
    assert answer.status == 200
    assert text_of(answer.body) == "1 2 3" and is_done(answer.body), answer
    assert not error_in(answer.body)


def test_when_nothing_is_left_the_last_failure_is_told(pair, first, second):
    misbehave(pair, first, "status=503")
    second.reset()
    second.behave("status=429+retry-after=2ms")
    with Connection(pair.port, pair.key) as client:
        answer = client.chat("pair/" + MODEL)
    second.reset()
    assert answer.status in (429, 503)
    assert answer.error["message"]


def test_a_silent_stream_shows_signs_of_life(pair, first):
    pair.command("reset")
    first.reset()
    with Connection(pair.port, pair.key) as client:
        answer = client.chat("pair/m+chunks=3+delay=450ms", stream=True)
    assert answer.status == 200 and is_done(answer.body)
    assert answer.body.count(b": keep-alive\n\n") >= 3
    # Comments stand between events, never within one.
    for event in answer.body.split(b"\n\n"):
        assert event == b"" or event == b": keep-alive" or event.startswith(b"data: ")


def test_signs_of_life_do_not_commit(pair, first, second):
    """The first target answers 200 and falls silent; heartbeats go out, and still the second one takes over unseen."""
    misbehave(pair, first, "silence=first")
    second.reset()
    with Connection(pair.port, pair.key) as client:
        answer = client.chat("pair/" + MODEL, stream=True)
    first.reset()
    assert answer.status == 200 and is_done(answer.body) and not error_in(answer.body)
    assert b": keep-alive\n\n" in answer.body
    assert second.stats()["total"]["completed"] == 1
    assert data_of(answer.body)
