"""What each unit cannot do, tried from inside of its own sandbox."""

import json
import os
import time

import pytest

from machine import ALL, DAEMONS, MOCK_PORT, wait_until

PYTHON = os.path.realpath("/usr/bin/python3")
LIBEXEC = "/usr/local/libexec/omniroute"
# Who may connect to whose socket.
MAY_CONNECT = {
    "ingress": {"translate", "route", "egress", "logd", "admin"},
    "translate": {"route", "egress", "logd"},
    "route": {"logd"},
    "egress": {"logd"},
    "logd": {"egress", "logd"},
    "admin": {"ingress", "translate", "route", "egress", "logd"},
}
STATEFUL = ("route", "egress", "logd", "admin")
DENIED = {"EACCES", "EPERM"}


def probe(machine, daemon, *actions):
    """Runs actions in a unit that is the daemon's own, but for the program and what goes with it."""
    unit = (machine.root / f"usr/local/lib/systemd/system/omni-{daemon}.service").read_text()
    lines = []
    for line in unit.splitlines():
        name = line.split("=")[0]
        if name in ("Requires", "Wants", "After", "PartOf", "Sockets", "Restart", "RestartSec", "RestartPreventExitStatus",
                    "WatchdogSec", "ExecReload", "NotifyAccess", "NonBlocking"):
            continue
        if name == "Type":
            line = "Type=oneshot"
        if name == "ExecStart":
            argument = json.dumps(actions).replace('"', '\\"')
            line = f'ExecStart={PYTHON} -I -S /var/lib/tests/probe.py "{argument}"\nStandardOutput=truncate:/run/probe.json'
        if name == "ExecPaths":
            line += f" {PYTHON} /usr/lib/python3.11/lib-dynload"
        lines.append(line)
    machine.write("/etc/systemd/system/omni-test-probe.service", "\n".join(lines) + "\n")
    machine.systemctl("daemon-reload")
    machine.systemctl("start", "omni-test-probe.service")
    answers = json.loads(machine.run("cat", "/run/probe.json").stdout)
    return dict(zip([json.dumps(action) for action in actions], answers))


def expect(answers, action, allowed):
    answer = answers[json.dumps(action)]
    assert answer in allowed if isinstance(allowed, set) else answer == allowed, (action, answer)


@pytest.mark.parametrize("daemon", [daemon for daemon in ALL if daemon != "egress"])
def test_no_network(gateway, daemon):
    tcp, tcp6 = ["tcp", "127.0.0.1", MOCK_PORT], ["tcp", "::1", 20128]
    udp, raw, netlink, interfaces = ["udp", "127.0.0.1", 53], ["raw"], ["netlink"], ["interfaces"]
    answers = probe(gateway, daemon, tcp, tcp6, udp, raw, netlink, interfaces)
    for action in (tcp, tcp6, udp, raw, netlink):
        expect(answers, action, "EAFNOSUPPORT")
    expect(answers, interfaces, ["lo"])


@pytest.mark.parametrize("daemon", ALL)
def test_the_running_process(gateway, daemon):
    """The daemon itself, as the kernel sees it."""
    # It may sleep.
    assert gateway.manage()[0] == 200
    wait_until(lambda: gateway.main_pid(daemon), 5, f"omni-{daemon} runs")
    process = f"/proc/{gateway.host_pid(gateway.main_pid(daemon))}"
    status = dict(line.split(":", 1) for line in open(f"{process}/status", encoding="utf-8"))
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Seccomp"].strip() == "2"
    assert "0" not in status["Uid"].split()
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[name], 16) == 0, name
    shares = os.readlink(f"{process}/ns/net") == os.readlink(f"/proc/{gateway.leader}/ns/net")
    assert shares == (daemon == "egress")


@pytest.mark.parametrize("daemon", ALL)
def test_files_of_others(gateway, daemon):
    others = [other for other in STATEFUL if other != daemon]
    secrets = ["/var/lib/omniroute/vault-key", "/etc/omniroute/config.yaml", "/etc/shadow"]
    handed = ["read", "/run/credentials/omni-egress.service/vault-key"]
    writes = [["write", path] for path in ("/etc/x", "/usr/x", "/var/lib/omniroute/x", "/run/omniroute/x", "/root/x")]
    actions = [["list", f"/var/lib/omniroute/{other}"] for other in others]
    actions += [["write", f"/var/lib/omniroute/{other}/x"] for other in others]
    actions += [["read", path] for path in secrets] + [handed] + writes + [["processes"]]
    if daemon in STATEFUL:
        actions.append(["list", f"/var/lib/omniroute/{daemon}"])
    answers = probe(gateway, daemon, *actions)
    for action in actions:
        if action[0] in ("list", "read", "write") and action != ["list", f"/var/lib/omniroute/{daemon}"]:
            expect(answers, action, DENIED | {"EROFS", "ENOENT"} if action[0] == "write" or action == handed else DENIED)
    own = int(gateway.run("id", "-u", f"omni-{daemon}").stdout)
    expect(answers, ["processes"], [own])
    if daemon in STATEFUL:
        assert answers[json.dumps(["list", f"/var/lib/omniroute/{daemon}"])] != []


@pytest.mark.parametrize("daemon", ALL)
def test_nothing_else_runs(gateway, daemon):
    strangers = ["/bin/sh", "/usr/bin/true", "/usr/local/bin/omniroute", f"{LIBEXEC}/omni-mock"]
    strangers += [f"{LIBEXEC}/{other}/omni-{other}" for other in ALL if other != daemon]
    actions = [["exec", path] for path in strangers]
    actions += [["exec-copy", "/tmp/x"], ["exec-copy", "/dev/shm/x"], ["exec-memory"], ["wx"], ["root"]]
    if daemon in STATEFUL:
        actions.append(["exec-copy", f"/var/lib/omniroute/{daemon}/x"])
    own = ["exec", f"{LIBEXEC}/{daemon}/omni-{daemon}"]
    answers = probe(gateway, daemon, *actions, own)
    for action in actions:
        expect(answers, action, DENIED | ({"EROFS"} if action[0] == "exec-copy" else set()))
    expect(answers, own, "ok")


@pytest.mark.parametrize("daemon", ALL)
def test_sockets_of_others(gateway, daemon):
    actions = {other: ["unix", f"/run/omniroute/{other}.sock"] for other in ALL}
    answers = probe(gateway, daemon, *actions.values())
    for other, action in actions.items():
        expect(answers, action, "ok" if other in MAY_CONNECT[daemon] else DENIED)


# Each denied range once, by an address that the test gives to the machine's own loopback interface: there is a way to it, so
# that only the filter can be in it. An open port would answer, a closed one refuse. The filter drops packets; to TCP that is
# silence (the kernel sends again until the deadline), to UDP an error.
NEIGHBOURS = ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "fd00::1"]
PUBLIC = "203.0.113.9"


def test_egress_reaches_no_denied_address(machine):
    """Without the drop-in for providers on this machine."""
    machine.start_all()
    machine.run("rm", "/etc/systemd/system/omni-egress.service.d/50-local.conf")
    for address in [*NEIGHBOURS, PUBLIC]:
        machine.run("ip", "addr", "replace", address, "dev", "lo")
    try:
        machine.systemctl("daemon-reload")
        machine.systemctl("restart", "omni-egress.service")
        denied = [["tcp", "127.0.0.1", MOCK_PORT], ["tcp", "::1", 20128]]
        denied += [["tcp", address, MOCK_PORT] for address in NEIGHBOURS] + [["udp", "10.1.2.3", 53]]
        allowed, raw, netlink = ["tcp", PUBLIC, MOCK_PORT], ["raw"], ["netlink"]
        answers = probe(machine, "egress", *denied, allowed, raw, netlink)
        for action in denied:
            expect(answers, action, "EPERM" if action[0] == "udp" else "timed out")
        expect(answers, allowed, "ECONNREFUSED")
        expect(answers, raw, DENIED)
        expect(answers, netlink, "EAFNOSUPPORT")

        begin = time.monotonic()
        status, body = machine.ask()
        assert status >= 500, body
        # Three attempts of two seconds.
        assert time.monotonic() - begin < 9
    finally:
        for address in [*NEIGHBOURS, PUBLIC]:
            machine.run("ip", "addr", "del", address, "dev", "lo", check=False)
        machine.start_all()


def test_the_door_gathers_metrics_from_all(gateway):
    """The one thing for which the door may talk to egress; and admin is among them once the door has found it."""
    assert gateway.manage()[0] == 200
    code = ("import http.client; c = http.client.HTTPConnection('127.0.0.1', 20128, timeout=5);"
            "c.request('GET', '/metrics'); print(c.getresponse().read().decode())")
    text = gateway.run(PYTHON, "-c", code).stdout
    up = {line.split('daemon="')[1].split('"')[0]: line.split()[-1] for line in text.splitlines() if line.startswith("omniroute_up{")}
    assert up == {daemon: "1" for daemon in (*DAEMONS, "admin")}
