"""Requests that are all under way at once, each on a connection of its own."""

import asyncio
import resource
import threading
import time

from . import books, http, needs

# How often a client asks again whose answer did not come whole.
ASKED_AGAIN = 8
OPENING = 256


def allow_descriptors(count):
    """Lets this process have so many descriptors; where the system does not, the test ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        # Above its hard limit only a privileged user comes.
        hard = max(hard, count)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    except (ValueError, OSError) as error:
        needs.missing(f"{count} descriptors are needed, and may not be had: {error}")


def of_any_length(name, number, _):
    """The text of a request: as many words as hardly any other has."""
    return f"{name} " + "word " * (number % 60)


def of_one_length(_name, _number, model):
    """The text of a request: the same for all of a model, so that each of its answers counts as any other."""
    return "word " * (7 + 11 * books.MODELS.index(model))


class Burst:
    """So many clients in a thread of their own, which send once all are connected: `with Burst(gateway, 10_000) as burst: ...`.

    With `again`, a client whose answer does not come whole asks again under another id, until it has one.
    """

    def __init__(self, gateway, count, text=of_any_length, again=False):
        allow_descriptors(count + 500)
        self.gateway = gateway
        self.count = count
        self.text = text
        self.again = again
        # By request id: the model, and the tokens that the client was told.
        self.answers = {}
        # By request id: when it was sent, and when its whole answer had been read.
        self.sent = {}
        self.ended = {}
        # By request id: why its answer is not whole.
        self.broken = {}
        self.failed = []
        self.took = 0.0
        self._ready = 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self._thread.join(300 if kind is None else 1)
        assert kind or not self._thread.is_alive(), "the requests do not end"

    def await_answers(self, count, seconds=120):
        """Waits until so many have been answered in all."""
        deadline = time.monotonic() + seconds
        while len(self.answers) < count and not self.failed:
            assert time.monotonic() < deadline, f"only {len(self.answers)} of {count} answers"
            time.sleep(0.005)

    async def _run(self):
        self._everybody = asyncio.Event()
        self._opening = asyncio.Semaphore(OPENING)
        begun = time.monotonic()
        await asyncio.gather(*(self._client(number) for number in range(self.count)))
        self.took = time.monotonic() - begun

    async def _client(self, number):
        connection = http.AsyncConnection(
            self.gateway.port, books.KEYS[number % len(books.KEYS)])
        await self._open(connection)
        self._ready += 1
        if self._ready == self.count:
            self._everybody.set()
        await self._everybody.wait()
        name = f"at-once-{number:05}"
        tries = [name, *(f"{name}-{turn}" for turn in range(ASKED_AGAIN))]
        for one in tries if self.again else tries[:1]:
            problem = await self._ask(connection, number, one)
            connection.close()
            if problem is None:
                return
            self.broken[one] = problem
        self.failed.append(f"{one}: {problem}")

    async def _open(self, connection):
        async with self._opening:
            await connection.open()

    async def _ask(self, connection, number, name):
        """What went wrong; None where the answer is whole."""
        dialect = books.DIALECTS[number % len(books.DIALECTS)]
        model = books.MODELS[number // 4 % len(books.MODELS)]
        stream = number // 16 % 2 == 0
        path, body = books.request(dialect, model, stream, self.text(name, number, model))
        try:
            await self._open(connection)
            self.sent[name] = time.monotonic()
            answer = await connection.chat(body, 280, headers=[("X-Request-Id", name)], path=path)
        except (http.Broken, OSError) as error:
            return repr(error)
        usage = books.told(dialect, stream, answer)
        if not usage:
            return repr(answer)
        self.answers[name] = (model, usage)
        self.ended[name] = time.monotonic()
        return None
