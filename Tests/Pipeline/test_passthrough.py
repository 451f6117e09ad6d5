"""Recorded exchanges through the gateway: same dialect, same bytes."""

import asyncio
import json

import pytest

from support import corpus, http
from support.gateway import PROVIDER_KEY

EXCHANGES = corpus.all_exchanges()
PLAIN = [e for e in EXCHANGES if not e.is_error and e.stream is None]
STREAMS = [e for e in EXCHANGES if not e.is_error and e.stream is not None]
ERRORS = [e for e in EXCHANGES if e.is_error]
SMALL = 2048


def by_id(exchange):
    return exchange.id


def both(gateway, mock, body):
    """The answer through the gateway and the provider's own."""
    with gateway.connect() as connection:
        connection.send(http.post(json.dumps(body).encode(), gateway.key))
        through = connection.receive()
    direct_body = body | {"model": body["model"].removeprefix("mock/")}
    with http.Connection(mock.port) as connection:
        connection.send(http.post(json.dumps(direct_body).encode(), PROVIDER_KEY))
        direct = connection.receive()
    return through, direct


def test_there_is_a_corpus():
    assert len(PLAIN) > 30 and len(STREAMS) > 30 and len(ERRORS) > 15


@pytest.mark.parametrize("exchange", PLAIN, ids=by_id)
def test_plain_answer(gateway, mock, exchange):
    through, direct = both(gateway, mock, exchange.body())
    if direct.status != 200:
        # Providers take what OpenAI, and so the mock, does not: then for a request that all take.
        assert through.status == direct.status and through.body == direct.body
        body = {"model": exchange.body()["model"], "messages": [{"role": "user", "content": "x"}]}
        through, direct = both(gateway, mock, body)
    assert through.status == 200, through
    assert through.body == direct.body
    assert json.loads(through.body) == exchange.response["body"]


@pytest.mark.parametrize("exchange", ERRORS, ids=by_id)
def test_error_answer(gateway, mock, exchange):
    body = {"model": f"mock/corpus/{exchange.id}", "messages": [{"role": "user", "content": "x"}]}
    through, direct = both(gateway, mock, body)
    assert direct.status == exchange.status
    assert through.status == exchange.status, through
    for name in ("retry-after", "retry-after-ms"):
        assert through.header(name) == direct.header(name)
    recorded = exchange.response.get("body")
    if isinstance(recorded, dict) and isinstance(recorded.get("error"), dict) and isinstance(
            recorded["error"].get("message"), str):
        assert through.body == direct.body
        return
    # Not what a client of this dialect understands: told in its words, with the provider's message.
    error = through.error
    assert error.keys() >= {"message", "type", "param", "code"}
    told = (recorded.get("error") or recorded.get("message") or recorded.get("detail")
            if isinstance(recorded, dict) else None)
    if isinstance(told, str):
        assert told in error["message"]


def expected(exchange, body):
    return exchange.expected(hides_usage=not exchange.asks_for_usage(body))


@pytest.mark.parametrize("exchange", STREAMS, ids=by_id)
def test_stream(gateway, exchange):
    body = exchange.body()
    with gateway.connect() as connection:
        connection.send(http.post(json.dumps(body).encode(), gateway.key))
        answer = connection.receive()
    assert answer.status == 200, answer
    assert answer.header("content-type").startswith("text/event-stream")
    assert expected(exchange, body).difference(answer.body) is None


@pytest.mark.parametrize("exchange", STREAMS, ids=by_id)
def test_stream_for_a_client_that_asks_the_other_way(gateway, exchange):
    """The same with token counts asked for where the recording did not, and the other way round."""
    body = exchange.body()
    if exchange.asks_for_usage(body):
        del body["stream_options"]
    else:
        body["stream_options"] = {"include_usage": True}
    with gateway.connect() as connection:
        connection.send(http.post(json.dumps(body).encode(), gateway.key))
        answer = connection.receive()
    assert answer.status == 200, answer
    assert expected(exchange, body).difference(answer.body) is None


async def replay(gateway, jobs):
    """Runs (exchange, directives) pairs, 32 at a time; what was wrong."""
    wrong = []
    jobs = list(reversed(jobs))

    async def work():
        connection = http.AsyncConnection(gateway.port, gateway.key)
        try:
            while jobs and len(wrong) < 10:
                exchange, directives = jobs.pop()
                body = exchange.body(directives)
                try:
                    answer = await connection.chat(json.dumps(body).encode(), 60)
                    difference = (
                        expected(exchange, body).difference(answer.body)
                        if answer.status == 200 else repr(answer))
                except http.Broken as broken:
                    difference = repr(broken)
                if exchange.breaks:
                    connection.close()  # As the gateway does after an error event.
                if difference:
                    wrong.append(f"{exchange.id}{directives}: {difference}")
        finally:
            connection.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(32):
            group.create_task(work())
    return wrong


@pytest.mark.long
def test_small_streams_cut_at_every_byte(gateway, figure):
    small = [e for e in STREAMS if len(e.stream) <= SMALL]
    jobs = [(e, f"+cutat={at}") for e in small for at in range(1, len(e.stream))]
    figure("streams cut at every byte", f"{len(small)}, {len(jobs)} replays")
    assert asyncio.run(replay(gateway, jobs)) == []


@pytest.mark.long
def test_large_streams_cut_at_many_bytes(gateway, figure):
    large = [e for e in STREAMS if len(e.stream) > SMALL]
    jobs = []
    for exchange in large:
        # Around every blank line of the first events, where a reader could go wrong, and all over.
        length = len(exchange.stream)
        cuts = set(range(1, length, max(1, length // 20)))
        at = 0
        for event in corpus.events(exchange.stream)[0][:4]:
            at += len(event)
            cuts |= {at - 2, at - 1, at, at + 1}
        jobs += [(exchange, f"+cutat={cut}") for cut in sorted(cuts) if 0 < cut < length]
    figure("streams cut at sampled bytes", f"{len(large)}, {len(jobs)} replays")
    assert asyncio.run(replay(gateway, jobs)) == []


@pytest.mark.long
@pytest.mark.parametrize("size", [1, 7, 64])
def test_streams_in_small_pieces(gateway, size):
    limit = 5_000 if size == 1 else 40_000
    jobs = [(e, f"+split={size}") for e in STREAMS if len(e.stream) <= limit]
    assert asyncio.run(replay(gateway, jobs)) == []


BODIES = {
    "number text": '{"model":"MODEL","messages":[{"role":"user","content":"x"}],"temperature":1.0,'
                   '"metadata":{"a":"b"},"seed":12345678901234567,"top_p":1e0,"x_future":1e5,'
                   '"x_big":12345678901234567890,"x_small":-0.0,"x_long":0.1000000000000000055511}',
    "key order and unknown fields": '{"zzz":1,"messages":[{"content":"x","role":"user",'
                                    '"cache_control":{"type":"ephemeral"}}],"aaa":{"b":[],"a":{}},'
                                    '"model":"MODEL","mmm":null}',
    "unicode escapes": '{"model":"MODEL","messages":[{"role":"user","content":'
                       '"\\u00e4\\ud83d\\ude00\\/\\b\\f\\u0000 \u00e4\U0001f600"}],'
                       '"x_\\u0061":"\\u0061"}',
    "whitespace": ' \r\n\t{ "model" :\t"MODEL" , "messages"\n: [ { "role" : "user" ,'
                  ' "content" : "x" } ] }\n\n ',
    "duplicate unknown fields": '{"x":1,"model":"MODEL","x":2,'
                                '"messages":[{"role":"user","content":"x"}]}',
    "model with escapes": '{"model":"MODEL","messages":[{"role":"user","content":"\\"model\\":'
                          '\\"MODEL\\""}],"x":{"model":"inner"}}',
}


@pytest.mark.parametrize("name", BODIES)
def test_request_bytes(gateway, mock, name):
    body = BODIES[name].replace("MODEL", "mock/bytes", 1)
    wanted = BODIES[name].replace("MODEL", "bytes", 1)
    with gateway.connect() as connection:
        connection.send(http.post(body.encode(), gateway.key))
        answer = connection.receive()
    assert answer.status == 200, answer
    seen = mock.requests(1)[0]
    assert seen["body"] == wanted
    fields = {key.lower(): value for key, value in seen["headers"]}
    assert fields["authorization"] == f"Bearer {PROVIDER_KEY}"
    assert fields["content-type"] == "application/json"
    assert fields["content-length"] == str(len(wanted.encode()))


@pytest.mark.parametrize("before, after", [
    ('{"model":"MODEL","stream":true,"messages":MESSAGES}',
     '{"model":"MODEL","stream":true,"messages":MESSAGES,"stream_options":{"include_usage":true}}'),
    ('{ "stream" : true, "messages" : MESSAGES, "model" : "MODEL", "temperature" : 1.0 }',
     None),
    ('{"stream":true,"stream_options":{"include_obfuscation":false},"messages":MESSAGES,'
     '"model":"MODEL"}', None),
    ('{"stream":true,"stream_options":{"include_usage":true,"x":1.50},"messages":MESSAGES,'
     '"model":"MODEL"}',
     '{"stream":true,"stream_options":{"include_usage":true,"x":1.50},"messages":MESSAGES,'
     '"model":"MODEL"}'),
    ('{"stream":true,"stream_options":null,"messages":MESSAGES,"model":"MODEL"}', None),
])
def test_streamed_request_bytes(gateway, mock, before, after):
    messages = '[{"role":"user","content":"\\u0041 x"}]'
    before = before.replace("MESSAGES", messages)
    with gateway.connect() as connection:
        connection.send(http.post(before.replace("MODEL", "mock/bytes").encode(), gateway.key))
        answer = connection.receive()
    assert answer.status == 200, answer
    seen = mock.requests(1)[0]["body"]
    if after:
        assert seen == after.replace("MESSAGES", messages).replace("MODEL", "bytes")
    # All that was sent is there, in its order, and counts are asked for.
    sent, got = json.loads(before), json.loads(seen)
    options = (sent.pop("stream_options", None) or {}) | {"include_usage": True}
    assert got.pop("stream_options") == options
    assert got == sent | {"model": "bytes"}
    assert [key for key in got] == [key for key in sent]
    assert messages in seen


def test_every_alias_of_the_path(gateway):
    for path in ("/v1/chat/completions", "/chat/completions", "/v1/v1/chat/completions",
                 "/v1/chat/completions/", "/v1/chat/completions?x=1", "//v1//chat/completions"):
        with gateway.connect() as connection:
            connection.send(http.post(http.chat_body("mock/m"), gateway.key, path=path))
            assert connection.receive().status == 200, path
