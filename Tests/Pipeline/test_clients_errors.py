"""Every SDK with a provider of every dialect: errors are the SDK's own, and no answer ends in silence."""

import pytest

from support import wait

STATUSES = [400, 401, 403, 404, 429, 500, 503]


@pytest.fixture(params=["plain", "streamed"])
def stream(request):
    return request.param == "streamed"


def told(talk, status):
    """The status that a client is told where a provider answers with one.

    A provider that refuses the gateway's key is no reason for a client to doubt its own: only clients of the
    chat API are told 401 then.
    """
    if status == 401 and not talk.target.is_direct and talk.DIALECT != "openai-chat":
        return 502
    return status


@pytest.mark.parametrize("status", STATUSES)
def test_status(sdk, target, stream, status):
    talk = sdk(target, target.model("m", f"status={status}"))
    expected = told(talk, status)
    with pytest.raises(talk.ERRORS[500 if expected == 502 else expected]) as caught:
        talk.ask(stream)
    assert talk.status(caught.value) == expected
    assert str(caught.value).strip()


def test_retry_after(sdk, target, stream):
    talk = sdk(target, target.model("m", "status=429", "retry-after=7"))
    with pytest.raises(talk.ERRORS[429]) as caught:
        talk.ask(stream)
    assert talk.status(caught.value) == 429
    assert not talk.SHOWS_HEADERS or talk.headers(caught.value)["retry-after"] == "7"


def test_wrong_key(sdk, target, stream):
    talk = sdk(target, target.model("m"), key="sk-wrong-0123456789abcdef")
    with pytest.raises(talk.ERRORS[401]) as caught:
        talk.ask(stream)
    # Google itself says 400 to a key that it does not know.
    assert talk.status(caught.value) in ((400, 401) if target.is_direct else (401,))
    assert "sk-wrong" not in str(caught.value)


def test_unknown_provider(sdk, providers, stream):
    target = providers["openai-chat"]
    talk = sdk(target, "nobody/m")
    with pytest.raises(talk.ERRORS[404]) as caught:
        talk.ask(stream)
    assert talk.status(caught.value) == 404
    assert "nobody" in str(caught.value)


def seen_until_failure(talk):
    """The text that came before the stream failed, as it has to."""
    seen = []
    with pytest.raises(talk.BROKEN):
        for text in talk.pieces():
            seen.append(text)
    return "".join(seen).split()


def test_error_in_stream(sdk, target):
    talk = sdk(target, target.model("m", "chunks=10", "delay=1ms", "errorstream=after:3"))
    assert seen_until_failure(talk) == ["1", "2", "3"]


@pytest.mark.parametrize("fault", ["cut=after:4", "cut=reset:4", "cut=inside:4", "noterm"])
def test_cut_stream(sdk, provider, fault):
    # Without a gateway some SDKs end with errors of their HTTP library, and some in silence.
    talk = sdk(provider, provider.model("m", "chunks=8", "delay=1ms", fault))
    assert seen_until_failure(talk) == [
        str(number) for number in range(1, 9 if fault == "noterm" else 5)]


@pytest.mark.parametrize("fault", ["empty", "html", "error200", "cut=headers"])
def test_no_answer(sdk, provider, stream, fault):
    talk = sdk(provider, provider.model("m", fault))
    if fault == "empty" and not stream and sdk.DIALECT == provider.name == "anthropic":
        # A message of Claude without content that says why it ended is complete.
        assert talk.ask().text == ""
        return
    with pytest.raises(talk.ERRORS[500]) as caught:
        talk.ask(stream)
    assert talk.status(caught.value) in (500, 502)


@pytest.mark.parametrize("fault", ["cut=after:1", "cut=inside:0"])
def test_whole_answer_is_cut(sdk, provider, fault):
    talk = sdk(provider, provider.model("m", fault))
    with pytest.raises(talk.ERRORS[500]) as caught:
        talk.ask()
    assert talk.status(caught.value) == 502


def test_abort_reaches_the_provider(sdk, target):
    model = target.model("m", "chunks=100000", "delay=5ms")
    talk = sdk(target, model)
    parts = talk.pieces()
    assert next(parts).strip() == "1"
    parts.close()
    wait.until(lambda: target.mock.cancellations(target.bare(model)), 5, what="the cancellation")
