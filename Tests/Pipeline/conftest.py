"""Processes that several files share, the figures that a run has measured, and which tests run alone.

With `-n 2` (pytest-xdist) each worker is a process with processes of its own: ports are the kernel's choice, folders are made
by tempfile. Tests marked `alone` are for a second run without workers.
"""

import signal

import pytest

from support import places
from support.clients import targets
from support.clients.sdks import SDKS
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.mock import Mock

FIGURES = []
# What loads the whole machine, or measures: files, or `file::test`. Beside others their figures would say nothing.
ALONE = {
    "test_soak.py",
    "test_ledger_sums.py",
    "test_ledger_kills.py",
    "test_admin_door.py::test_a_cold_start_is_short",
    "test_kill.py",
    "test_openai_sdk.py::test_200_parallel",
    "test_routing.py::test_kill_of_route_fails_nothing_and_forgets_nothing",
}
# Gateways that many tests share.
SHARED = []

# A suite in the background of a script is born with SIGINT ignored, and so would be the commands that it interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    """Marks the tests that run alone."""
    for item in items:
        file = item.path.name
        if file in ALONE or f"{file}::{getattr(item, 'originalname', '')}" in ALONE:
            item.add_marker(pytest.mark.alone)


@pytest.fixture(scope="session")
def figure():
    """Notes a measured value for the end of the run."""
    return lambda name, value: FIGURES.append((name, value))


def pytest_sessionfinish(session):
    """A worker hands what it measured to the process that writes the summary."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["figures"] = [(name, str(value)) for name, value in FIGURES]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Takes over what a worker measured."""
    FIGURES.extend(getattr(node, "workeroutput", {}).get("figures", []))


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


@pytest.fixture(scope="module", autouse=True)
def fresh_counts(mock):
    """The mock counts so many models only: each file begins with none."""
    mock.reset()


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
