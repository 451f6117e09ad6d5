"""logd killed, stopped and missing: no record lost, none doubled, no file harmed, and nobody waits for it."""

import os
import signal
import statistics
import time

import pytest

from support import books, http, metrics, processes, wait
from support.gateway import PROVIDER_KEY, Gateway
from support.ledger import COMPLETE, Ledger
from support.load import Streams
from support.mock import Mock
from support.paced import Paced

KILLS = 50
RATE = 500
BODIES = """
  ledger:
    bodies: on
"""


@pytest.fixture
def provider(tmp_path):
    """A mock whose statistics are of this test alone."""
    running = Mock(tmp_path, key=PROVIDER_KEY)
    yield running
    running.stop()


@pytest.fixture
def counted(provider):
    """A gateway before it, with prices."""
    with Gateway(books.configuration(provider.base)) as running:
        yield running


@pytest.fixture
def recording(provider):
    """The same, and it records bodies."""
    with Gateway(books.configuration(provider.base, BODIES)) as running:
        yield running


def kill_logd(gateway):
    """Kills logd and waits until another process of it is there; seconds that took."""
    old = gateway.pid("logd")
    killed = gateway.kill("logd")
    wait.until(lambda: gateway.everything().get("logd", [old])[-1] != old, 20, what="the next logd")
    return time.monotonic() - killed


@pytest.mark.long
def test_50_kills_of_logd_lose_nothing_and_double_nothing(counted, provider, figure):
    gateway = counted
    ledger = Ledger(gateway)
    back, away = [], []
    with Paced(gateway, RATE, 64, "killed") as load:
        for _ in range(KILLS):
            # At any moment: in the middle of a commit, of a batch, of its own start.
            load.await_answers(40)
            before = len(load.answers)
            back.append(kill_logd(gateway))
            away.append(len(load.answers) - before)
            ledger.check()
        load.await_answers(40)
    # How fast the machine is is a figure; that the kills fell among requests is not.
    figure(f"{KILLS} kills of logd: answers, a second, slowest in ms",
           f"{len(load.answers)}, {load.reached}, {round(load.slowest * 1000)}")
    figure(f"{KILLS} kills of logd: answers while it was away, median", statistics.median(away))
    figure(f"{KILLS} kills of logd: the next one after, median in ms",
           round(statistics.median(back) * 1000))
    assert load.failed == [], (len(load.failed), load.failed[:3])
    assert sum(answers > 0 for answers in away) > KILLS * 3 // 4, away
    ledger.settled(load.answers, 60)
    assert ledger.count() == len(load.answers)
    wait.until(
        lambda: ledger.count("attempts") >= provider.stats()["total"]["completed"], 30,
        what="the attempts")
    ledger.check()
    books.check(ledger, provider)
    books.check_rows(ledger, load.answers)
    books.check_attempts(ledger, load.answers.keys())
    numbers = [row["seq"] for row in ledger.rows()]
    assert len(set(numbers)) == len(numbers)
    assert ledger.set_aside() == []
    # No producer gave anything up, and the sums that are kept are those of the rows.
    books.check_sums(gateway, ledger)
    found = metrics.read(gateway)
    dropped = [
        sample for sample in found.families["omniroute_records_dropped"].samples
        if sample.value and sample.name.endswith("_total")]
    assert dropped == []


@pytest.mark.long
def test_kills_of_logd_lose_and_double_no_body(recording, provider):
    """The four bodies of each request, in files of their own that are as sound as the days."""
    gateway = recording
    ledger = Ledger(gateway)
    with Paced(gateway, 200, 32, "bodies") as load:
        for _ in range(10):
            load.await_answers(40)
            kill_logd(gateway)
            ledger.check()
        load.await_answers(40)
    assert load.failed == [], (len(load.failed), load.failed[:3])
    ledger.settled(load.answers, 60)
    assert ledger.count() == len(load.answers)
    wanted = {name: [1, 2, 3, 4] for name in load.answers}
    wait.until(
        lambda: sum(map(len, ledger.bodies().values())) >= 4 * len(wanted), 60, pause=0.2, what="the bodies")
    assert ledger.bodies() == wanted
    ledger.check()
    assert ledger.set_aside() == []
    books.check(ledger, provider)
    books.check_sums(gateway, ledger)


@pytest.mark.long
def test_a_killed_logd_begins_anew_in_the_middle_of_its_own_start(counted):
    """Killed as soon as it is there, again and again."""
    gateway = counted
    ledger = Ledger(gateway)
    with Paced(gateway, 100, 16, "young") as load:
        for _ in range(15):
            kill_logd(gateway)
        load.await_answers(50)
    ledger.settled(load.answers, 60)
    ledger.check()
    assert load.failed == []


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_nobody_waits_for_logd(counted, provider, how):
    """Requests of every kind succeed without it, streams too, and their rows come later."""
    gateway = counted
    ledger = Ledger(gateway)
    pid = gateway.pid("logd")
    if how == "stopped":
        os.kill(pid, signal.SIGSTOP)
        before = ledger.count()
    else:
        # Whoever starts it again finds it gone again.
        before = ledger.count()
        os.kill(pid, signal.SIGKILL)
    try:
        streams = Streams(gateway, 8, chunks=20, delay="5ms", prefix=f"alone-{how}").start()
        with Paced(gateway, 200, 16, f"without-{how}") as load:
            load.await_answers(300)
        streams.complete()
        assert load.failed == []
        if how == "stopped":
            assert ledger.count() == before
            # A stopped process says nothing to Prometheus, and the others still do.
            found = metrics.read(gateway)
            assert found.value("omniroute_up", daemon="logd") == 0
            assert found.value("omniroute_up", daemon="route") == 1
            assert found.value("omniroute_records_pending", daemon="ingress") >= 300
    finally:
        if how == "stopped":
            os.kill(pid, signal.SIGCONT)
    ledger.settled(set(load.answers) | set(streams.answers), 60)
    books.check_rows(ledger, load.answers)


@pytest.mark.long
def test_logd_away_for_a_thousand_requests_and_then_killed(counted, provider):
    """It comes back to a pile, is killed while it takes it in, and takes it in all the same, once."""
    gateway = counted
    ledger = Ledger(gateway)
    pid = gateway.pid("logd")
    os.kill(pid, signal.SIGSTOP)
    with Paced(gateway, RATE, 64, "pile") as load:
        load.await_answers(1000)
    os.kill(pid, signal.SIGKILL)
    for _ in range(3):
        wait.until(lambda: gateway.everything().get("logd", [pid])[-1] != pid, 20, what="logd")
        pid = gateway.pid("logd")
        os.kill(pid, signal.SIGKILL)
    assert load.failed == []
    ledger.settled(load.answers, 60)
    assert ledger.count() == len(load.answers)
    books.check(ledger, provider)
    ledger.check()


def test_renewed_in_place_it_loses_nothing(counted, provider):
    """SIGHUP under load: two processes for a moment, one row each."""
    gateway = counted
    ledger = Ledger(gateway)
    with Paced(gateway, 200, 32, "renewed") as load:
        for _ in range(3):
            load.await_answers(60)
            gateway.renew("logd")
        load.await_answers(60)
    assert load.failed == []
    ledger.settled(load.answers, 60)
    assert ledger.count() == len(load.answers)
    wait.until(
        lambda: ledger.count("attempts") >= len(load.answers), 30, what="the attempts")
    books.check(ledger, provider)
    ledger.check()
    assert all(row["outcome"] == COMPLETE for row in ledger.rows())


def test_stopped_for_good_it_writes_what_it_has(counted, provider):
    """SIGTERM to the whole gateway right after answers: their rows are on the disk."""
    gateway = counted
    names = [f"last-{number}" for number in range(50)]
    with gateway.connect() as connection:
        for name in names:
            path, body = books.request("openai-chat", books.MODELS[0], False, name)
            connection.send(http.post(body, gateway.key, path, [("X-Request-Id", name)]))
            assert connection.receive().status == 200
    assert gateway.stop() == 0
    ledger = Ledger(gateway)
    found = ledger.ids()
    assert [found.get(name) for name in names] == [1] * len(names)
    ledger.check()
    assert not processes.of_data_directory(gateway.data)
