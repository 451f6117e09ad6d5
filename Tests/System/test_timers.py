"""What is done now and then: backups, and questions about quotas."""

import json
import re

import pytest

from machine import ALL, TIMERS
from test_isolation import DENIED, expect, probe

OMNIROUTE = "/usr/local/bin/omniroute"
BACKUPS = "/var/lib/omniroute/backups"


def backups(machine):
    names = machine.run("find", BACKUPS, "-mindepth", "1", "-printf", "%f\n").stdout.split()
    return sorted(names)


@pytest.fixture
def quiet(gateway):
    """Without timers, so that a test alone says when something runs; and without backups."""
    gateway.systemctl("stop", *TIMERS)
    gateway.run("rm", "-rf", BACKUPS)
    yield gateway
    gateway.run("rm", "-rf", BACKUPS)
    gateway.systemctl("start", *TIMERS)


def test_timers_come_and_go_with_the_target(gateway):
    for timer in TIMERS:
        assert gateway.show(timer, "ActiveState") == "active"
        assert gateway.show(timer, "NextElapseUSecMonotonic") not in ("", "infinity"), timer
    gateway.stop_all()
    for timer in TIMERS:
        assert gateway.show(timer, "ActiveState") == "inactive"
    gateway.start_all()


def test_a_backup_is_made_and_proven_in_its_sandbox(quiet):
    quiet.systemctl("start", "omni-backup.service")
    assert quiet.show("omni-backup.service", "Result") == "success", quiet.journal()
    names = backups(quiet)
    assert len(names) == 1 and re.fullmatch(r"omniroute-auto-\d{8}T\d{6}Z\.tar", names[0]), names
    path = f"{BACKUPS}/{names[0]}"
    assert quiet.run("stat", "-c", "%a %U", path, BACKUPS).stdout.split() == ["600", "root", "700", "root"]
    shown = quiet.run(OMNIROUTE, "backup", "show", "--verify", "-o", "json", path).stdout
    files = {file["name"] for file in json.loads(shown)["files"]}
    assert {"route/route.db", "egress/vault.db", "admin/admin.db", "logd/ledger.db"} <= files
    # Neither the key nor the rows of requests.
    assert not any("key" in name or "days" in name for name in files), files


def test_it_changes_nothing_of_the_daemons(quiet):
    """The owners of all files stay, also of those that SQLite keeps beside a database; and requests go on."""
    quiet.systemctl("stop", "omni-admin.service")
    with quiet.load() as outcome:
        quiet.systemctl("start", "omni-backup.service")
    assert outcome["failed"] == 0, outcome["failures"]
    for daemon in ALL:
        if daemon in ("ingress", "translate"):
            continue
        owners = quiet.run("find", f"/var/lib/omniroute/{daemon}", "-printf", "%u\n").stdout.split()
        assert set(owners) == {f"omni-{daemon}"}
    assert quiet.ask()[0] == 200


def test_one_that_is_young_is_enough(quiet):
    for _ in range(2):
        quiet.systemctl("start", "omni-backup.service")
    assert len(backups(quiet)) == 1
    quiet.run("rm", f"{BACKUPS}/{backups(quiet)[0]}")
    quiet.systemctl("start", "omni-backup.service")
    assert len(backups(quiet)) == 1


def test_with_everything_stopped_it_works_as_well(quiet):
    quiet.stop_all()
    quiet.systemctl("start", "omni-backup.service")
    assert quiet.show("omni-backup.service", "Result") == "success", quiet.journal()
    assert len(backups(quiet)) == 1
    quiet.start_all()


def test_a_backup_brings_back_what_was(quiet):
    quiet.systemctl("start", "omni-backup.service")
    path = f"{BACKUPS}/{backups(quiet)[0]}"
    quiet.stop_all()
    quiet.run("rm", "-f", "/var/lib/omniroute/route/route.db", "/var/lib/omniroute/admin/admin.db")
    quiet.run(OMNIROUTE, "restore", path)
    for name in ("route", "admin"):
        owner = quiet.run("stat", "-c", "%U %a", f"/var/lib/omniroute/{name}/{name}.db").stdout.split()
        assert owner == [f"omni-{name}", "600"]
    quiet.start_all()
    quiet.run("find", "/var/lib/omniroute", "-name", "*.before-*", "-delete")


def test_quotas_are_asked_for_without_noise(quiet):
    """No account here tells what is left: nobody is called, and nothing is said."""
    quiet.systemctl("start", "omni-quota.service")
    assert quiet.show("omni-quota.service", "Result") == "success", quiet.journal()
    lines = quiet.run("journalctl", "-q", "-o", "cat", "-u", "omni-quota.service", "_COMM=omniroute").stdout
    assert lines.strip() == ""


def test_what_the_backup_cannot_do(quiet):
    """It may read what belongs to the daemons, and nothing else."""
    own, key = f"{BACKUPS}/probe", "/var/lib/omniroute/vault-key"
    reads = [["read", "/var/lib/omniroute/route/route.db"], ["read", "/var/lib/omniroute/egress/vault.db"]]
    writes = [["write", f"/var/lib/omniroute/{daemon}/x"] for daemon in ("route", "egress", "logd", "admin")]
    secrets = [["read", key], ["read", "/etc/omniroute/config.yaml"]]
    tcp, run, copy, root = ["tcp", "127.0.0.1", 9101], ["exec", "/usr/bin/true"], ["exec-copy", f"{BACKUPS}/x"], ["write", "/etc/x"]
    answers = probe(quiet, "backup", ["write", own], tcp, run, copy, root, *reads, *writes, *secrets)
    expect(answers, ["write", own], "ok")
    for action in reads:
        assert answers[json.dumps(action)] not in DENIED, action
    for action in writes + [root]:
        expect(answers, action, DENIED | {"EROFS"})
    for action in [run, copy]:
        expect(answers, action, DENIED)
    # Something empty stands in their places, which it may read as well.
    for action in secrets:
        expect(answers, action, DENIED | {"ENOENT", 0})
    expect(answers, tcp, "EAFNOSUPPORT")


def test_logd_calls_egress_and_nobody_else(gateway):
    """For traces to a collector; the other sockets stay closed to it."""
    group = gateway.run("stat", "-c", "%G %a", "/run/omniroute/egress.sock").stdout.split()
    assert group == ["omni-egress-users", "660"]
    answers = probe(gateway, "logd", ["unix", "/run/omniroute/egress.sock"], ["unix", "/run/omniroute/route.sock"],
                    ["unix", "/run/omniroute/admin.sock"], ["write", "/var/lib/omniroute/logd/days/x.probe"])
    expect(answers, ["unix", "/run/omniroute/egress.sock"], "ok")
    expect(answers, ["unix", "/run/omniroute/route.sock"], DENIED)
    expect(answers, ["unix", "/run/omniroute/admin.sock"], DENIED)
    expect(answers, ["write", "/var/lib/omniroute/logd/days/x.probe"], "ok")
    gateway.run("rm", "-f", "/var/lib/omniroute/logd/days/x.probe")
