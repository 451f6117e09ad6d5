"""Questions in other words: what the semantic tier of the cache finds, what it never finds, and what happens when nobody can tell
what a question means."""

import json
import time

import pytest

from support import answers, wait
from support.asking import ask, body, path
from support.faults import ANSWER
from support.gateway import CLIENT_KEY, Gateway
from support.http import post
from support.ledger import Ledger
from support.mock import Mock
from support.routed import KEYS, dollars, entry, listing, many, one

# The mock's vectors count words: these two have six words of seven in common, a cosine of 0.926.
FIRST = "What is the capital of France?"
SIMILAR = "What is the capital city of France?"
# Five words of six: 0.833.
DIFFERENT = "What is the capital of Spain?"


def configuration(alpha, vectors, semantic="{model: e/small, threshold: 0.9}", cache=""):
    """One provider that answers, and one that embeds."""
    return f"""
connections:
  - {{name: alpha, provider: openai-compatible, prefix: a, base_url: "{alpha.base}", api_key: sk-alpha,
     prices: {{echo: {{input: 0, output: 0}}}}}}
  - name: vectors
    provider: openai-compatible
    prefix: e
    base_url: {vectors.base}
    api_key: sk-vectors
    # A dollar for a thousand tokens.
    models: [{{name: small, price: {{input: 1000}}}}]
budgets:
  - {{name: payer-day, scope: key, subject: payer, period: day, limit: 0.05}}
keys:
  - {{name: tests, secret: {CLIENT_KEY}}}
  - {{name: other, secret: {KEYS["other"]}}}
  - {{name: narrow, secret: {KEYS["narrow"]}, models: ["a/*"]}}
  - {{name: payer, secret: {KEYS["payer"]}}}
settings:
  require_api_key: true
  cache: {{semantic: {semantic}{cache}}}
"""


class Semantic(Gateway):
    """A gateway before both, with an empty cache."""

    def __init__(self, alpha, vectors, **more):
        super().__init__(configuration(alpha, vectors, **more))
        self.alpha, self.vectors = alpha, vectors

    def fresh(self):
        """Forgets what was kept, what went wrong, and what the mocks have counted."""
        self.alpha.reset()
        self.vectors.reset()
        self.command("reset")
        self.command("cache", "clear")
        return self

    def counts(self):
        """What the cache has counted."""
        [line] = listing(self, "cache")
        return {name: int(value) for name, value in line.items() if name not in ("enabled", "semantic")}


@pytest.fixture(scope="module")
def mocks(tmp_path_factory):
    """Two providers."""
    pair = [Mock(tmp_path_factory.mktemp(name), name=name) for name in ("alpha", "vectors")]
    yield pair
    for mock in pair:
        mock.stop()


@pytest.fixture(scope="module")
def running(mocks):
    """One gateway for all that does no lasting harm."""
    with Semantic(*mocks) as gateway:
        before = gateway.pids()
        yield gateway
        assert gateway.pids() == before, f"a daemon died:\n{gateway.errors()[-4000:]}"


@pytest.fixture
def gateway(running):
    """The gateway, without what the test before has left."""
    return running.fresh()


def answer(gateway, text, model="a/echo", temperature=0, **more):
    """A request that the cache takes."""
    return one(gateway, model, temperature=temperature, text=text, **more)


def told(found):
    """What the headers say of the cache."""
    assert found.status == 200, found
    return found.header("x-omniroute-cache"), found.header("x-omniroute-cache-similarity")


def text(found, stream=False, dialect="openai-chat"):
    """The text of an answer that must be whole."""
    assert found.status == 200, found
    reading = answers.read(dialect, found, stream)
    assert reading.complete, reading
    return reading.text


# ---------------------------------------------------------------- what is found


def test_a_similar_question_is_answered_from_the_cache(gateway):
    first = answer(gateway, FIRST)
    assert told(first) == ("MISS", None)
    second = answer(gateway, SIMILAR)
    assert told(second) == ("HIT", "0.925")
    assert text(second) == text(first) == FIRST
    assert second.header("age") is not None
    assert second.header("x-omniroute-provider").startswith("alpha")
    assert gateway.alpha.calls() == 1 and gateway.vectors.calls() == 2
    # Word for word nobody has to be asked.
    assert told(answer(gateway, FIRST)) == ("HIT", None)
    assert gateway.vectors.calls() == 2


def test_the_question_alone_is_embedded(gateway):
    answer(gateway, FIRST)
    [request] = gateway.vectors.requests(1)
    assert request["path"] == "/v1/embeddings"
    assert json.loads(request["body"]) == {"model": "small", "input": FIRST}


@pytest.mark.parametrize("other", [
    DIFFERENT, "Which rivers flow through Paris?",
    # Like enough, but for a number.
    "What is the capital of France 1?",
])
def test_a_different_question_is_asked(gateway, other):
    answer(gateway, FIRST)
    second = answer(gateway, other)
    assert told(second) == ("MISS", None) and text(second) == other
    assert gateway.alpha.calls() == 2


def test_what_else_shapes_an_answer_must_be_the_same(gateway):
    answer(gateway, FIRST)
    for number, more in enumerate([
            {"seed": 1}, {"max_tokens": 50}, {"top_p": 0.5}, {"stop": ["x"]}, {"model": "a/m"},
            {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": SIMILAR}]},
            {"messages": [{"role": "user", "content": FIRST}, {"role": "assistant", "content": "Paris."},
                          {"role": "user", "content": SIMILAR}]}]):
        assert told(answer(gateway, SIMILAR, **more)) == ("MISS", None), (number, more)
    assert told(answer(gateway, SIMILAR))[0] == "HIT"


def test_earlier_turns_may_be_the_same(gateway):
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"},
             {"role": "assistant", "content": "Hello."}]
    first = answer(gateway, "", messages=[*turns, {"role": "user", "content": FIRST}])
    second = answer(gateway, "", messages=[*turns, {"role": "user", "content": SIMILAR}])
    assert told(first)[0] == "MISS" and told(second)[0] == "HIT"


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses", "anthropic"])
@pytest.mark.parametrize("stream", [False, True], ids=["plain-first", "stream-first"])
def test_the_form_does_not_matter(gateway, dialect, stream):
    first = answer(gateway, FIRST, model="a/m", stream=stream, dialect=dialect)
    second = answer(gateway, SIMILAR, model="a/m", stream=not stream, dialect=dialect)
    assert told(first)[0] == "MISS" and told(second) == ("HIT", "0.925")
    assert text(first, stream, dialect) == text(second, not stream, dialect) == ANSWER
    if not stream:
        assert second.header("content-type").startswith("text/event-stream")
    assert gateway.alpha.calls() == 1


def test_gemini_and_the_old_completions_have_questions_too(gateway):
    def generate(question):
        asked = {"contents": [{"role": "user", "parts": [{"text": question}]}],
                 "generationConfig": {"temperature": 0}}
        with gateway.connect() as connection:
            connection.send(post(json.dumps(asked).encode(), connection.key, path("gemini", "a/m", False)))
            return connection.receive()

    def complete(prompt):
        asked = json.dumps({"model": "a/m", "prompt": prompt, "temperature": 0}).encode()
        with gateway.connect() as connection:
            connection.send(post(asked, connection.key, "/v1/completions"))
            return connection.receive()

    for form in (generate, complete):
        assert [told(form(question))[0] for question in (FIRST, SIMILAR)] == ["MISS", "HIT"]


def test_many_at_once_in_the_same_words_ask_once(gateway):
    found = many(gateway, "a/echo+ttft=300ms", 24, temperature=0, text=FIRST)
    assert {text(each) for each in found} == {FIRST}
    assert gateway.alpha.calls() == 1 and gateway.vectors.calls() == 1
    found = many(gateway, "a/echo+ttft=300ms", 24, temperature=0, text=SIMILAR)
    assert {told(each) for each in found} == {("HIT", "0.925")}
    assert gateway.alpha.calls() == 1


# ---------------------------------------------------------------- what is never found


def test_no_key_gets_the_answer_of_another(gateway):
    assert told(answer(gateway, FIRST))[0] == "MISS"
    assert told(answer(gateway, SIMILAR, key="other"))[0] == "MISS"
    assert told(answer(gateway, FIRST, key="other")) == ("HIT", "0.925")
    assert gateway.alpha.calls() == 2


def test_a_key_needs_no_right_to_the_embeddings_model(gateway):
    answer(gateway, FIRST, key="narrow")
    assert told(answer(gateway, SIMILAR, key="narrow"))[0] == "HIT"
    # For itself it may not use it.
    assert answer(gateway, FIRST, model="e/small", key="narrow").status in (403, 404)


@pytest.mark.parametrize("headers", [
    [("X-OmniRoute-No-Cache", "true")], [("Cache-Control", "no-cache")],
], ids=["bypass", "no-cache"])
def test_the_cache_can_be_passed_by(gateway, headers):
    answer(gateway, FIRST)
    for question in (FIRST, SIMILAR):
        assert told(answer(gateway, question, headers=headers)) == (None, None)
    assert gateway.alpha.calls() == 3 and gateway.vectors.calls() == 1


def test_warm_requests_are_not_embedded(gateway):
    for temperature in (0.7, None):
        asked = {} if temperature is None else {"temperature": temperature}
        assert one(gateway, "a/echo", text=FIRST, **asked).status == 200
    assert gateway.vectors.calls() == 0


@pytest.mark.parametrize("messages", [
    [{"role": "user", "content": [
        {"type": "text", "text": FIRST},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}],
    [{"role": "user", "content": FIRST},
     {"role": "assistant", "content": None, "tool_calls": [
         {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
     {"role": "tool", "tool_call_id": "c1", "content": "Paris"}],
    [{"role": "user", "content": "word " * 2_000}],
], ids=["picture", "result", "long"])
def test_what_is_no_short_text_is_only_known_word_for_word(gateway, messages):
    found = [answer(gateway, "", model="a/m", messages=messages) for _ in range(2)]
    assert [told(each) for each in found] == [("MISS", None), ("HIT", None)]
    assert gateway.vectors.calls() == 0


def test_answers_that_are_cut_are_found_by_nobody(gateway):
    gateway.alpha.behave("finish=length", times=1)
    assert told(answer(gateway, FIRST))[0] == "MISS"
    assert told(answer(gateway, SIMILAR))[0] == "MISS"


# ---------------------------------------------------------------- when nobody can tell what it means


@pytest.mark.parametrize("directives", [
    "status=500", "status=429", "status=401", "status=404", "html", "error200", "cut=headers",
])
def test_a_failure_costs_no_answer(gateway, directives):
    gateway.vectors.behave(directives)
    before = gateway.counts()
    found = answer(gateway, FIRST)
    assert told(found) == ("MISS", None) and text(found) == FIRST
    after = gateway.counts()
    assert after["embeddings_failed"] == before["embeddings_failed"] + 1
    # A connection that breaks before any answer is tried again once by egress.
    calls = gateway.vectors.calls()
    assert calls == 1 or directives.startswith("cut") and calls == 2
    # It is left alone for a while, and kept answers are given word for word.
    assert told(answer(gateway, SIMILAR))[0] == "MISS"
    assert told(answer(gateway, SIMILAR)) == ("HIT", None)
    assert gateway.vectors.calls() == calls
    gateway.vectors.reset()
    gateway.command("reset")
    third = "So what is the capital city of France?"
    assert told(answer(gateway, third))[0] == "MISS"
    assert gateway.vectors.calls() == 1


def test_a_slow_one_costs_two_seconds_and_no_answer(gateway, figure):
    gateway.vectors.behave("silence=headers")
    began = time.monotonic()
    found = answer(gateway, FIRST)
    waited = time.monotonic() - began
    assert told(found) == ("MISS", None) and text(found) == FIRST
    assert 1.9 <= waited < 6, waited
    figure("answer behind an embeddings model that is silent", f"{waited:.2f} s")
    began = time.monotonic()
    assert told(answer(gateway, SIMILAR))[0] == "MISS"
    assert time.monotonic() - began < 1.5


def test_the_account_does_not_rest_for_it(gateway):
    gateway.vectors.behave("status=429+retry-after=30", times=1)
    assert told(answer(gateway, FIRST))[0] == "MISS"
    # Another model of the very connection is there.
    assert entry(gateway, "connections", "vectors")["state"] == "ready"
    assert entry(gateway, "connections", "vectors")["locked_models"] == ["small"]


def test_a_model_that_is_not_there_costs_nothing(mocks):
    with Semantic(*mocks, semantic="{model: e/none}") as gateway:
        gateway.fresh()
        assert told(answer(gateway, FIRST))[0] == "MISS"
        assert told(answer(gateway, FIRST)) == ("HIT", None)
        assert gateway.vectors.calls() == 0


def test_nobody_listens_where_questions_are_embedded(mocks):
    with Semantic(*mocks) as gateway:
        gateway.fresh()
        gateway.write(configuration(*mocks).replace(mocks[1].base, "http://127.0.0.1:9/v1"))
        gateway.command("apply", "--yes", str(gateway.file))
        found = answer(gateway, FIRST)
        assert told(found) == ("MISS", None) and text(found) == FIRST


def test_a_client_that_leaves_meanwhile_holds_nothing(gateway):
    gateway.vectors.behave("silence=headers", times=1)
    with gateway.connect() as connection:
        data = json.dumps(body("openai-chat", "a/echo", False, text=FIRST, temperature=0)).encode()
        connection.send(post(data, connection.key))
        wait.until(lambda: gateway.vectors.calls() == 1, 10)
    wait.until(lambda: entry(gateway, "connections", "vectors")["open"] == 0, 10)
    assert gateway.alpha.calls() == 0
    # Nobody waits for the one that is gone.
    began = time.monotonic()
    assert told(answer(gateway, FIRST))[0] == "MISS"
    assert told(answer(gateway, SIMILAR))[0] == "HIT"
    assert time.monotonic() - began < 5


def test_the_model_does_not_rest_for_a_lost_egress(mocks):
    with Semantic(*mocks) as gateway:
        gateway.fresh()
        before = gateway.counts()["embeddings_failed"]
        gateway.vectors.behave("silence=headers", times=1)
        with gateway.connect() as connection:
            data = json.dumps(body("openai-chat", "a/echo", False, text=FIRST, temperature=0)).encode()
            connection.send(post(data, connection.key))
            wait.until(lambda: gateway.vectors.calls() == 1, 10)
            gateway.kill("egress")
            found = connection.receive()
        assert told(found) == ("MISS", None) and text(found) == FIRST
        assert "locked_models" not in entry(gateway, "connections", "vectors")
        assert gateway.counts()["embeddings_failed"] == before
        gateway.command("cache", "clear")
        assert [told(answer(gateway, question))[0] for question in (FIRST, SIMILAR)] == ["MISS", "HIT"]


def test_daemons_may_be_killed_meanwhile(mocks):
    with Semantic(*mocks) as gateway:
        gateway.fresh()
        answer(gateway, FIRST)
        gateway.kill("route")
        # The cache is empty, and the next questions fill it.
        assert told(answer(gateway, SIMILAR))[0] == "MISS"
        assert told(answer(gateway, FIRST)) == ("HIT", "0.925")
        gateway.kill("egress")
        found = answer(gateway, "Which is the highest mountain?")
        assert found.status == 200, found
        gateway.renew("route")
        gateway.renew("translate")
        assert [told(answer(gateway, question))[0] for question in (FIRST, SIMILAR)] == ["MISS", "HIT"]


# ---------------------------------------------------------------- bounds, counts and money


@pytest.mark.parametrize(("threshold", "found"), [("0.93", "MISS"), ("0.92", "HIT"), ("0.8", "HIT")])
def test_the_threshold_is_kept(mocks, threshold, found):
    with Semantic(*mocks, semantic=f"{{model: e/small, threshold: {threshold}}}") as gateway:
        gateway.fresh()
        answer(gateway, FIRST)
        assert told(answer(gateway, SIMILAR))[0] == found
        assert told(answer(gateway, DIFFERENT))[0] == ("HIT" if threshold == "0.8" else "MISS")


def test_vectors_are_bounded_with_their_answers(mocks):
    with Semantic(*mocks, cache=", entries: 2, ttl: 1h") as gateway:
        gateway.fresh()
        questions = [FIRST, "Which is the highest mountain?", "Who wrote the first novel ever?"]
        for question in questions:
            assert told(answer(gateway, question))[0] == "MISS"
        counts = gateway.counts()
        assert counts["entries"] == counts["vectors"] == 2
        # The first had to make room.
        assert told(answer(gateway, SIMILAR))[0] == "MISS"
        assert told(answer(gateway, "Who wrote the very first novel ever?"))[0] == "HIT"


def test_it_is_off_unless_it_is_asked_for(mocks):
    with Gateway(configuration(*mocks).replace(
            "cache: {semantic: {model: e/small, threshold: 0.9}}", "cache: true")) as gateway:
        mocks[1].reset()
        assert [told(answer(gateway, question))[0] for question in (FIRST, SIMILAR)] == ["MISS", "MISS"]
        assert mocks[1].calls() == 0
        # And on as soon as it is.
        gateway.write(configuration(*mocks))
        gateway.command("apply", "--yes", str(gateway.file))
        third = "And what is the capital of Peru?"
        fourth = "And what is the capital city of Peru?"
        # translate hears of it with the first answer.
        assert told(answer(gateway, "Something else"))[0] == "MISS"
        assert [told(answer(gateway, question))[0] for question in (third, fourth)] == ["MISS", "HIT"]


def test_it_is_counted(gateway):
    before = gateway.counts()
    for question in (FIRST, SIMILAR, FIRST, DIFFERENT):
        answer(gateway, question)
    after = gateway.counts()
    grown = {name: after[name] - before[name] for name in after if name not in ("entries", "bytes", "vectors")}
    saved = grown.pop("tokens_saved")
    assert grown == {
        "hits": 1, "misses": 2, "semantic_hits": 1, "embeddings_asked": 3, "embeddings_failed": 0}, grown
    assert saved > 0 and after["entries"] == after["vectors"] == 2
    [line] = listing(gateway, "cache")
    assert line["semantic"] is True
    gateway.command("cache", "clear")
    assert gateway.counts()["vectors"] == 0


# Numbers of omni.proto.
FOR_ANSWER, FOR_EMBEDDING = 0, 1


def calls(gateway, names):
    """The attempts of requests, and what each was for."""
    return {
        (row["request_id"], row["attempt"], row["purpose"])
        for row in Ledger(gateway).rows("attempts") if row["request_id"] in names}


def test_it_is_logged_and_explained(gateway):
    first = answer(gateway, FIRST)
    hit = answer(gateway, SIMILAR)
    names = [each.header("x-request-id") for each in (first, hit)]
    rows = gateway.settled_logs(names)
    assert [row["attempts"] for row in rows[names[0]] + rows[names[1]]] == [1, 0]
    wanted = {(names[0], 0, FOR_EMBEDDING), (names[0], 1, FOR_ANSWER), (names[1], 0, FOR_EMBEDDING)}
    wait.until(lambda: calls(gateway, names) == wanted, 10, what="the rows of attempts")
    [explained] = listing(gateway, "explain", names[0])
    assert [(each["attempt"], each["model"]) for each in explained["decisions"]] == [(0, "e/small"), (1, "a/echo")]


def spent(gateway):
    """What the key with a budget has spent."""
    return sum(
        (dollars(line["spent_usd"]) for line in listing(gateway, "budget") if line["name"] == "payer-day"),
        dollars("0"))


def test_the_key_that_asks_pays(gateway):
    before = spent(gateway)
    assert told(answer(gateway, FIRST, key="payer"))[0] == "MISS"
    # 30 letters are 8 tokens of the mock's.
    wait.until(lambda: spent(gateway) == before + dollars("0.008"), 10)


def test_what_the_budget_has_no_room_for_is_not_embedded(gateway):
    gateway.fresh()
    for number in range(8):
        assert answer(gateway, f"Question number {number}?", key="payer").status == 200
    assert dollars("0") < spent(gateway) <= dollars("0.05")
    assert gateway.alpha.calls() == 8 and gateway.vectors.calls() < 8


# ---------------------------------------------------------------- what clients give up


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_request_given_up_before_any_answer_may_have_been_billed(gateway, stream):
    gateway.alpha.behave("silence=headers", times=1)
    question = "word " * 400
    name = f"given-up-{stream}-{time.monotonic_ns()}"
    with gateway.connect() as connection:
        data = json.dumps(body("openai-chat", "a/m", stream, text=question)).encode()
        connection.send(post(data, connection.key, headers=[("X-Request-Id", name)]))
        wait.until(lambda: gateway.alpha.calls() == 1, 10)
    ledger = Ledger(gateway)

    def recorded():
        return ledger.query(
            "SELECT usage_source, usage_input, usage_output FROM attempts WHERE request_id = ?",
            (name,))

    (source, tokens, output), = wait.until(recorded, 10)
    # Four letters a token, roughly; nothing was heard of an answer.
    assert source == 2 and 450 <= tokens <= 650 and output == 0, (source, tokens, output)


def test_asking_in_every_dialect_still_works(gateway):
    for dialect in ("openai-chat", "openai-responses", "anthropic", "gemini"):
        with gateway.connect() as connection:
            found = ask(connection, dialect, "a/m", False, text=FIRST)
        assert text(found, False, dialect) == ANSWER
