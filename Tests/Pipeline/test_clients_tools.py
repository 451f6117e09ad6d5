"""Every SDK with a provider of every dialect: tools, and conversations that change the provider."""

import pytest

from support.clients.talk import Tool
from support.clients.targets import PREFIXES

WEATHER = Tool("weather", "The weather of a city.", {
    "type": "object",
    "properties": {
        "city": {"type": "string", "enum": ["Zürich \"Süd\" \\ 7"]},
        "days": {"type": "integer", "minimum": 9007199254740991},
        "units": {"type": "object", "properties": {
            "scale": {"type": "string"}, "exact": {"type": "boolean"}},
            "required": ["scale", "exact"]},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["city", "days", "units", "tags"],
})
TIME = Tool("get_time", "The time of a zone.", {
    "type": "object", "properties": {"zone": {"type": "string"}}, "required": ["zone"]})
NOTHING = Tool("ping", "Takes nothing.", {"type": "object", "properties": {}})


def passed(sdk):
    """What the mock passes to the tool: the least that its schema allows."""
    city = "Zürich \"Süd\" \\ 7"
    if not sdk.KEEPS_SCHEMAS:
        return {"city": city, "days": 1, "units": {}, "tags": ["text"]}
    return {
        "city": city, "days": 9007199254740991, "units": {"scale": "text", "exact": True},
        "tags": ["text"]}


def are_distinct(calls):
    """Whether ids tell calls apart; Google's models may give none."""
    ids = [call.id for call in calls]
    return set(ids) == {None} or len(set(ids)) == len(ids)


@pytest.fixture(params=["plain", "streamed"])
def stream(request):
    return request.param == "streamed"


def test_round_trip(sdk, target, stream):
    talk = sdk(target, target.model("tool"), tools=[WEATHER])
    first = talk.ask(stream)
    assert first.stop == talk.CALLED
    [call] = first.calls
    assert (call.name, call.arguments) == ("weather", passed(sdk))
    talk.answer([(call, "sunny, 21 °C")])
    second = talk.ask(stream)
    assert "sunny, 21 °C" in second.text
    assert second.stop == talk.ENDED and second.calls == []


def test_parallel_calls(sdk, target, stream):
    talk = sdk(target, target.model("tool", "calls=3"), tools=[WEATHER, TIME, NOTHING])
    first = talk.ask(stream)
    assert [call.name for call in first.calls] == [WEATHER.name, TIME.name, NOTHING.name]
    assert [call.arguments for call in first.calls] == [passed(sdk), {"zone": "text"}, {}]
    assert are_distinct(first.calls)
    talk.answer([(call, f"result of {call.name}") for call in first.calls])
    assert "result of ping" in talk.ask(stream).text


def test_same_tool_twice(sdk, target, stream):
    talk = sdk(target, target.model("tool", "calls=2"), tools=[TIME])
    first = talk.ask(stream)
    assert len(first.calls) == 2 and are_distinct(first.calls)
    talk.answer([(call, f"result {number}") for number, call in enumerate(first.calls)])
    assert "result 1" in talk.ask(stream).text


def test_words_before_calls(sdk, target, stream):
    talk = sdk(target, target.model("tool", "talk"), tools=[TIME])
    first = talk.ask(stream)
    # Models of Cohere call such words their plan: a thought, which Google's clients see if they ask.
    is_plan = target.name == "cohere"
    words = first.reasoning if is_plan else first.text
    is_hidden = is_plan and sdk.DIALECT == "gemini"
    assert words == ("" if is_hidden else "I use a tool for this.")
    assert [call.name for call in first.calls] == [TIME.name]
    talk.answer([(first.calls[0], "noon")])
    assert "noon" in talk.ask(stream).text


def test_thinking_between_calls(sdk, target, stream):
    """The mock refuses what its kind refuses: signatures that are missing, foreign or changed."""
    model = target.known(sdk, "tool")
    talk = sdk(target, model, tools=[TIME], thinks=True)
    first = talk.ask(stream)
    talk.answer([(first.calls[0], "noon")])
    second = talk.ask(stream)
    assert "noon" in second.text
    talk.say("And again?")
    third = talk.ask(stream)
    talk.answer([(third.calls[0], "midnight")])
    assert "midnight" in talk.ask(stream).text


@pytest.mark.parametrize("second", PREFIXES)
@pytest.mark.parametrize("first", PREFIXES)
def test_change_of_provider(sdk, providers, first, second):
    """Calls and thoughts of one provider are the history that another gets."""
    before, after = providers[first], providers[second]
    talk = sdk(before, before.known(sdk, "tool"), tools=[TIME], thinks=True)
    talk.answer([(talk.ask().calls[0], "noon")])
    talk.ask()
    talk.say("And the rest?")
    talk.model = after.known(sdk, "tool", "calls=2")
    calls = talk.ask(stream=True).calls
    assert len(calls) == 2
    # In the middle of a round: calls of one provider, results for the next.
    talk.model = before.known(sdk, "tool")
    talk.answer([(call, f"result {number}") for number, call in enumerate(calls)])
    assert "result 1" in talk.ask().text
