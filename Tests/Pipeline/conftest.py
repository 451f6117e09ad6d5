"""Processes that several files share, and the figures that a run has measured."""

import signal

import pytest

from support import places
from support.clients import targets
from support.clients.sdks import SDKS
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.mock import Mock

FIGURES = []
# Gateways that many tests share.
SHARED = []

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
        SHARED.append(running)
        yield running
        SHARED.remove(running)
        assert running.pids() == before, f"a daemon died:\n{running.errors()[-4000:]}"


@pytest.fixture(autouse=True)
def rested():
    """No test finds an account at rest because of the faults of the one before."""
    for running in SHARED:
        running.command("reset")


@pytest.fixture
def own_gateway(mock):
    """A gateway of a test's own."""
    with Gateway(configuration(mock.base)) as running:
        yield running

@pytest.fixture(scope="session")
def every_dialect(mock):
    """A gateway with a connection of each dialect, all to the mock."""
    with Gateway(targets.configuration(mock.base.removesuffix("/v1"))) as running:
        before = running.pids()
        SHARED.append(running)
        yield running
        SHARED.remove(running)
        assert running.pids() == before, f"a daemon died:\n{running.errors()[-4000:]}"


@pytest.fixture(scope="session")
def providers(mock, every_dialect):
    """A provider of each dialect behind the gateway."""
    return targets.behind(every_dialect, mock)


@pytest.fixture(params=targets.PREFIXES)
def provider(request, providers):
    """Each provider behind the gateway in turn."""
    return providers[request.param]


@pytest.fixture(params=[targets.DIRECT, *targets.PREFIXES])
def target(request, mock):
    """What a client talks to: the mock itself as a control, or each provider behind the gateway."""
    if request.param == targets.DIRECT:
        return targets.direct(mock)
    return request.getfixturevalue("providers")[request.param]


@pytest.fixture(params=SDKS)
def sdk(request):
    """Each SDK in turn."""
    return SDKS[request.param]
