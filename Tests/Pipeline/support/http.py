"""HTTP/1.1 by hand: what was sent is known to the byte, and so is what came back."""

import asyncio
import json
import socket
import time


class Broken(Exception):
    """The connection ended, or fell silent, before the answer was complete."""

    def __init__(self, reason, partial):
        super().__init__(f"{reason}; so far: {partial}")
        self.partial = partial


class Answer:
    """One response, perhaps not complete."""

    def __init__(self):
        self.status = 0
        self.fields = []
        self.body = b""
        self.complete = False
        self.events = []

    def header(self, name):
        """Value of a header field; None without it."""
        return next((value for key, value in self.fields if key == name.lower()), None)

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def error(self):
        """The error object of the body."""
        return self.json()["error"]

    def __repr__(self):
        end = "" if self.complete else " (incomplete)"
        return f"{self.status} {dict(self.fields)} {self.body[:600]!r}{end}"


def read_head(text):
    """Status and fields of a head."""
    lines = text.decode("latin-1").split("\r\n")
    fields = []
    for line in lines[1:]:
        if line:
            name, _, value = line.partition(":")
            fields.append((name.strip().lower(), value.strip()))
    return int(lines[0].split(" ")[1]), fields


def chat_body(model, text="hello", **more):
    """A chat request as bytes."""
    messages = [{"role": "user", "content": text}]
    return json.dumps({"model": model, "messages": messages} | more).encode()


def post(body, key, path="/v1/chat/completions", headers=()):
    """A POST request as bytes."""
    lines = [f"POST {path} HTTP/1.1", "Host: gateway", "Content-Type: application/json"]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    lines += [f"{name}: {value}" for name, value in headers]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection:
    """A blocking connection with a deadline for everything."""

    def __init__(self, port, key=None, seconds=20, receive_buffer=None):
        self.key = key
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(seconds)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes it; when, by the monotonic clock."""
        self.socket.close()
        return time.monotonic()

    def send(self, data):
        """Sends bytes as they are."""
        self.socket.sendall(data)

    def chat(self, model, text="hello", headers=(), **more):
        """Makes a chat request and reads the answer."""
        self.send(post(chat_body(model, text, **more), self.key, headers=headers))
        return self.receive()

    def get(self, path, method="GET", headers=()):
        """Makes a request without a body and reads the answer."""
        lines = [f"{method} {path} HTTP/1.1", "Host: gateway"]
        if self.key:
            lines.append(f"Authorization: Bearer {self.key}")
        lines += [f"{name}: {value}" for name, value in headers]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n")
        return self.receive(head_only=method == "HEAD")

    def _more(self, answer):
        try:
            piece = self.socket.recv(1 << 16)
        except TimeoutError:
            raise Broken("silence", answer) from None
        except OSError as error:
            raise Broken(f"{type(error).__name__}", answer) from None
        if not piece:
            raise Broken("closed", answer)
        self.buffer += piece

    def _until(self, mark, answer):
        while mark not in self.buffer:
            self._more(answer)
        part, self.buffer = self.buffer.split(mark, 1)
        return part

    def begin(self):
        """Reads the head of an answer."""
        answer = Answer()
        answer.status, answer.fields = read_head(self._until(b"\r\n\r\n", answer))
        return answer

    def receive(self, head_only=False):
        """Reads one whole answer; `Broken` when it does not become whole."""
        answer = self.begin()
        while 100 <= answer.status < 200:
            answer = self.begin()
        for piece in self.pieces(answer, head_only):
            answer.body += piece
        return answer

    def pieces(self, answer, head_only=False):
        """The pieces of a body as they come."""
        if head_only or answer.status in (204, 304):
            answer.complete = True
            return
        if answer.header("transfer-encoding") == "chunked":
            while True:
                size = int(self._until(b"\r\n", answer).split(b";")[0], 16)
                while len(self.buffer) < size + 2:
                    self._more(answer)
                piece, self.buffer = self.buffer[:size], self.buffer[size + 2:]
                if size == 0:
                    answer.complete = True
                    return
                yield piece
        left = answer.header("content-length")
        if left is None:
            while True:
                if self.buffer:
                    piece, self.buffer = self.buffer, b""
                    yield piece
                try:
                    self._more(answer)
                except Broken as broken:
                    if "closed" in str(broken):
                        answer.complete = True
                        return
                    raise
        left = int(left)
        while left:
            if not self.buffer:
                self._more(answer)
            piece, self.buffer = self.buffer[:left], self.buffer[left:]
            left -= len(piece)
            yield piece
        answer.complete = True

    def ends(self, seconds=5):
        """Whether the other side closes within a time; what it still sent is thrown away."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(1 << 16):
                pass
            return True
        except TimeoutError:
            return False
        except OSError:
            return True


def first_event(connection, answer):
    """Reads until the first event with content has come; returns the pieces' iterator."""
    pieces = connection.pieces(answer)
    while b'"content":"1 ' not in answer.body:
        answer.body += next(pieces)
    return pieces


def data_of(body):
    """The data of the events of a stream."""
    return [
        line.removeprefix(b"data:").strip()
        for line in body.replace(b"\r\n", b"\n").split(b"\n")
        if line.startswith(b"data:")
    ]


def text_of(body):
    """The text of a stream of chat chunks."""
    text = ""
    for data in data_of(body):
        if data == b"[DONE]":
            continue
        for choice in json.loads(data).get("choices", []):
            text += choice.get("delta", {}).get("content") or ""
    return text


def is_done(body):
    """Whether a stream says that it is complete."""
    return b"[DONE]" in data_of(body)


def error_in(body):
    """The error a stream ends with; None without one."""
    data = data_of(body)
    if not data or data[-1] == b"[DONE]":
        return None
    return json.loads(data[-1]).get("error")


class AsyncConnection:
    """A connection of an event loop, fast enough for load."""

    def __init__(self, port, key):
        self.port = port
        self.key = key
        self.reader = self.writer = None

    async def open(self):
        """Connects, unless it is connected."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                "127.0.0.1", self.port, limit=1 << 22)
        return self

    def close(self):
        """Closes it."""
        if self.writer is not None:
            self.writer.transport.abort()
            self.reader = self.writer = None

    async def chat(
            self, body, seconds=20, headers=(), started=None, path="/v1/chat/completions"):
        """Makes a request and reads the answer; `started` is called at the first content."""
        await self.open()
        answer = Answer()
        try:
            async with asyncio.timeout(seconds):
                self.writer.write(post(body, self.key, path, headers))
                await self._receive(answer, started)
        except (OSError, EOFError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Broken(f"{type(error).__name__}", answer) from None
        except TimeoutError:
            self.close()
            raise Broken("silence", answer) from None
        if answer.header("connection") == "close":
            self.close()
        return answer

    async def _receive(self, answer, started):
        head = await self.reader.readuntil(b"\r\n\r\n")
        answer.status, answer.fields = read_head(head[:-4])
        length = answer.header("content-length")
        if length is not None:
            left = int(length)
            while left:
                piece = await self.reader.read(min(left, 1 << 16))
                if not piece:
                    raise EOFError
                answer.body += piece
                left -= len(piece)
            answer.complete = True
            return
        while not answer.complete:
            line = await self.reader.readuntil(b"\r\n")
            size = int(line.split(b";")[0], 16)
            answer.body += (await self.reader.readexactly(size + 2))[:-2]
            answer.complete = size == 0
            if started is not None and b'"content":"1 ' in answer.body:
                started()
                started = None
