"""Killed and renewed daemons under load."""

import os
import signal
import socket
import statistics
import threading
import time

import pytest

from support import http, metrics, wait
from support.ledger import Ledger
from support.load import Load, Streams

# Of several kills; one alone may fall into a moment in which the machine does something else.
MEDIAN_BACK_SECONDS = 0.3
SLOWEST_BACK_SECONDS = 2
UNACKNOWLEDGED_SECONDS = 0.5
# How much later than it was sent this file's clients may read an answer.
READ_LATE_SECONDS = 0.25


def await_successor(gateway, daemon, old, seconds=10):
    """Waits until another process of a daemon serves."""
    def serves():
        status = gateway.status().get(daemon, {})
        return status.get("ready") and status.get("pid") != old
    wait.until(serves, seconds, what=f"the next {daemon}")


def back_in_service(gateway, killed):
    """Seconds from the kill to the first new request that was answered."""
    while True:
        try:
            with gateway.connect(seconds=5) as connection:
                answer = connection.chat("mock/echo", "back?")
                if answer.status == 200:
                    return time.monotonic() - killed
        except (http.Broken, OSError):
            pass
        assert time.monotonic() - killed < 10, "no service after the kill"


def check_times(times):
    """Service came back soon enough."""
    assert statistics.median(times) < MEDIAN_BACK_SECONDS, times
    assert max(times) < SLOWEST_BACK_SECONDS, times


def check_records(gateway, names, attempts=True):
    """Each request has one record, and each record its attempts."""
    rows = gateway.settled_logs(names)
    doubled = [name for name, found in rows.items() if len(found) != 1]
    assert doubled == []
    assert all(found[0]["outcome"] == "complete" for found in rows.values()), [
        found for found in rows.values() if found[0]["outcome"] != "complete"][:3]
    if attempts:
        recorded = wait.until(
            lambda: (lambda all: all if names <= all.keys() else None)(gateway.attempts()), 20,
            what="the attempts' records")
        for name in names:
            assert sorted(recorded[name]) == list(range(1, rows[name][0]["attempts"] + 1)), name
        name = next(iter(names))
        detail = gateway.command("logs", "--json", "--request", name)
        assert '"attempt_records":[{' in detail.stdout


@pytest.mark.parametrize("daemon", ["route", "logd"])
def test_kill_of_route_and_logd_harms_nobody(own_gateway, figure, daemon):
    gateway = own_gateway
    streams = Streams(gateway, 8, chunks=150, delay="20ms").start().await_committed()
    times = []
    with Load(gateway, prefix=f"kill-{daemon}") as load:
        for _ in range(5):
            load.await_requests(60)
            old = gateway.pid(daemon)
            killed = gateway.kill(daemon)
            times.append(back_in_service(gateway, killed))
            load.await_requests(60)
            await_successor(gateway, daemon, old)
    streams.complete()
    figure(f"kill -9 of {daemon}: back in service after, ms",
           [round(t * 1000) for t in times])
    figure(f"kill -9 of {daemon}: requests served, slowest in ms",
           f"{len(load.done)}, {round(load.slowest * 1000)}")
    assert load.failed == []
    check_times(times)
    check_records(gateway, set(load.done) | set(streams.answers))


@pytest.mark.parametrize("daemon", ["translate", "egress"])
def test_kill_of_translate_and_egress(own_gateway, figure, daemon):
    gateway = own_gateway
    times, plain = [], []
    committed_all, waiting_all = {}, {}
    with Load(gateway, prefix=f"kill-{daemon}", streams=False) as load:
        for turn in range(4):
            committed = Streams(
                gateway, 6, chunks=1000, delay="20ms", prefix=f"committed-{turn}").start()
            waiting = Streams(
                gateway, 6, chunks=3, delay="1ms", first="700ms",
                prefix=f"waiting-{turn}").start()
            committed.await_committed()
            load.await_requests(30)
            assert not waiting.committed, "the streams that should wait have begun"
            old = gateway.pid(daemon)
            killed = gateway.kill(daemon)
            times.append(back_in_service(gateway, killed))
            committed_all |= committed.finish(15)
            waiting.complete()
            waiting_all |= waiting.answers
            await_successor(gateway, daemon, old)
    figure(f"kill -9 of {daemon}: back in service after, ms",
           [round(t * 1000) for t in times])
    figure(f"kill -9 of {daemon}: requests served, slowest in ms",
           f"{len(load.done)}, {round(load.slowest * 1000)}")
    assert load.failed == []
    for name, answer in committed_all.items():
        assert isinstance(answer, http.Answer), f"{name} has no explicit end: {answer}"
        assert answer.status == 200 and not http.is_done(answer.body), name
        error = http.error_in(answer.body)
        assert error and error["message"], f"{name}: {answer.body[-300:]}"
        # What came before the error is unharmed.
        numbers = http.text_of(answer.body).split()
        assert numbers == [str(n) for n in range(1, len(numbers) + 1)], name
    check_times(times)
    check_records(gateway, set(load.done) | set(waiting_all), attempts=daemon == "egress")
    rows = gateway.settled_logs(committed_all)
    assert all(len(found) == 1 and found[0]["outcome"] == "broken" for found in rows.values()), [
        found for found in rows.values() if len(found) != 1 or found[0]["outcome"] != "broken"][:2]


def test_attempts_after_a_kill_of_translate_have_numbers_of_their_own(own_gateway):
    """Those of its predecessor may be in the ledger already; ids of spans are made of the numbers."""
    gateway = own_gateway
    waiting = Streams(gateway, 1, chunks=3, delay="1ms", first="1s", prefix="again").start()
    wait.until(
        lambda: metrics.read(gateway).value("omniroute_attempts_total") == 1, 10,
        what="the first attempt")
    gateway.kill("translate")
    waiting.complete()
    gateway.settled_logs(waiting.answers)
    ledger = Ledger(gateway)
    wait.until(lambda: ledger.count("attempts") > 0, 10, what="the attempts")
    numbers = {row["attempt"] for row in ledger.rows("attempts")}
    assert 101 in numbers and numbers <= {1, 101}, numbers


@pytest.mark.parametrize("daemon", ["translate", "egress"])
def test_kill_never_completes_a_plain_answer(own_gateway, daemon):
    """A large plain answer is whole, or its connection breaks."""
    gateway = own_gateway
    with gateway.connect(receive_buffer=4096, seconds=20) as connection:
        connection.send(http.post(http.chat_body("mock/plain+bytes=30000000"), gateway.key))
        answer = connection.begin()
        pieces = connection.pieces(answer)
        body = [next(pieces)]
        gateway.kill(daemon)
        try:
            body.extend(pieces)
        except http.Broken:
            assert not answer.complete
        answer.body = b"".join(body)
        assert (len(answer.body) == int(answer.header("content-length"))) == answer.complete
        if answer.complete:
            answer.json()
        if daemon == "translate":
            assert not answer.complete, "it was larger than all buffers on the way"
    gateway.good()


def test_kill_of_ingress_keeps_the_port(own_gateway, figure):
    gateway = own_gateway
    refused, times = [], []
    stop = threading.Event()

    def knock():
        while not stop.is_set():
            try:
                socket.create_connection(("127.0.0.1", gateway.port), 5).close()
            except OSError as error:
                refused.append(repr(error))
            stop.wait(0.001)

    knocking = threading.Thread(target=knock)
    knocking.start()
    try:
        with Load(gateway, prefix="kill-ingress", forgives=True) as load:
            for _ in range(4):
                load.await_requests(60)
                old = gateway.pid("ingress")
                killed = gateway.kill("ingress")
                times.append(back_in_service(gateway, killed))
                load.await_requests(60)
                await_successor(gateway, "ingress", old)
    finally:
        stop.set()
        knocking.join(10)
    figure("kill -9 of ingress: back in service after, ms", [round(t * 1000) for t in times])
    assert refused == []
    assert load.failed == []
    assert len(load.broken) <= 4 * load.clients
    check_times(times)
    # What logd had not acknowledged translate tells.
    rows = gateway.settled_logs(set(load.done))
    assert all(len(found) == 1 for found in rows.values())
    told = [found[0] for found in rows.values() if found[0]["secondhand"]]
    assert all(row["outcome"] == "complete" and row["status"] == 200 for row in told), told
    figure("kill -9 of ingress: answered requests that translate told of",
           f"{len(told)} of {len(load.done)} in 4 kills")


def test_kill_of_ingress_cancels_upstream(own_gateway, mock):
    gateway = own_gateway
    streams = Streams(gateway, 4, chunks=100_000, delay="10ms", prefix="orphan").start()
    streams.await_committed()
    model = streams.model.removeprefix("mock/")
    gateway.kill("ingress")
    wait.until(lambda: len(mock.cancellations(model)) >= 4, 5, what="the cancellations")
    assert all(isinstance(answer, http.Broken) for answer in streams.finish().values())
    gateway.good()
    # translate tells what the lost door cannot tell any more.
    for found in gateway.settled_logs(streams.answers).values():
        assert len(found) == 1 and found[0]["secondhand"], found
        assert found[0]["outcome"] == "client_gone" and found[0]["status"] == 200
        assert found[0]["key_name"] == "tests" and found[0]["usage"]["source"] == "estimated"


@pytest.mark.long
@pytest.mark.parametrize("daemon", ["ingress", "translate", "route", "egress", "logd"])
def test_renewal_in_place(own_gateway, figure, daemon):
    gateway = own_gateway
    streams = Streams(gateway, 16, chunks=120, delay="25ms", prefix="renewed").start()
    streams.await_committed()
    with Load(gateway, prefix=f"renew-{daemon}") as load:
        for _ in range(3):
            load.await_requests(60)
            gateway.renew(daemon)
            load.await_requests(60)
    streams.complete()
    figure(f"renewal of {daemon}: requests served, slowest in ms",
           f"{len(load.done)}, {round(load.slowest * 1000)}")
    assert load.failed == []
    check_records(gateway, set(load.done) | set(streams.answers))
    # Predecessors end once nothing needs them; kept connections of the door may take their time.
    if daemon != "ingress":
        wait.until(lambda: len(gateway.pids()[daemon]) == 1, 20, what="the predecessors' end")


def test_all_at_once(own_gateway):
    """Every daemon killed at the same moment: the port holds, and service comes back."""
    gateway = own_gateway
    pids = [found[-1] for found in gateway.pids().values()]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    assert back_in_service(gateway, time.monotonic()) < 5
    wait.until(
        lambda: all(entry.get("ready") for entry in gateway.status().values()), 10,
        what="all daemons")
