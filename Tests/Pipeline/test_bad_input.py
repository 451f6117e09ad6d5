"""Hostile and broken clients: a clear error or a clean close, flat memory, others unharmed."""

import json
import random
import re
import socket
import threading
import time

import pytest

from support import http, processes, wait
from support.gateway import Gateway, configuration

MIB = 1 << 20
HEADER_SECONDS = 1
REQUEST_SECONDS = 4


@pytest.fixture(scope="module")
def bad_gateway(mock):
    """A gateway that is impatient with heads."""
    text = configuration(mock.base, settings=f"  header_timeout: {HEADER_SECONDS}s")
    with Gateway(text) as running:
        yield running


@pytest.fixture(scope="module")
def silent_body(bad_gateway):
    """A request whose body stops coming; begun early, because patience with bodies is 30 seconds."""
    connection = bad_gateway.connect(seconds=45)
    connection.send(http.post(b"", bad_gateway.key)[:-len("Content-Length: 0\r\n\r\n")]
                    + b"Content-Length: 100\r\n\r\n{")
    connection.sent = time.monotonic()
    yield connection
    connection.close()


class Bystander(threading.Thread):
    """A client that makes good requests all the time, on a kept connection."""

    def __init__(self, gateway):
        super().__init__(daemon=True)
        self.gateway = gateway
        self.ended = threading.Event()
        self.served = 0
        self.failed = []

    def run(self):
        connection = self.gateway.connect()
        while not self.ended.is_set():
            try:
                answer = connection.chat("mock/echo", f"bystander {self.served}")
                if answer.status != 200 or f"bystander {self.served}".encode() not in answer.body:
                    self.failed.append(repr(answer))
            except (http.Broken, OSError) as error:
                self.failed.append(repr(error))
                connection.close()
                connection = self.gateway.connect()
            self.served += 1
            # A steady trickle, not a load.
            self.ended.wait(0.02)
        connection.close()


@pytest.fixture(scope="module", autouse=True)
def bystanders(bad_gateway, silent_body):
    clients = [Bystander(bad_gateway) for _ in range(2)]
    for client in clients:
        client.start()
    yield clients
    for client in clients:
        client.ended.set()
        client.join(20)


@pytest.fixture(autouse=True)
def unharmed(bad_gateway, bystanders):
    """After each test another client is served, and none was disturbed meanwhile."""
    before = bad_gateway.pids()
    yield
    bad_gateway.good()
    assert bad_gateway.pids() == before, "a daemon died"
    for client in bystanders:
        assert client.failed == []


# Malformed HTTP

HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n"

MALFORMED = {
    "no method": (b" / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "no version": (b"GET /v1/models\r\nHost: x\r\n\r\n", 400),
    "no target": (b"GET HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "two spaces": (b"GET  /v1/models HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "space in target": (b"GET /v1/mo dels HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "version 2": (b"GET /v1/models HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    "no version number": (b"GET /v1/models HTTP/x.y\r\nHost: x\r\n\r\n", 400),
    "control character in target": (b"GET /v1/\x01models HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "zero in head": (b"GET /v1/models HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", 400),
    "bare line feeds": (b"GET /v1/models HTTP/1.1\nHost: x\n\n", 400),
    "no host": (b"GET /v1/models HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET /v1/models HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "header without colon": (b"GET /v1/models HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 400),
    "header without name": (b"GET /v1/models HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n", 400),
    "space before colon": (b"GET /v1/models HTTP/1.1\r\nHost: x\r\nA : x\r\n\r\n", 400),
    "folded header": (b"GET /v1/models HTTP/1.1\r\nHost: x\r\nA: x\r\n y\r\n\r\n", 400),
    "length and chunks": (
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", 400),
    "negative length": (HEAD + b"Content-Length: -1\r\n\r\n", 400),
    "length with sign": (HEAD + b"Content-Length: +5\r\n\r\nabcde", 400),
    "length in words": (HEAD + b"Content-Length: five\r\n\r\n", 400),
    "endless length": (HEAD + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n", 400),
    "unknown coding": (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 501),
    "chunked twice": (HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n", 501),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), 400),
    # Looks like the beginning of a request, which does not come.
    "SSH": (b"SSH-2.0-OpenSSH_9.6\r\n", 408),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "a hundred and one headers": (
        b"GET /v1/models HTTP/1.1\r\nHost: x\r\n"
        + b"".join(b"X-%d: y\r\n" % n for n in range(101)) + b"\r\n", 431),
    "ten thousand headers": (
        b"GET /v1/models HTTP/1.1\r\nHost: x\r\n"
        + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\n", 431),
    "head of 70 KB": (
        b"GET /v1/models HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 70_000 + b"\r\n\r\n", 431),
    "endless line": (b"GET /" + b"a" * (2 * MIB), 431),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_http(bad_gateway, name):
    data, status = MALFORMED[name]
    with bad_gateway.connect(seconds=5) as connection:
        try:
            connection.send(data)
        except OSError:
            pass  # Refused while it was still sending; the answer may be there all the same.
        answer = connection.receive()
        assert answer.status == status, answer
        kind = "invalid_request_error" if status < 500 else "server_error"
        assert answer.error["message"] and answer.error["type"] == kind
        assert answer.header("connection") == "close"
        assert connection.ends()


CHUNKS = {
    "no number": b"xyz\r\nabc\r\n0\r\n\r\n",
    "negative": b"-1\r\n\r\n",
    "empty size": b"\r\nabc\r\n",
    "endless size": b"f" * 400 + b"\r\n",
    "overflow": b"ffffffffffffffff\r\nabc\r\n",
    "longer than its size": b"2\r\nabcdef\r\n0\r\n\r\n",
    "bare line feed": b"3\nabc\n0\n\n",
    "endless extension": b"3;" + b"a" * 4096 + b"\r\nabc\r\n0\r\n\r\n",
    "endless trailer": b"0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
}


@pytest.mark.parametrize("name", CHUNKS)
def test_bad_chunks(bad_gateway, name):
    head = HEAD + f"Authorization: Bearer {bad_gateway.key}\r\n".encode()
    with bad_gateway.connect(seconds=5) as connection:
        try:
            connection.send(head + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS[name])
        except OSError:
            pass
        answer = connection.receive()
        assert answer.status in (400, 413, 431), answer
        assert answer.error["message"]
        assert connection.ends()


def test_chunked_body_works(bad_gateway):
    body = http.chat_body("mock/echo", "in chunks")
    head = HEAD + f"Authorization: Bearer {bad_gateway.key}\r\n".encode()
    chunks = b"".join(b"%x;x=y\r\n%b\r\n" % (1, body[n:n + 1]) for n in range(len(body)))
    with bad_gateway.connect() as connection:
        connection.send(
            head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Trailer: y\r\n\r\n")
        answer = connection.receive()
        assert answer.status == 200 and b"in chunks" in answer.body
        assert connection.chat("mock/echo", "again").status == 200


def test_random_bytes(bad_gateway):
    generator = random.Random(20128)
    for _ in range(200):
        data = generator.randbytes(generator.randint(1, 400))
        with bad_gateway.connect(seconds=5) as connection:
            connection.send(data)
            connection.socket.shutdown(socket.SHUT_WR)
            assert connection.ends()


def test_mutated_requests(bad_gateway):
    generator = random.Random(1)
    good = http.post(http.chat_body("mock/echo"), bad_gateway.key)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(generator.randint(1, 4)):
            at = generator.randrange(len(data))
            data[at:at + generator.randint(0, 2)] = generator.randbytes(generator.randint(0, 3))
        with bad_gateway.connect(seconds=10) as connection:
            connection.send(bytes(data))
            connection.socket.shutdown(socket.SHUT_WR)
            assert connection.ends(10)


# Sizes

def test_a_gigabyte_is_refused_unread(bad_gateway):
    before = sum(processes.resident(pids[-1]) for pids in bad_gateway.pids().values())
    head = http.post(b"", bad_gateway.key).replace(b"Content-Length: 0", b"Content-Length: 1073741824")
    with bad_gateway.connect(seconds=5) as connection:
        sent = time.monotonic()
        connection.send(head)
        answer = connection.receive()
        assert time.monotonic() - sent < 1
        assert answer.status == 413, answer
        assert answer.error["code"] == "request_too_large"
        assert connection.ends()
    after = sum(processes.resident(pids[-1]) for pids in bad_gateway.pids().values())
    assert after - before < 4 * MIB


@pytest.mark.long
def test_a_chunked_body_beyond_the_limit(mock):
    with Gateway(configuration(mock.base, settings="  body_limit: 1MB")) as small:
        head = HEAD + f"Authorization: Bearer {small.key}\r\n".encode()
        with small.connect(seconds=10) as connection:
            connection.send(head + b"Transfer-Encoding: chunked\r\n\r\n")
            piece = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
            try:
                for _ in range(64):
                    connection.send(piece)
            except OSError:
                pass
            answer = connection.receive()
            assert answer.status == 413, answer
        with small.connect() as connection:
            answer = connection.chat("mock/echo", "x" * 999_000)
            assert answer.status == 200
            assert connection.chat("mock/echo", "x" * 1_000_001).status == 413


@pytest.mark.long
def test_20_megabytes_pass(bad_gateway, mock, figure):
    size = 20_000_000
    body = http.chat_body("mock/big", "0123456789abcdef" * (size // 16))
    pids = {name: found[-1] for name, found in bad_gateway.pids().items()}
    before = {}
    for name, pid in pids.items():
        processes.forget_peak(pid)
        before[name] = processes.resident(pid)
    with bad_gateway.connect(seconds=60) as connection:
        begun = time.monotonic()
        connection.send(http.post(body, bad_gateway.key))
        answer = connection.receive()
        took = time.monotonic() - begun
    assert answer.status == 200, answer
    seen = mock.requests(50)
    assert len(body) - len(b"mock/") in [request["body_bytes"] for request in seen]
    grown = {name: processes.memory(pid)[1] - before[name] for name, pid in pids.items()}
    figure("20 MB request, seconds", round(took, 2))
    figure("peak growth for 20 MB, MiB", {name: round(n / MIB, 1) for name, n in grown.items()})
    for name, growth in grown.items():
        assert growth < 2 * len(body) + 12 * MIB, name


# Slow clients

def test_slow_head(bad_gateway, figure):
    """Byte after byte does not buy more time for the head."""
    data = http.post(http.chat_body("mock/m"), bad_gateway.key)
    with bad_gateway.connect(seconds=5) as connection:
        begun = time.monotonic()
        at = 0
        connection.socket.settimeout(0.05)
        answer = None
        while answer is None and time.monotonic() - begun < 5 * HEADER_SECONDS:
            try:
                connection.send(data[at:at + 1])
                at += 1
                connection._more(None)
                connection.socket.settimeout(5)
                answer = connection.receive()
            except http.Broken as broken:
                if "silence" not in str(broken):
                    break
        took = time.monotonic() - begun
    figure("slow head ended after, s (limit 1)", round(took, 2))
    assert answer is None or answer.status == 408, answer
    assert HEADER_SECONDS * 0.8 < took < HEADER_SECONDS + 1.5


def test_silent_connection(bad_gateway):
    with bad_gateway.connect() as connection:
        begun = time.monotonic()
        assert connection.ends(HEADER_SECONDS + 2)
        assert time.monotonic() - begun > HEADER_SECONDS * 0.8


def test_many_slow_heads(bad_gateway):
    """Five hundred connections that never finish their head go, and cost next to nothing."""
    before = processes.resident(bad_gateway.pid("ingress"))
    connections = []
    for _ in range(500):
        connection = bad_gateway.connect()
        connection.send(b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        connections.append(connection)
    bad_gateway.good()
    grown = processes.resident(bad_gateway.pid("ingress")) - before
    assert grown < 500 * 16 * 1024 + 4 * MIB
    deadline = time.monotonic() + HEADER_SECONDS + 4
    for connection in connections:
        assert connection.ends(max(0.1, deadline - time.monotonic()))
        connection.close()


def test_slow_body_is_bounded_by_the_request_time(mock):
    settings = f"  request_timeout: {REQUEST_SECONDS}s"
    with Gateway(configuration(mock.base, settings=settings)) as short:
        with short.connect(seconds=2) as connection:
            data = http.post(http.chat_body("mock/m", "x" * 1000), short.key)
            at = len(data) - 1000
            connection.send(data[:at])
            begun = time.monotonic()
            connection.socket.settimeout(0.1)
            answer = None
            while time.monotonic() - begun < 4 * REQUEST_SECONDS:
                try:
                    connection.send(data[at:at + 1])
                    at += 1
                    connection._more(None)
                    connection.socket.settimeout(2)
                    answer = connection.receive()
                    break
                except (http.Broken, OSError) as error:
                    if "silence" not in str(error):
                        break
            took = time.monotonic() - begun
        assert answer is None or answer.status in (408, 504), answer
        assert REQUEST_SECONDS * 0.8 < took < REQUEST_SECONDS + 3
        short.good()


def test_readers_that_never_read(bad_gateway, mock, figure):
    """A big stream for clients that take nothing: backpressure up to the provider, not memory."""
    mock.reset()
    pids = {name: found[-1] for name, found in bad_gateway.pids().items()}
    before = {name: processes.resident(pid) for name, pid in pids.items()}
    clients = []
    for number in range(8):
        connection = bad_gateway.connect(receive_buffer=4096)
        body = http.chat_body(f"mock/never-{number}+bytes=200000000", stream=True)
        connection.send(http.post(body, bad_gateway.key))
        clients.append(connection)

    def received():
        peers = bad_gateway.status()["translate"]["peers"]
        return next(peer["bytes_in"] for peer in peers if peer["name"] == "egress")

    def stalled():
        # What the bystanders need goes on; megabytes do not.
        return received() // (4 * MIB)

    wait.until(lambda: mock.stats()["open_streams"] >= 8, 10, what="the streams")
    wait.until_steady(stalled, 30, what="bytes from egress")
    grown = {name: processes.resident(pid) - before[name] for name, pid in pids.items()}
    figure("growth with 8 clients that never read, KiB",
           {name: n // 1024 for name, n in grown.items()})
    for name, growth in grown.items():
        assert growth < 16 * MIB, f"{name} grew by {growth >> 20} MiB"
    bad_gateway.good()
    for connection in clients:
        connection.close()
    wait.until(
        lambda: sum(mock.stats()["models"][f"never-{n}+bytes=200000000"]["cancelled"]
                    for n in range(8)) == 8, 5, what="the cancellations")


def test_reader_of_a_big_plain_answer_is_slow(bad_gateway):
    """Four megabytes, read slowly: complete, and no more than once in memory."""
    with bad_gateway.connect(receive_buffer=4096, seconds=30) as connection:
        connection.send(http.post(
            http.chat_body("mock/slow-plain+bytes=4000000"), bad_gateway.key))
        answer = connection.begin()
        size = sum(len(piece) for piece in connection.pieces(answer))
        assert answer.complete and size == int(answer.header("content-length")) > 4_000_000


# Bad bodies

def message(content):
    return b'{"model":"mock/echo","messages":[{"role":"user","content":' + content + b"}]}"


POSITION = re.compile(r"line \d+, column \d+|byte \d+")

BAD_JSON = {
    "empty body": b"",
    "white space only": b" \r\n\t",
    "cut off": b'{"model":"mock/m","messages":[',
    "trailing comma": b'{"model":"mock/m","messages":[{"role":"user","content":"x"}],}',
    "single quotes": b"{'model':'mock/m'}",
    "two documents": message(b'"x"') * 2,
    "trailing text": message(b'"x"') + b" x",
    "unquoted": b"{model:1}",
    "NaN": b'{"model":"mock/m","temperature":NaN,"messages":[]}',
    "leading zero": b'{"model":"mock/m","n":01,"messages":[]}',
    "control character in string": message(b'"a\nb"'),
    "zero in string": message(b'"a\x00b"'),
    "zeros only": bytes(100),
    "bad escape": message(b'"\\x41"'),
    "short escape": message(b'"\\u12"'),
    "invalid UTF-8": message(b'"\xff\xfe"'),
    "overlong UTF-8": message(b'"\xc0\xaf"'),
    "surrogate in UTF-8": message(b'"\xed\xa0\x80"'),
    "cut UTF-8": message(b'"\xe2\x82"'),
    "UTF-16": '{"model":"mock/m"}'.encode("utf-16"),
    "nesting 100,000 deep": message(b"[" * 100_000 + b"]" * 100_000),
    "objects 100,000 deep": message(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "open brackets": b"[" * 1_000_000,
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_bad_json(bad_gateway, name):
    with bad_gateway.connect() as connection:
        connection.send(http.post(BAD_JSON[name], bad_gateway.key))
        answer = connection.receive()
        assert answer.status == 400, answer
        error = answer.error
        assert error["type"] == "invalid_request_error"
        assert POSITION.search(error["message"]), error
        # The head was fine, so the connection goes on.
        assert connection.chat("mock/echo").status == 200


WRONG = {
    "array": (b"[]", None),
    "string": (b'"x"', None),
    "null": (b"null", None),
    "no model": (b'{"messages":[{"role":"user","content":"x"}]}', "model"),
    "model null": (b'{"model":null,"messages":[{"role":"user","content":"x"}]}', "model"),
    "model number": (b'{"model":5,"messages":[{"role":"user","content":"x"}]}', "model"),
    "model empty": (b'{"model":"","messages":[{"role":"user","content":"x"}]}', "model"),
    "model lone surrogate": (
        b'{"model":"mock/\\ud800","messages":[{"role":"user","content":"x"}]}', "model"),
    "model endless": (
        b'{"model":"' + b"m" * 5000 + b'","messages":[{"role":"user","content":"x"}]}', "model"),
    "no messages": (b'{"model":"mock/m"}', "messages"),
    "messages null": (b'{"model":"mock/m","messages":null}', "messages"),
    "messages object": (b'{"model":"mock/m","messages":{}}', "messages"),
    "messages empty": (b'{"model":"mock/m","messages":[]}', "messages"),
    "message string": (b'{"model":"mock/m","messages":["x"]}', "messages[0]"),
    "no role": (b'{"model":"mock/m","messages":[{"content":"x"}]}', "messages[0].role"),
    "role number": (b'{"model":"mock/m","messages":[{"role":1}]}', "messages[0].role"),
    "stream string": (
        b'{"model":"mock/m","stream":"yes","messages":[{"role":"user","content":"x"}]}', "stream"),
    "stream_options array": (
        b'{"model":"mock/m","stream":true,"stream_options":[],'
        b'"messages":[{"role":"user","content":"x"}]}', "stream_options"),
    "stream_options without stream": (
        b'{"model":"mock/m","stream_options":{"include_usage":true},'
        b'"messages":[{"role":"user","content":"x"}]}', "stream_options"),
    "tools object": (
        b'{"model":"mock/m","tools":{},"messages":[{"role":"user","content":"x"}]}', "tools"),
    "two models": (
        b'{"model":"mock/m","model":"mock/n","messages":[{"role":"user","content":"x"}]}', "model"),
    "two models, one escaped": (
        b'{"model":"mock/m","mode\\u006c":"mock/n","messages":[{"role":"user","content":"x"}]}',
        "model"),
    "two streams": (
        b'{"model":"mock/m","stream":false,"stream":true,'
        b'"messages":[{"role":"user","content":"x"}]}', "stream"),
    "two messages": (
        b'{"model":"mock/m","messages":[{"role":"user","content":"x"}],"messages":[]}', "messages"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_fields(bad_gateway, name):
    body, param = WRONG[name]
    with bad_gateway.connect() as connection:
        connection.send(http.post(body, bad_gateway.key))
        answer = connection.receive()
        assert answer.status == 400, answer
        assert answer.error["type"] == "invalid_request_error"
        assert answer.error["param"] == param, answer
        assert connection.chat("mock/echo").status == 200


def test_lone_surrogates_in_text_pass(bad_gateway, mock):
    """They are valid JSON: whether they are good is the provider's business."""
    mock.reset()
    body = message(b'"a\\ud800b\\udc00\\ud800"').replace(b"mock/echo", b"mock/surrogates")
    with bad_gateway.connect() as connection:
        connection.send(http.post(body, bad_gateway.key))
        answer = connection.receive()
    assert answer.status in (200, 400), answer
    seen = [request["body"] for request in mock.requests(50)]
    assert body.replace(b"mock/surrogates", b"surrogates").decode() in seen


# Odd but right

def test_pipelined_requests_are_answered_in_order(bad_gateway):
    with bad_gateway.connect() as connection:
        data = b""
        for number in range(20):
            # The first ones take longest, so that order is no accident.
            model = f"mock/echo+ttft={60 - 3 * number}ms"
            body = http.chat_body(model, f"number {number}", stream=number % 3 == 0)
            data += http.post(body, bad_gateway.key, headers=[("X-Request-Id", f"pipe-{number}")])
        connection.send(data)
        for number in range(20):
            answer = connection.receive()
            assert answer.status == 200
            assert answer.header("x-request-id") == f"pipe-{number}"
            text = http.text_of(answer.body) if number % 3 == 0 else (
                answer.json()["choices"][0]["message"]["content"])
            assert text == f"number {number}"


def test_request_in_single_bytes(bad_gateway):
    with bad_gateway.connect() as connection:
        for byte in http.post(http.chat_body("mock/echo", "drop by drop"), bad_gateway.key):
            connection.send(bytes([byte]))
        answer = connection.receive()
        assert answer.status == 200 and b"drop by drop" in answer.body


def test_expect_continue(bad_gateway):
    body = http.chat_body("mock/echo", "continued")
    request = http.post(body, bad_gateway.key, headers=[("Expect", "100-continue")])
    head, body = request.split(b"\r\n\r\n", 1)
    with bad_gateway.connect() as connection:
        connection.send(head + b"\r\n\r\n")
        assert connection.begin().status == 100
        connection.send(body)
        answer = connection.receive()
        assert answer.status == 200 and b"continued" in answer.body
    with bad_gateway.connect() as connection:
        connection.send(head.replace(bad_gateway.key.encode(), b"wrong") + b"\r\n\r\n")
        assert connection.begin().status == 401
    with bad_gateway.connect() as connection:
        connection.send(head.replace(b"100-continue", b"miracles") + b"\r\n\r\n")
        assert connection.begin().status == 417


def test_methods_and_paths(bad_gateway):
    with bad_gateway.connect() as connection:
        assert connection.get("/v1").status == 200
        head = connection.get("/v1", method="HEAD")
        assert head.status == 200 and head.body == b""
        assert connection.get("/health").status == 200
        for method, path in [("GET", "/v1/chat/completions"), ("PUT", "/v1/chat/completions"),
                             ("DELETE", "/v1/models"), ("BREW", "/v1/models")]:
            answer = connection.get(path, method=method)
            assert answer.status == 405 and answer.header("allow"), answer
            assert answer.error["code"] == "method_not_allowed"
        answer = connection.get("/v1/nothing")
        assert answer.status == 404 and "/v1/nothing" in answer.error["message"]
        answer = connection.get("/v1/chat/completions", method="OPTIONS", headers=[
            ("Origin", "http://example.com"), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type")])
        assert answer.status in (200, 204)
        assert answer.header("access-control-allow-origin") == "*"
        assert "POST" in answer.header("access-control-allow-methods")
        assert "authorization" in answer.header("access-control-allow-headers")
        # All of it on one connection, which still works.
        answer = connection.chat("mock/echo")
        assert answer.status == 200 and answer.header("access-control-allow-origin") == "*"


def test_error_in_the_dialect_of_the_path(bad_gateway):
    with bad_gateway.connect() as connection:
        connection.key = "wrong"
        anthropic = connection.get("/v1/messages", method="POST")
        assert anthropic.json()["type"] == "error", anthropic


def test_old_http(bad_gateway):
    body = http.chat_body("mock/m+chunks=5", stream=True)
    request = http.post(body, bad_gateway.key).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    with bad_gateway.connect() as connection:
        connection.send(request)
        answer = connection.receive()
        assert answer.status == 200 and answer.header("transfer-encoding") is None
        assert http.is_done(answer.body)


def test_keys_in_either_header(bad_gateway):
    for header in (f"x-api-key: {bad_gateway.key}", f"Authorization: bearer {bad_gateway.key}"):
        with http.Connection(bad_gateway.port) as connection:
            name, value = header.split(": ", 1)
            assert connection.chat("mock/m", headers=[(name, value)]).status == 200


def test_half_closed_client_is_answered_or_dropped(bad_gateway):
    with bad_gateway.connect() as connection:
        connection.send(http.post(http.chat_body("mock/m"), bad_gateway.key))
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.ends()


def test_everything_at_once(bad_gateway):
    """Bad requests of all kinds side by side with good ones."""
    failed = []

    def bad(number):
        generator = random.Random(number)
        for _ in range(15):
            data = generator.choice(list(MALFORMED.values()))[0]
            try:
                with bad_gateway.connect(seconds=5) as connection:
                    connection.send(data)
                    connection.ends()
            except OSError:
                pass

    def good(number):
        with bad_gateway.connect() as connection:
            for _ in range(15):
                answer = connection.chat("mock/echo", f"good {number}")
                if f"good {number}".encode() not in answer.body:
                    failed.append(repr(answer))

    threads = [threading.Thread(target=bad, args=[n]) for n in range(8)]
    threads += [threading.Thread(target=good, args=[n]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert failed == []


@pytest.mark.long
def test_silent_body(silent_body, figure):
    """The last test of this file, because it waits for what began with the first."""
    answer = silent_body.receive()
    figure("silent body ended after, s (limit 30)", round(time.monotonic() - silent_body.sent, 1))
    assert answer.status == 408, answer
    assert silent_body.ends()
