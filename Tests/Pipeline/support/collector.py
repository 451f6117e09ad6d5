"""A collector of traces: OTLP over HTTP as the official definitions have it."""

import base64
import http.server
import importlib
import json
import pkgutil
import re
import threading

import opentelemetry.semconv._incubating.attributes
import opentelemetry.semconv.attributes
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

from . import wait

HEX_IDS = {"traceId": 32, "spanId": 16, "parentSpanId": 16}
# What the mapping to JSON writes as text, because readers of JSON with 53 bits would round it.
TEXT_NUMBERS = {"startTimeUnixNano", "endTimeUnixNano", "timeUnixNano", "intValue"}


def conventions():
    """The names of all attributes that OpenTelemetry's semantic conventions know."""
    names = set()
    for package in (
            opentelemetry.semconv.attributes, opentelemetry.semconv._incubating.attributes):
        for module in pkgutil.iter_modules(package.__path__):
            found = importlib.import_module(f"{package.__name__}.{module.name}")
            names |= {
                value for name, value in vars(found).items()
                if name.isupper() and isinstance(value, str)}
    return names


def parse(body):
    """The message of a request in the JSON form of OTLP; strict where protobuf's own JSON form differs from it."""
    def change(value, name=None):
        if isinstance(value, dict):
            return {key: change(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [change(inner) for inner in value]
        if name in HEX_IDS:
            assert re.fullmatch(f"[0-9a-f]{{{HEX_IDS[name]}}}", value), (name, value)
            return base64.b64encode(bytes.fromhex(value)).decode()
        if name in TEXT_NUMBERS:
            assert isinstance(value, str) and re.fullmatch("-?[0-9]+", value), (name, value)
        return value

    return json_format.ParseDict(
        change(json.loads(body)), trace_service_pb2.ExportTraceServiceRequest())


def plain(value):
    """A value of an attribute as Python has it."""
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [plain(inner) for inner in value.array_value.values]
    return getattr(value, kind)


class Span:
    """One span with where it belongs."""

    def __init__(self, span, scope, resource):
        self.trace = span.trace_id.hex()
        self.id = span.span_id.hex()
        self.parent = span.parent_span_id.hex()
        self.state = span.trace_state
        self.flags = span.flags
        self.name = span.name
        self.kind = span.kind
        self.start, self.end = span.start_time_unix_nano, span.end_time_unix_nano
        self.said = {entry.key: plain(entry.value) for entry in span.attributes}
        self.events = [(event.name, event.time_unix_nano) for event in span.events]
        self.failed = span.status.code == 2
        self.message = span.status.message
        self.scope = scope.name
        self.resource = {entry.key: plain(entry.value) for entry in resource.attributes}
        assert len(span.attributes) == len(self.said), f"attributes twice: {span}"
        assert len(span.trace_id) == 16 and len(span.span_id) == 8, span
        assert any(span.trace_id) and any(span.span_id), span
        assert 0 < self.start <= self.end, span

    def __repr__(self):
        return f"{self.scope} {self.name} {self.id} <- {self.parent} {self.said}"


class Collector:
    """Takes traces on a port of the kernel's choice; `script` says what its next answers are."""

    def __init__(self):
        collector = self
        self.bodies = []
        self.fields = []
        self.calls = 0
        # Statuses of the next answers, "cut" for a broken connection, or a number with fields
        # and perhaps a body; 200 once it is empty.
        self.script = []
        self._lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                with collector._lock:
                    collector.calls += 1
                    answer = collector.script.pop(0) if collector.script else 200
                if answer == "cut":
                    self.close_connection = True
                    self.connection.close()
                    return
                status, fields, *reply = answer if isinstance(answer, tuple) else (answer, {})
                if status == 200:
                    with collector._lock:
                        collector.bodies.append(body)
                        collector.fields.append(
                            (self.path, {k.lower(): v for k, v in self.headers.items()}))
                reply = reply[0] if reply else b"{}"
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/traces"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Ends it."""
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def spans(self):
        """All spans that it has taken, in the order they came; within a trace no id stands for two."""
        with self._lock:
            bodies = list(self.bodies)
        spans = [
            Span(span, scoped.scope, resource.resource)
            for body in bodies for resource in parse(body).resource_spans
            for scoped in resource.scope_spans for span in scoped.spans]
        seen = {}
        for span in spans:
            assert seen.setdefault((span.trace, span.id), span) is span, (seen[span.trace, span.id], span)
        return spans

    def await_spans(self, trace, count, seconds=20):
        """The spans of a trace by id, once there are so many."""
        def found():
            spans = [span for span in self.spans() if span.trace == trace]
            return spans if len(spans) >= count else None

        spans = wait.until(found, seconds, pause=0.1, what=f"{count} spans of {trace}")
        assert len(spans) == count, spans
        return spans
