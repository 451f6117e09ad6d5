"""The machine of all system tests, and the reason when there is none."""

import os

import pytest

from machine import DAEMONS, Machine, why_not


def pytest_report_header():
    reason = why_not()
    if reason is None:
        return "system tests: real systemd under systemd-nspawn"
    return f"SYSTEM TESTS SKIPPED: {reason}"


def pytest_terminal_summary(terminalreporter):
    reason = why_not()
    if reason is not None:
        terminalreporter.write_line(f"SYSTEM TESTS SKIPPED: {reason}", red=True, bold=True)


@pytest.fixture(scope="session")
def machine():
    reason = why_not()
    if reason is not None:
        # In CI nobody reads what was skipped.
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(f"system tests cannot run here: {reason}")
        pytest.skip(reason)
    machine = Machine()
    try:
        machine.boot()
        yield machine
    finally:
        machine.close()


@pytest.fixture
def gateway(machine):
    """The machine with everything running and answering, whatever a test before did to it."""
    machine.start_all()
    yield machine
    for daemon in DAEMONS:
        assert machine.show(f"omni-{daemon}.service", "ActiveState") == "active", machine.journal()


@pytest.fixture
def figures(record_property, capsys):
    """Prints a measured figure past the capture, so that a run shows it."""

    def show(name, value):
        record_property(name, value)
        with capsys.disabled():
            print(f"\n    {name}: {value}", end="")

    return show
