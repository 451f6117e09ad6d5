"""Secrets stay where they belong."""

import http.server
import json
import os
import threading

import pytest

from support import http as raw
from support import needs, places, processes, wait
from support.gateway import Gateway, configuration
from support.mock import Mock
from test_up import Following, files_holding

PROVIDER = "sk-provider-SECRET-5f0c2b7e9d1a4836"
CLIENT = "sk-client-SECRET-77aa99bb22cc44dd"
WRONG = "sk-wrong-SECRET-0011223344556677"


class Recorder:
    """An HTTP server that answers as told and remembers what it was sent."""

    def __init__(self, answer):
        seen = self.seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.respond()

            def do_GET(self):
                self.respond()

            def respond(self):
                seen.append((
                    self.path, {name.lower(): value for name, value in self.headers.items()}))
                status, fields, body = answer(self)
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture(scope="module")
def secret_mock(tmp_path_factory):
    provider = Mock(tmp_path_factory.mktemp("secret"), key=PROVIDER)
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def traced(secret_mock):
    """A gateway at the loudest log level, with its secrets in variables of `up`."""
    text = f"""
connections:
  - name: mock
    provider: openai-compatible
    base_url: {secret_mock.base}
    api_key_env: TEST_PROVIDER_KEY
  - name: wrong
    provider: openai-compatible
    base_url: {secret_mock.base}
    api_key: {WRONG}
keys:
  - name: tests
    secret_env: TEST_CLIENT_KEY
"""
    variables = {
        "TEST_PROVIDER_KEY": PROVIDER, "TEST_CLIENT_KEY": CLIENT, "OMNI_LOG_LEVEL": "trace"}
    with Gateway(text, variables=variables, key=CLIENT) as running:
        yield running


def exercise(gateway):
    """Requests of all kinds; everything that came back."""
    seen = b""
    with gateway.connect() as connection:
        for model in ("mock/echo", "mock/m+status=401", "mock/m+status=500", "wrong/m", "none/m",
                      "mock/m+html", "mock/m+cut=headers"):
            for stream in (False, True):
                answer = connection.chat(model, "hello", stream=stream)
                seen += repr(answer.fields).encode() + answer.body
        seen += connection.get("/metrics").body
        seen += connection.get("/v1/models").body
        seen += connection.get("/health").body
    for key in (WRONG, CLIENT + "x"):
        with raw.Connection(gateway.port, key=key) as connection:
            answer = connection.chat("mock/echo")
            assert answer.status == 401
            seen += repr(answer.fields).encode() + answer.body
    with gateway.connect() as connection:
        connection.send(b"GET /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + CLIENT.encode() + b"\r\nbroken\r\n\r\n")
        seen += connection.receive().body
    return seen


SECRETS = [PROVIDER.encode(), CLIENT.encode(), WRONG.encode()]


def test_nothing_shows_a_secret(traced):
    """Neither answers nor logs at trace level, nor frames of any daemon."""
    following = [Following(traced, "trace", daemon) for daemon in places.DAEMONS]
    try:
        # Until every one listens.
        def listening():
            with traced.connect() as connection:
                connection.chat("mock/echo")
            return all(one.read() for one in following)
        wait.until(listening, 15, pause=0.05, what="traces")
        # With tracing on, the configuration is brought again: secrets go to egress as frames.
        traced.process.send_signal(1)
        wait.until(lambda: "configuration applied" in traced.errors(), 10, what="the reload")
        seen = exercise(traced)
        wait.until_steady(lambda: [len(one.read()) for one in following], what="traces")
        traces = [one.read() for one in following]
    finally:
        for one in following:
            one.__exit__()
    for secret in SECRETS:
        assert secret not in seen
        for daemon, text in zip(places.DAEMONS, traces):
            assert secret not in text, f"in the trace of {daemon}"
        assert secret not in traced.errors().encode()


def test_commands_show_no_secret(traced):
    exercise(traced)
    for words in (["status", "--json"], ["logs", "--json", "-n", "1000"], ["doctor"]):
        result = traced.command(*words, check=False)
        for secret in SECRETS:
            assert secret not in (result.stdout + result.stderr).encode()


def test_daemons_do_not_inherit_secrets(traced):
    for daemon, pids in traced.pids().items():
        for pid in pids:
            for secret in SECRETS:
                assert secret not in processes.environ(pid), daemon
                assert secret not in processes.command_line(pid), daemon


def test_only_egress_has_the_provider_key(traced):
    """The writable memory of every other daemon is searched."""
    exercise(traced)
    try:
        found = {
            daemon: processes.search_memory(pids[-1], PROVIDER.encode())
            for daemon, pids in traced.pids().items()}
    except PermissionError:
        needs.missing("this user may not look into the memory of processes")
    assert found["egress"], "the search finds nothing where it must"
    assert [daemon for daemon, there in found.items() if there] == ["egress"]


def test_stores_hold_no_secret(traced):
    exercise(traced)
    for secret in SECRETS:
        assert files_holding(traced.data, secret.decode()) == []
    key_files = [path for path in (traced.data / "egress").iterdir() if "key" in path.name]
    assert key_files and all(path.stat().st_mode & 0o777 == 0o600 for path in key_files)


def test_the_vault_is_bound_to_its_key(secret_mock):
    """With another key the vault opens nothing, and says so."""
    text = configuration(secret_mock.base, key=PROVIDER)
    with Gateway(text) as first:
        first.good()
        assert first.stop() == 0
        for path in (first.data / "egress").iterdir():
            if "key" in path.name:
                path.write_bytes(os.urandom(path.stat().st_size))
        again = Gateway(text, directory=first.directory)
        again.launch()
        try:
            again.await_ready(15)
            # Applied anew, the configuration may replace what could not be read.
            again.good()
        except AssertionError:
            assert "key" in again.errors()
        finally:
            again.stop()
            assert PROVIDER not in again.errors()


def redirect(port):
    return lambda handler: (307, {"location": f"http://127.0.0.1:{port}{handler.path}"}, b"")


def echo(handler):
    """A provider that tells its client everything it was sent."""
    body = json.dumps({"error": {
        "message": str(dict(handler.headers)), "type": "x", "param": None, "code": None}}).encode()
    return 400, {"content-type": "application/json"}, body


def test_redirects_do_not_carry_the_credential_away(tmp_path):
    with Recorder(echo) as thief, Recorder(redirect(thief.port)) as provider:
        with Gateway(configuration(f"http://127.0.0.1:{provider.port}/v1", key=PROVIDER)) as gateway:
            with gateway.connect() as connection:
                answer = connection.chat("mock/m")
            assert answer.status == 502, answer
            assert provider.seen and provider.seen[0][1]["authorization"] == f"Bearer {PROVIDER}"
            assert thief.seen == []


def test_a_moved_connection_does_not_take_its_credential(tmp_path, secret_mock):
    """The base URL changes and the key is gone from the file: the old key goes nowhere."""
    with Recorder(echo) as thief:
        with Gateway(configuration(secret_mock.base, key=PROVIDER)) as gateway:
            gateway.good()
            moved = configuration(f"http://127.0.0.1:{thief.port}/v1", key=PROVIDER)
            gateway.write(moved.replace(f"    api_key: {PROVIDER}\n", ""))
            gateway.process.send_signal(1)
            with gateway.connect() as connection:
                wait.until(lambda: connection.chat("mock/m") and thief.seen, 10, what="the move")
            for path, fields in thief.seen:
                assert PROVIDER not in str(fields)


def test_client_credentials_do_not_reach_the_provider(secret_mock):
    with Recorder(echo) as provider:
        text = configuration(f"http://127.0.0.1:{provider.port}/v1", key=PROVIDER)
        with Gateway(text) as gateway:
            with gateway.connect() as connection:
                answer = connection.chat("mock/m", headers=[
                    ("Cookie", "session=SECRET-COOKIE"), ("Proxy-Authorization", "Basic SECRET"),
                    ("X-Forwarded-For", "10.1.2.3"), ("OpenAI-Organization", "org-x")])
            sent = str(provider.seen)
            assert gateway.key not in sent and "SECRET-COOKIE" not in sent
            assert "Basic SECRET" not in sent and "10.1.2.3" not in sent
            assert provider.seen[0][1]["authorization"] == f"Bearer {PROVIDER}"
            assert answer.status == 400


def test_a_provider_that_repeats_its_key_gives_it_to_nobody(secret_mock):
    with Recorder(echo) as provider:
        text = configuration(f"http://127.0.0.1:{provider.port}/v1", key=PROVIDER)
        with Gateway(text) as gateway, gateway.connect() as connection:
            answer = connection.chat("mock/m")
    assert provider.seen and answer.status == 400
    assert PROVIDER not in repr(answer.fields) + answer.body.decode()
