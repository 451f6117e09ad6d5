"""Requests at a steady rate that remember what each answer said it used."""

import asyncio
import itertools
import threading
import time

from . import books, http


class Paced:
    """Clients in a thread of their own: `with Paced(gateway, 500) as load: ...`.

    Each request has its time; where the machine is too slow for the rate, they go as fast as they can.
    """

    def __init__(self, gateway, rate, clients=64, prefix="paced", forgives=False):
        self.gateway = gateway
        self.rate = rate
        self.clients = clients
        self.prefix = prefix
        # Whether a broken connection, or an answer that broke off, is the expected thing and only counted.
        self.forgives = forgives
        # By request id: the model, and the tokens that the client was told.
        self.answers = {}
        self.failed = []
        self.broken = []
        self.slowest = 0.0
        self.took = 0.0
        self._numbers = itertools.count()
        self._stopping = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self):
        self._thread.start()
        self.await_answers(self.clients)
        return self

    def __exit__(self, kind, error, trace):
        self._stopping = True
        self._thread.join(120)
        assert not self._thread.is_alive(), "the load does not end"

    def await_answers(self, count, seconds=60):
        """Waits until so many more requests have been answered."""
        goal = len(self.answers) + count
        deadline = time.monotonic() + seconds
        while len(self.answers) < goal and not self.failed:
            assert time.monotonic() < deadline, f"only {len(self.answers)} of {goal} answers"
            time.sleep(0.005)

    @property
    def reached(self):
        """Answers a second."""
        return round(len(self.answers) / self.took)

    async def _run(self):
        self._begun = time.monotonic()
        await asyncio.gather(*(self._client() for _ in range(self.clients)))
        self.took = time.monotonic() - self._begun

    async def _client(self):
        connection = http.AsyncConnection(self.gateway.port, self.gateway.key)
        while not self._stopping:
            number = next(self._numbers)
            pause = self._begun + number / self.rate - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            await self._ask(connection, number)
        connection.close()

    async def _ask(self, connection, number):
        name = f"{self.prefix}-{number}"
        dialect = books.DIALECTS[number % len(books.DIALECTS)]
        model = books.MODELS[number // 4 % len(books.MODELS)]
        stream = number % 3 == 0
        path, body = books.request(dialect, model, stream, f"{name} " + "word " * (number % 40))
        begun = time.monotonic()
        try:
            answer = await connection.chat(
                body, 60, headers=[("X-Request-Id", name)], path=path)
        except (http.Broken, OSError) as error:
            (self.broken if self.forgives else self.failed).append(f"{name}: {error!r}")
            connection.close()
            await asyncio.sleep(0.002)
            return
        self.slowest = max(self.slowest, time.monotonic() - begun)
        usage = books.told(dialect, stream, answer)
        if usage:
            self.answers[name] = (model, usage)
        else:
            (self.broken if self.forgives else self.failed).append(f"{name}: {answer!r}")
