"""The management API does what docs/openapi.json says: schemathesis asks a running server what it will."""

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import jsonschema
import pytest

from support import wait
from support.gateway import Gateway
from support.management import Manager
from test_management import chat, connection

# Requests made per operation in the fuzzing phase; more by hand to look deeper.
EXAMPLES = os.environ.get("OMNI_SCHEMA_EXAMPLES", "12")


@pytest.fixture(scope="module")
def served(mock):
    """A gateway with something of each kind, and a key that may everything."""
    with Gateway(None, arguments=["--no-demo"], key="") as gateway:
        browser = Manager(gateway).set_up()
        browser.must(201, "POST", "/api/connections", connection(mock))
        browser.must(201, "POST", "/api/combos", {"name": "always", "models": ["mock/echo"]})
        made = browser.must(
            201, "POST", "/api/management-keys",
            {"name": "everything", "scopes": ["read", "write", "access"]})
        # Something of each kind in the ledger: an answer, a refusal, a failure, a recorded body.
        browser.must(200, "PATCH", "/api/settings", {"ledger": {"bodies": "on"}})
        dead = connection(mock, "dead", base_url="http://127.0.0.1:9", models=["echo"])
        browser.must(201, "POST", "/api/connections", dead)
        gateway.key = browser.must(201, "POST", "/api/keys", {"name": "tests"})["key"]
        for model in ("always", "nowhere/echo", "dead/echo"):
            chat(gateway, model)
        wait.until(lambda: len(browser.get("/api/logs/requests")["data"]) == 3, 20, pause=0.1)
        yield gateway, made["secret"]


DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())


def test_the_document_is_the_one_that_is_served(served):
    gateway, _ = served
    assert Manager(gateway).get("/api/openapi.json") == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1")


@pytest.mark.parametrize("text, is_one", [
    ("2028-02-29", True), ("2000-02-29T08:00:00Z", True), ("2027-02-29", False), ("2100-02-29", False),
    ("1972-02-29", True), ("1970-02-29", False), ("2027-02-28", True), ("2027-04-31", False)])
def test_times_are_of_days_that_there_are(text, is_one):
    for name in ("LogFrom", "LogUntil"):
        pattern = DOCUMENT["components"]["parameters"][name]["schema"]["pattern"]
        assert bool(re.search(pattern, text)) == is_one


def test_cursors_are_as_described():
    """A console file's number has 64 bits."""
    pattern = DOCUMENT["components"]["parameters"]["LogCursor"]["schema"]["pattern"]
    assert re.search(pattern, "c-18446744073709551615-9") and re.search(pattern, "r-7")


MONTH = datetime.now(timezone.utc).strftime("%Y-%m")
ANSWERS = [
    "/api/logs/requests", "/api/logs/attempts", "/api/logs/calls", "/api/logs/console",
    "/api/usage?group=key,model&bucket=day&percentiles=true", "/api/usage/latency", "/api/costs",
    f"/api/reports/{MONTH}", "/api/ledger", "/api/health",
    "/api/about", "/api/audit-log", "/api/management-keys", "/api/providers", "/api/models", "/api/cache",
    "/api/resilience",
]


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_are_as_described(served, path):
    """The tool asks what it will, seldom what has rows; here they are compared one by one."""
    gateway, key = served
    told = Manager(gateway, key=key).get(path)
    operation = DOCUMENT["paths"][path.split("?")[0].replace(MONTH, "{month}")]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    problems = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
        for error in validator(schema).iter_errors(told)]
    assert not problems, "\n".join(problems[:20])
    assert told.get("data") != []


def test_a_request_with_its_bodies_is_as_described(served):
    gateway, key = served
    browser = Manager(gateway, key=key)
    schema = {"$ref": "#/components/schemas/RequestDetail"}
    for row in browser.get("/api/logs/requests")["data"]:
        told = browser.get(f"/api/logs/requests/{row['request_id']}?bodies=true")
        problems = [error.message[:300] for error in validator(schema).iter_errors(told)]
        assert not problems, problems[:20]
        assert told["decisions"], told


def validator(schema):
    """Compares with a schema of the document; here, a member that it does not name is an error too."""
    return jsonschema.Draft202012Validator(
        strict({"components": DOCUMENT["components"]} | schema))


def strict(schema):
    """The schema with no other members allowed than it names, where it stands alone."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(part) for name, part in schema.items()}
    if "properties" in schema and "type" in schema and "allOf" not in schema:
        closed.setdefault("unevaluatedProperties", False)
    return closed


def test_the_server_conforms(served, tmp_path):
    gateway, key = served
    before = {name: pids for name, pids in gateway.pids().items() if name != "admin"}
    run = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis",
            "--config-file", Path(__file__).with_name("schemathesis.toml"), "run",
            f"http://127.0.0.1:{gateway.port}/api/openapi.json",
            "--header", f"Authorization: Bearer {key}",
            "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES,
            "--generation-deterministic", "--continue-on-failure", "--no-color",
            "--request-timeout", "40", "--warnings", "off",
            # The run would lock itself out, or end its own key; the tests of access cover these.
            "--exclude-path-regex", "/api/auth/",
            "--exclude-path", "/api/management-keys/{name}",
            # Has no end; test_ledger_api.py has its tests.
            "--exclude-path", "/api/events",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=1800, check=False)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2000:]
    assert {name: pids for name, pids in gateway.pids().items() if name != "admin"} == before
    assert Manager(gateway, key=key).get("/api/health")
