"""`make install` and `make uninstall` on a machine where systemd runs."""

import os

from machine import DAEMONS, ROOT

SCRATCH = os.environ.get("OMNI_SCRATCH", str(ROOT / ".build"))


def make(machine, target):
    return machine.run("make", "-C", ROOT, "-o", f"{SCRATCH}/built", target, f"SCRATCH={SCRATCH}").stdout


def exists(machine, path):
    return machine.run("test", "-e", path, check=False).returncode == 0


def test_uninstall_keeps_data_and_install_goes_on_with_it(machine):
    machine.start_all()
    key = machine.run("sha256sum", "/var/lib/omniroute/vault-key").stdout
    assert "Data stays in /var/lib/omniroute" in make(machine, "uninstall")
    try:
        for path in ("/usr/local/bin/omniroute", "/usr/local/libexec/omniroute", "/usr/local/lib/systemd/system/omni.target",
                     "/usr/local/lib/sysusers.d/omniroute.conf", "/usr/local/share/man/man1/omniroute.1"):
            assert not exists(machine, path), path
        assert machine.ask()[0] == 0
        assert exists(machine, "/etc/omniroute/config.yaml")
        assert machine.run("sha256sum", "/var/lib/omniroute/vault-key").stdout == key
    finally:
        make(machine, "install")
    machine.start_all()
    assert machine.run("sha256sum", "/var/lib/omniroute/vault-key").stdout == key
    assert machine.run("stat", "-c", "%U", "/var/lib/omniroute/route/route.db").stdout.strip() == "omni-route"


def test_install_over_a_running_gateway_disturbs_nobody(gateway):
    with gateway.load() as outcome:
        make(gateway, "install")
        for daemon in DAEMONS:
            gateway.systemctl("reload", f"omni-{daemon}.service")
    assert outcome["failed"] == 0, outcome["failures"]
    assert set(outcome["streams"]) == {"complete"}, outcome["streams"]


def test_name_servers_of_the_machine_are_let_through(gateway):
    gateway.write("/etc/resolv.conf", "search example\nnameserver 192.168.1.1\nnameserver fe80::1%eth0\n")
    gateway.run("rm", "-f", "/etc/systemd/system/omni-egress.service.d/10-resolver.conf")
    make(gateway, "install")
    allowed = gateway.show("omni-egress.service", "IPAddressAllow").split()
    assert {"192.168.1.1/32", "fe80::1/128"} <= set(allowed)
