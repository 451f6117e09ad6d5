"""The management API does what docs/openapi.json says: schemathesis asks a running server what it will."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.gateway import Gateway
from support.management import Manager
from test_management import connection

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
        yield gateway, made["secret"]


def test_the_document_is_the_one_that_is_served(served):
    gateway, _ = served
    document = Manager(gateway).get("/api/openapi.json")
    committed = Path(__file__).parents[2] / "docs" / "openapi.json"
    assert document == json.loads(committed.read_text())
    assert document["openapi"].startswith("3.1")


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
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2000:]
    assert {name: pids for name, pids in gateway.pids().items() if name != "admin"} == before
    assert Manager(gateway, key=key).get("/api/health")
