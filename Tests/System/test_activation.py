"""Units start when they are needed, and only then."""

import time

from machine import API_KEY, DAEMONS, LOCAL_PROVIDERS, wait_until


def running(machine):
    return [daemon for daemon in DAEMONS if machine.main_pid(daemon)]


def test_the_first_request_starts_the_daemons(machine, figures):
    machine.start_all()
    # Sockets too: the daemons would start one another again by their connections.
    machine.stop_all()
    machine.systemctl("start", "omni-test-mock.service", "omni-ingress-http.socket", *[f"omni-{daemon}.socket" for daemon in DAEMONS])
    assert running(machine) == []
    assert machine.show("omni-ingress-http.socket", "ActiveState") == "active"

    begin = time.monotonic()
    status, body = machine.ask()
    took = time.monotonic() - begin

    assert status == 200, body
    figures("first answer with no daemon running (with the start of the client), s", round(took, 3))
    assert running(machine) == list(DAEMONS)


def test_the_target_stops_everything_and_keeps_data(machine):
    machine.start_all()
    machine.stop_all()
    assert running(machine) == []
    assert machine.ask()[0] == 0
    machine.run("test", "-s", "/var/lib/omniroute/vault-key")
    machine.start_all()
    assert machine.ask()[0] == 200


def test_a_stop_loses_no_record(machine):
    machine.start_all()
    with machine.load(clients=6, streams=6) as outcome:
        time.sleep(2)
        # The provider goes on: it is the gateway that stops.
        machine.systemctl("stop", "omni.target")
        wait_until(
            lambda: all(machine.show(f"omni-{daemon}.service", "ActiveState") != "active" for daemon in DAEMONS), 20,
            "all daemons stopped", pause=0.1)
    assert outcome["answered"] > 100, outcome["failures"]
    machine.start_all()
    missing = [name for name, count in machine.records(outcome["ids"]).items() if count != 1]
    assert missing == [], f"{len(missing)} of {len(outcome['ids'])}"


def test_a_drop_in_moves_the_port(machine):
    machine.start_all()
    machine.write("/etc/systemd/system/omni-ingress-http.socket.d/port.conf",
                  "[Socket]\nListenStream=\nListenStream=127.0.0.1:20129\n")
    try:
        machine.systemctl("daemon-reload")
        machine.systemctl("stop", "omni-ingress.service")
        machine.systemctl("restart", "omni-ingress-http.socket")
        assert machine.run("ss", "-Hltn", "sport = :20129").stdout != ""
        assert machine.run("ss", "-Hltn", "sport = :20128").stdout == ""
    finally:
        machine.run("rm", "-r", "/etc/systemd/system/omni-ingress-http.socket.d")
        machine.systemctl("daemon-reload")
        machine.systemctl("stop", "omni-ingress.service")
        machine.systemctl("restart", "omni-ingress-http.socket")
    assert machine.ask()[0] == 200


def test_both_loopback_addresses_are_served(gateway):
    code = ("import http.client; c = http.client.HTTPConnection('::1', 20128, timeout=5);"
            "c.request('GET', '/health'); print(c.getresponse().status)")
    assert gateway.run("/usr/bin/python3", "-c", code).stdout.strip() == "200"


def test_a_first_key_is_made_where_there_is_none(machine):
    """Without keys in the configuration: made once, in a file for root alone, and good for requests."""
    machine.start_all()
    machine.stop_all()
    with_keys = (machine.root / "etc/omniroute/config.yaml").read_text()
    try:
        machine.write("/etc/omniroute/config.yaml", with_keys.split("keys:")[0], 0o600)
        machine.systemctl("start", "omni-test-mock.service", "omni.target")
        key = machine.run("cat", "/var/lib/omniroute/first-key").stdout.strip()
        assert key.startswith("sk-omni-")
        assert machine.run("stat", "-c", "%a %U", "/var/lib/omniroute/first-key").stdout.strip() == "600 root"
        wait_until(lambda: machine.ask(key=key)[0] == 200, 10, lambda: f"an answer\n{machine.journal()}", pause=0.1)
        assert machine.ask(key=API_KEY)[0] == 401
        assert key not in machine.run("journalctl", "--no-pager", "-u", "omni-*").stdout
        machine.systemctl("restart", "omni.target")
        assert machine.run("cat", "/var/lib/omniroute/first-key").stdout.strip() == key
        # The whole target went down and up again: what comes while the sockets are made is refused.
        wait_until(lambda: machine.ask(key=key)[0] == 200, 10, lambda: f"an answer\n{machine.journal()}", pause=0.1)
    finally:
        machine.write("/etc/omniroute/config.yaml", with_keys, 0o600)
        machine.stop_all()
    machine.start_all()
    assert machine.ask()[0] == 200


def test_a_second_lane_of_egress_has_its_own_socket_and_state(gateway):
    gateway.write("/etc/systemd/system/omni-egress@.service.d/50-local.conf", LOCAL_PROVIDERS)
    gateway.systemctl("daemon-reload")
    gateway.systemctl("start", "omni-egress@lane.service")
    try:
        assert gateway.run("stat", "-c", "%a %U %G", "/run/omniroute/egress-lane.sock").stdout.split() == [
            "660", "omni-translate", "omni-egress-users"]
        gateway.run("test", "-f", "/var/lib/omniroute/egress-lane/vault.db")
    finally:
        gateway.systemctl("stop", "omni-egress@lane.socket", "omni-egress@lane.service")
