"""Processes that several files share, and the figures that a run has measured."""

import signal

import pytest

from support import places
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.mock import Mock

FIGURES = []

# A suite in the background of a script is born with SIGINT ignored, and so would be the commands that it interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def figure():
    """Notes a measured value for the end of the run."""
    return lambda name, value: FIGURES.append((name, value))


def pytest_terminal_summary(terminalreporter):
    """Prints what was measured."""
    if FIGURES:
        terminalreporter.section("figures")
        for name, value in FIGURES:
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def mock(tmp_path_factory):
    """A mock provider that wants the provider's key and knows the recorded exchanges."""
    provider = Mock(tmp_path_factory.mktemp("mock"), key=PROVIDER_KEY, corpus=places.CORPUS)
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def gateway(mock):
    """A gateway in front of the mock for tests that do not harm it."""
    with Gateway(configuration(mock.base)) as running:
        before = running.pids()
        yield running
        assert running.pids() == before, f"a daemon died:\n{running.errors()[-4000:]}"


@pytest.fixture
def own_gateway(mock):
    """A gateway of a test's own."""
    with Gateway(configuration(mock.base)) as running:
        yield running
