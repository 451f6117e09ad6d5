"""Ten thousand requests leave nothing behind."""

import asyncio
import time

import pytest

from support import http, processes, wait

CONCURRENCY = 64
WARM_UP = 2_000
REQUESTS = 10_000
MIB = 1 << 20
# A request that begins before the connection of the one before it is free opens another, which is then kept as well.
SPARE = {"egress": CONCURRENCY // 4}


async def run(gateway, count):
    """Makes requests over kept connections; every tenth is a stream, every fiftieth a new one."""
    numbers = iter(range(count))

    async def work():
        connection = http.AsyncConnection(gateway.port, gateway.key)
        for number in numbers:
            if number % 50 == 0:
                connection.close()
            if number % 10 == 0:
                answer = await connection.chat(http.chat_body("mock/m+chunks=4", stream=True), 60)
                assert http.is_done(answer.body), answer
            elif number % 97 == 0:
                answer = await connection.chat(http.chat_body("mock/m+status=400"), 60)
                assert answer.status == 400, answer
            else:
                answer = await connection.chat(http.chat_body("mock/echo", f"soak {number}"), 60)
                assert f"soak {number}".encode() in answer.body, answer
        connection.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(CONCURRENCY):
            group.create_task(work())


def measure(gateway):
    """Descriptors and memory of each daemon once it has nothing to do."""
    def idle():
        status = gateway.status()
        return all(status[name]["streams"] == 0 for name in ("ingress", "translate", "egress"))

    wait.until(idle, 20, what="idle daemons")
    pids = {name: found[-1] for name, found in gateway.pids().items()}
    return ({name: processes.descriptors(pid) for name, pid in pids.items()},
            {name: processes.resident(pid) for name, pid in pids.items()})


@pytest.mark.long
def test_10_000_requests(own_gateway, figure):
    gateway = own_gateway
    before_pids = gateway.pids()
    asyncio.run(run(gateway, WARM_UP))
    descriptors, memory = measure(gateway)
    begun = time.monotonic()
    asyncio.run(run(gateway, REQUESTS))
    took = time.monotonic() - begun

    def back():
        now = measure(gateway)[0]
        return all(now[name] <= descriptors[name] + SPARE.get(name, 0) for name in now)

    figure("soak, requests a second", round(REQUESTS / took))
    try:
        wait.until(back, 10, pause=0.2)
    except AssertionError:
        pytest.fail(f"descriptors before {descriptors}, after {measure(gateway)[0]}")
    _, after = measure(gateway)
    grown = {name: after[name] - memory[name] for name in after}
    figure("soak, growth in KiB", {name: n // 1024 for name, n in grown.items()})
    for name, growth in grown.items():
        # route remembers decisions and leases up to a bound that takes longer to fill than the warm-up, and translate the
        # ends of the requests of the last two seconds.
        assert growth < (12 if name in ("route", "translate") else 3) * MIB, f"{name} grew by {growth // 1024} KiB"
    assert gateway.pids() == before_pids
    rows = wait.until(
        lambda: (lambda found: found if len(found) == WARM_UP + REQUESTS else None)(gateway.logs()),
        30, pause=0.5, what="a record of each request")
    assert len({row["request_id"] for row in rows}) == len(rows)
