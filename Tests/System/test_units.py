"""What systemd thinks of the units as they are installed."""

import re

import pytest

from machine import ALL, ROOT

UNITS = sorted(path.name for path in (ROOT / "systemd").iterdir() if path.is_file())
SERVICES = [name for name in UNITS if name.endswith(".service")]


def instance(unit):
    return unit.replace("@.", "@lane.")


def test_every_unit_passes_verification(machine):
    done = machine.run("systemd-analyze", "verify", *map(instance, UNITS), check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES)
def test_exposure(machine, figures, service):
    """Offline, as the unit files say it: at most 0.8, 1.0 for the one that may read what is others', 1.5 with the network."""
    unit = instance(service)
    machine.run("cp", f"/usr/local/lib/systemd/system/{service}", f"/tmp/{unit}")
    done = machine.run("systemd-analyze", "security", "--offline=true", "--no-pager", f"/tmp/{unit}")
    score = float(re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout).group(1))
    figures(f"exposure of {service}", score)
    limit = 1.5 if service.startswith("omni-egress") else 1.0 if service == "omni-backup.service" else 0.8
    assert score <= limit, done.stdout


def test_users_and_folders(machine):
    for daemon in ALL:
        groups = machine.run("id", "-Gn", f"omni-{daemon}").stdout.split()
        assert groups == [f"omni-{daemon}", "omniroute"]
    mode = machine.run("stat", "-c", "%a %U %G", "/run/omniroute", "/var/lib/omniroute", "/etc/omniroute").stdout.split("\n")
    assert mode[:3] == ["751 root omniroute", "755 root root", "700 root root"]
