"""The recorded exchanges, and what must come out of the gateway for each."""

import functools
import json
import re

from . import places


class Exchange:
    """One recorded openai-chat exchange."""

    def __init__(self, path):
        document = json.loads(path.read_text())
        self.id = document["id"]
        self.tags = document["tags"]
        self.request = document["request"]["body"]
        self.response = document["response"]
        self.status = self.response["status"]
        self.stream = self.response["sse"].encode() if "sse" in self.response else None
        self._expected = {}

    @functools.cached_property
    def breaks(self):
        """Whether its stream does not end as it should."""
        return self.stream is not None and self.expected(hides_usage=False).breaks

    def expected(self, hides_usage):
        """What must come out of the gateway."""
        if hides_usage not in self._expected:
            self._expected[hides_usage] = Expected(self.stream, hides_usage)
        return self._expected[hides_usage]

    @property
    def is_error(self):
        """Whether the provider answered with an error status."""
        return self.status >= 400

    def asks_for_usage(self, body):
        """Whether a request asks for token counts itself."""
        return bool((body.get("stream_options") or {}).get("include_usage"))

    def body(self, directives=""):
        """The recorded request for this recording, as a client of the gateway sends it."""
        body = dict(self.request or {"messages": [{"role": "user", "content": "hello"}]})
        body["model"] = f"mock/corpus/{self.id}{directives}"
        if self.stream is not None:
            body["stream"] = True
        return body


def all_exchanges():
    """Every recorded openai-chat exchange, by id."""
    return [Exchange(path) for path in sorted((places.CORPUS / "openai-chat").glob("*.json"))]


EVENT = re.compile(rb".*?(?:\r\n\r\n|\n\n|\r\r)", re.DOTALL)


def events(stream):
    """The events of a stream with their blank lines, and what stands behind the last."""
    found, end = [], 0
    for match in EVENT.finditer(stream):
        found.append(match.group())
        end = match.end()
    return found, stream[end:]


def data_line(event):
    """The data of an event; None without a data line."""
    for line in re.split(rb"\r\n|\n|\r", event):
        if line.startswith(b"data:"):
            return line[5:].removeprefix(b" ")
    return None


NULL_USAGE = re.compile(rb',\s*"usage"\s*:\s*null|"usage"\s*:\s*null\s*,')


class Expected:
    """What a stream must look like behind the gateway.

    Unchanged but for what the gateway owns:
    - it asked for token counts where the client did not: the event that holds nothing else, and
      the members `usage: null` that come with the asking, are taken out again;
    - a last event without its blank line gets one;
    - a stream that ends without its terminal event, or with an error event, ends with an error event
      instead of the rest, and never with [DONE].
    """

    def __init__(self, stream, hides_usage):
        self.prefix = b""
        self.breaks = False
        whole, rest = events(stream)
        finished = False
        for event in whole + ([rest] if rest else []):
            if event is rest:
                # A part that is no event of its own is of no use to a client.
                try:
                    data = data_line(rest)
                    if data is not None and not data.startswith(b"[DONE]"):
                        json.loads(data)
                except ValueError:
                    break
                event = rest + (b"\n" if rest.endswith(b"\n") else b"\n\n")
            data = data_line(event)
            if data is None:
                self.prefix += event
                continue
            if data.startswith(b"[DONE]"):
                finished = True
                self.prefix += event
                continue
            chunk = json.loads(data)
            if chunk.get("error"):
                self.breaks = True
                return
            finished = finished or any(
                isinstance(choice.get("finish_reason"), str) for choice in chunk.get("choices", []))
            self.prefix += self._kept(event, data, chunk) if hides_usage else event
        self.breaks = not finished

    @staticmethod
    def _kept(event, data, chunk):
        if "usage" not in chunk:
            return event
        if chunk["usage"] is None:
            shorter = [data[:m.start()] + data[m.end():] for m in NULL_USAGE.finditer(data)]
            without = {name: value for name, value in chunk.items() if name != "usage"}
            return b"data: " + next(
                text for text in shorter if json.loads(text) == without) + b"\n\n"
        counts = chunk["usage"].keys() & {"prompt_tokens", "completion_tokens"}
        return b"" if counts and chunk.get("choices") == [] else event

    def difference(self, body):
        """What is wrong with a stream that came out; None when nothing is."""
        if not self.breaks:
            return None if body == self.prefix else show(self.prefix, body)
        if not body.startswith(self.prefix):
            return show(self.prefix, body)
        rest, tail = events(body[len(self.prefix):])
        if tail or len(rest) != 1:
            return f"expected one error event at the end, not {body[len(self.prefix):][:300]!r}"
        data = data_line(rest[0])
        if data is None or not json.loads(data).get("error"):
            return f"the last event is no error: {rest[0][:300]!r}"
        return None


def show(expected, got):
    """Where two byte strings part."""
    at = next(
        (i for i, (a, b) in enumerate(zip(expected, got)) if a != b),
        min(len(expected), len(got)))
    return (f"differs at byte {at} (expected {len(expected)} bytes, got {len(got)}): "
            f"expected {expected[max(0, at - 60):at + 120]!r}, got {got[max(0, at - 60):at + 120]!r}")
