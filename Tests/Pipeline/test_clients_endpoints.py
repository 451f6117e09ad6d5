"""What SDKs ask for beside answers: counts of tokens, lists, stored responses, older forms."""

import anthropic
import ollama
import openai
import pydantic
import pytest
from google import genai
from google.genai import types

from support.clients.openai_chat import OpenAIChat
from support.clients.talk import Failed


class Place(pydantic.BaseModel):
    """The form of an answer."""

    answer: str


@pytest.fixture
def open_ai(provider):
    with openai.OpenAI(
            base_url=f"{provider.origin}/v1", api_key=provider.key, max_retries=0,
            timeout=30) as client:
        yield client


@pytest.fixture
def claude(provider):
    with anthropic.Anthropic(
            base_url=provider.origin, api_key=provider.key, max_retries=0, timeout=30) as client:
        yield client


@pytest.fixture(params=["v1beta", "v1"])
def google(provider, request):
    return genai.Client(api_key=provider.key, http_options=types.HttpOptions(
        base_url=provider.origin, api_version=request.param, timeout=30_000))


@pytest.fixture
def llama(provider):
    client = ollama.Client(
        host=provider.origin, headers={"Authorization": f"Bearer {provider.key}"}, timeout=30)
    yield client
    client._client.close()


def test_completion(open_ai, provider):
    answer = open_ai.completions.create(
        model=provider.model("echo"), prompt="Once upon a time", max_tokens=50)
    assert answer.choices[0].text == "Once upon a time"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == (
        answer.usage.prompt_tokens + answer.usage.completion_tokens)


def test_completion_streamed(open_ai, provider):
    chunks = list(open_ai.completions.create(
        model=provider.model("m", "chunks=9"), prompt="Count.", stream=True))
    text = "".join(choice.text for chunk in chunks for choice in chunk.choices)
    assert text.split() == [str(number) for number in range(1, 10)]
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "stop"


def test_previous_response(open_ai, provider):
    """The conversation is kept by the gateway where the provider keeps none."""
    model = provider.model("echo")
    first = open_ai.responses.create(model=model, input="The word is birch.")
    assert first.output_text == "The word is birch."
    second = open_ai.responses.create(
        model=model, input="Which word?", previous_response_id=first.id)
    assert second.output_text == "Which word?"
    # Within one dialect the provider's own bytes pass, and it was sent the whole conversation instead of the id.
    assert second.previous_response_id == (None if provider.name == "openai-responses" else first.id)
    # What was said before has come to the provider, both sides of it.
    assert str(provider.received(model)[-1]).count("birch") == 2


def test_stored_response(open_ai, provider):
    made = open_ai.responses.create(model=provider.model("echo"), input="Keep this.")
    assert open_ai.responses.retrieve(made.id).output_text == "Keep this."
    open_ai.responses.delete(made.id)
    with pytest.raises(openai.NotFoundError):
        open_ai.responses.retrieve(made.id)


def test_unstored_response(open_ai, provider):
    made = open_ai.responses.create(
        model=provider.model("echo"), input="Do not keep this.", store=False)
    with pytest.raises(openai.NotFoundError):
        open_ai.responses.retrieve(made.id)


def test_unknown_previous_response(open_ai, provider):
    with pytest.raises((openai.BadRequestError, openai.NotFoundError)) as caught:
        open_ai.responses.create(
            model=provider.model("echo"), input="Hello.", previous_response_id="resp_nothing")
    assert caught.value.code == "previous_response_not_found"


def test_parsed_answer(open_ai, provider):
    """The SDK makes the schema from a class, and an object of it from the answer."""
    parsed = open_ai.chat.completions.parse(
        model=provider.known(OpenAIChat, "m"), response_format=Place,
        messages=[{"role": "user", "content": "Where?"}])
    assert parsed.choices[0].message.parsed.answer in ("text", "mock")


def test_count_tokens_anthropic(claude, provider):
    counted = claude.messages.count_tokens(
        model=provider.model("m"), messages=[{"role": "user", "content": "Count these words."}])
    assert 3 <= counted.input_tokens <= 30


def test_count_tokens_gemini(google, provider):
    counted = google.models.count_tokens(
        model=provider.model("m"), contents="Count these words.")
    assert 3 <= counted.total_tokens <= 30


def test_versions_gemini(google, provider):
    answer = google.models.generate_content(model=provider.model("echo"), contents="Hello.")
    assert answer.text == "Hello."


def test_model_anthropic(claude, provider):
    model = claude.models.retrieve("c/echo")
    assert (model.id, model.type) == ("c/echo", "model")


def test_generate_ollama(llama, provider):
    answer = llama.generate(model=provider.model("echo"), prompt="Hello.", system="Be brief.")
    assert answer.response == "Hello."
    assert answer.done and answer.done_reason == "stop" and answer.eval_count > 0


def test_generate_ollama_streamed(llama, provider):
    parts = list(llama.generate(
        model=provider.model("m", "chunks=9"), prompt="Count.", stream=True))
    assert "".join(part.response for part in parts).split() == [
        str(number) for number in range(1, 10)]
    if not parts[-1].done:
        raise Failed("no line with done")


def test_show_ollama(llama):
    shown = llama.show("c/echo")
    assert "completion" in shown.capabilities
    with pytest.raises(ollama.ResponseError) as caught:
        llama.show("nobody/m")
    assert caught.value.status_code == 404
