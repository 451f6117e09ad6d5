"""The official Python client of OpenAI as the gateway's client."""

import asyncio
import json
import time

import openai
import pytest

from support import http, wait

TOOLS = [{
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}]


def messages(text="Say something."):
    return [{"role": "user", "content": text}]


@pytest.fixture(scope="module")
def client(gateway):
    with openai.OpenAI(
            base_url=gateway.base, api_key=gateway.key, max_retries=0, timeout=20) as made:
        yield made


def create(client, model, **more):
    return client.chat.completions.create(model=model, messages=messages(), **more)


def test_plain(client):
    answer = client.chat.completions.create(model="mock/echo", messages=messages("Hello, you."))
    assert answer.choices[0].message.content == "Hello, you."
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens > 0


def test_streamed(client):
    with create(client, "mock/m+chunks=20", stream=True) as stream:
        chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text.split() == [str(number) for number in range(1, 21)]
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert not any(chunk.usage for chunk in chunks), "nobody asked for token counts"


def test_streamed_with_usage(client):
    chunks = list(create(
        client, "mock/m+chunks=5", stream=True, stream_options={"include_usage": True}))
    assert [chunk.usage is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens > 0


def test_streaming_helper(client):
    helper = getattr(client.chat.completions, "stream", None)
    if helper is None:
        pytest.skip("this version has no streaming helper")
    with helper(model="mock/m+chunks=8", messages=messages()) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        final = stream.get_final_completion()
    assert "".join(deltas).split() == [str(number) for number in range(1, 9)]
    assert final.choices[0].message.content == "".join(deltas)


def test_tools(client):
    conversation = messages("What is the weather in Bern?")
    first = client.chat.completions.create(
        model="mock/tool", messages=conversation, tools=TOOLS, tool_choice="required")
    assert first.choices[0].finish_reason == "tool_calls"
    calls = first.choices[0].message.tool_calls
    assert calls[0].function.name == "weather"
    assert "city" in json.loads(calls[0].function.arguments)
    conversation.append(first.choices[0].message.model_dump(exclude_none=True))
    for call in calls:
        conversation.append({"role": "tool", "tool_call_id": call.id, "content": "sunny, 21 C"})
    second = client.chat.completions.create(
        model="mock/tool", messages=conversation, tools=TOOLS)
    assert "sunny, 21 C" in second.choices[0].message.content
    assert second.choices[0].finish_reason == "stop"


def test_tools_streamed(client):
    stream = create(
        client, "mock/tool+calls=2", tools=TOOLS, tool_choice="required", stream=True)
    arguments, ids, reasons = {}, {}, []
    for chunk in stream:
        for choice in chunk.choices:
            reasons.append(choice.finish_reason)
            for call in choice.delta.tool_calls or []:
                ids.setdefault(call.index, call.id)
                arguments[call.index] = (
                    arguments.get(call.index, "") + (call.function.arguments or ""))
    assert reasons[-1] == "tool_calls"
    assert len(ids) == 2 and len(set(ids.values())) == 2
    assert all("city" in json.loads(text) for text in arguments.values())


def test_raw_response_has_request_id(client):
    raw = client.chat.completions.with_raw_response.create(
        model="mock/m", messages=messages(), extra_headers={"X-Request-Id": "sdk-chosen.id_1"})
    assert raw.headers["x-request-id"] == "sdk-chosen.id_1"
    assert raw.parse().choices
    assert create(client, "mock/m")._request_id.startswith("req_")


@pytest.mark.parametrize("model", ["mokc/m", "nothing-here", "mock2/m"])
def test_unknown_model(client, model):
    with pytest.raises(openai.NotFoundError) as caught:
        create(client, model)
    assert caught.value.code == "model_not_found"
    assert model in str(caught.value)


def test_unknown_model_streamed(client):
    with pytest.raises(openai.NotFoundError):
        create(client, "mokc/m", stream=True)


@pytest.mark.parametrize("key", ["sk-wrong", "sk-client-0123456789abcdefghijklmnoq"])
def test_wrong_key(gateway, key):
    with openai.OpenAI(base_url=gateway.base, api_key=key, max_retries=0) as client:
        with pytest.raises(openai.AuthenticationError) as caught:
            create(client, "mock/m")
        assert caught.value.code == "invalid_api_key"
        assert key not in str(caught.value.body)
        with pytest.raises(openai.AuthenticationError):
            client.models.list()


def test_missing_key(gateway):
    with http.Connection(gateway.port) as connection:
        answer = connection.chat("mock/m")
    assert answer.status == 401 and answer.error["code"] == "invalid_api_key"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status, kind", [
    (400, openai.BadRequestError), (401, openai.AuthenticationError),
    (403, openai.PermissionDeniedError), (404, openai.NotFoundError),
    (422, openai.UnprocessableEntityError), (429, openai.RateLimitError),
    (500, openai.InternalServerError), (503, openai.InternalServerError),
])
def test_provider_errors(client, status, kind, stream):
    with pytest.raises(kind) as caught:
        create(client, f"mock/m+status={status}", stream=stream)
    assert caught.value.status_code == status
    assert caught.value.response.headers["x-request-id"]
    assert caught.value.body["message"]


@pytest.mark.parametrize("directive, header, value", [
    ("retry-after=7", "retry-after", "7"), ("retry-after=300ms", "retry-after-ms", "300")])
def test_rate_limit_keeps_retry_after(client, directive, header, value):
    with pytest.raises(openai.RateLimitError) as caught:
        create(client, f"mock/m+status=429+{directive}")
    assert caught.value.response.headers[header] == value


def test_own_bad_request(client):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="mock/m", messages=[])
    assert caught.value.param == "messages"


def test_sdk_retries_through(gateway):
    with openai.OpenAI(base_url=gateway.base, api_key=gateway.key, max_retries=2) as client:
        assert create(client, "mock/retried+status=429+retry-after=10ms+times=1").choices


def test_error_inside_stream(client):
    stream = create(client, "mock/m+chunks=10+errorstream=after:3", stream=True)
    seen = []
    with pytest.raises(openai.APIError):
        for chunk in stream:
            seen += [choice.delta.content or "" for choice in chunk.choices]
    assert "".join(seen).split() == ["1", "2", "3"]


@pytest.mark.parametrize("fault", ["cut=after:3", "cut=reset:3", "cut=inside:3", "noterm"])
def test_cut_stream_is_an_error(client, fault):
    with pytest.raises(openai.APIError):
        list(create(client, f"mock/m+chunks=6+delay=1ms+{fault}", stream=True))


@pytest.mark.parametrize("attempt", range(5))
def test_abort_cancels_upstream(client, mock, figure, attempt):
    model = f"cancel-{attempt}+chunks=10000+delay=10ms"
    stream = create(client, f"mock/{model}", stream=True)
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            break
    closed = time.monotonic() * 1000
    stream.close()
    cancelled = wait.until(
        lambda: mock.cancellations(model), 5, what="the cancellation")[0]["timestamp_ms"]
    figure("abort to upstream's cancellation, ms", round(cancelled - closed, 1))
    assert cancelled - closed < 100


def test_abort_before_first_byte_cancels_upstream(gateway, mock, figure):
    # The mock counts so many models only, and other files have named thousands.
    mock.reset()
    model = "cancel-early+silence=headers"
    connection = gateway.connect()
    connection.send(http.post(http.chat_body(f"mock/{model}"), gateway.key))
    wait.until(lambda: mock.stats()["models"].get(model), 5, what="the upstream call")
    closed = connection.close() * 1000
    cancelled = wait.until(
        lambda: mock.cancellations(model), 5, what="the cancellation")[0]["timestamp_ms"]
    figure("abort before the first byte to upstream's cancellation, ms",
           round(cancelled - closed, 1))
    assert cancelled - closed < 100


def test_models(client):
    names = [model.id for model in client.models.list()]
    assert "mock/echo" in names
    assert client.models.retrieve("mock/echo").id == "mock/echo"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("mokc/echo")


def test_200_parallel(gateway):
    async def run():
        async with openai.AsyncOpenAI(
                base_url=gateway.base, api_key=gateway.key, max_retries=0, timeout=60) as client:
            async def plain(number):
                answer = await client.chat.completions.create(
                    model="mock/echo", messages=messages(f"plain {number}"))
                assert answer.choices[0].message.content == f"plain {number}"

            async def streamed(number):
                text = ""
                async for chunk in await client.chat.completions.create(
                        model="mock/echo", messages=messages(f"stream {number}"), stream=True):
                    for choice in chunk.choices:
                        text += choice.delta.content or ""
                assert text == f"stream {number}"

            async with asyncio.timeout(90), asyncio.TaskGroup() as group:
                for number in range(100):
                    group.create_task(plain(number))
                    group.create_task(streamed(number))

    asyncio.run(run())
