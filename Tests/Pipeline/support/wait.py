"""Waiting for facts, never for time: every wait looks for something and has a deadline."""

import time


def until(look, seconds=10.0, pause=0.01, what="the condition"):
    """Calls `look` until it returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds} s; last: {found!r}")
        time.sleep(pause)


def until_steady(look, seconds=20.0, pause=0.1, times=4, what="the value"):
    """Calls `look` until it gave the same value `times` times in a row, and returns that."""
    deadline = time.monotonic() + seconds
    last, seen = look(), 1
    while seen < times:
        time.sleep(pause)
        now = look()
        last, seen = (last, seen + 1) if now == last else (now, 1)
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not become steady within {seconds} s; last: {now!r}")
    return last
