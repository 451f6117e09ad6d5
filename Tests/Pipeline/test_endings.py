"""What is recorded of requests whose client goes just when the answer ends, or before it begins."""

import itertools
import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from support import books, http, processes, wait
from support.gateway import Gateway
from support.ledger import CLIENT_GONE, COMPLETE, ESTIMATED, REPORTED, Ledger

_numbers = itertools.count(1)
SLOW = "echo+ttft=1500ms"


def named():
    """A request id of its own."""
    return f"ending-{next(_numbers)}"


def row(gateway, name):
    """The row of a request, once it is there."""
    ledger = Ledger(gateway)
    ledger.settled([name])
    return next(found for found in ledger.rows() if found["request_id"] == name)


class Lingering(ThreadingHTTPServer):
    """A provider that streams an answer and keeps the body open behind its terminator until it is told."""

    daemon_threads = True

    def __init__(self, reads=True):
        super().__init__(("127.0.0.1", 0), Handler)
        # Whether it takes the whole request before it answers.
        self.reads = reads
        self.may_end = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *details):
        self.may_end.set()
        self.shutdown()
        super().__exit__(*details)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Nobody reads it."""

    def do_GET(self):
        body = json.dumps({"object": "list", "data": [{"id": "m", "object": "model"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]) if self.server.reads else 1000)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        choices = [{"delta": {"content": "internationalization "}, "finish_reason": None}] * 4
        choices.append({"delta": {}, "finish_reason": "stop"})
        for choice in choices:
            self.event({"choices": [{"index": 0, **choice}]})
        self.event({"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 8, "total_tokens": 19}})
        self.piece(b"data: [DONE]\n\n")
        self.server.may_end.wait(10)
        try:
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True

    def event(self, more):
        """One chunk of the answer."""
        chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", **more}
        self.piece(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    def piece(self, data):
        """One chunk of the body."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


# What clients take for the end, many of which leave then.
ENDS = {
    "openai-chat": b"[DONE]", "openai-responses": b"response.completed", "anthropic": b"message_stop",
    "gemini": b"finishReason",
}


@pytest.mark.parametrize("dialect", books.DIALECTS)
def test_the_client_does_not_wait_for_what_follows_the_terminator(dialect):
    with Lingering() as provider:
        base = f"http://127.0.0.1:{provider.server_port}/v1"
        prices = "    prices:\n      m: {input: 1, output: 10}\n"
        with Gateway(books.configuration(base).replace("    prices:\n", prices)) as gateway:
            name = named()
            with gateway.connect() as connection:
                path, body = books.request(dialect, "m", True, "hi")
                connection.send(http.post(body, gateway.key, path, [("X-Request-Id", name)]))
                answer = connection.begin()
                received = b""
                for piece in connection.pieces(answer):
                    received += piece
                    if ENDS[dialect] in received:
                        break
            # It left at once, and the provider has not ended its body.
            found = row(gateway, name)
            assert found["outcome"] == COMPLETE and found["finish_reason"] == "stop"
            assert (found["usage_source"], found["usage_input"], found["usage_output"]) == (REPORTED, 11, 8)
            assert found["cost_total"] == 11 * 1_000_000 + 8 * 10_000_000
            assert not provider.may_end.is_set()


def test_a_provider_that_ends_its_answer_before_it_has_the_request_answers_once():
    with Lingering(reads=False) as provider:
        base = f"http://127.0.0.1:{provider.server_port}/v1"
        with Gateway(books.configuration(base)) as gateway:
            name = named()
            with gateway.connect() as connection:
                path, body = books.request("openai-chat", "m", True, "word " * 1_000_000)
                connection.send(http.post(body, gateway.key, path, [("X-Request-Id", name)]))
                answer = connection.receive()
            assert answer.status == 200 and answer.body.count(b"[DONE]") == 1, answer
            found = row(gateway, name)
            assert found["outcome"] == COMPLETE and found["attempts"] == 1
            assert (found["usage_input"], found["usage_output"]) == (11, 8)


@pytest.fixture(scope="module")
def gateway(mock):
    """A gateway that knows the price of a slow model."""
    slow = f'    prices:\n      "{SLOW}": {{input: 15, cached_input: 1.5, output: 75}}\n'
    with Gateway(books.configuration(mock.base).replace("    prices:\n", slow)) as running:
        yield running


def begin(connection, gateway, stream, name):
    """A request whose provider waits."""
    path, body = books.request("openai-chat", SLOW, stream, "hello " * 50)
    connection.send(http.post(body, gateway.key, path, [("X-Request-Id", name)]))


def attempt(gateway, name):
    """The row of the one attempt of a request."""
    def found():
        return [each for each in Ledger(gateway).rows("attempts") if each["request_id"] == name]

    [only] = wait.until(found, 10, what="the row of the attempt")
    return only


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_an_end_that_crosses_with_a_client_that_leaves_is_not_lost(gateway, mock, stream):
    name = named()
    before = mock.calls()
    ingress = gateway.pid("ingress")
    connection = gateway.connect()
    begin(connection, gateway, stream, name)
    wait.until(lambda: mock.calls() > before, 10)
    # It does not see the client leave before the answer has come.
    os.kill(ingress, signal.SIGSTOP)
    try:
        wait.until(lambda: processes.stopped(ingress), 10, pause=0.001, what="ingress, stopped")
        connection.close()
        answered = attempt(gateway, name)
    finally:
        os.kill(ingress, signal.SIGCONT)
    found = row(gateway, name)
    assert found["outcome"] == CLIENT_GONE and found["status"] == 499
    assert found["attempts"] == 1 and found["model_answered"] == SLOW
    for column in ("usage_source", "usage_input", "usage_output", "cost_total"):
        assert found[column] == answered[column], column
    assert found["usage_source"] == REPORTED and found["cost_total"] > 0


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_what_a_client_gives_up_before_it_begins_is_an_estimate_of_its_own(gateway, mock, stream):
    name = named()
    before = mock.calls()
    with gateway.connect() as connection:
        begin(connection, gateway, stream, name)
        wait.until(lambda: mock.calls() > before, 10)
    found = row(gateway, name)
    assert found["outcome"] == CLIENT_GONE
    assert found["usage_source"] == ESTIMATED and found["usage_input"] > 50
    assert found["usage_output"] == 0 and found["failed_cost"] == 0
    assert found["cost_total"] == found["usage_input"] * 15_000_000
