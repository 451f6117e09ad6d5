"""omni-admin comes when somebody asks and goes when nobody does."""

import json
import os
import signal
import time

import pytest

from machine import ALL, API_KEY, PROVIDER_KEY, PYTHON, TIMERS, wait_until

PORT = 20129


def state(machine):
    return machine.show("omni-admin.service", "ActiveState")


def asleep(machine):
    """With nothing of it running."""
    machine.systemctl("stop", "omni-admin.service")
    assert machine.main_pid("admin") == 0 and machine.show("omni-admin.socket", "ActiveState") == "active"


@pytest.fixture
def hasty(gateway):
    """One that ends two seconds after its last request."""
    gateway.write("/etc/systemd/system/omni-admin.service.d/50-idle.conf",
                  "[Service]\nEnvironment=OMNI_ADMIN_IDLE_SECONDS=2\n")
    gateway.systemctl("daemon-reload")
    # They ask it something now and then.
    gateway.systemctl("stop", *TIMERS)
    asleep(gateway)
    yield gateway
    gateway.systemctl("start", *TIMERS)
    gateway.run("rm", "-r", "/etc/systemd/system/omni-admin.service.d")
    gateway.systemctl("daemon-reload")


def test_a_request_starts_it(gateway, figures):
    asleep(gateway)
    begin = time.monotonic()
    status, body = gateway.manage()
    took = time.monotonic() - begin
    assert status == 200, body
    assert state(gateway) == "active"
    figures("first answer of omni-admin, asleep before (with the start of the client), s", round(took, 3))


def test_it_ends_by_itself_and_comes_again(hasty):
    assert hasty.manage()[0] == 200
    first = hasty.main_pid("admin")
    wait_until(lambda: state(hasty) == "inactive", 15, lambda: f"its end\n{hasty.journal()}", pause=0.1)
    assert hasty.show("omni-admin.service", "Result") == "success"
    assert hasty.show("omni-admin.service", "ExecMainStatus") == "0"
    # Nobody who is still there wakes it: not the door, not the models, not the status.
    assert hasty.ask()[0] == 200
    hasty.run("/usr/local/bin/omniroute", "status", "--socket-dir", "/run/omniroute", check=False)
    metrics = "import http.client; c = http.client.HTTPConnection('127.0.0.1', 20128, timeout=5); c.request('GET', '/metrics'); c.getresponse().read()"
    hasty.run(PYTHON, "-c", metrics)
    time.sleep(1)
    assert state(hasty) == "inactive" and hasty.main_pid("admin") == 0
    assert hasty.manage()[0] == 200
    assert hasty.main_pid("admin") not in (0, first)


def test_whoever_asks_at_its_end_is_answered(hasty):
    """Again and again at the moment of its going; nothing is lost or asked in vain."""
    for pause in (1.8, 1.9, 1.95, 2.0, 2.05, 2.1, 2.2):
        assert hasty.manage()[0] == 200
        time.sleep(pause)
        status, body = hasty.manage()
        assert status == 200, (pause, body, hasty.journal())
    assert hasty.show("omni-admin.service", "NRestarts") == "0"


def test_a_killed_one_is_started_again(gateway):
    assert gateway.manage()[0] == 200
    os.kill(gateway.host_pid(gateway.main_pid("admin")), signal.SIGKILL)
    wait_until(lambda: gateway.manage()[0] == 200, 10, lambda: f"an answer\n{gateway.journal()}", pause=0.05)
    assert gateway.ask()[0] == 200


def test_it_is_renewed_in_place(gateway):
    assert gateway.manage()[0] == 200
    old = gateway.main_pid("admin")
    gateway.systemctl("reload", "omni-admin.service")
    wait_until(lambda: gateway.main_pid("admin") not in (0, old), 10, lambda: f"a successor\n{gateway.journal()}")
    assert gateway.manage()[0] == 200


def test_requests_for_models_need_it_not(gateway):
    gateway.systemctl("stop", "omni-admin.socket", "omni-admin.service")
    try:
        assert gateway.ask()[0] == 200
        status, body = gateway.manage()
        assert (status, json.loads(body)["error"]["code"]) == (503, "unavailable")
    finally:
        gateway.systemctl("start", "omni-admin.socket")
    assert gateway.manage()[0] == 200


def test_its_socket_is_for_the_door_and_root(gateway):
    assert gateway.run("stat", "-c", "%a %U %G", "/run/omniroute/admin.sock").stdout.split() == ["660", "omni-ingress", "root"]
    connect = "import socket; socket.socket(socket.AF_UNIX).connect('/run/omniroute/admin.sock')"
    refused = gateway.run("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", PYTHON, "-c", connect, check=False)
    assert "PermissionError" in refused.stderr


def test_the_configuration_comes_through_it(gateway):
    """The file at the start, the file again, and a file that is wrong."""
    assert gateway.show("omni-config.service", "Result") == "success"
    asleep(gateway)
    path = gateway.root / "etc/omniroute/config.yaml"
    good = path.read_text()
    try:
        gateway.write("/etc/omniroute/config.yaml", good + "  - name: second\n    secret: sk-another-system-test-key\n", 0o600)
        gateway.systemctl("reload", "omni-config.service")
        assert gateway.ask(key="sk-another-system-test-key")[0] == 200
        gateway.write("/etc/omniroute/config.yaml", good + "nonsense: 1\n", 0o600)
        assert gateway.run("systemctl", "reload", "omni-config.service", check=False).returncode != 0
        assert gateway.ask(key="sk-another-system-test-key")[0] == 200
    finally:
        gateway.write("/etc/omniroute/config.yaml", good, 0o600)
        gateway.systemctl("restart", "omni-config.service")
    wait_until(lambda: gateway.ask(key="sk-another-system-test-key")[0] == 401, 5, "the key is gone", pause=0.05)
    assert gateway.ask(key=API_KEY)[0] == 200
    # Neither the provider's key nor a client's is in what it keeps.
    for secret in ("sk-system-test-provider", API_KEY, "sk-another-system-test-key"):
        found = gateway.run("grep", "-rqF", secret, "/var/lib/omniroute/admin", check=False)
        assert found.returncode == 1, secret


def test_the_api_gets_a_port_of_its_own(machine):
    machine.start_all()
    assert machine.manage(port=PORT)[0] == 0
    machine.systemctl("enable", "omni-ingress-admin.socket")
    try:
        machine.systemctl("restart", "omni.target")
        wait_until(lambda: machine.manage(port=PORT)[0] == 200, 10, lambda: f"the API\n{machine.journal()}", pause=0.1)
        assert machine.manage(port=PORT, host="::1")[0] == 200
        assert machine.manage(port=PORT, path="/health")[0] == 200
        assert machine.manage(port=PORT, path="/v1/models")[0] == 404
        assert machine.manage()[0] == 404
        wait_until(lambda: machine.ask()[0] == 200, 10, "an answer", pause=0.1)
        # A renewed door has both.
        machine.systemctl("reload", "omni-ingress.service")
        wait_until(lambda: machine.manage(port=PORT)[0] == 200, 10, "the API", pause=0.1)
    finally:
        machine.systemctl("disable", "--now", "omni-ingress-admin.socket")
        machine.systemctl("stop", "omni-ingress.service")
        machine.start_all()
    assert machine.manage(port=PORT)[0] == 0
    assert machine.manage()[0] == 200


def test_stopping_the_target_stops_it_too(machine):
    machine.start_all()
    assert machine.manage()[0] == 200
    machine.stop_all()
    assert [daemon for daemon in ALL if machine.main_pid(daemon)] == []
    machine.start_all()


def test_root_alone_exports_secrets(gateway):
    """The vault's key is a credential of the service here, and its file root's."""
    export = ["/usr/local/bin/omniroute", "export", "--with-secrets"]
    document = gateway.run(*export).stdout
    assert PROVIDER_KEY in document and "kept" not in document
    gateway.systemctl("stop", "omni-egress.socket", "omni-egress.service")
    try:
        assert gateway.run(*export).stdout == document, "with nobody who has the vault open"
        assert gateway.main_pid("egress") == 0
    finally:
        gateway.systemctl("start", "omni-egress.socket", "omni-egress.service")
    refused = gateway.run("runuser", "-u", "nobody", "--", *export, check=False)
    assert refused.returncode != 0 and refused.stdout == "", refused
