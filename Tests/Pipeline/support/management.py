"""The management API as a browser or a script uses it."""

import http.client
import json
import socket
import urllib.parse

PASSWORD = "correct horse battery staple"


class Reply:
    """One answer."""

    def __init__(self, response):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def code(self):
        """The code of the error."""
        return self.json()["error"]["code"]

    def __repr__(self):
        return f"{self.status} {self.fields} {self.body[:800]!r}"


class LocalHTTP(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Manager:
    """Speaks to a gateway's `/api`; remembers the session's cookie and token."""

    def __init__(self, gateway, key=None, local=False):
        self.gateway = gateway
        self.key = key
        self.local = local
        self.cookie = None
        self.token = None

    def open(self):
        """A connection."""
        if self.local:
            return LocalHTTP(self.gateway.data / "run" / "api.sock", 40)
        return http.client.HTTPConnection("127.0.0.1", self.gateway.port, timeout=40)

    def ask(self, method, path, body=None, headers=None, token=True):
        """One request; `body` is JSON, or bytes as they are."""
        fields = dict(headers or {})
        if self.key:
            fields["Authorization"] = f"Bearer {self.key}"
        if self.cookie:
            fields["Cookie"] = self.cookie
        if self.token and token:
            fields["X-CSRF-Token"] = self.token
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            fields.setdefault("Content-Type", "application/json")
        connection = self.open()
        try:
            connection.request(method, path, body, fields)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **more):
        """The JSON of a page that must be there."""
        reply = self.ask("GET", path, **more)
        assert reply.status == 200, reply
        return reply.json()

    def must(self, status, method, path, body=None, **more):
        """A request with the status that it must have; its JSON, where it has one."""
        reply = self.ask(method, path, body, **more)
        assert reply.status == status, (method, path, reply)
        return reply.json() if reply.body else None

    def setup_code(self):
        """The code that the first password takes; admin has written it once it has answered."""
        self.get("/api/auth/status")
        return (self.gateway.data / "admin" / "setup-code").read_text().strip()

    def set_up(self, password=PASSWORD):
        """Sets the first password and signs in."""
        body = {"password": password, "setup_code": self.setup_code()}
        reply = self.ask("POST", "/api/auth/setup", body)
        assert reply.status in (200, 201, 204), reply
        return self.sign_in(password)

    def sign_in(self, password=PASSWORD):
        """Signs in and remembers the session."""
        reply = self.ask("POST", "/api/auth/login", {"password": password})
        assert reply.status == 200, reply
        self.cookie = reply.fields["set-cookie"].split(";")[0]
        self.token = reply.json()["csrf_token"]
        return self


def quoted(name):
    """A name as a segment of a path."""
    return urllib.parse.quote(name, safe="")
