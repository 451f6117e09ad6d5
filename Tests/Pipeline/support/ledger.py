"""The files of logd as they lie on the disk, read by another program than the one that wrote them."""

import contextlib
import sqlite3

from . import wait

# Numbers of omni.proto.
COMPLETE, REFUSED, CLIENT_GONE, BROKEN = 1, 2, 3, 4
REPORTED, ESTIMATED = 1, 2
SERVER_TOOLS = 12
# Tokens that a row counts, and what the mock calls them.
CATEGORIES = {
    "usage_input": "prompt_tokens", "usage_cached_input": "cached_tokens",
    "usage_output": "completion_tokens", "usage_reasoning": "reasoning_tokens",
}


def tools(message):
    """Calls of a provider's own tools by name: the column `usage_tools`, a message `Usage` in the form of proto3."""
    found = {}
    for field, use in _fields(message or b""):
        assert field == SERVER_TOOLS, message
        told = dict(_fields(use))
        found[told[1].decode()] = told.get(2, 0)
    return found


def _fields(message):
    """Numbers and contents of the fields of a message that has only whole numbers and texts."""
    while message:
        tag, message = _number(message)
        content, message = _number(message)
        if tag & 7 == 2:
            content, message = message[:content], message[content:]
        else:
            assert tag & 7 == 0, "neither a number nor a text"
        yield tag >> 3, content


def _number(message):
    """The number that a message begins with, and the rest."""
    end = next(index for index, byte in enumerate(message) if byte < 128) + 1
    return sum((byte & 127) << 7 * index for index, byte in enumerate(message[:end])), message[end:]


class Ledger:
    """Read-only views of a gateway's days."""

    def __init__(self, gateway):
        self.folder = gateway.data / "logd"

    def days(self):
        """The files of the days, the oldest first."""
        return sorted((self.folder / "days").glob("????-??-??.db"))

    def stores(self):
        """All files of SQLite that logd works with: the days, their bodies, and what is of no day."""
        bodies = sorted((self.folder / "bodies").glob("????-??-??.db"))
        return self.days() + bodies + sorted(self.folder.glob("ledger.db"))

    def set_aside(self):
        """Files that were found damaged."""
        return sorted(
            path for path in self.folder.rglob("*corrupt*")
            if not path.name.endswith(("-wal", "-shm")))

    @staticmethod
    @contextlib.contextmanager
    def opened(path):
        """A connection that only reads."""
        store = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
        store.row_factory = sqlite3.Row
        try:
            yield store
        finally:
            store.close()

    def query(self, statement, arguments=()):
        """The rows of a query, asked of every day."""
        found = []
        for path in self.days():
            try:
                with self.opened(path) as store:
                    found += store.execute(statement, arguments).fetchall()
            except sqlite3.OperationalError as error:
                # It is being made at this moment, by a process that may be killed in the middle of it.
                if "no such table" not in str(error):
                    raise
        return found

    def rows(self, table="requests"):
        """All rows of a table as dictionaries, in the order of their numbers."""
        rows = [dict(row) for row in self.query(f"SELECT * FROM {table}")]
        return sorted(rows, key=lambda row: row["seq"])

    def ids(self):
        """How often each request id is there."""
        counts = {}
        for row in self.query("SELECT request_id FROM requests"):
            counts[row["request_id"]] = counts.get(row["request_id"], 0) + 1
        return counts

    def count(self, table="requests"):
        """How many rows there are."""
        return sum(row[0] for row in self.query(f"SELECT count(*) FROM {table}"))

    def bodies(self):
        """By request: the sides of its recorded bodies, as often as they are there."""
        found = {}
        for path in sorted((self.folder / "bodies").glob("????-??-??.db")):
            with self.opened(path) as store:
                for name, side in store.execute("SELECT request_id, side FROM bodies"):
                    found.setdefault(name, []).append(side)
        return {name: sorted(sides) for name, sides in found.items()}

    def check(self):
        """SQLite's own check of every file; fails on the first word but ok."""
        for path in self.stores():
            with self.opened(path) as store:
                found = [row[0] for row in store.execute("PRAGMA integrity_check")]
                assert found == ["ok"], f"{path}: {found[:5]}"
                assert store.execute("PRAGMA foreign_key_check").fetchall() == []

    def tokens(self):
        """The sums of what was used, by category, of answers whose usage the provider told."""
        sums = ", ".join(f"coalesce(sum({name}), 0)" for name in CATEGORIES)
        totals = [0] * len(CATEGORIES)
        for row in self.query(
                f"SELECT {sums} FROM requests WHERE usage_source = ?", (REPORTED,)):
            totals = [total + more for total, more in zip(totals, row)]
        return dict(zip(CATEGORIES.values(), totals))

    def heard(self):
        """By model: how many attempts ended with the provider's own count, and the sums of those counts."""
        sums = ", ".join(f"sum({name}) AS {told}" for name, told in CATEGORIES.items())
        found = {}
        for row in self.query(
                f"SELECT model, count(*) AS completed, {sums} FROM attempts WHERE usage_source = ? GROUP BY model",
                (REPORTED,)):
            counts = found.setdefault(row["model"], dict.fromkeys(row.keys()[1:], 0))
            for name in counts:
                counts[name] += row[name]
        return found

    def unlike(self):
        """The first rows of requests that have no whole answer with the provider's numbers, and their attempts."""
        rows = [
            row for row in self.rows()
            if row["usage_source"] != REPORTED or row["outcome"] != COMPLETE or row["secondhand"]][:3]
        names = {row["request_id"] for row in rows}
        attempts = [row for row in self.rows("attempts") if row["request_id"] in names]
        return [{name: value for name, value in row.items() if value} for row in rows + attempts]

    def cost(self):
        """Picodollars of all answers; fails on one whose cost is not known."""
        unknown = sum(row[0] for row in self.query(
            "SELECT count(*) FROM requests WHERE usage_source = ? AND cost_total IS NULL",
            (REPORTED,)))
        assert unknown == 0, f"{unknown} costs are unknown"
        return sum(row[0] for row in self.query(
            "SELECT coalesce(sum(cost_total), 0) FROM requests"))

    def settled(self, names, seconds=30):
        """Waits until each request has a row, and fails where one has more."""
        names = set(names)

        def complete():
            found = self.ids()
            return found if names <= found.keys() else None

        try:
            found = wait.until(complete, seconds, pause=0.2)
        except AssertionError:
            missing = names - self.ids().keys()
            raise AssertionError(
                f"{len(missing)} of {len(names)} rows are missing: {sorted(missing)[:5]}") from None
        doubled = [name for name in names if found[name] != 1]
        assert doubled == [], f"{len(doubled)} rows are there more than once: {doubled[:5]}"
        return found
