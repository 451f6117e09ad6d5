"""What the providers themselves say, through the management API: quotas, models, tries."""

import pytest

from support import http
from support.gateway import PROVIDER_KEY, Gateway
from support.management import Manager
from test_management import connection


@pytest.fixture(scope="module")
def manager(mock):
    """A signed-in browser of a gateway with two accounts that say what is left."""
    with Gateway(None, key="") as gateway:
        browser = Manager(gateway).set_up()
        plan = {
            "name": "plan", "provider": "claude", "base_url": mock.base,
            "access_token": PROVIDER_KEY,
            "quotas": [{"name": "five_hour", "window": "5h", "requests": 200}],
        }
        for account in (plan, connection(mock, "paid", provider="deepseek"), connection(mock)):
            browser.must(201, "POST", "/api/connections", account)
        made = browser.must(201, "POST", "/api/keys", {"name": "tests"})
        gateway.key = made["key"]
        yield browser


def test_what_the_provider_says_corrects_what_was_counted(manager):
    told = manager.get("/api/connections/plan/quota")
    assert [quota["name"] for quota in told["quotas"]] == ["five_hour", "seven_day"], told
    assert told["quotas"][0]["left_percent"] == 75, told
    counted = manager.get("/api/quotas")["data"]
    assert [(row["connection"], row["window"], row["used"]) for row in counted] == [
        ("plan", "five_hour", 50)], counted


def test_all_that_can_say_are_asked(manager, mock):
    rows = {row["connection"]: row for row in manager.must(200, "POST", "/api/quotas/refresh")["data"]}
    assert set(rows) == {"plan", "paid"}, rows
    assert rows["paid"]["quotas"][0]["remaining"] == 12.5, rows
    refused = manager.ask("GET", "/api/connections/mock/quota")
    assert refused.status == 422 and refused.code == "no_quota_endpoint", refused


def test_a_providers_list_is_shown(manager):
    names = [model["id"] for model in manager.get("/api/connections/mock/models")["data"]]
    assert "echo" in names, names


@pytest.mark.parametrize("dialect", [
    "openai-chat", "openai-responses", "anthropic", "gemini", "ollama", "cohere"])
def test_each_dialect_can_be_tried(manager, mock, dialect):
    account = {
        "name": "new", "dialect": dialect, "base_url": mock.base, "models": ["echo"],
        "api_key": PROVIDER_KEY,
    }
    found = manager.must(200, "POST", "/api/connections/validate", account)
    assert found["valid"] is True, found
    wrong = manager.must(
        200, "POST", "/api/connections/validate", account | {"api_key": "sk-provider-wrong"})
    assert wrong["diagnosis"]["code"] == "invalid_credential", wrong


def test_a_secret_cannot_be_sent_elsewhere(manager, mock):
    kept = manager.get("/api/connections/mock")
    assert kept["api_key"] == {"kept": True}, kept
    moved = manager.ask(
        "PATCH", "/api/connections/mock", {"base_url": "http://127.0.0.1:9/v1"})
    assert moved.status == 422, moved
    assert "api_key" in moved.body.decode() or "origin" in moved.body.decode(), moved
    # Nothing has changed.
    with http.Connection(manager.gateway.port, key=manager.gateway.key) as client:
        assert client.chat("mock/echo", "hello").status == 200


def test_another_secret_lifts_what_the_old_one_was_refused_for(manager, mock):
    manager.must(
        201, "POST", "/api/connections", connection(mock, "wrong", api_key="sk-provider-wrong"))

    def ask():
        with http.Connection(manager.gateway.port, key=manager.gateway.key) as client:
            return client.chat("wrong/echo", "hello").status

    def state():
        return {row["name"]: row["state"] for row in manager.get("/api/resilience")["data"]}

    assert ask() >= 400
    assert state()["wrong"] != "ready", state()
    manager.must(200, "PATCH", "/api/connections/wrong", {"api_key": PROVIDER_KEY})
    assert state()["wrong"] == "ready", state()
    assert ask() == 200
