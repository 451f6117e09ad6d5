"""A bounded load of kept connections that remembers every request."""

import asyncio
import itertools
import threading
import time

from . import http


class Load:
    """Clients in a thread of their own: `with Load(gateway) as load: ...`."""

    def __init__(self, gateway, clients=32, prefix="load", streams=True, forgives=False):
        self.gateway = gateway
        self.clients = clients
        self.prefix = prefix
        self.streams = streams
        # Whether a broken connection is the expected thing and only counted.
        self.forgives = forgives
        self.numbers = itertools.count()
        self.done = []
        self.ended = {}
        self.failed = []
        self.broken = []
        self.slowest = 0.0
        self._stopping = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self):
        self._thread.start()
        self.await_requests(self.clients * 2)
        return self

    def __exit__(self, kind, error, trace):
        self._stopping = True
        self._thread.join(60)
        assert not self._thread.is_alive(), "the load does not end"

    def await_requests(self, count, seconds=30):
        """Waits until so many more requests have been answered."""
        goal = len(self.done) + count
        deadline = time.monotonic() + seconds
        while len(self.done) < goal and not self.failed:
            assert time.monotonic() < deadline, f"only {len(self.done)} of {goal} requests"
            time.sleep(0.005)

    async def _run(self):
        await asyncio.gather(*(self._client() for _ in range(self.clients)))

    async def _client(self):
        connection = http.AsyncConnection(self.gateway.port, self.gateway.key)
        while not self._stopping:
            number = next(self.numbers)
            name = f"{self.prefix}-{number}"
            streamed = self.streams and number % 4 == 0
            model = "mock/m+chunks=5+delay=2ms" if streamed else "mock/echo+ttft=2ms"
            body = http.chat_body(model, name, **({"stream": True} if streamed else {}))
            begun = time.monotonic()
            try:
                answer = await connection.chat(body, headers=[("X-Request-Id", name)])
            except (http.Broken, OSError) as error:
                (self.broken if self.forgives else self.failed).append(f"{name}: {error!r}")
                connection.close()
                await asyncio.sleep(0.002)
                continue
            self.slowest = max(self.slowest, time.monotonic() - begun)
            whole = (
                http.is_done(answer.body) and http.text_of(answer.body).strip() == "1 2 3 4 5"
                if streamed else name.encode() in answer.body)
            if answer.status == 200 and whole:
                self.done.append(name)
                self.ended[name] = time.monotonic()
            else:
                self.failed.append(f"{name}: {answer!r}")
        connection.close()


class Streams:
    """Long streams that are open at the same time: `chunks` pieces, `delay` apart."""

    def __init__(self, gateway, count, chunks, delay, prefix="stream", first=None):
        self.gateway = gateway
        self.count = count
        self.prefix = prefix
        wait = f"+ttft={first}" if first else ""
        self.model = f"mock/m+chunks={chunks}+delay={delay}{wait}"
        self.chunks = chunks
        self.answers = {}
        self.committed = set()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def start(self):
        """Opens them."""
        self._thread.start()
        return self

    def await_committed(self, seconds=20):
        """Waits until the client of each has seen content."""
        deadline = time.monotonic() + seconds
        while len(self.committed) < self.count:
            assert time.monotonic() < deadline and self._thread.is_alive(), (
                f"only {len(self.committed)} of {self.count} streams have begun: "
                f"{list(self.answers.values())[:2]}")
            time.sleep(0.005)
        return self

    def finish(self, seconds=60):
        """Waits for the end of all; answers, or `Broken`, by request id."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the streams do not end"
        return self.answers

    def complete(self):
        """Waits for all and fails unless each came whole."""
        wanted = " ".join(str(number) for number in range(1, self.chunks + 1))
        for name, answer in self.finish().items():
            assert isinstance(answer, http.Answer), f"{name}: {answer}"
            assert answer.status == 200, f"{name}: {answer}"
            assert http.text_of(answer.body) == wanted, f"{name}: {answer.body[-400:]}"
            assert http.is_done(answer.body), f"{name}: {answer.body[-400:]}"

    async def _run(self):
        await asyncio.gather(*(self._stream(number) for number in range(self.count)))

    async def _stream(self, number):
        name = f"{self.prefix}-{number}"
        connection = http.AsyncConnection(self.gateway.port, self.gateway.key)
        try:
            self.answers[name] = await connection.chat(
                http.chat_body(self.model, name, stream=True), 60,
                headers=[("X-Request-Id", name)], started=lambda: self.committed.add(name))
        except (http.Broken, OSError) as error:
            self.answers[name] = error
        connection.close()
