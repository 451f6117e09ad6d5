"""Traces: what a collector gets of a request, from the client's span to the provider's."""

import itertools
import secrets

import pytest

from support import collector as collectors
from support import http, metrics, wait
from support.asking import ask
from support.collector import Collector
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.ledger import Ledger

_numbers = itertools.count(1)


def settings(url, more="", sample=0):
    """The settings of the export."""
    return f"""
  telemetry:
    traces_url: {url}
    sample: {sample}
    service_name: gate
{more}"""


@pytest.fixture
def collector():
    """A collector of a test's own."""
    with Collector() as running:
        yield running


@pytest.fixture
def traced(mock, collector):
    """A gateway that exports to it what clients want traced."""
    with Gateway(configuration(mock.base, settings(collector.url))) as running:
        yield running


def parent(sampled=True):
    """A client's place in a trace: id of the trace, id of its span, the header."""
    trace, span = secrets.token_hex(16), secrets.token_hex(8)
    return trace, span, f"00-{trace}-{span}-{'01' if sampled else '00'}"


def chat(gateway, model, header, headers=(), **more):
    """A request within a trace."""
    with gateway.connect() as connection:
        return connection.chat(
            model, "hello", headers=[("traceparent", header), *headers], **more)


def by_scope(spans):
    """The spans of one trace by the daemon that they belong to, in the order of their beginnings."""
    found = {}
    for span in sorted(spans, key=lambda span: span.start):
        found.setdefault(span.scope, []).append(span)
    return found


def fields_of(mock, model):
    """The header fields that the provider got with each request for a model, the oldest first."""
    return [
        {name.lower(): value for name, value in entry["headers"]}
        for entry in mock.requests(200) if entry["body"] and f'"{model}"' in entry["body"]]


def test_a_trace_spans_client_daemons_and_provider(traced, collector, mock):
    trace, span, header = parent()
    model = f"m+chunks=3+cached=5+ttft={next(_numbers)}us"
    answer = chat(
        traced, f"mock/{model}", header, [("tracestate", "vendor=1"), ("X-Request-Id", "seen")],
        stream=True)
    assert answer.status == 200 and http.is_done(answer.body), answer
    spans = by_scope(collector.await_spans(trace, 3))
    (door,), (decision,), (call,) = (
        spans[name] for name in ("omni-ingress", "omni-route", "omni-egress"))

    # The way of the ids: client, door, call, provider.
    assert door.parent == span and door.kind == 2 and door.flags & 0x300 == 0x300
    assert call.parent == door.id and call.kind == 3 and call.flags & 0x300 == 0x100
    assert decision.parent == door.id and decision.kind == 1 and decision.name == "route"
    (fields,) = fields_of(mock, model)
    assert fields["traceparent"] == f"00-{trace}-{call.id}-01"
    assert fields["tracestate"] == "vendor=1"
    assert {found.state for found in (door, decision, call)} == {"vendor=1"}

    # Their order in time.
    assert door.start <= decision.start <= decision.end <= call.start <= call.end
    assert call.end <= door.end + 1_000_000
    assert all(door.start <= at <= door.end for _, at in door.events)
    assert [name for name, _ in call.events][-2:] == ["first_byte", "first_token"]

    # What is said of them.
    assert door.said["http.response.status_code"] == 200 and not door.failed
    assert door.said["http.route"] == "/v1/chat/completions" and door.said["url.scheme"] == "http"
    assert 0 < call.said["gen_ai.response.time_to_first_chunk"] < 20
    assert door.said["omniroute.request.id"] == "seen"
    assert door.said["omniroute.model.asked"] == f"mock/{model}"
    row = traced.settled_logs(["seen"])["seen"][0]
    assert row["trace_id"] == trace
    wanted = {
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai-compatible",
        "gen_ai.system": "openai-compatible", "gen_ai.request.model": model,
        "gen_ai.response.model": row["model_answered"],
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": row["usage"]["input"],
        "gen_ai.usage.output_tokens": row["usage"]["output"],
        "gen_ai.usage.cache_read.input_tokens": 5,
        "server.address": "127.0.0.1", "server.port": mock.port,
        "http.response.status_code": 200,
    }
    assert {name: call.said.get(name) for name in wanted} == wanted
    assert "error.type" not in call.said
    assert door.resource["service.name"] == "gate" and door.resource["service.version"]


def test_what_is_said_has_the_names_of_the_conventions(traced, collector):
    trace, _, header = parent()
    chat(traced, f"mock/m+times=1+status=503+ttft={next(_numbers)}us", header)
    chat(traced, "mock/echo+think=4", header)
    wait.until(lambda: len(collector.spans()) >= 6, 20, what="spans")
    known = collectors.conventions()
    said = {name for span in collector.spans() for name in span.said}
    foreign = {name for name in said if not name.startswith("omniroute.") and name not in known}
    assert foreign == set(), foreign
    assert {"gen_ai.request.model", "server.address", "error.type"} <= said


def test_every_attempt_has_its_span(mock, collector):
    more = f"""
  - {{name: second, provider: openai-compatible, prefix: second, base_url: "{mock.base}", api_key: {PROVIDER_KEY}}}
combos:
  - {{name: pair, models: ["mock/first+status=429", second/echo]}}
"""
    with Gateway(configuration(mock.base, settings(collector.url), more)) as gateway:
        trace, _, header = parent()
        answer = chat(gateway, "pair", header)
        assert answer.status == 200, answer
        spans = by_scope(collector.await_spans(trace, 5))
        (door,) = spans["omni-ingress"]
        failed, answered = spans["omni-egress"]
        assert {span.parent for span in spans["omni-egress"] + spans["omni-route"]} == {door.id}
        assert failed.failed and failed.said["error.type"] == "429"
        assert failed.said["omniroute.attempt"] == 1
        assert "gen_ai.response.model" not in failed.said
        assert not answered.failed and answered.said["omniroute.attempt"] == 2
        assert not door.failed and door.said["omniroute.attempts"] == 2
        sent = {fields["traceparent"].split("-")[2]
                for model in ("first+status=429", "echo") for fields in fields_of(mock, model)
                if trace in fields.get("traceparent", "")}
        assert sent == {failed.id, answered.id}


def test_two_requests_of_one_id_in_one_trace_are_two(traced, collector):
    trace, _, header = parent()
    models = [f"m+ttft={next(_numbers)}us" for _ in range(2)]
    for model in models:
        assert chat(traced, f"mock/{model}", header, [("X-Request-Id", "twice")]).status == 200
    spans = by_scope(collector.await_spans(trace, 6))
    doors = {door.id: door.said["omniroute.model.asked"] for door in spans["omni-ingress"]}
    calls = spans["omni-egress"]
    assert [doors[call.parent] for call in calls] == [f"mock/{model}" for model in models]
    assert [call.said["gen_ai.response.model"] for call in calls] == models


def test_a_refusal_has_a_trace_without_a_call(traced, collector):
    trace, span, header = parent()
    answer = chat(traced, "nobody/nothing", header)
    assert answer.status == 404, answer
    spans = by_scope(collector.await_spans(trace, 2))
    (door,), (decision,) = spans["omni-ingress"], spans["omni-route"]
    assert door.parent == span and decision.parent == door.id
    # Of a server's span a client's mistake is no failure; of the decision it is the result.
    assert not door.failed and door.said["error.type"] == "404"
    assert decision.failed and decision.message


@pytest.mark.parametrize("dialect", ["openai-responses", "anthropic", "gemini"])
def test_every_client_dialect_is_traced(traced, collector, dialect):
    trace, span, header = parent()
    with traced.connect() as connection:
        answer = ask(
            connection, dialect, "mock/echo", False, headers=[("traceparent", header)])
    assert answer.status == 200, answer
    spans = by_scope(collector.await_spans(trace, 3))
    assert spans["omni-ingress"][0].parent == span
    assert spans["omni-ingress"][0].name == f"POST {dialect}/chat"


def test_only_what_is_wanted_is_exported(mock, collector):
    with Gateway(configuration(mock.base, settings(collector.url, sample=1))) as gateway:
        unwanted, _, without = parent(sampled=False)
        model = f"m+ttft={next(_numbers)}us"
        assert chat(gateway, f"mock/{model}", without).status == 200
        # Handed on all the same, with the client's wish.
        (fields,) = fields_of(mock, model)
        assert fields["traceparent"].startswith(f"00-{unwanted}-")
        assert fields["traceparent"].endswith("-00")
        # Of a client without an opinion the settings have one: all of them, with a trace of their own.
        gateway.good()
        spans = wait.until(lambda: collector.spans(), 20, what="spans")
        assert unwanted not in {span.trace for span in spans}
        door = by_scope(spans)["omni-ingress"][0]
        assert door.parent == ""


def test_without_export_a_client_s_trace_passes_as_it_came(mock):
    """The provider's spans hang on the client's: of the gateway there are none."""
    with Gateway(configuration(mock.base)) as gateway:
        for flags in ("01", "00"):
            trace, span, _ = parent()
            header = f"00-{trace}-{span}-{flags}"
            model = f"m+ttft={next(_numbers)}us"
            assert chat(gateway, f"mock/{model}", header, [("tracestate", "a=1,b=2")]).status == 200
            (fields,) = fields_of(mock, model)
            assert fields["traceparent"] == header and fields["tracestate"] == "a=1,b=2"
        model = f"m+ttft={next(_numbers)}us"
        with gateway.connect() as connection:
            assert connection.chat(f"mock/{model}", "hello").status == 200
        (fields,) = fields_of(mock, model)
        assert "traceparent" not in fields and "tracestate" not in fields


def test_malformed_parents_begin_a_trace_of_their_own(traced, mock):
    for header in ("00-0-0-01", f"00-{'0' * 32}-{'1' * 16}-01", f"ff-{'1' * 32}-{'1' * 16}-01"):
        model = f"m+ttft={next(_numbers)}us"
        assert chat(traced, f"mock/{model}", header).status == 200
        (fields,) = fields_of(mock, model)
        assert header not in fields.get("traceparent", "")


def test_a_collector_that_fails_gets_everything_later(traced, collector):
    collector.script = [503, "cut", (429, {"retry-after": "1"}), 502, 504]
    traces = []
    for _ in range(3):
        trace, _, header = parent()
        traces.append(trace)
        assert chat(traced, "mock/echo", header).status == 200
    for trace in traces:
        collector.await_spans(trace, 3, seconds=60)
    assert collector.calls >= 6
    counts = metrics.read(traced)
    assert counts.value("omniroute_logd_export_requests_total", result="failed") >= 4
    assert counts.value("omniroute_logd_export_spans_total", result="exported") == 9
    assert counts.value("omniroute_logd_export_spans_total", result="dropped") == 0


def test_a_collector_that_refuses_is_not_asked_again(traced, collector):
    collector.script = [400]
    trace, _, header = parent()
    assert chat(traced, "mock/echo", header).status == 200
    wait.until(
        lambda: metrics.read(traced).value(
            "omniroute_logd_export_spans_total", result="rejected") == 3,
        20, pause=0.2, what="the refused spans in the metrics")
    later, _, header = parent()
    assert chat(traced, "mock/echo", header).status == 200
    collector.await_spans(later, 3)
    assert trace not in {span.trace for span in collector.spans()}


def test_what_a_collector_says_of_spans_that_it_refuses_is_told(traced, collector):
    collector.script = [(200, {}, b'{"partialSuccess": {"rejectedSpans": "2", "errorMessage": "clock skew"}}')]
    trace, _, header = parent()
    assert chat(traced, "mock/echo", header).status == 200
    collector.await_spans(trace, 3)
    wait.until(
        lambda: any("clock skew" in note for note in traced.status()["logd"]["notes"]), 20, pause=0.2,
        what="the collector's remark in the status")
    counts = metrics.read(traced)
    assert counts.value("omniroute_logd_export_spans_total", result="rejected") == 2
    assert counts.value("omniroute_logd_export_spans_total", result="exported") == 1
    later, _, header = parent()
    assert chat(traced, "mock/echo", header).status == 200
    collector.await_spans(later, 3)
    wait.until(
        lambda: not any("clock skew" in note for note in traced.status()["logd"]["notes"]), 20, pause=0.2,
        what="a status without it")


def test_no_collector_delays_nothing_and_loses_no_record(mock):
    """Nobody listens there: requests and records go on."""
    with Gateway(configuration(mock.base, settings("http://127.0.0.1:9/v1/traces", sample=1))) as gateway:
        names = [f"lonely-{number}" for number in range(20)]
        with gateway.connect() as connection:
            for name in names:
                answer = connection.chat("mock/echo", headers=[("X-Request-Id", name)])
                assert answer.status == 200, answer
        rows = gateway.settled_logs(names)
        assert all(len(found) == 1 for found in rows.values())
        wait.until(
            lambda: metrics.read(gateway).value(
                "omniroute_logd_export_requests_total", result="failed") >= 1,
            20, pause=0.2, what="a failed request in the metrics")
        assert gateway.status()["logd"]["ready"]


def test_headers_of_the_collector_come_from_the_vault(mock, collector):
    more = """
    headers:
      authorization: Bearer sk-collector-1234567890"""
    with Gateway(configuration(mock.base, settings(collector.url, more))) as gateway:
        trace, _, header = parent()
        assert chat(gateway, "mock/echo", header).status == 200
        collector.await_spans(trace, 3)
        path, fields = collector.fields[0]
        assert path == "/v1/traces" and fields["content-type"] == "application/json"
        assert fields["authorization"] == "Bearer sk-collector-1234567890"
        # Nobody but egress has it.
        kept = [
            path for path in gateway.data.rglob("*")
            if path.is_file() and b"sk-collector" in path.read_bytes()]
        assert kept == []
        assert "sk-collector" not in gateway.errors()


def test_calls_of_the_export_are_in_the_proxy_log(traced, collector):
    trace, _, header = parent()
    assert chat(traced, "mock/echo", header).status == 200
    collector.await_spans(trace, 3)
    ledger = Ledger(traced)
    calls = wait.until(
        lambda: [call for call in ledger.rows("calls") if call["purpose"] == 6], 20,
        what="the call's row")
    assert calls[0]["connection_id"] == "telemetry" and calls[0]["method"] == "POST"
    assert calls[0]["host"] == f"127.0.0.1:{collector.server.server_port}"
