"""Load for the system tests: requests on kept connections, and streams, until standard input ends.

Prints "running" once everything has been answered for the first time, and at the end one line of JSON: how many requests
were answered, what failed, and the ids of the answered ones.
"""

import asyncio
import json
import sys
import time

PORT = 20128
DEADLINE = 30.0


class Load:
    def __init__(self, settings):
        self.key = settings["key"]
        self.clients = settings.get("clients", 8)
        self.streams = settings.get("streams", 4)
        self.model = settings.get("model", "mock/m")
        self.stream_model = settings.get("stream_model", "mock/m+chunks=40+delay=50ms")
        self.stream_chunks = settings.get("stream_chunks", 40)
        self.pause = settings.get("pause", 0.002)
        self.once = settings.get("streams_once", False)
        self.stop = asyncio.Event()
        self.first = []
        self.ids = []
        self.failures = []
        self.answered = 0
        self.resent = 0
        self.stream_ends = []
        self.slowest = 0.0

    async def run(self):
        loop = asyncio.get_running_loop()
        tasks = []
        for _ in range(self.clients):
            tasks.append(self._spawn(self._client))
        for _ in range(self.streams):
            tasks.append(self._spawn(self._stream))
        try:
            await asyncio.wait_for(asyncio.gather(*self.first), DEADLINE)
        except asyncio.TimeoutError:
            print("no first answer: " + "; ".join(self.failures[:3]), flush=True)
            return
        print("running", flush=True)
        await loop.run_in_executor(None, sys.stdin.read)
        self.stop.set()
        await asyncio.wait(tasks, timeout=DEADLINE)
        print(json.dumps({
            "answered": self.answered, "failures": self.failures[:20], "failed": len(self.failures), "resent": self.resent,
            "streams": self.stream_ends, "ids": self.ids, "slowest": round(self.slowest, 3)}), flush=True)

    def _spawn(self, work):
        begun = asyncio.get_running_loop().create_future()
        self.first.append(begun)
        return asyncio.create_task(work(begun))

    # A request that the gateway did not answer 200 is a failure; one whose kept connection was closed while idle is sent
    # again once on a new one, as HTTP clients do (RFC 9112 section 9.3.1).
    async def _client(self, begun):
        connection = None
        while not self.stop.is_set():
            start = time.monotonic()
            if connection is not None and connection[0].at_eof():
                connection = self._drop(connection)
            fresh = connection is None
            try:
                if fresh:
                    connection = await self._connect()
                status, name, body, keep = await asyncio.wait_for(self._request(connection, self.model), DEADLINE)
                if status != 200 or not body.endswith(b"}"):
                    self.failures.append(f"status {status}: {body[:200]!r}")
                else:
                    self.answered += 1
                    self.ids.append(name)
                    if not begun.done():
                        begun.set_result(True)
                if not keep:
                    connection = self._drop(connection)
            except (OSError, EOFError, ValueError, asyncio.TimeoutError) as error:
                connection = self._drop(connection)
                if not fresh and _is_stale(error):
                    self.resent += 1
                    continue
                self.failures.append(f"{type(error).__name__}: {error} (fresh {fresh})")
            self.slowest = max(self.slowest, time.monotonic() - start)
            await asyncio.sleep(self.pause)
        self._drop(connection)

    @staticmethod
    def _drop(connection):
        if connection is not None:
            connection[1].close()

    async def _stream(self, begun):
        while not self.stop.is_set():
            end = "cut"
            name = None
            connection = None
            try:
                connection = await self._connect()
                reader = connection[0]
                self._send(connection[1], self.stream_model, True)
                status, headers = await self._head(reader)
                name = headers.get("x-request-id")
                if status != 200:
                    end = f"status {status}: {(await reader.read(300))!r}"
                else:
                    chunks, done, error = 0, False, None
                    async for line in self._lines(reader):
                        if line == "data: [DONE]":
                            done = True
                        elif line.startswith("data: "):
                            event = json.loads(line[6:])
                            if "error" in event:
                                error = event["error"]
                                continue
                            if any(choice.get("delta", {}).get("content") for choice in event["choices"]):
                                chunks += 1
                            if chunks and not begun.done():
                                begun.set_result(True)
                    if error is not None:
                        end = f"error event: {json.dumps(error)[:200]}"
                    elif done and chunks >= self.stream_chunks:
                        end = "complete"
                    else:
                        end = f"cut after {chunks} chunks, done {done}"
            except (OSError, EOFError, ValueError, asyncio.TimeoutError) as error:
                end = f"{type(error).__name__}: {error}"
            finally:
                if connection is not None:
                    connection[1].close()
            self.stream_ends.append(end)
            if name:
                self.ids.append(name)
            if self.once:
                return
            if not begun.done() and end != "complete":
                self.failures.append(end)
                await asyncio.sleep(0.05)

    async def _connect(self):
        return await asyncio.wait_for(asyncio.open_connection("127.0.0.1", PORT), DEADLINE)

    def _send(self, writer, model, stream):
        body = json.dumps({
            "model": model, "stream": stream, "messages": [{"role": "user", "content": "Say hello."}]}).encode()
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            b"authorization: Bearer " + self.key.encode() + b"\r\ncontent-length: " + str(len(body)).encode()
            + b"\r\n\r\n" + body)

    async def _request(self, connection, model):
        reader, writer = connection
        self._send(writer, model, False)
        await writer.drain()
        status, headers = await self._head(reader)
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            body = b"".join([part async for part in self._chunks(reader)])
        return status, headers.get("x-request-id"), body, headers.get("connection", "").lower() != "close"

    async def _head(self, reader):
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), DEADLINE)).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:]:
            if ":" in line:
                name, value = line.split(":", 1)
                headers[name.lower()] = value.strip()
        return int(head[0].split()[1]), headers

    async def _chunks(self, reader):
        while True:
            size = int((await asyncio.wait_for(reader.readline(), DEADLINE)).split(b";")[0], 16)
            part = await asyncio.wait_for(reader.readexactly(size + 2), DEADLINE)
            if size == 0:
                return
            yield part[:-2]

    async def _lines(self, reader):
        kept = b""
        async for part in self._chunks(reader):
            kept += part
            *lines, kept = kept.split(b"\n")
            for line in lines:
                yield line.decode().rstrip("\r")


def _is_stale(error):
    """Whether a kept connection ended before a byte of the answer."""
    return isinstance(error, ConnectionError) or (isinstance(error, asyncio.IncompleteReadError) and not error.partial)


asyncio.run(Load(json.loads(sys.argv[1])).run())
