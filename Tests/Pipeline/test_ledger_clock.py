"""Clocks: the border of a day, a month and a year under load, and clocks that jump."""

import datetime
import time

import pytest

from support import books, places, wait
from support.clock import FakeClock
from support.gateway import PROVIDER_KEY, Gateway
from support.ledger import Ledger
from support.load import Streams
from support.mock import Mock
from support.paced import Paced

UTC = datetime.timezone.utc
NEW_YEAR = datetime.datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def provider(tmp_path):
    """A mock whose statistics are of this test alone."""
    running = Mock(tmp_path, key=PROVIDER_KEY)
    yield running
    running.stop()


@pytest.fixture
def clock(tmp_path, monkeypatch):
    """A clock that a test sets; programs are those that see it from here on."""
    folder = tmp_path / "programs"
    folder.mkdir()
    fake = FakeClock(folder)
    monkeypatch.setattr(places, "BIN", folder)
    return fake


def day_of(microseconds):
    """The day of a time, as its file is named."""
    return datetime.datetime.fromtimestamp(microseconds / 1e6, UTC).strftime("%Y-%m-%d")


def check_days(ledger, column="received_us", table="requests"):
    """Every row is in the file of its day."""
    for path in ledger.days():
        with ledger.opened(path) as store:
            found = {day_of(row[0]) for row in store.execute(f"SELECT {column} FROM {table}")}
        assert found <= {path.stem}, (path.name, found)


@pytest.mark.long
def test_a_year_ends_under_load(clock, provider):
    """Rows go into the file of the day they belong to, however late they come; sums of both days are whole."""
    clock.set_to(NEW_YEAR - datetime.timedelta(seconds=12))
    with Gateway(books.configuration(provider.base)) as gateway:
        ledger = Ledger(gateway)
        # Begins in the old year and ends in the new one.
        streams = Streams(gateway, 4, chunks=90, delay="200ms", prefix="across").start()
        streams.await_committed()
        assert clock.now() < NEW_YEAR, "the machine is too slow for this test"
        with Paced(gateway, 60, 16, "year") as load:
            wait.until(
                lambda: clock.now() > NEW_YEAR + datetime.timedelta(seconds=4), 60, pause=0.1,
                what="the new year")
        streams.complete()
        assert load.failed == []
        ledger.settled(set(load.answers) | set(streams.answers))
        assert [path.stem for path in ledger.days()] == ["2026-12-31", "2027-01-01"]
        check_days(ledger)
        wait.until(
            lambda: ledger.count("attempts") == len(load.answers) + 4, 20, what="the attempts")
        check_days(ledger, "started_us", "attempts")
        across = [row for row in ledger.rows() if row["request_id"].startswith("across")]
        assert {day_of(row["received_us"]) for row in across} == {"2026-12-31"}
        ledger.check()
        books.check_rows(ledger, load.answers)
        # Both sides of the border are added up, and what ended on the other side of it as well.
        books.check_sums(gateway, ledger)
        # The command line counts both days together, and each by itself.
        rows = gateway.logs()
        assert len(rows) == len(load.answers) + 4
        assert {row["received"][:10] for row in rows} == {"2026-12-31", "2027-01-01"}


@pytest.mark.long
def test_clocks_that_jump(clock, provider):
    """Back by an hour, then ahead by two days, then right again: each request once, numbers only grow, nothing is deleted."""
    with Gateway(books.configuration(provider.base)) as gateway:
        ledger = Ledger(gateway)
        seen = set()
        last = 0
        for turn, offset in enumerate((0, -3600, 2 * 86_400, 0)):
            clock.set(offset)
            # Every process has looked by then.
            moment = time.monotonic() + 2.5
            wait.until(lambda: time.monotonic() > moment, 10)
            with Paced(gateway, 100, 16, f"jump-{turn}") as load:
                load.await_answers(150)
            assert load.failed == []
            ledger.settled(load.answers)
            rows = {row["request_id"]: row for row in ledger.rows()}
            numbers = [rows[name]["seq"] for name in load.answers]
            assert min(numbers) > last, "numbers went back with the clock"
            last = max(numbers)
            seen |= load.answers.keys()
            assert all(0 <= rows[name]["total_us"] < 60_000_000 for name in load.answers)
        ledger.settled(seen)
        assert ledger.count() == len(seen)
        check_days(ledger)
        ledger.check()
        # A day that was over for a moment and had rows again is added up as any other.
        books.check_sums(gateway, ledger)
        with gateway.connect() as connection:
            assert connection.get("/health").status == 200
        status = gateway.status()["logd"]
        assert status["ready"], status
