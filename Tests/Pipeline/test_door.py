"""Whom the door lets in: the local socket, scopes and rates of keys, addresses."""

import os
import signal
import socket
import stat
import subprocess
import threading

import pytest

from support import http, wait
from support.gateway import CLIENT_KEY, Gateway, configuration

# Windows as long as a day, which no test outlives but one at midnight.
NARROW = "sk-narrow-0123456789abcdefghijklmnop"


class LocalConnection(http.Connection):
    """A connection to the Unix socket."""

    def __init__(self, gateway, key=None, seconds=20):
        self.key = key
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(seconds)
        self.socket.connect(str(socket_of(gateway)))
        self.buffer = b""


def socket_of(gateway):
    return gateway.data / "run" / "api.sock"


def with_keys(base, keys="", settings=""):
    """The usual configuration with further keys."""
    text = configuration(base, settings=settings)
    return text.replace("settings:\n", f"{keys}\nsettings:\n", 1)


# ---------------------------------------------------------------- the local socket


def test_local_socket_serves_http(own_gateway):
    gateway = own_gateway
    with LocalConnection(gateway, CLIENT_KEY) as connection:
        answer = connection.chat("mock/echo", "hello over there")
        assert answer.status == 200 and b"hello over there" in answer.body
        connection.key = None
        assert connection.get("/health").status == 200
        assert connection.get("/metrics").status == 200
        assert connection.chat("mock/echo").status == 401
        connection.key = "wrong"
        assert connection.chat("mock/echo").status == 401
    place = socket_of(gateway)
    # Only this user may enter the directory.
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    gateway.renew("ingress")
    with LocalConnection(gateway, CLIENT_KEY) as connection:
        assert connection.chat("mock/echo").status == 200
    gateway.kill("ingress")
    with LocalConnection(gateway, CLIENT_KEY) as connection:
        assert connection.chat("mock/echo").status == 200


def test_curl_speaks_to_the_local_socket(mock):
    text = configuration(mock.base).replace("require_api_key: true", "require_api_key: false")
    with Gateway(text) as gateway:
        done = subprocess.run(
            ["curl", "-sS", "--fail-with-body", "--max-time", "20", "--unix-socket",
             str(socket_of(gateway)), "http://localhost/v1/models"],
            capture_output=True, text=True, timeout=30)
        assert done.returncode == 0 and '"data"' in done.stdout, done
        # A relay speaks for clients anywhere.
        with LocalConnection(gateway) as connection:
            assert connection.chat("mock/echo").status == 200
            assert connection.chat("mock/echo", headers=[("Via", "1.1 relay")]).status == 401


def test_a_user_needs_no_secret(mock):
    keys = f"""
  - name: me
    uid: {os.getuid()}
    endpoints: [chat]
    rates: [3/1d]
  - name: somebody
    uid: {os.getuid() + 1}
"""
    with Gateway(with_keys(mock.base, keys)) as gateway:
        ids = []
        with LocalConnection(gateway) as connection:
            assert connection.get("/v1/models").status == 403
            for left in (2, 1, 0):
                answer = connection.chat("mock/echo")
                assert answer.status == 200, answer
                assert answer.header("x-ratelimit-limit-requests") == "3"
                assert answer.header("x-ratelimit-remaining-requests") == str(left)
                ids.append(answer.header("x-request-id"))
            answer = connection.chat("mock/echo")
            assert answer.status == 429 and answer.error["code"] == "rate_limit_exceeded"
        # Not over TCP, and not by writing what the kernel would say.
        with http.Connection(gateway.port) as connection:
            assert connection.chat("mock/echo").status == 401
        with http.Connection(gateway.port, key=f"uid:{os.getuid()}") as connection:
            assert connection.chat("mock/echo").status == 401
        rows = gateway.settled_logs(ids)
        assert {row["key_name"] for name in ids for row in rows[name]} == {"me"}


# ---------------------------------------------------------------- keys


def narrow(fields):
    return f"\n  - name: narrow\n    secret: {NARROW}\n{fields}\n"


@pytest.mark.parametrize("fields, code", [
    ("    enabled: false", "key_disabled"),
    ("    expires: 2001-01-01T00:00:00Z", "key_expired"),
    ("    endpoints: [models]", "endpoint_not_allowed"),
])
def test_scopes(mock, fields, code):
    with Gateway(with_keys(mock.base, narrow(fields))) as gateway:
        with http.Connection(gateway.port, key=NARROW) as connection:
            answer = connection.chat("mock/echo")
            assert answer.status == 403 and answer.error["code"] == code
        gateway.good()


def test_rates_are_exact_and_outlive_a_change(mock):
    text = with_keys(mock.base, narrow("    rates: [20/1d]"))
    with Gateway(text, variables={"OMNI_INGRESS_LOOPS": "3"}) as gateway:
        statuses = []

        def client():
            with http.Connection(gateway.port, key=NARROW) as connection:
                for _ in range(5):
                    statuses.append(connection.chat("mock/echo").status)

        threads = [threading.Thread(target=client) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
        assert sorted(statuses) == [200] * 20 + [429] * 20
        gateway.write(with_keys(mock.base, narrow("    rates: [21/1d]")))
        gateway.process.send_signal(signal.SIGHUP)
        with http.Connection(gateway.port, key=NARROW) as connection:
            wait.until(
                lambda: connection.chat("mock/echo").status == 200, 10, what="the wider rate")
            answer = connection.chat("mock/echo")
            assert answer.status == 429 and int(answer.header("retry-after")) > 0
            assert "21 requests in each window of 86400 seconds" in answer.error["message"]
        gateway.good()


# ---------------------------------------------------------------- addresses


def test_addresses_behind_a_trusted_proxy(mock):
    settings = "  addresses: {deny: [192.0.2.0/24]}\n  trusted_proxies: [127.0.0.1]\n"
    settings += "  address_rates: [3/1d]"
    with Gateway(configuration(mock.base, settings=settings)) as gateway:
        def ask(*chain):
            with gateway.connect() as connection:
                headers = [("X-Forwarded-For", ", ".join(chain))] if chain else []
                return connection.chat("mock/echo", headers=headers)

        assert ask().status == 200
        refused = ask("192.0.2.7")
        assert refused.status == 403 and refused.error["code"] == "address_not_allowed"
        assert ask("192.0.2.7", "198.51.100.1").status == 200
        assert ask("198.51.100.1", "192.0.2.7").status == 403
        assert ask("nobody").status == 400
        assert [ask("198.51.100.1").status for _ in range(3)] == [200, 200, 429]
        assert ask("198.51.100.2").status == 200


def test_an_address_that_may_not_come_gets_nothing(mock):
    # The command line itself asks the daemons by other ways, so the gateway still gets ready.
    settings = "  addresses: {allow: [192.0.2.0/24]}"
    with Gateway(configuration(mock.base, settings=settings)) as gateway:
        with gateway.connect() as connection:
            assert connection.chat("mock/echo").status == 403
        with gateway.connect() as connection:
            assert connection.get("/health").status == 403
        with LocalConnection(gateway, CLIENT_KEY) as connection:
            assert connection.chat("mock/echo").status == 200


def test_guessing_keys_is_stopped(own_gateway):
    gateway = own_gateway
    found = []
    # As a relay brings them; two minutes may share them, each with twenty.
    for number in range(60):
        with http.Connection(gateway.port, key=f"sk-guess-{number}") as connection:
            found.append(connection.chat("mock/echo", headers=[("Via", "1.1 relay")]))
        if found[-1].status == 429:
            break
    assert found[-1].status == 429 and found[-1].error["code"] == "too_many_invalid_keys"
    assert {answer.status for answer in found[:-1]} == {401} and len(found) > 20
    # The programs of this machine are not shut out.
    gateway.good()
    with LocalConnection(gateway, CLIENT_KEY) as connection:
        assert connection.chat("mock/echo").status == 200
