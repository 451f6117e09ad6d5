"""Server-sent events by hand: what came, and how the stream ended."""

import time

from . import http


class Events:
    """A stream of `/api/events` with a management key."""

    def __init__(self, gateway, key, query="", last=None, seconds=30):
        self.connection = http.Connection(gateway.port, key=key, seconds=seconds)
        headers = [("Accept", "text/event-stream")]
        if last is not None:
            headers.append(("Last-Event-ID", str(last)))
        lines = [f"GET /api/events{query} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {key}"]
        lines += [f"{name}: {value}" for name, value in headers]
        self.connection.send("\r\n".join(lines).encode() + b"\r\n\r\n")
        self.answer = self.connection.begin()
        self.pieces = self.connection.pieces(self.answer)
        self.buffer = b""
        self.last = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def frame(self):
        """The next event as (name, id, data); None at the end of the stream."""
        while True:
            while b"\n\n" not in self.buffer:
                piece = next(self.pieces, None)
                if piece is None:
                    return None
                self.buffer += piece
            text, self.buffer = self.buffer.split(b"\n\n", 1)
            fields = {}
            for line in text.decode().split("\n"):
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
            if "id" in fields:
                self.last = fields["id"]
            if "event" in fields:
                return fields["event"], fields.get("id"), fields.get("data", "")

    def until(self, name, seconds=15, where=lambda data: True):
        """The id and data of the next event of a name."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            frame = self.frame()
            assert frame is not None, "the stream has ended"
            if frame[0] == name and where(frame[2]):
                return frame[1], frame[2]
        raise AssertionError(f"no {name} within {seconds} s")

    def breathes(self, seconds):
        """Whether a comment, a sign of life, comes within a time."""
        self.connection.socket.settimeout(seconds)
        while b":\n\n" not in self.buffer:
            self.buffer += next(self.pieces)
        return True

    def ends(self, seconds=10):
        """Whether the stream ends in order within a time."""
        self.connection.socket.settimeout(seconds)
        while self.frame() is not None:
            pass
        return self.answer.complete
