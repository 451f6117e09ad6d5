"""The faults of docs/failover.md: how each is brought about, and what the table says of it."""

import dataclasses
import socket
import threading

from . import places
from .answers import DIALECTS
from .gateway import CLIENT_KEY

TABLE = places.REPOSITORY / "docs" / "failover.md"

# What stands at a combo's second place.
SAME, OTHER, NONE = "same", "other", "none"
SECONDS = [SAME, OTHER, NONE]

# The mock's answers: the one that both targets give, and another one.
ANSWER = "This is a fixed answer from the mock."
OTHER_ANSWER = "1 2 3 4 5"
OTHER_DIRECTIVES = "chunks=5"


@dataclasses.dataclass(frozen=True)
class Fault:
    """How the first target of a pair fails."""

    # What its mock does; empty where its address is the fault.
    directives: str = ""
    # How many of its answers are faulty; all where nothing is said.
    times: int | None = None
    # The kind of connection that is called.
    place: str = "work"
    # The request ends with the assistant's own words.
    prefill: bool = False


FAULTS = {
    "refused": Fault(place="refused"),
    "dns": Fault(place="unnamed"),
    "tls": Fault(place="insecure"),
    "tls-silent": Fault(place="mute"),
    "reset": Fault("cut=headers"),
    "429": Fault("status=429"),
    "429-after": Fault("status=429+retry-after=30"),
    "500-once": Fault("status=500", times=1),
    "503": Fault("status=503"),
    "silent-headers": Fault("silence=headers"),
    "silent-token": Fault("silence=first"),
    "cut": Fault("cut=after:3"),
    "stall": Fault("silence=after:3"),
    "malformed": Fault("garbage=after:3"),
    "unterminated": Fault("noterm"),
    "context": Fault("error=context"),
    "refusal": Fault("error=refused"),
    "refusal-200": Fault("finish=filter"),
    "prefill": Fault("error=prefill", prefill=True),
    "outage": Fault(place="down"),
    "error-200": Fault("error200"),
    "empty-200": Fault("empty"),
    "page-200": Fault("html"),
    "used-up": Fault("error=exhausted"),
    "used-up-200": Fault("exhausted200"),
}


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table."""

    fault: str
    text: str
    # Expected outcomes by (form, second target).
    outcomes: dict
    # Most calls that the first target sees, beside a second one and alone.
    calls: int
    calls_alone: int


def rows():
    """The table, as it stands in the document."""
    found = {}
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("| `") or len(cells) != 10:
            continue
        name = cells[0].strip("`")
        assert name not in found, f"two rows {name}"
        outcomes = dict(zip(
            [(form, second) for form in ("plain", "stream") for second in SECONDS], cells[2:8]))
        found[name] = Row(name, cells[1], outcomes, int(cells[8]), int(cells[9]))
    return found


# ---------------------------------------------------------------- the gateway


# What the targets of a pair speak, where that is not what the client speaks: never the same, so that a joined answer goes
# from one dialect into another.
TRANSLATED = {
    "openai-chat": ("anthropic", "gemini"),
    "openai-responses": ("openai-chat", "anthropic"),
    "anthropic": ("gemini", "openai-responses"),
    "gemini": ("openai-responses", "openai-chat"),
}
LANES = ["own", "translated"]


def dialects(client, lane):
    """What the first and the second target speak."""
    return (client, client) if lane == "own" else TRANSLATED[client]


def combo(client, lane, place, second):
    """The combo of a cell."""
    alone = "-alone" if second == NONE else ""
    return f"{client}-{lane}-{place}{alone}"


class ClosedPort:
    """A port on which nobody listens, as long as this lives."""

    def __init__(self):
        # Bound, so that nobody else gets it, and never listening.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def close(self):
        """Gives the port back."""
        self.socket.close()


class PlainServer:
    """Answers every connection at once, in words that are no TLS."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                connection.close()
            except ConnectionError:
                continue
            except OSError:
                return

    def close(self):
        """Ends it."""
        self.socket.close()


PLACES = ["work", "refused", "unnamed", "insecure", "mute", "down"]
# The windows in tokens: small requests fit into both, and what is said to be too long for one may fit into the other.
WINDOWS = {"backup": 200_000}
SMALL_WINDOW = 8_000
# A combo whose second target has the smaller window.
SMALLER_SECOND = "smaller-second"


def connection(name, dialect, origin, window):
    """One connection in the configuration."""
    return f"""
  - name: {name}
    dialect: {dialect}
    prefix: {name}
    base_url: {origin}
    api_key: sk-{name}-key
    connect_timeout: 400ms
    first_byte_timeout: 500ms
    models:
      - {{name: m, context: {window}}}
"""


def configuration(work, backup, refused, insecure, down):
    """A connection of each dialect for each kind of place, and a combo for each cell."""
    origins = {
        "work": f"http://127.0.0.1:{work}",
        "refused": f"http://127.0.0.1:{refused}",
        "unnamed": "http://nowhere.invalid",
        "insecure": f"https://127.0.0.1:{insecure}",
        # It takes the beginning of TLS for that of a request, and waits for the rest.
        "mute": f"https://127.0.0.1:{work}",
        "down": f"http://127.0.0.1:{down}",
        "backup": f"http://127.0.0.1:{backup}",
    }
    connections = "".join(
        connection(
            f"{place}-{dialect}", dialect, origin, WINDOWS.get(place, SMALL_WINDOW))
        for place, origin in origins.items() for dialect in DIALECTS)
    combos = "".join(
        combos_of(client, lane, place)
        for client in DIALECTS for lane in LANES for place in PLACES)
    return f"""
connections:{connections}
combos:{combos}
  - name: {SMALLER_SECOND}
    models: [backup-openai-chat/m, work-openai-chat/m]
keys:
  - name: tests
    secret: {CLIENT_KEY}
settings:
  require_api_key: true
"""


def combos_of(client, lane, place):
    """The pair of a client's cells, and its first target alone."""
    first, second = dialects(client, lane)
    return "".join(f"""
  - name: {combo(client, lane, place, kind)}
    strategy: priority
    models: [{", ".join(models)}]
    first_token_timeout: 700ms
    idle_timeout: 800ms
""" for kind, models in {
        SAME: [f"{place}-{first}/m", f"backup-{second}/m"],
        NONE: [f"{place}-{first}/m"],
    }.items())
