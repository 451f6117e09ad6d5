"""Full disks and damaged files: what is given up, what is held back, and that all of it comes back by itself."""

import contextlib
import os
import signal
import sqlite3
import tempfile
from pathlib import Path

import pytest

from support import books, http, metrics, processes, wait
from support.disk import SmallDisk
from support.gateway import PROVIDER_KEY, Gateway
from support.ledger import Ledger
from support.mock import Mock
from support.paced import Paced

MIB = 1 << 20
SETTINGS = """
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
def small(provider):
    """A gateway that records bodies, with logd's files on a small disk of their own."""
    folder = Path(tempfile.mkdtemp(prefix="omni-"))
    (folder / "data").mkdir(mode=0o700)
    disk = SmallDisk(folder / "data" / "logd", "640m")
    gateway = Gateway(books.configuration(provider.base, SETTINGS), directory=folder)
    try:
        with gateway:
            gateway.disk = disk
            yield gateway
    finally:
        disk.close()


def say(gateway, name, text="hello"):
    """One request that must succeed, whatever the disk does."""
    with gateway.connect() as connection:
        path, body = books.request("openai-chat", books.MODELS[0], False, text)
        connection.send(http.post(body, gateway.key, path, [("X-Request-Id", name)]))
        answer = connection.receive()
    assert answer.status == 200, answer


def bodies(gateway, name):
    """Recorded bodies of a request, as the files have them."""
    found = []
    for path in sorted((gateway.data / "logd" / "bodies").glob("????-??-??.db")):
        try:
            with Ledger.opened(path) as store:
                found += store.execute(
                    "SELECT * FROM bodies WHERE request_id = ?", (name,)).fetchall()
        except sqlite3.OperationalError:
            # It is being made at this moment.
            continue
    return found


def held(gateway):
    """Whether logd says that it holds records back: in its metrics, and in its health."""
    counts = metrics.read(gateway)
    status = gateway.status()["logd"]
    return (counts.value("omniroute_logd_held_back") == 1, status["ready"], status["notes"])


def test_bodies_are_recorded_while_there_is_room(small):
    say(small, "roomy", "a question that is kept")
    found = wait.until(
        lambda: (lambda rows: rows if len(rows) == 4 else None)(bodies(small, "roomy")), 20,
        what="the four bodies")
    assert any(b"a question that is kept" in row["content"] for row in found)
    everything = b"".join(row["content"] for row in found)
    assert PROVIDER_KEY.encode() not in everything and small.key.encode() not in everything


@pytest.mark.long
def test_a_disk_that_fills_up(small, provider):
    """First bodies are refused, then records are held back; with room again everything is written, once."""
    gateway, disk = small, small.disk
    ledger = Ledger(gateway)
    say(gateway, "before")
    ledger.settled(["before"])
    wait.until(lambda: len(bodies(gateway, "before")) == 4, 20, what="the bodies")

    # Less and less room, until bodies are refused: records still come.
    names, level = ["before"], None
    for free in (512, 384, 256, 192, 128, 96, 64, 48, 32, 24, 16, 12, 8, 6, 4, 2, 1):
        disk.leave(free * MIB)
        name = f"at-{free}"
        say(gateway, name)
        names.append(name)
        wait.until(
            lambda: name in ledger.ids() or held(gateway)[0], 20, pause=0.2,
            what="the row, or the word that rows are held back")
        if held(gateway)[0]:
            level = free
            break
    assert level, "records are never held back"
    counts = metrics.read(gateway)
    assert counts.value("omniroute_logd_bodies_dropped_total") > 0
    refused = [name for name in names if name in ledger.ids() and not bodies(gateway, name)]
    assert refused, "bodies were not refused before records were held back"

    # Held back: told in metrics and health, and no request suffers.
    with Paced(gateway, 100, 16, "held") as load:
        load.await_answers(200)
    assert load.failed == []
    is_held, is_ready, notes = held(gateway)
    assert is_held and not is_ready and notes, notes
    assert "held-1" not in ledger.ids()
    health = gateway.connect().get("/health")
    assert health.status == 200, health
    assert counts.value("omniroute_logd_disk_free_bytes") <= (level + 1) * MIB

    # Killed meanwhile: nothing changes by that.
    old = gateway.pid("logd")
    gateway.kill("logd")
    wait.until(lambda: gateway.everything().get("logd", [old])[-1] != old, 20, what="logd")
    say(gateway, "after-kill")

    disk.empty()
    wait.until(lambda: not held(gateway)[0] and held(gateway)[1], 60, pause=0.3, what="recovery")
    names += ["after-kill", *load.answers]
    ledger.settled(names, 60)
    assert ledger.count() == len(names)
    books.check(ledger, provider)
    ledger.check()
    assert ledger.set_aside() == []
    say(gateway, "room-again")
    wait.until(lambda: len(bodies(gateway, "room-again")) == 4, 30, what="the bodies")


@pytest.mark.long
def test_a_disk_without_a_single_byte(small, provider):
    """From one moment to the next nothing can be written: the system says so, not a measured bound."""
    gateway, disk = small, small.disk
    ledger = Ledger(gateway)
    say(gateway, "before")
    ledger.settled(["before"])
    with Paced(gateway, 200, 16, "full") as load:
        load.await_answers(50)
        disk.leave(0)
        load.await_answers(300)
    assert load.failed == []
    wait.until(lambda: held(gateway)[0], 20, pause=0.2, what="the word that rows are held back")
    disk.empty()
    ledger.settled(["before", *load.answers], 60)
    assert ledger.count() == len(load.answers) + 1
    books.check(ledger, provider)
    ledger.check()


@contextlib.contextmanager
def without_logd(gateway):
    """logd is killed, and its successor begins only afterwards."""
    old = gateway.pid("logd")
    gateway.process.send_signal(signal.SIGSTOP)
    try:
        os.kill(old, signal.SIGKILL)
        wait.until(lambda: not processes.alive(old), 10, what="the end of logd")
        yield
    finally:
        gateway.process.send_signal(signal.SIGCONT)
    wait.until(lambda: gateway.everything().get("logd"), 20, what="the next logd")


def damage(path):
    """Writes nonsense over all pages of a file but the first, as a dying disk would."""
    size = path.stat().st_size
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, b"\xa5" * max(0, size - 4096), 4096)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@pytest.fixture
def counted(provider):
    """A gateway with its files on the usual disk."""
    with Gateway(books.configuration(provider.base)) as running:
        yield running


def fill(gateway, prefix):
    """Answered requests whose rows are in the day's file itself, and not in its log only."""
    ledger = Ledger(gateway)
    with Paced(gateway, 400, 32, prefix) as load:
        load.await_answers(600)
    ledger.settled(load.answers)
    # A process that ends in order moves the log into the file.
    old = gateway.pid("logd")
    os.kill(old, signal.SIGTERM)
    wait.until(lambda: gateway.everything().get("logd", [old])[-1] != old, 20, what="logd")
    (day,) = ledger.days()
    wait.until(lambda: day.stat().st_size > 200_000, 20, what="a file of some size")
    return ledger, day, load


@pytest.mark.parametrize("how", ["running", "killed"])
def test_a_damaged_day_is_set_aside(counted, how):
    """It is named, a new one is begun, and what comes from then on is kept."""
    gateway = counted
    ledger, day, load = fill(gateway, f"damaged-{how}")
    assert load.failed == []
    if how == "killed":
        with without_logd(gateway):
            damage(day)
    else:
        damage(day)
    number = 0

    def aside():
        nonlocal number
        number += 1
        say(gateway, f"{how}-{number}")
        gateway.command("logs", "--json", "-n", "1000", check=False)
        return ledger.set_aside()

    found = wait.until(aside, 30, pause=0.2, what="the damaged file, set aside")
    assert len(found) == 1 and day.name[:10] in found[0].name, found
    status = wait.until(
        lambda: (lambda entry: entry if entry.get("ready") else None)(gateway.status()["logd"]), 20,
        what="logd")
    assert any(found[0].name in note for note in status["notes"]), status
    assert metrics.read(gateway).value("omniroute_logd_damaged_files_total") >= (how == "running")
    say(gateway, f"{how}-new")
    ledger.settled([f"{how}-new"])
    ledger.check()
    # The gateway serves, and answers questions about what there is.
    rows = gateway.settled_logs([f"{how}-new"])
    assert rows[f"{how}-new"][0]["status"] == 200


def test_a_file_that_is_no_database_is_set_aside(counted):
    """Whatever stands there under the name of a day."""
    gateway = counted
    ledger, day, load = fill(gateway, "first")
    assert load.failed == []
    with without_logd(gateway):
        day.with_name(day.name + "-wal").unlink(missing_ok=True)
        day.write_bytes(b"this is no database\n" * 1000)

    def aside():
        say(gateway, "second")
        return ledger.set_aside()

    wait.until(aside, 30, pause=0.2, what="the file, set aside")
    wait.until(lambda: gateway.status()["logd"].get("ready"), 20, what="logd")
    say(gateway, "third")
    ledger.settled(["third"])
    ledger.check()


def test_a_lost_ledger_db_is_made_again_from_the_days(counted):
    """It holds derived things: sums, numbers, settings."""
    gateway = counted
    ledger = Ledger(gateway)
    with Paced(gateway, 400, 32, "derived") as load:
        load.await_answers(200)
    ledger.settled(load.answers)
    last = max(row["seq"] for row in ledger.rows())
    with without_logd(gateway):
        for path in (gateway.data / "logd").glob("ledger.db*"):
            path.unlink()
    say(gateway, "afterwards")
    ledger.settled(["afterwards", *load.answers])
    assert ledger.count() == len(load.answers) + 1
    (row,) = [row for row in ledger.rows() if row["request_id"] == "afterwards"]
    assert row["seq"] > last, "numbers went back"
    ledger.check()
