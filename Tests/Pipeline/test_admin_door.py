"""The way of a management request: door, admin, and back, with real processes."""

import http.client
import json
import os
import signal
import socket
import time

import pytest

from support import http as raw
from support import processes, wait
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.management import LocalHTTP

IDLE = {"OMNI_ADMIN_IDLE_SECONDS": "1"}


@pytest.fixture(scope="module")
def hasty(mock):
    """A gateway whose admin ends a second after its last request."""
    with Gateway(configuration(mock.base), variables=IDLE) as gateway:
        yield gateway


def ask(gateway, path="/api/health", method="GET", body=None, headers=None, port=None):
    """Status, fields and body of one answer over TCP."""
    connection = http.client.HTTPConnection("127.0.0.1", port or gateway.port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def code(body):
    return json.loads(body)["error"]["code"]


def admins(gateway):
    return gateway.everything().get("admin", [])


def asleep(gateway):
    wait.until(lambda: not admins(gateway), 15, pause=0.05, what="the end of admin")


def test_it_sleeps_until_somebody_asks(hasty, figure):
    asleep(hasty)
    assert "died" not in hasty.errors()
    hasty.good()
    hasty.command("status", check=False)
    assert ask(hasty, "/metrics")[0] == 200
    time.sleep(0.3)
    assert admins(hasty) == []
    begin = time.monotonic()
    assert ask(hasty)[0] == 200
    figure("first answer of a sleeping admin, ms", round((time.monotonic() - begin) * 1000))
    assert len(admins(hasty)) == 1
    begin = time.monotonic()
    assert ask(hasty)[0] == 200
    figure("next answer of admin, ms", round((time.monotonic() - begin) * 1000, 1))


def test_whoever_comes_as_it_goes_is_answered(hasty):
    for pause in (0.9, 0.95, 1.0, 1.02, 1.05, 1.1, 1.2, 1.5):
        assert ask(hasty)[0] == 200
        time.sleep(pause)
        status, _, body = ask(hasty)
        assert status == 200, (pause, body)


def test_a_change_is_never_answered_by_a_going_admin(hasty):
    """POSTs are not sent again, so each has to reach one that stays."""
    for pause in (0.98, 1.0, 1.02, 1.04):
        assert ask(hasty)[0] == 200
        time.sleep(pause)
        status, _, body = ask(hasty, "/api/auth/login", "POST", b'{"password":"x"}', {"Content-Type": "application/json"})
        assert status in (400, 401, 403, 409, 422, 429), (pause, status, body)


def test_a_killed_admin_is_started_by_the_next(hasty):
    assert ask(hasty)[0] == 200
    os.kill(hasty.pid("admin"), signal.SIGKILL)
    wait.until(lambda: ask(hasty)[0] == 200, 10, pause=0.05, what="an answer")
    assert ask(hasty)[0] == 200
    hasty.good()


def test_answers_are_the_apis_own(hasty):
    status, fields, _ = ask(hasty, headers={"X-Request-Id": "door-1"})
    assert status == 200 and fields["x-request-id"] == "door-1"
    assert "access-control-allow-origin" not in fields
    status, fields, body = ask(hasty, "/api/nowhere")
    assert status in (401, 404) and set(json.loads(body)) == {"error"}
    for method in ("OPTIONS", "TRACE", "PROPFIND"):
        status, fields, _ = ask(hasty, "/api/health", method)
        assert status == (204 if method == "OPTIONS" else 405) and "GET" in fields["allow"]
        assert not [name for name in fields if name.startswith("access-control-")]
    status, fields, body = ask(hasty, "/api/health", "HEAD")
    assert status == 200 and body == b"" and int(fields["content-length"]) > 0


def test_ollamas_paths_stay_its_own(hasty):
    status, _, body = ask(hasty, "/api/version")
    assert status == 200 and "version" in json.loads(body)
    for path in ("/api/ps", "/api/embed"):
        status, _, body = ask(hasty, path)
        assert status == 404 and isinstance(json.loads(body)["error"], str)


@pytest.mark.parametrize("fields", [
    {"X-Forwarded-For": "127.0.0.1"}, {"Via": "1.1 proxy"}, {"Origin": "https://evil.example"}, {"Host": "evil.example"}])
def test_strangers_do_not_get_in(hasty, fields):
    asleep(hasty)
    status, answer, body = ask(hasty, headers=fields)
    assert (status, code(body)) == (403, "local_only")
    assert not [name for name in answer if name.startswith("access-control-")]
    assert admins(hasty) == [], "nobody is woken by strangers"


def test_bodies_are_bounded(hasty):
    asleep(hasty)
    with raw.Connection(hasty.port) as connection:
        connection.send(b"PUT /api/config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16777217\r\n\r\n")
        answer = connection.receive()
        assert answer.status == 413 and answer.error["code"] == "too_large"
    assert admins(hasty) == []
    chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
    with raw.Connection(hasty.port) as connection:
        connection.send(b"PUT /api/config HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(17):
                connection.send(chunk)
        except OSError:
            pass
        # Who may not is told so before the body is whole.
        assert connection.receive().status in (401, 413)


def test_clients_that_leave_leave_nothing(hasty):
    assert ask(hasty)[0] == 200
    for _ in range(30):
        with socket.create_connection(("127.0.0.1", hasty.port), 5) as client:
            client.sendall(b"PUT /api/config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{")
    asleep(hasty)
    pid = hasty.pids()["ingress"][-1]
    before = processes.descriptors(pid)
    wait.until(lambda: processes.descriptors(pid) <= before, 5, what="no descriptor left")
    assert ask(hasty)[0] == 200


def test_many_ask_at_once(hasty):
    asleep(hasty)
    connections = [raw.Connection(hasty.port) for _ in range(40)]
    try:
        for connection in connections:
            connection.send(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert [connection.receive().status for connection in connections] == [200] * 40
    finally:
        for connection in connections:
            connection.close()
    assert len(admins(hasty)) == 1


def test_the_local_socket_leads_there_too(hasty):
    connection = LocalHTTP(hasty.data / "run" / "api.sock", 20)
    connection.request("GET", "/api/health")
    assert connection.getresponse().status == 200
    connection.close()


def test_an_address_of_its_own(mock):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Gateway(configuration(mock.base), arguments=["--admin-listen", f"127.0.0.1:{port}"]) as gateway:
        assert ask(gateway, port=port)[0] == 200
        assert ask(gateway, "/health", port=port)[0] == 200
        for path in ("/v1/models", "/api/tags", "/metrics", "/"):
            status, _, body = ask(gateway, path, port=port)
            assert (status, code(body)) == (404, "not_found")
        status, _, body = ask(gateway)
        assert (status, code(body)) == (404, "not_found")
        gateway.good()
        gateway.renew("ingress")
        assert ask(gateway, port=port)[0] == 200
        # To whoever reaches it, who must still say who they are.
        assert ask(gateway, port=port, headers={"Host": "gateway.example"})[0] == 200


@pytest.mark.parametrize("text", ["20129", "host:1", "127.0.0.1:x"])
def test_a_bad_address(text):
    gateway = Gateway(arguments=["--admin-listen", text])
    try:
        gateway.launch()
        assert gateway.wait() == 64
        assert "--admin-listen" in gateway.errors()
    finally:
        gateway.remove()


def test_switched_off(mock):
    with Gateway(configuration(mock.base, settings="  admin: {access: off}")) as gateway:
        status, _, body = ask(gateway)
        assert (status, code(body)) == (404, "not_found")
        # The command line does not come by the door.
        gateway.good()
        text = configuration(mock.base)
        gateway.write(text)
        gateway.process.send_signal(signal.SIGHUP)
        wait.until(lambda: ask(gateway)[0] == 200, 10, what="the API")


def test_a_cold_start_is_short(mock, figure):
    """With the configuration and the first key made through admin."""
    took = []
    for _ in range(5):
        with Gateway(configuration(mock.base).split("keys:")[0], key="") as gateway:
            took.append(gateway.ready_after)
            assert "API key, shown only this once: sk-omni-" in gateway.errors()
            assert PROVIDER_KEY not in gateway.errors()
    figure("start of `up` until requests are served, with a first key, ms", sorted(round(value * 1000) for value in took))
    assert PROVIDER_KEY not in gateway.log_path.name
