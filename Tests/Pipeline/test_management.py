"""The management API: who may use it, and what changes do to a gateway that runs."""

import json
import os
import signal
import sqlite3

import pytest

from support import http, wait
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.management import PASSWORD, Manager, quoted


@pytest.fixture(scope="module")
def managed(mock):
    """A gateway without a file: all of it is made through the API."""
    with Gateway(None, arguments=["--no-demo"], key="") as gateway:
        yield gateway


@pytest.fixture(scope="module")
def manager(managed, mock):
    """A signed-in browser of that gateway, which has a connection and a key."""
    browser = Manager(managed).set_up()
    browser.must(201, "POST", "/api/connections", connection(mock))
    made = browser.must(201, "POST", "/api/keys", {"name": "tests"})
    managed.key = made["key"]
    return browser


def connection(mock, name="mock", **more):
    """A connection to the mock provider."""
    return {
        "name": name, "provider": "openai-compatible", "base_url": mock.base,
        "api_key": PROVIDER_KEY,
    } | more


def chat(gateway, model, key=None, text="hello"):
    """The answer to one chat request."""
    with http.Connection(gateway.port, key=key or gateway.key) as client:
        return client.chat(model, text)


def names(manager):
    """Names of the connections."""
    return [entry["name"] for entry in manager.get("/api/connections")["data"]]


def state_files(gateway):
    """Bytes of every file in the data directory."""
    for path in gateway.data.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


# ---------------------------------------------------------------- who may


def test_nothing_is_open_before_there_is_a_password(mock):
    with Gateway(None, arguments=["--no-demo"], key="") as gateway:
        browser = Manager(gateway)
        assert browser.get("/api/health")
        assert browser.get("/api/auth/status")["password_set"] is False
        refused = browser.ask("GET", "/api/connections")
        assert refused.status == 401 and refused.code == "setup_required", refused
        code = browser.setup_code()
        file = gateway.data / "admin" / "setup-code"
        assert file.stat().st_mode & 0o777 == 0o600
        short = browser.ask("POST", "/api/auth/setup", {"password": "short", "setup_code": code})
        assert short.status == 422, short
        assert browser.ask("POST", "/api/auth/setup", {"password": PASSWORD}).status == 422
        wrong = browser.ask("POST", "/api/auth/setup", {"password": PASSWORD, "setup_code": "A" * 43})
        assert wrong.status == 403 and wrong.code == "wrong_setup_code", wrong
        browser.set_up()
        assert not file.exists()
        again = browser.ask("POST", "/api/auth/setup", {"password": PASSWORD + "2"})
        assert again.status == 409, again
        assert browser.get("/api/auth/status")["authenticated"] is True


def test_a_session_needs_its_token_and_ends(managed, manager):
    other = Manager(managed).sign_in()
    change = {"name": "nobody"}
    refused = other.ask("POST", "/api/keys", change, token=False)
    assert refused.status == 403 and refused.code == "csrf_token", refused
    forged = other.ask("POST", "/api/keys", change, headers={"X-CSRF-Token": "A" * 43}, token=False)
    assert forged.status == 403, forged
    elsewhere = other.ask("POST", "/api/keys", change, headers={"Origin": "http://evil.example"})
    assert elsewhere.status == 403, elsewhere
    assert other.ask("GET", "/api/keys").status == 200
    assert other.ask("POST", "/api/auth/logout").status in (200, 204)
    assert other.ask("GET", "/api/keys").status == 401
    assert manager.ask("GET", "/api/keys").status == 200


def test_guesses_lock_the_door(mock):
    with Gateway(None, arguments=["--no-demo"], key="") as gateway:
        browser = Manager(gateway).set_up()
        guesser = Manager(gateway)
        statuses = [
            guesser.ask("POST", "/api/auth/login", {"password": f"wrong-{n}"}).status
            for n in range(6)
        ]
        assert statuses[:4] == [401] * 4 and statuses[5] == 423, statuses
        locked = guesser.ask("POST", "/api/auth/login", {"password": PASSWORD})
        assert locked.status == 423 and 0 < int(locked.fields["retry-after"]) <= 900, locked
        # Who is in stays in; a new life of the daemon remembers.
        assert browser.ask("GET", "/api/connections").status == 200
        gateway.kill("admin")
        # A change on a connection that breaks at that moment is not sent again.
        again = wait.until(
            lambda: (reply := guesser.ask("POST", "/api/auth/login", {"password": PASSWORD}))
            .status != 503 and reply, 5)
        assert again.status == 423, again


def test_management_keys_have_scopes(managed, manager):
    made = manager.must(
        201, "POST", "/api/management-keys", {"name": "reader", "scopes": ["read"]})
    reader = Manager(managed, key=made["secret"])
    assert reader.get("/api/connections")["data"]
    assert reader.ask("POST", "/api/keys", {"name": "x"}).status == 403
    assert reader.ask("GET", "/api/audit-log").status == 403
    # A key of a client is none of the API, and the other way round.
    assert Manager(managed, key=managed.key).ask("GET", "/api/connections").status == 401
    assert chat(managed, "mock/echo", key=made["secret"]).status == 401
    listed = json.dumps(manager.get("/api/management-keys"))
    assert made["secret"] not in listed
    assert manager.ask("DELETE", "/api/management-keys/reader").status == 204
    assert reader.ask("GET", "/api/connections").status == 401


def test_the_local_socket_gives_no_right(managed, manager):
    """What ingress tells of a user is not believed: it has no right of its own."""
    assert Manager(managed, local=True).ask("GET", "/api/connections").status == 401
    assert Manager(managed, local=True).sign_in().get("/api/connections")["data"]


# ---------------------------------------------------------------- changes


def test_changes_hold_at_once_and_no_daemon_restarts(managed, manager, mock):
    before = {name: pids for name, pids in managed.pids().items() if name != "admin"}
    manager.must(201, "POST", "/api/combos", {"name": "always", "models": ["mock/echo"]})
    assert chat(managed, "always").status == 200
    manager.must(201, "PUT", f"/api/aliases/{quoted('fast-*')}", {"model": "always"})
    assert chat(managed, "fast-one").status == 200
    manager.must(200, "PATCH", "/api/connections/mock", {"enabled": False},
                 headers={"Content-Type": "application/merge-patch+json"})
    assert chat(managed, "always").status in (404, 503), "the only connection is off"
    manager.must(200, "PATCH", "/api/connections/mock", {"enabled": None})
    assert chat(managed, "always").status == 200
    manager.must(200, "PATCH", "/api/settings", {"decision_headers": False})
    assert "x-omniroute-provider" not in dict(chat(managed, "always").fields)
    manager.must(200, "PATCH", "/api/settings", {"decision_headers": None})
    assert "x-omniroute-provider" in dict(chat(managed, "always").fields)
    assert manager.ask("DELETE", f"/api/aliases/{quoted('fast-*')}").status == 204
    assert chat(managed, "fast-one").status == 404
    assert manager.ask("DELETE", "/api/combos/always").status == 204
    now = {name: pids for name, pids in managed.pids().items() if name != "admin"}
    assert now == before


def test_a_broken_change_is_refused_whole(managed, manager):
    before = manager.ask("GET", "/api/config")
    for body in (
        {"name": "bad", "models": ["nowhere/model"]},
        {"name": "bad", "models": []},
        {"name": "bad", "models": ["mock/echo"], "strategy": "fastest"},
        {"name": "bad", "models": ["mock/echo"], "unknown": 1},
        {"name": "bad", "models": ["bad"]},
    ):
        refused = manager.ask("POST", "/api/combos", body)
        assert refused.status == 422, (body, refused)
        assert refused.json()["error"]["details"], refused
    used = manager.ask("POST", "/api/connections", {"name": "mock", "provider": "openai"})
    assert used.status == 409, used
    after = manager.ask("GET", "/api/config")
    assert after.body == before.body and after.fields["etag"] == before.fields["etag"]


def test_an_old_page_does_not_overwrite(managed, manager):
    first = manager.ask("GET", "/api/connections/mock")
    manager.must(200, "PATCH", "/api/connections/mock", {"tags": ["one"]})
    late = manager.ask(
        "PATCH", "/api/connections/mock", {"tags": ["two"]},
        headers={"If-Match": first.fields["etag"]})
    assert late.status == 412, late
    assert manager.get("/api/connections/mock")["tags"] == ["one"]


def test_secrets_go_to_the_vault_only(managed, manager, mock):
    shown = manager.ask("GET", "/api/connections/mock").body
    shown += manager.ask("GET", "/api/config").body + manager.ask("GET", "/api/keys").body
    assert PROVIDER_KEY.encode() not in shown and managed.key.encode() not in shown
    for path, content in state_files(managed):
        assert PROVIDER_KEY.encode() not in content, path
        assert managed.key.encode() not in content, path
        assert PASSWORD.encode() not in content, path
    # What is shown may be sent back: the secret stays as it is.
    entry = manager.get("/api/connections/mock")
    for name in ("managed_by", "state"):
        entry.pop(name, None)
    manager.must(200, "PUT", "/api/connections/mock", entry | {"priority": 3})
    assert chat(managed, "mock/echo").status == 200
    # But not to another address: whoever does not know it must not have it sent elsewhere.
    moved = manager.ask("PATCH", "/api/connections/mock", {"base_url": "http://127.0.0.1:9/v1"})
    assert moved.status == 422, moved
    assert chat(managed, "mock/echo").status == 200


def test_a_key_is_rotated_with_grace(managed, manager):
    first = manager.must(201, "POST", "/api/keys", {"name": "turning"})["key"]
    assert chat(managed, "mock/echo", key=first).status == 200
    second = manager.must(200, "POST", "/api/keys/turning/rotate", {"grace": "1h"})["key"]
    assert chat(managed, "mock/echo", key=first).status == 200
    assert chat(managed, "mock/echo", key=second).status == 200
    third = manager.must(200, "POST", "/api/keys/turning/rotate", {})["key"]
    for key in (first, second):
        wait.until(lambda: chat(managed, "mock/echo", key=key).status == 401, 5)
    assert chat(managed, "mock/echo", key=third).status == 200
    manager.must(200, "PATCH", "/api/keys/turning", {"models": ["other/*"]})
    wait.until(lambda: chat(managed, "mock/echo", key=third).status in (403, 404), 5)
    assert manager.ask("DELETE", "/api/keys/turning").status == 204
    wait.until(lambda: chat(managed, "mock/echo", key=third).status == 401, 5)


def test_every_change_is_in_the_audit_log(managed, manager):
    manager.must(201, "POST", "/api/keys", {"name": "audited"})
    manager.must(204, "DELETE", "/api/keys/audited")
    rows = manager.get("/api/audit-log?limit=20")["data"]
    mine = [row for row in rows if row["subject"] == "audited"]
    assert len(mine) == 2 and all(row["actor"].startswith("session:") for row in mine), rows
    # Once each: the row that is kept with a change is not written again with the answer.
    assert [row["status"] for row in mine] == [204, 201], rows
    assert managed.key not in json.dumps(rows)


# ---------------------------------------------------------------- the file beside it


def test_what_is_in_the_file_is_changed_there(mock):
    with Gateway(configuration(mock.base)) as gateway:
        browser = Manager(gateway).set_up()
        refused = browser.ask("PATCH", "/api/connections/mock", {"priority": 1})
        assert refused.status == 409 and refused.code == "managed_by_file", refused
        browser.must(201, "POST", "/api/connections", connection(mock, "second"))
        assert chat(gateway, "second/echo").status == 200
        listed = {entry["name"]: entry["managed_by"]
                  for entry in browser.get("/api/connections")["data"]}
        assert listed == {"mock": "file", "second": "api"}
        # The same file again changes nothing, and leaves alone what is not its own.
        same = gateway.command("apply", str(gateway.file))
        assert "unchanged" in same.stdout, same
        assert chat(gateway, "second/echo").status == 200
        gateway.write(configuration(mock.base, settings="  heartbeat: 7s\n"))
        shown = gateway.command("apply", "--dry-run", str(gateway.file))
        assert "settings" in shown.stdout, shown
        changed = gateway.command("apply", "--yes", str(gateway.file))
        assert "settings" in changed.stdout, changed
        # A name that is the API's cannot be taken by the file, and nothing of such a file holds.
        gateway.write(configuration(mock.base, more=f"""
  - name: second
    provider: openai-compatible
    base_url: {mock.base}
"""))
        clash = gateway.command("apply", "--yes", str(gateway.file), check=False)
        assert clash.returncode == 78 and "second" in clash.stderr, clash
        assert chat(gateway, "second/echo").status == 200


def test_it_starts_again_with_what_was_made(mock):
    with Gateway(None, arguments=["--no-demo"], key="") as gateway:
        browser = Manager(gateway).set_up()
        browser.must(201, "POST", "/api/connections", connection(mock))
        gateway.key = browser.must(201, "POST", "/api/keys", {"name": "tests"})["key"]
        assert chat(gateway, "mock/echo").status == 200
        gateway.stop()
        gateway.start()
        assert chat(gateway, "mock/echo").status == 200
        assert names(Manager(gateway).sign_in()) == ["mock"]


def test_export_and_import(managed, manager, mock):
    text = managed.command("export").stdout
    assert "mock" in text and PROVIDER_KEY not in text and managed.key not in text
    with Gateway(None, arguments=["--no-demo"], key="") as other:
        browser = Manager(other).set_up()
        document = {"connections": [connection(mock)], "keys": [{"name": "a", "secret": "s" * 40}]}
        preview = browser.must(200, "POST", "/api/config/import?dry_run=true", document)
        assert preview["dry_run"] and preview["changes"]
        assert "mock" not in names(browser)
        browser.must(200, "POST", "/api/config/import", document)
        assert chat(other, "mock/echo", key="s" * 40).status == 200


def test_an_export_with_secrets_works_elsewhere(managed, manager, mock, tmp_path):
    """It is a file for its owner only; the key that clients have works there too."""
    key = manager.must(201, "POST", "/api/keys", {"name": "moves"})["key"]
    file = tmp_path / "whole.yaml"
    managed.command("export", "--with-secrets", "-o", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert PROVIDER_KEY in file.read_text() and "kept" not in file.read_text()
    as_json = managed.command("export", "--with-secrets", "--format", "json").stdout
    told = {entry["name"]: entry for entry in json.loads(as_json)["connections"]}
    assert told["mock"]["api_key"] == PROVIDER_KEY
    with Gateway(None, arguments=["--no-demo"], key="") as other:
        Manager(other).set_up()
        other.command("import", "--replace", str(file))
        assert chat(other, "mock/echo", key=key).status == 200
    manager.must(204, "DELETE", "/api/keys/moves")


def test_an_export_with_secrets_takes_the_rights_to_read_them(managed, manager):
    """Whoever may manage, but not read the vault, gets none of them, from no daemon."""
    vault = managed.data / "egress" / "vault.key"
    kept = vault.read_bytes()
    vault.unlink()
    try:
        refused = managed.command("export", "--with-secrets", check=False)
    finally:
        vault.write_bytes(kept)
        vault.chmod(0o600)
    assert refused.returncode == 78 and "cannot read the key of the vault" in refused.stderr, refused
    assert refused.stdout == ""


def test_a_key_from_elsewhere_opens_the_vault_and_a_wrong_one_is_named(managed, manager, tmp_path):
    """Where the service manager keeps the key, its file is given."""
    right, wrong = tmp_path / "right.key", tmp_path / "wrong.key"
    right.write_bytes((managed.data / "egress" / "vault.key").read_bytes())
    wrong.write_bytes(bytes(32))
    assert PROVIDER_KEY in managed.command("export", "--with-secrets", "--key-file", str(right)).stdout
    refused = managed.command("export", "--with-secrets", "--key-file", str(wrong), check=False)
    assert refused.returncode == 78 and "is not the key of this vault" in refused.stderr, refused
    assert refused.stdout == ""


def test_a_secret_stands_only_where_it_was_given_for(managed, manager, mock):
    """The configuration of one gateway and the vault of another: the same name, another place."""
    with Gateway(None, arguments=["--no-demo"], key="") as other:
        elsewhere = connection(mock, base_url="http://127.0.0.1:9/v1", api_key="sk-of-the-other")
        Manager(other).set_up().must(201, "POST", "/api/connections", elsewhere)
        mixed = managed.command(
            "export", "--with-secrets", "--socket-dir", str(other.data / "run"), check=False)
    assert mixed.returncode == 65 and "connections/mock/api_key" in mixed.stderr, mixed
    assert PROVIDER_KEY not in mixed.stdout and "kept: true" in mixed.stdout


# ---------------------------------------------------------------- looking at a provider


def test_connections_are_tested_on_request(managed, manager, mock):
    found = manager.must(200, "POST", "/api/connections/mock/test")
    assert found["valid"] is True, found
    wrong = connection(mock, "other", api_key="sk-provider-wrong")
    refused = manager.must(200, "POST", "/api/connections/validate", wrong)
    assert refused["valid"] is False and refused["status"] == 401, refused
    assert "sk-provider-wrong" not in json.dumps(refused)
    absent = connection(mock, "other", base_url="http://127.0.0.1:9/v1")
    assert manager.must(200, "POST", "/api/connections/validate", absent)["valid"] is False
    assert "other" not in names(manager)


def test_what_happened_can_be_asked(managed, manager):
    answer = chat(managed, "mock/echo")
    identity = dict(answer.fields)["x-request-id"]
    told = wait.until(
        lambda: manager.ask("GET", f"/api/logs/requests/{identity}").status == 200
        and manager.get(f"/api/logs/requests/{identity}"), 5)
    assert told["decisions"], told
    assert manager.ask("GET", "/api/logs/requests/unknown-id").status == 404
    assert manager.get("/api/route?model=mock/echo")
    assert manager.get("/api/resilience")["data"]
    assert manager.ask("POST", "/api/resilience/reset", {}).status == 204
    manager.must(200, "PATCH", "/api/connections/mock", {"models": ["echo"]})
    assert "mock/echo" in json.dumps(manager.get("/api/models"))
    manager.must(200, "PATCH", "/api/connections/mock", {"models": None})


# ---------------------------------------------------------------- breaking it


def test_a_killed_manager_loses_nothing(managed, manager, mock):
    for number in range(10):
        manager.must(200, "PATCH", "/api/connections/mock", {"priority": number})
        os.kill(managed.pid("admin"), signal.SIGKILL)
        assert manager.get("/api/connections/mock")["priority"] == number
        assert chat(managed, "mock/echo").status == 200


def test_a_change_waits_for_a_daemon_that_restarts(managed, manager):
    for daemon in ("route", "egress"):
        managed.kill(daemon)
        manager.must(200, "PATCH", "/api/connections/mock", {"tags": [daemon]})
        wait.until(lambda: chat(managed, "mock/echo").status == 200, 10)


def test_a_database_of_the_future_is_refused(mock):
    with Gateway(None, arguments=["--no-demo"], key="") as gateway:
        Manager(gateway).set_up()
        gateway.kill("admin")
        path = gateway.data / "admin" / "admin.db"
        with sqlite3.connect(path) as store:
            store.execute("PRAGMA user_version = 9999")
        reply = Manager(gateway).ask("GET", "/api/health")
        assert reply.status == 503, reply
        with sqlite3.connect(path) as store:
            assert store.execute("PRAGMA user_version").fetchone() == (9999,)


def test_backup_and_restore(mock, tmp_path):
    with Gateway(None, arguments=["--no-demo"], key="") as gateway:
        browser = Manager(gateway).set_up()
        browser.must(201, "POST", "/api/connections", connection(mock))
        gateway.key = browser.must(201, "POST", "/api/keys", {"name": "tests"})["key"]
        file = tmp_path / "backup.tar"
        gateway.command("backup", "create", "-o", str(file))
        assert PROVIDER_KEY.encode() not in file.read_bytes()
        browser.must(204, "DELETE", "/api/connections/mock")
        assert chat(gateway, "mock/echo").status != 200
        running = gateway.command("restore", str(file), check=False)
        assert running.returncode != 0, "not while the daemons run"
        gateway.stop()
        gateway.command("restore", str(file))
        gateway.start()
        assert chat(gateway, "mock/echo").status == 200
