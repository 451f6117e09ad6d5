"""Every fault of docs/failover.md, in every client dialect, streamed and plain: what the table says is what happens."""

import time

import pytest

from support import answers, faults, wait
from support.answers import DIALECTS
from support.asking import ask
from support.faults import ANSWER, FAULTS, LANES, NONE, OTHER, OTHER_ANSWER, SAME, SECONDS, ClosedPort, PlainServer
from support.gateway import Gateway
from support.mock import Mock

ROWS = faults.rows()
# No cell waits for more than one deadline of a first target; the rest is room for a busy machine.
CELL_SECONDS = 5


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """The provider that misbehaves when told to."""
    provider = Mock(tmp_path_factory.mktemp("work"))
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def backup(tmp_path_factory):
    """The healthy provider."""
    provider = Mock(tmp_path_factory.mktemp("backup"))
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def down():
    """The port of a provider that is down."""
    port = ClosedPort()
    yield port
    port.close()


@pytest.fixture(scope="module")
def gateway(work, backup, down):
    """One gateway for all cells."""
    port, insecure = ClosedPort(), PlainServer()
    text = faults.configuration(work.port, backup.port, port.port, insecure.port, down.port)
    with Gateway(text) as running:
        before = running.pids()
        yield running
        assert running.pids() == before, f"a daemon died:\n{running.errors()[-4000:]}"
    port.close()
    insecure.close()


@pytest.fixture(scope="module")
def slowest(figure):
    """How long the slowest cell took, for the end of the run."""
    times = {}
    yield times
    if times:
        name = max(times, key=times.get)
        figure("fault matrix: cells, slowest in ms", f"{len(times)}, {name} {round(times[name] * 1000)}")


def cells():
    """All cells; with the same answer at the second target in both lanes, else in one."""
    for fault in FAULTS:
        for client in DIALECTS:
            for form in ("plain", "stream"):
                for second in SECONDS:
                    fitting = "own" if form == "stream" else "translated"
                    for lane in LANES if second == SAME else [fitting]:
                        name = f"{fault}-{client}-{lane}-{form}-{second}"
                        yield pytest.param(fault, client, lane, form, second, id=name)


def test_the_table_and_the_faults_are_the_same():
    assert list(ROWS) == list(FAULTS)
    words = ("complete", "filtered", "event", "status ")
    for row in ROWS.values():
        assert all(outcome.startswith(words) for outcome in row.outcomes.values()), row


def test_a_healthy_second_target_saves_all_but_the_callers_faults_and_other_answers():
    """The promise itself, read from the table."""
    callers = {"refusal", "refusal-200"}
    midstream = {name for name, row in ROWS.items() if row.outcomes["stream", OTHER] == "event"}
    assert midstream == {"cut", "stall", "malformed", "unterminated"}
    for name, row in ROWS.items():
        for (form, second), outcome in row.outcomes.items():
            diverges = (form, second) == ("stream", OTHER) and name in midstream
            if second == NONE or name in callers or diverges:
                continue
            assert outcome == "complete", (name, form, second)


def prepare(gateway, work, backup, fault, second):
    """The cell's fault, and nothing left of the cell before."""
    work.reset()
    backup.reset()
    gateway.command("reset")
    if fault.directives:
        work.behave(fault.directives, fault.times)
    if second == OTHER:
        backup.behave(faults.OTHER_DIRECTIVES)


@pytest.mark.parametrize(("name", "client", "lane", "form", "second"), list(cells()))
def test_cell(gateway, work, backup, slowest, request, name, client, lane, form, second):
    fault, row = FAULTS[name], ROWS[name]
    prepare(gateway, work, backup, fault, second)
    model = faults.combo(client, lane, fault.place, second)
    begun = time.monotonic()
    with gateway.connect(seconds=CELL_SECONDS) as connection:
        answer = ask(connection, client, model, form == "stream", prefill=fault.prefill)
    slowest[request.node.callspec.id] = time.monotonic() - begun
    check(answer, client, form, outcome_of(row, name, client, lane, form, second), second)
    calls = row.calls_alone if second == NONE else row.calls
    assert work.calls() <= calls, f"{work.calls()} calls of the first target"
    assert backup.calls() <= (0 if second == NONE else 1)
    attempts = int(answer.header("x-omniroute-attempts"))
    # A stream's head goes out with the first token, and says what there was until then.
    assert 1 <= attempts <= calls + (second != NONE), answer


def outcome_of(row, name, client, lane, form, second):
    """What the table says, with the exceptions that stand below it."""
    if (name, client, lane, form) == ("empty-200", "anthropic", "own", "plain"):
        return "empty"
    midstream = row.outcomes["stream", OTHER] == "event"
    if midstream and (client, lane, form, second) == ("openai-responses", "own", "stream", SAME):
        return "event"
    return row.outcomes[form, second]


def check(answer, client, form, outcome, second):
    """Compares an answer with a word of the table."""
    if outcome.startswith("status "):
        allowed = [int(status) for status in outcome.removeprefix("status ").split("/")]
        assert answer.status in allowed, answer
        answers.error_of(client, answer)
        return
    assert answer.status == 200, answer
    if outcome == "empty":
        return
    reading = answers.read(client, answer, form == "stream")
    if outcome == "event":
        check_broken(reading)
    else:
        check_whole(reading, client, outcome, second)


def check_broken(reading):
    """The client has a part and is told that it is no more than that."""
    assert reading.error is not None and not reading.terminated, reading
    assert reading.finish is None, reading
    assert reading.text and ANSWER.startswith(reading.text), reading


def check_whole(reading, client, outcome, second):
    """One target's answer, whole and once."""
    assert reading.complete, reading
    if outcome == "filtered":
        assert reading.finish in answers.FILTERED[client], reading
        return
    assert reading.finish == answers.ENDED[client], reading
    wanted = [ANSWER, OTHER_ANSWER] if second == OTHER else [ANSWER]
    assert reading.text in wanted, reading
    assert reading.usage and all(count > 0 for count in reading.usage), reading


# ---------------------------------------------------------------- what the table cannot say


@pytest.mark.parametrize("client", DIALECTS)
def test_the_time_that_a_provider_names_is_passed_on(gateway, work, backup, client):
    prepare(gateway, work, backup, FAULTS["429-after"], NONE)
    model = faults.combo(client, "own", "work", NONE)
    for _ in range(2):
        # The second one without a call: the account rests.
        with gateway.connect(seconds=CELL_SECONDS) as connection:
            answer = ask(connection, client, model, False)
        assert answer.status == 429, answer
        assert 25 <= int(answer.header("retry-after")) <= 30, answer
        answers.error_of(client, answer)
    assert work.calls() == 1


@pytest.mark.parametrize("client", DIALECTS)
def test_a_target_that_rests_is_passed_over(gateway, work, backup, client):
    prepare(gateway, work, backup, FAULTS["429-after"], SAME)
    for _ in range(5):
        with gateway.connect(seconds=CELL_SECONDS) as connection:
            answer = ask(connection, client, faults.combo(client, "own", "work", SAME), False)
        assert answer.status == 200, answer
    assert work.calls() == 1 and backup.calls() == 5


def test_a_short_wait_is_sat_out(gateway, work, backup):
    """The only target asks for a moment, and gets it."""
    prepare(gateway, work, backup, faults.Fault("status=429+retry-after=300ms", times=1), NONE)
    with gateway.connect(seconds=CELL_SECONDS) as connection:
        answer = ask(connection, "openai-chat", faults.combo("openai-chat", "own", "work", NONE), False)
    assert answer.status == 200, answer
    assert work.calls() == 2


@pytest.mark.parametrize("client", DIALECTS)
@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("tokens", [0, 1, 7])
def test_a_joined_answer_has_no_seam_wherever_the_first_was_cut(
        gateway, work, backup, client, lane, tokens):
    prepare(gateway, work, backup, faults.Fault(f"cut=after:{tokens}"), SAME)
    model = faults.combo(client, lane, "work", SAME)
    with gateway.connect(seconds=CELL_SECONDS) as connection:
        answer = ask(connection, client, model, True)
    assert answer.status == 200, answer
    reading = answers.read(client, answer, True)
    if tokens and (client, lane) == ("openai-responses", "own"):
        return check_broken(reading)
    check_whole(reading, client, "complete", SAME)


@pytest.mark.parametrize("client", DIALECTS)
@pytest.mark.parametrize("cut", ["inside:3", "reset:3"])
def test_a_cut_inside_of_an_event_is_joined_as_well(gateway, work, backup, client, cut):
    prepare(gateway, work, backup, faults.Fault(f"cut={cut}"), SAME)
    model = faults.combo(client, "translated", "work", SAME)
    with gateway.connect(seconds=CELL_SECONDS) as connection:
        answer = ask(connection, client, model, True)
    assert answer.status == 200, answer
    check_whole(answers.read(client, answer, True), client, "complete", SAME)


@pytest.mark.parametrize("client", DIALECTS)
def test_a_role_and_nothing_else_is_no_token(gateway, work, backup, client):
    """The stream has begun in form, and then nothing: the deadline of the first token still counts."""
    prepare(gateway, work, backup, faults.Fault("silence=after:0"), SAME)
    model = faults.combo(client, "own", "work", SAME)
    with gateway.connect(seconds=CELL_SECONDS) as connection:
        answer = ask(connection, client, model, True)
    assert answer.status == 200, answer
    check_whole(answers.read(client, answer, True), client, "complete", SAME)
    assert work.calls() == 1


def test_a_smaller_window_is_not_asked(gateway, work, backup):
    """What is too long for the large window goes back at once: the small one cannot take it."""
    prepare(gateway, work, backup, faults.Fault(), SAME)
    backup.behave("error=context")
    with gateway.connect(seconds=CELL_SECONDS) as connection:
        answer = ask(connection, "openai-chat", faults.SMALLER_SECOND, False)
    assert answer.status == 400 and answer.error["code"] == "context_length_exceeded", answer
    assert backup.calls() == 1 and work.calls() == 0


def test_an_outage_ends(gateway, work, backup, down, tmp_path):
    """Down: everything is answered by the second target, and hardly anybody waits for the first. Back: it is asked again."""
    prepare(gateway, work, backup, FAULTS["outage"], SAME)
    extra = 0
    for _ in range(5):
        for client in DIALECTS:
            for form in ("plain", "stream"):
                model = faults.combo(client, "own", "down", SAME)
                with gateway.connect(seconds=CELL_SECONDS) as connection:
                    answer = ask(connection, client, model, form == "stream")
                check(answer, client, form, "complete", SAME)
                extra += int(answer.header("x-omniroute-attempts")) - 1
    # Each dialect is an account of its own at one server; the breaker of the server opens after two failures, and what
    # is under way or a probe adds a few.
    assert extra <= 8, f"{extra} calls of a target that is down"
    down.close()
    provider = Mock(tmp_path, port=down.port)
    try:
        model = faults.combo("openai-chat", "own", "down", SAME)

        def first_answers():
            with gateway.connect(seconds=CELL_SECONDS) as connection:
                answer = ask(connection, "openai-chat", model, False)
            assert answer.status == 200, answer
            return answer.header("x-omniroute-model").startswith("down-")

        wait.until(first_answers, 75, pause=0.25, what="the first target's return")
    finally:
        provider.stop()
