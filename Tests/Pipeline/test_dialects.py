"""What the gateway itself does between dialects: memory, counts, lists, pictures, settings, heartbeats, errors."""

import base64
import http.server
import json
import threading

import pytest

from support.clients import targets
from support.gateway import CLIENT_KEY, PROVIDER_KEY, Gateway, configuration
from support.http import Connection, post

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
PROVIDERS = list(targets.PREFIXES.values())

# How each client dialect asks for a plain text: path, body, and where the text stands in a plain answer.
CLIENTS = {
    "openai-chat": (
        lambda model: "/v1/chat/completions",
        lambda model, stream: {
            "model": model, "stream": stream, "messages": [{"role": "user", "content": "hello"}]}),
    "openai-responses": (
        lambda model: "/v1/responses",
        lambda model, stream: {"model": model, "stream": stream, "input": "hello"}),
    "anthropic": (
        lambda model: "/v1/messages",
        lambda model, stream: {
            "model": model, "stream": stream, "max_tokens": 64,
            "messages": [{"role": "user", "content": "hello"}]}),
    "gemini": (
        lambda model: f"/v1beta/models/{model}:streamGenerateContent?alt=sse",
        lambda model, stream: {"contents": [{"role": "user", "parts": [{"text": "hello"}]}]}),
    "ollama": (
        lambda model: "/api/chat",
        lambda model, stream: {
            "model": model, "stream": stream, "messages": [{"role": "user", "content": "hello"}]}),
}


def ask(gateway, path, body=None, method="POST", headers=()):
    """One request on a connection of its own."""
    with Connection(gateway.port, CLIENT_KEY) as connection:
        if method != "POST":
            return connection.get(path, method, headers)
        connection.send(post(json.dumps(body).encode(), CLIENT_KEY, path, headers))
        return connection.receive()


# ---------------------------------------------------------------- memory


@pytest.mark.parametrize("prefix", PROVIDERS)
def test_a_conversation_goes_on_by_its_last_answer(every_dialect, mock, prefix):
    model = f"{prefix}/echo"
    first = ask(every_dialect, "/v1/responses", {"model": model, "input": "my name is Zoë"})
    assert first.status == 200, first
    second = ask(every_dialect, "/v1/responses", {
        "model": model, "input": "and now?", "previous_response_id": first.json()["id"]})
    assert second.status == 200, second
    seen = json.dumps(mock.requests(1), ensure_ascii=False)
    assert "my name is Zoë" in seen and "and now?" in seen
    assert "previous_response_id" not in seen


def test_a_streamed_answer_is_kept_as_well(every_dialect, mock):
    answer = ask(every_dialect, "/v1/responses", {
        "model": "a/echo", "input": "streamed words", "stream": True})
    created = [
        json.loads(line[6:]) for line in answer.body.decode().splitlines()
        if line.startswith("data: ")][-1]
    assert created["type"] == "response.completed"
    identity = created["response"]["id"]
    stored = ask(every_dialect, f"/v1/responses/{identity}", method="GET")
    assert stored.status == 200 and stored.json()["output"] == created["response"]["output"]


def test_stored_answers_can_be_read_and_deleted(every_dialect):
    made = ask(every_dialect, "/v1/responses", {"model": "c/echo", "input": "keep me"}).json()
    path = f"/v1/responses/{made['id']}"
    assert ask(every_dialect, path, method="GET").json()["output"] == made["output"]
    assert ask(every_dialect, path, method="DELETE").json() == {
        "id": made["id"], "object": "response", "deleted": True}
    assert ask(every_dialect, path, method="GET").status == 404
    assert ask(every_dialect, path, method="DELETE").status == 404
    lost = ask(every_dialect, "/v1/responses", {
        "model": "c/echo", "input": "x", "previous_response_id": made["id"]})
    assert lost.status == 400 and lost.error["code"] == "previous_response_not_found"


def test_what_is_not_to_be_stored_is_not(every_dialect):
    made = ask(every_dialect, "/v1/responses", {
        "model": "c/echo", "input": "forget me", "store": False}).json()
    assert ask(every_dialect, f"/v1/responses/{made['id']}", method="GET").status == 404


@pytest.mark.parametrize("prefix", PROVIDERS)
def test_pitfall_167_a_conversation_is_compacted(every_dialect, prefix):
    answer = ask(every_dialect, "/v1/responses/compact", {
        "model": f"{prefix}/m", "input": [
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "first wish"}]},
            {"type": "message", "role": "assistant",
             "content": [{"type": "output_text", "text": "done", "annotations": []}]},
        ]})
    assert answer.status == 200, answer
    output = answer.json()["output"]
    assert output[-1]["type"] in ("compaction", "compaction_summary") and output[-1]["encrypted_content"]
    again = ask(every_dialect, "/v1/responses", {
        "model": f"{prefix}/echo", "input": output + [{"role": "user", "content": "go on"}]})
    assert again.status == 200, again


# ---------------------------------------------------------------- counts and lists


def test_pitfall_166_tokens_are_counted_without_a_provider(every_dialect, mock):
    before = len(mock.requests(10_000))
    counted = ask(every_dialect, "/v1/messages/count_tokens", {
        "model": "c/m", "messages": [{"role": "user", "content": "word " * 400}]})
    assert counted.status == 200 and 300 < counted.json()["input_tokens"] < 800
    counted = ask(every_dialect, "/v1beta/models/c/m:countTokens", {
        "contents": [{"role": "user", "parts": [{"text": "word " * 400}]}]})
    assert counted.status == 200 and 300 < counted.json()["totalTokens"] < 800
    assert len(mock.requests(10_000)) == before


def test_models_are_listed_in_each_form(every_dialect):
    chat = ask(every_dialect, "/v1/models", method="GET").json()
    assert chat["object"] == "list"
    names = [entry["id"] for entry in chat["data"]]
    assert any(name.startswith("c/") for name in names)
    claude = ask(
        every_dialect, "/v1/models", method="GET", headers=[("anthropic-version", "2023-06-01")]).json()
    assert [entry["id"] for entry in claude["data"]] == names
    assert claude["has_more"] is False and claude["data"][0]["type"] == "model"
    gemini = ask(every_dialect, "/v1beta/models", method="GET").json()
    assert [entry["name"] for entry in gemini["models"]] == [f"models/{name}" for name in names]
    tags = ask(every_dialect, "/api/tags", method="GET").json()
    assert [entry["name"] for entry in tags["models"]] == names
    shown = ask(every_dialect, "/api/show", {"model": names[0]}).json()
    assert "completion" in shown["capabilities"]
    one = ask(every_dialect, f"/v1beta/models/{names[0]}", method="GET").json()
    assert one["name"] == f"models/{names[0]}"
    assert ask(every_dialect, "/api/show", {"model": "c/none-such"}).status == 404
    assert "version" in ask(every_dialect, "/api/version", method="GET").json()


# ---------------------------------------------------------------- pictures by URL


@pytest.fixture(scope="module")
def pictures():
    """A server of pictures on this machine, which a gateway must not reach unless told so."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            type_, body = {
                "/a.png": ("image/png", PNG), "/page": ("text/html", b"<html></html>"),
                "/big": ("image/png", PNG + bytes(25 << 20)),
            }.get(self.path, (None, b""))
            self.send_response(200 if type_ else 404)
            self.send_header("Content-Type", type_ or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                pass

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def with_picture(model, url):
    return {"model": model, "max_tokens": 64, "messages": [{"role": "user", "content": [
        {"type": "text", "text": "what is it?"}, {"type": "image_url", "image_url": {"url": url}}]}]}


def test_pictures_are_fetched_for_providers_that_want_bytes(mock, pictures):
    text = targets.configuration(mock.base.removesuffix("/v1"))
    with Gateway(text, arguments=["--fetch-loopback"]) as gateway:
        answer = ask(gateway, "/v1/chat/completions", with_picture("o/m", f"{pictures}/a.png"))
        assert answer.status == 200, answer
        [request] = mock.requests(1)
        assert base64.b64encode(PNG).decode() in request["body"]
        for path in ("/page", "/none", "/big"):
            answer = ask(gateway, "/v1/chat/completions", with_picture("o/m", f"{pictures}{path}"))
            assert answer.status == 400 and answer.error["code"] == "invalid_image_url", answer
            assert pictures not in answer.body.decode()


def test_private_addresses_are_refused(every_dialect, pictures):
    for url in (f"{pictures}/a.png", "http://169.254.169.254/latest/meta-data", "http://[::1]/a.png",
                "http://localhost/a.png", "http://0.0.0.0/a.png", "http://10.0.0.1/a.png"):
        answer = ask(every_dialect, "/v1/chat/completions", with_picture("o/m", url))
        assert answer.status == 400 and answer.error["code"] == "invalid_image_url", answer


# ---------------------------------------------------------------- settings


def test_settings_shape_every_request(mock):
    text = targets.configuration(mock.base.removesuffix("/v1")).replace(
        "  require_api_key: true\n",
        "  require_api_key: true\n  thinking: {mode: custom, budget: 2048}\n"
        "  system_prompt: {text: house rules, position: first}\n")
    with Gateway(text) as gateway:
        answer = ask(gateway, "/v1/messages", {
            "model": "a/claude-sonnet-4-5", "max_tokens": 8000, "system": "own rules",
            "messages": [{"role": "user", "content": "hello"}]})
        assert answer.status == 200, answer
        body = json.loads(mock.requests(1)[0]["body"])
        assert body["thinking"] == {"type": "enabled", "budget_tokens": 2048}
        texts = [block["text"] for block in body["system"]]
        assert texts == ["house rules", "own rules"]
        answer = ask(gateway, "/v1/chat/completions", {
            "model": "c/m", "messages": [{"role": "user", "content": "hello"}]})
        assert answer.status == 200, answer
        body = json.loads(mock.requests(1)[0]["body"])
        assert body["messages"][0] == {"role": "system", "content": "house rules"}


def test_losses_are_told(every_dialect):
    answer = ask(every_dialect, "/v1/chat/completions", {
        "model": "a/m", "logit_bias": {"5": 1}, "messages": [{"role": "user", "content": "hello"}]})
    assert answer.status == 200 and "logit_bias" in answer.header("x-omniroute-warning")
    answer = ask(every_dialect, "/v1/chat/completions", {
        "model": "a/m", "n": 2, "messages": [{"role": "user", "content": "hello"}]})
    assert answer.status == 400 and answer.error["param"] == "n"


# ---------------------------------------------------------------- streams


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("prefix", PROVIDERS)
def test_an_error_in_the_middle_is_no_end(every_dialect, client, prefix):
    path, body = CLIENTS[client]
    model = f"{prefix}/m+chunks=20+errorstream=after:40"
    with Connection(every_dialect.port, CLIENT_KEY) as connection:
        connection.send(post(json.dumps(body(model, True)).encode(), CLIENT_KEY, path(model)))
        answer = connection.begin()
        text = b""
        for piece in connection.pieces(answer):
            text += piece
    assert answer.status == 200, text
    text = text.decode()
    assert "error" in text, text
    ends = {
        "openai-chat": "[DONE]", "openai-responses": "response.completed",
        "anthropic": "message_stop", "gemini": '"finishReason"', "ollama": '"done":true',
    }
    assert ends[client] not in text, text


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("prefix", PROVIDERS)
def test_a_stream_that_is_cut_is_no_end(every_dialect, client, prefix):
    path, body = CLIENTS[client]
    model = f"{prefix}/m+chunks=20+cut=after:60"
    answer = ask_to_end(every_dialect, path(model), body(model, True))
    ends = {
        "openai-chat": "[DONE]", "openai-responses": "response.completed",
        "anthropic": "message_stop", "gemini": '"finishReason"', "ollama": '"done":true',
    }
    assert ends[client] not in answer


def ask_to_end(gateway, path, body):
    """All that comes, whether it is whole or not."""
    with Connection(gateway.port, CLIENT_KEY) as connection:
        connection.send(post(json.dumps(body).encode(), CLIENT_KEY, path))
        answer = connection.begin()
        text = b""
        try:
            for piece in connection.pieces(answer):
                text += piece
        except Exception:  # a cut connection is an end that nobody takes for a whole answer
            pass
    return text.decode(errors="replace")


HEARTBEATS = {
    "openai-chat": ": ", "openai-responses": ": ", "anthropic": "event: ping", "gemini": "\n\n",
}


@pytest.mark.parametrize("client", HEARTBEATS)
def test_pitfall_74_heartbeats(mock, client):
    """Each dialect's own sign of life while a provider is silent, and none after the end."""
    path, body = CLIENTS[client]
    text = targets.configuration(mock.base.removesuffix("/v1")) + "  heartbeat: 100ms\n"
    with Gateway(text) as gateway:
        model = "c/m+chunks=2+delay=700ms"
        got = ask_to_end(gateway, path(model), body(model, True))
        assert HEARTBEATS[client] in got
        if client == "gemini":
            assert "event:" not in got and ": " not in got.split("data:")[0]
            assert not [line for line in got.splitlines() if line.startswith(":")]
        if client.startswith("openai"):
            assert "event: ping" not in got
        plain = f"c/m+delay=400ms+stamp"
        if client != "gemini":
            answer = ask(gateway, path(plain), body(plain, False))
            assert answer.json()


def test_limits_are_told_in_the_clients_names(every_dialect):
    """Rate limits of a provider of another vendor come under the names that the client's SDK reads."""
    answer = ask(every_dialect, "/v1/messages", {
        "model": "c/m+status=429+retry-after=3", "max_tokens": 10,
        "messages": [{"role": "user", "content": "hello"}]})
    assert answer.status == 429 and answer.header("retry-after") == "3"
    assert answer.json()["error"]["type"] == "rate_limit_error"
    assert answer.json()["request_id"] == answer.header("request-id")
