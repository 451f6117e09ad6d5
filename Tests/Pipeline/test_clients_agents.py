"""Agents that nobody here wrote do a real task: they run a command in a directory and report."""

import json
import uuid

import pytest

from support.clients.agents import AGENTS

TASK = """Please do the following in the present directory and tell me what was printed.

RUN: echo {nonce} > out.txt && cat out.txt

Do nothing else."""


@pytest.fixture(params=AGENTS, ids=lambda agent: agent.__name__)
def kind(request):
    if request.param.PROGRAM is None:
        pytest.skip(f"no program of {request.param.__name__} for this platform")
    return request.param


@pytest.fixture(params=["known", "unknown"])
def model(request, kind, target):
    """A model that runs the command, by a name that tells what it can do, or by any."""
    if request.param == "known":
        return target.known(kind, "m", "task")
    return target.model("m", "task")


def test_task(kind, target, model, tmp_path):
    nonce = f"nonce-{uuid.uuid4()}"
    agent = kind(tmp_path, target, model)
    answer = agent.do(TASK.format(nonce=nonce))
    assert (agent.work / "out.txt").read_text() == f"{nonce}\n"
    assert answer.startswith("DONE:") and nonce in answer
    # The provider got what the command printed, as the result of the call that it had made.
    last = json.dumps(target.received(model)[-1])
    assert last.count(nonce) > 2
