"""`omniroute up` and the commands beside it."""

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from support import http, places, processes, wait
from support.gateway import CLIENT_KEY, PROVIDER_KEY, Gateway, configuration


@pytest.fixture
def gateways():
    """Makes gateways and removes them in the end."""
    made = []

    def make(*arguments, **options):
        made.append(Gateway(*arguments, **options))
        return made[-1]

    yield make
    for gateway in made:
        gateway.remove()


def test_taken_port_names_its_holder(gateways, tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        gateway = gateways(port=port)
        gateway.launch()
        status = gateway.wait()
    text = gateway.errors()
    assert status not in (0, 78), text
    assert f"port {port}" in text and f"pid {os.getpid()}" in text, text
    assert gateway.process.stdout.read() == b""
    assert gateway.everything() == {}


BAD_FILES = {
    "unknown field": (
        "connections:\n  - name: a\n    provider: openai-compatible\n    base_uri: http://x\n",
        4, "base_url"),
    "unknown section": ("conections: []\n", 1, "connections"),
    "wrong type": ("settings:\n  require_api_key: maybe\n", 2, None),
    "unknown provider": (
        "connections:\n  - name: a\n    provider: opena1\n    base_url: http://x\n", 3, "openai"),
    "duplicate name": (
        "connections:\n  - name: a\n    provider: openai-compatible\n    base_url: http://x\n"
        "  - name: a\n    provider: openai-compatible\n    base_url: http://y\n    prefix: b\n",
        5, "a"),
    "duplicate field": ("settings:\n  heartbeat: 1s\n  heartbeat: 2s\n", 2, "heartbeat"),
    "no URL": ("connections:\n  - name: a\n    provider: openai-compatible\n", 2, "base_url"),
    "not YAML": ("connections: [\n", None, None),
    "missing variable": (
        "keys:\n  - name: a\n    secret_env: OMNI_TEST_NOT_SET\n", 3, "OMNI_TEST_NOT_SET"),
    # The path is not repeated: it may be a secret in the wrong field.
    "missing file": (
        "keys:\n  - name: a\n    secret_file: /nonexistent/key\n", 3, "secret_file"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_configuration(gateways, name):
    text, line, near = BAD_FILES[name]
    gateway = gateways(text)
    gateway.launch()
    assert gateway.wait() == 78
    message = gateway.errors()
    assert f"{gateway.file}:{line}:" in message if line else f"{gateway.file}" in message, message
    if near:
        assert near in message
    assert gateway.process.stdout.read() == b""
    assert gateway.everything() == {}
    # Nothing is half applied: not even the stores exist.
    assert not list(gateway.data.glob("*/*.db"))
    check = subprocess.run(
        [places.program("omniroute"), "check", str(gateway.file)], capture_output=True, text=True,
        timeout=20, env=places.environment())
    assert check.returncode == 78 and str(gateway.file) in check.stderr


def test_several_mistakes_are_told_together(gateways):
    gateway = gateways("settings:\n  heartbeet: 1s\n  idle_timeout: never\nkees: []\n")
    gateway.launch()
    assert gateway.wait() == 78
    message = gateway.errors()
    assert all(f":{line}:" in message for line in (2, 3, 4)), message


def test_missing_configuration_file(gateways):
    gateway = gateways(arguments=["--config", "/nonexistent/config.yaml"])
    gateway.launch()
    assert gateway.wait() == 78
    assert "/nonexistent/config.yaml" in gateway.errors()


def test_two_on_one_directory(gateways, mock):
    first = gateways(configuration(mock.base)).start()
    second = Gateway(configuration(mock.base), directory=first.directory)
    second.launch()
    assert second.wait() == 75
    second.stop()
    assert f"pid {first.process.pid}" in first.errors()
    first.good()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_clean_stop(gateways, mock, number):
    gateway = gateways(configuration(mock.base)).start()
    gateway.good()
    pids = [pid for found in gateway.everything().values() for pid in found]
    assert len(pids) == 6
    gateway.process.send_signal(number)
    assert gateway.wait(10) == 0
    assert not any(processes.alive(pid) for pid in pids)
    assert gateway.everything() == {}
    assert not list(gateway.data.rglob("*.sock")) and not list(gateway.data.rglob("*.notify"))
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", gateway.port), 2)


def test_stop_lets_streams_finish(gateways, mock):
    gateway = gateways(configuration(mock.base)).start()
    with gateway.connect() as connection:
        body = http.chat_body("mock/m+chunks=60+delay=20ms", stream=True)
        connection.send(http.post(body, gateway.key))
        answer = connection.begin()
        pieces = http.first_event(connection, answer)
        gateway.process.send_signal(signal.SIGTERM)
        for piece in pieces:
            answer.body += piece
    assert http.is_done(answer.body)
    assert gateway.wait(10) == 0


@pytest.mark.long
def test_stop_is_bounded(gateways, mock):
    """A stream that would last for hours ends with an error, and the stop in time."""
    gateway = gateways(configuration(mock.base)).start()
    with gateway.connect(seconds=15) as connection:
        body = http.chat_body("mock/m+chunks=1000000+delay=20ms", stream=True)
        connection.send(http.post(body, gateway.key))
        answer = connection.begin()
        pieces = http.first_event(connection, answer)
        gateway.process.send_signal(signal.SIGTERM)
        try:
            for piece in pieces:
                answer.body += piece
        except http.Broken:
            pass
        assert not http.is_done(answer.body)
    assert gateway.wait(10) == 0
    assert gateway.everything() == {}


def test_killed_up_leaves_nothing(gateways, mock):
    gateway = gateways(configuration(mock.base)).start()
    pids = [pid for found in gateway.everything().values() for pid in found]
    gateway.process.kill()
    gateway.process.wait(5)
    wait.until(lambda: not any(processes.alive(pid) for pid in pids), 10, what="the daemons' end")
    # And the next one starts in the same place.
    again = Gateway(configuration(mock.base), directory=gateway.directory).start()
    again.good()
    assert again.stop() == 0


def test_hangup_applies_the_configuration(gateways, mock):
    gateway = gateways(configuration(mock.base)).start()
    pids = gateway.pids()
    more = f"""  - name: other
    provider: openai-compatible
    base_url: {mock.base.removesuffix("/v1")}
    api_key: {PROVIDER_KEY}
"""
    with gateway.connect() as connection:
        assert connection.chat("other/echo").status == 404
        gateway.write(configuration(mock.base, more=more))
        gateway.process.send_signal(signal.SIGHUP)
        wait.until(lambda: connection.chat("other/echo").status == 200, 10, what="the connection")
        assert connection.chat("mock/echo").status == 200
        # A file with a mistake changes nothing.
        gateway.write("conections: []\n")
        gateway.process.send_signal(signal.SIGHUP)
        wait.until(lambda: "conections" in gateway.errors(), 10, what="the complaint")
        assert connection.chat("other/echo").status == 200
        gateway.write(configuration(mock.base))
        gateway.process.send_signal(signal.SIGHUP)
        wait.until(lambda: connection.chat("other/echo").status == 404, 10, what="the removal")
        answer = connection.chat("other/echo")
        assert answer.error["code"] == "model_not_found"
        # Keys too, and at once.
        gateway.write(configuration(mock.base).replace(CLIENT_KEY, "sk-another-key-0123456789"))
        gateway.process.send_signal(signal.SIGHUP)
        wait.until(lambda: connection.chat("mock/echo").status == 401, 10, what="the key's end")
        connection.key = "sk-another-key-0123456789"
        assert connection.chat("mock/echo").status == 200
    assert gateway.pids() == pids, "nothing was restarted for it"


def test_apply_command(gateways, mock):
    gateway = gateways(configuration(mock.base)).start()
    other = gateway.directory / "other.yaml"
    other.write_text(configuration(mock.base).replace("prefix: mock", "prefix: changed"))
    result = gateway.command("apply", str(other))
    assert "applied" in result.stdout
    with gateway.connect() as connection:
        assert connection.chat("changed/echo").status == 200
        assert connection.chat("mock/echo").status == 404


def files_holding(directory, secret):
    """Files below a directory that hold a secret, as text or in base64."""
    import base64
    forms = {secret.encode(), base64.b64encode(secret.encode()).rstrip(b"=")}
    return [
        path for path in Path(directory).rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)]


def test_first_key_and_demo(gateways):
    """No configuration, no network: a key shown once, and an answer."""
    gateway = gateways().start()
    words = gateway.errors().split()
    keys = {word.strip("\"'") for word in words if word.strip("\"'").startswith("sk-omni-")}
    assert len(keys) == 1, gateway.errors()
    gateway.key = keys.pop()
    assert gateway.line == f"ready {gateway.base}"
    with gateway.connect() as connection:
        answer = connection.chat("demo/echo", "Is anybody there?")
        assert answer.status == 200
        assert answer.json()["choices"][0]["message"]["content"] == "Is anybody there?"
        streamed = connection.chat("demo/echo", "Is anybody there?", stream=True)
        assert http.text_of(streamed.body) == "Is anybody there?" and http.is_done(streamed.body)
        assert [model["id"] for model in connection.get("/v1/models").json()["data"]] == ["demo/echo"]
        connection.key = None
        assert connection.chat("demo/echo").status == 401
    assert files_holding(gateway.data, gateway.key) == []
    curl = next(line for line in gateway.errors().splitlines() if "curl " in line)
    assert gateway.key in curl and gateway.base in curl
    # Once is once.
    assert gateway.stop() == 0
    again = Gateway(directory=gateway.directory, key=gateway.key)
    (gateway.directory / "up.log").unlink()
    again.start()
    assert "sk-omni-" not in again.errors()
    with again.connect() as connection:
        assert connection.chat("demo/echo").status == 200
    assert again.stop() == 0


def test_the_printed_curl_line_works(gateways):
    gateway = gateways().start()
    curl = next(line for line in gateway.errors().splitlines() if "curl " in line).strip()
    result = subprocess.run(
        ["sh", "-c", curl.replace("curl ", "curl -sS -m 10 ", 1)], capture_output=True, text=True,
        timeout=20)
    assert json.loads(result.stdout)["choices"][0]["message"]["content"], result


def test_secrets_are_not_on_disk(gateways, mock):
    gateway = gateways(configuration(mock.base)).start()
    gateway.good()
    gateway.file.unlink()
    assert files_holding(gateway.directory, PROVIDER_KEY) == []
    assert files_holding(gateway.directory, CLIENT_KEY) == []
    for path in [gateway.data, *gateway.data.rglob("*")]:
        if not path.is_socket():
            assert path.stat().st_mode & 0o077 == 0, f"others may look into {path}"


def test_status(gateway):
    gateway.good()
    result = gateway.command("status", "--json")
    document = json.loads(result.stdout)
    assert document["ready"] is True
    entries = {entry["daemon"]: entry for entry in document["daemons"]}
    assert sorted(entries) == sorted(places.DAEMONS)
    for name, entry in entries.items():
        assert entry["ready"] and entry["pid"] == gateway.pid(name)
        assert entry["resident_bytes"] > 0 and entry["version"]
        assert "loop_latency_p99_us" in entry and "connections" in entry and "streams" in entry
    table = gateway.command("status").stdout
    assert all(name in table for name in places.DAEMONS)


def test_logd_gives_way(own_gateway):
    """No request waits for it; one that is started again gives way as well."""
    def niceness():
        return {name: os.getpriority(os.PRIO_PROCESS, own_gateway.pid(name)) for name in own_gateway.pids()}
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    if usual > 0:
        pytest.skip("these tests give way themselves")
    expected = {name: 5 if name == "logd" else usual for name in own_gateway.pids()}
    assert niceness() == expected
    old = own_gateway.pid("logd")
    own_gateway.kill("logd")
    # It has its niceness from the moment after its start on.
    wait.until(
        lambda: own_gateway.everything().get("logd", [old])[-1] != old and niceness() == expected,
        20, what="the next logd, giving way")


def test_commands_with_everything_stopped(tmp_path):
    def command(*words):
        return subprocess.run(
            [places.program("omniroute"), *words], capture_output=True, text=True, timeout=20,
            env=places.environment())
    status = command("status", "--json", "--data-dir", str(tmp_path))
    assert status.returncode == 69
    assert not json.loads(status.stdout)["ready"]
    logs = command("logs", "--data-dir", str(tmp_path))
    assert logs.returncode == 69 and logs.stderr
    doctor = command("doctor", "--json", "--data-dir", str(tmp_path), "--port", "0")
    assert doctor.returncode in (0, 1) and json.loads(doctor.stdout)["checks"]
    assert "OmniRoute" in command("--help").stdout or "omniroute" in command("--help").stdout
    assert command("--version").stdout.startswith("omniroute ")
    assert command("nonsense").returncode == 64
    for daemon in places.DAEMONS:
        alone = subprocess.run(
            [places.program(f"omni-{daemon}")], capture_output=True, text=True, timeout=20,
            env=places.environment())
        assert alone.returncode == 78 and "omniroute up" in alone.stderr, alone


def test_doctor(gateway):
    result = gateway.command("doctor", "--json", "--port", str(gateway.port), check=False)
    document = json.loads(result.stdout)
    failed = [entry for entry in document["checks"] if entry["level"] == "fail"]
    assert failed == [] and result.returncode == 0


def test_logs(gateway):
    with gateway.connect() as connection:
        assert connection.chat(
            "mock/m+chunks=3", headers=[("X-Request-Id", "logged-1")], stream=True).status == 200
        assert connection.chat("mokc/m", headers=[("X-Request-Id", "logged-2")]).status == 404
        assert connection.chat(
            "mock/m+status=500", headers=[("X-Request-Id", "logged-3")]).status == 500
    rows = gateway.settled_logs(["logged-1", "logged-2", "logged-3"])
    good, unknown, failed = (rows[f"logged-{number}"][0] for number in (1, 2, 3))
    assert good["status"] == 200 and good["outcome"] == "complete" and good["stream"] is True
    assert good["model_asked"] == "mock/m+chunks=3" and good["connection_name"] == "mock"
    assert good["key_name"] == "tests" and good["attempts"] == 1
    assert good["usage"]["source"] == "reported" and good["usage"]["output"] == 3
    assert 0 < good["first_byte_us"] <= good["total_us"]
    assert unknown["status"] == 404 and unknown["outcome"] == "refused"
    assert unknown["error_code"] == "model_not_found" and unknown["attempts"] == 0
    assert failed["status"] == 500 and failed["attempts"] >= 1
    one = json.loads(gateway.command("logs", "--json", "--request", "logged-3").stdout)
    assert len(one["attempt_records"]) == failed["attempts"]
    assert all(entry["status"] == 500 for entry in one["attempt_records"])
    assert gateway.command("logs", "--request", "never-seen", check=False).returncode == 1
    assert "logged-1" in gateway.command("logs", "-n", "100").stdout


class Following:
    """A command that goes on until it is told to end."""

    def __init__(self, gateway, *arguments):
        self.process = subprocess.Popen(
            [places.program("omniroute"), *arguments, "--data-dir", str(gateway.data)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=places.environment())
        os.set_blocking(self.process.stdout.fileno(), False)
        self.text = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
            raise
        self.process.stdout.close()

    def read(self):
        """All output so far."""
        self.text += self.process.stdout.read() or b""
        return self.text


def test_logs_follow(gateway):
    with Following(gateway, "logs", "-f", "--json") as following:
        with gateway.connect() as connection:
            def seen():
                # Until the command listens, rows pass it by: so another and another.
                connection.chat("mock/m", headers=[("X-Request-Id", f"followed-{len(sent)}")])
                sent.append(1)
                return b"followed-" in following.read()
            sent = []
            wait.until(seen, 10, pause=0.05, what="a followed row")


@pytest.mark.parametrize("daemon", places.DAEMONS)
def test_trace(gateway, daemon):
    with Following(gateway, "trace", daemon) as following, gateway.connect() as connection:
        def seen():
            answer = connection.chat("mock/echo", "a private word")
            assert answer.status == 200
            return following.read().count(b"\n") > 5
        wait.until(seen, 10, pause=0.05, what="traced frames")
        text = following.read()
    assert any(arrow in text for arrow in (b"->", b"<-"))
    for secret in (CLIENT_KEY.encode(), PROVIDER_KEY.encode(), b"a private word"):
        assert secret not in text


def test_port_variable(gateways, mock):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gateway = gateways(configuration(mock.base), port=None, variables={"PORT": str(port)}).start()
    assert gateway.port == port
    gateway.good()


@pytest.mark.parametrize("value", ["nonsense", "70000", "-1"])
def test_bad_port_variable(gateways, value):
    gateway = gateways(port=None, variables={"PORT": value})
    gateway.launch()
    assert gateway.wait() == 64
    assert "PORT" in gateway.errors()


def test_data_directory_variable(gateways, mock, tmp_path):
    gateway = gateways(configuration(mock.base))
    gateway.arguments = ["--port", "0", "--config", str(gateway.file)]
    gateway.variables = {"DATA_DIR": str(gateway.data)}
    gateway.start()
    gateway.good()
    assert (gateway.data / "logd" / "ledger.db").exists()


def test_restart_keeps_records_and_configuration(gateways, mock):
    gateway = gateways(configuration(mock.base)).start()
    with gateway.connect() as connection:
        connection.chat("mock/m", headers=[("X-Request-Id", "before-restart")])
    assert gateway.stop() == 0
    again = Gateway(configuration(mock.base), directory=gateway.directory).start()
    try:
        again.good()
        assert len(again.settled_logs(["before-restart"])["before-restart"]) == 1
        # What route keeps is enough: the configuration survives a restart of route alone.
        old = again.pid("route")
        again.kill("route")
        wait.until(lambda: again.pids().get("route", [old]) != [old], 5, what="the next route")
        again.good()
    finally:
        assert again.stop() == 0


def test_no_key_needed_on_loopback(gateways, mock):
    text = configuration(mock.base).replace("require_api_key: true", "require_api_key: false")
    gateway = gateways(text).start()
    with http.Connection(gateway.port) as connection:
        assert connection.chat("mock/echo").status == 200
        connection.key = "sk-wrong-even-so"
        assert connection.chat("mock/echo").status == 401
    gateway.good()


def test_a_closed_door_answers_health(gateway):
    for path in ("/health", "/health/live", "/health/ready"):
        with urllib.request.urlopen(f"http://127.0.0.1:{gateway.port}{path}", timeout=5) as answer:
            assert answer.status == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{gateway.port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    for daemon in places.DAEMONS:
        assert f'omniroute_ready{{daemon="{daemon}"}} 1' in text
    for line in text.splitlines():
        assert line.startswith("#") or len(line.rsplit(" ", 1)) == 2 and float(line.rsplit(" ", 1)[1]) >= 0
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names)), "a metric is described twice"


def test_a_base_url_with_and_without_version(gateways, mock):
    for base in (mock.base, mock.base.removesuffix("/v1"), mock.base + "/"):
        gateway = gateways(configuration(base)).start()
        gateway.good()
        assert gateway.stop() == 0


@pytest.mark.parametrize("source", ["README.md", "examples/config.yaml"])
def test_what_the_documents_show_is_valid(tmp_path, source):
    text = (places.REPOSITORY / source).read_text()
    if source == "README.md":
        # Its pieces are parts of one file.
        text = "".join(piece.split("```")[0] for piece in text.split("```yaml\n")[1:])
    file = tmp_path / "config.yaml"
    file.write_text(text)
    environment = places.environment(
        OPENAI_API_KEY="sk-0123456789abcdef", LAPTOP_KEY="sk-laptop-0123456789abcdef0123456789")
    checked = subprocess.run(
        [places.program("omniroute"), "check", str(file)], capture_output=True, text=True, env=environment, timeout=20)
    assert checked.returncode == 0, checked.stderr


def test_an_unreachable_provider(gateways):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        gateway = gateways(configuration(f"http://127.0.0.1:{port}/v1")).start()
        with gateway.connect() as connection:
            answer = connection.chat("mock/m")
            assert answer.status == 502 and "mock" in answer.error["message"], answer
            gateway.command("reset")
            answer = connection.chat("mock/m", stream=True)
            assert answer.status == 502, answer


def test_slow_providers_are_given_up(gateways, mock):
    text = configuration(mock.base).replace(
        "    prefix: mock\n", "    prefix: mock\n    first_byte_timeout: 300ms\n"
        "    idle_timeout: 300ms\n")
    gateway = gateways(text).start()
    with gateway.connect() as connection:
        answer = connection.chat("mock/m+silence=headers")
        assert answer.status == 504 and answer.error["code"] == "gateway_timeout", answer
        gateway.command("reset")
        answer = connection.chat("mock/m+silence=first", stream=True)
        assert answer.status == 504, answer
        gateway.command("reset")
        answer = connection.chat("mock/m+chunks=9+silence=after:3", stream=True)
        assert answer.status == 200 and http.error_in(answer.body), answer
        assert http.text_of(answer.body).split() == ["1", "2", "3"]


def test_answers_that_are_none(gateway):
    for fault in ("html", "error200", "empty", "garbage", "cut=headers"):
        for stream in (False, True):
            gateway.command("reset")
            with gateway.connect() as connection:
                answer = connection.chat(f"mock/m+{fault}", stream=stream)
            if fault == "garbage" and stream:
                assert answer.status == 200 and http.error_in(answer.body), answer
                continue
            assert answer.status == 502, f"{fault}: {answer}"
            assert answer.error["message"]


@pytest.mark.parametrize("fault", ["status=500", "status=503", "cut=headers"])
@pytest.mark.parametrize("stream", [False, True])
def test_one_bad_turn_is_not_seen(gateway, fault, stream):
    with gateway.connect() as connection:
        answer = connection.chat(f"mock/once-{stream}+{fault}+times=1", stream=stream)
        assert answer.status == 200, answer


def test_a_client_may_use_a_name_again(gateway):
    """Each request has a record, also when clients name two alike."""
    with gateway.connect() as connection:
        for model in ("mock/m", "mock/echo", "mokc/m"):
            connection.chat(model, headers=[("X-Request-Id", "again-and-again")])
    rows = wait.until(
        lambda: (lambda found: found if len(found) >= 3 else None)(
            [row for row in gateway.logs() if row["request_id"] == "again-and-again"]),
        10, pause=0.1, what="three records")
    assert sorted(row["model_asked"] for row in rows) == ["mock/echo", "mock/m", "mokc/m"]
    shown = gateway.command("logs", "--json", "--request", "again-and-again").stdout
    assert [len(json.loads(line)["attempt_records"]) for line in shown.splitlines()] == [1, 1, 0]
