"""`omniroute` over the management API: changes, the configuration as a whole, backups."""

import json
import subprocess
import tarfile

import pytest

from support import places
from support.gateway import CLIENT_KEY, PROVIDER_KEY, Gateway, configuration


def command(gateway, *words, text=None, check=True, **variables):
    """Runs a command with something on its standard input and variables of its own."""
    result = subprocess.run(
        [places.program("omniroute"), *words, "--data-dir", str(gateway.data)],
        input=text or "", capture_output=True, text=True, timeout=60,
        env=places.environment(**variables))
    if check:
        assert result.returncode == 0, f"{words}: {result}"
    assert PROVIDER_KEY not in result.stdout + result.stderr
    return result


def shown(gateway, noun, name):
    """`omniroute NOUN show NAME --json`."""
    return json.loads(command(gateway, noun, "show", name, "--json").stdout)


def listed(gateway, noun):
    """`omniroute NOUN --json`, the objects."""
    return [json.loads(line) for line in command(gateway, noun, "--json").stdout.splitlines()]


def chat(gateway, model, key=CLIENT_KEY):
    """One request on a connection of its own."""
    with gateway.connect() as connection:
        connection.key = key
        return connection.chat(model, "hello")


@pytest.fixture(scope="module")
def gateway(mock):
    """A gateway that the tests of this file change."""
    with Gateway(configuration(mock.base)) as running:
        yield running


@pytest.fixture
def made(gateway, mock):
    """A connection made by a command, for one test."""
    command(gateway, "connections", "add", "made", "dialect=openai-chat", f"base_url={mock.base}",
            'models=["echo"]', "api_key_env=MADE", MADE=PROVIDER_KEY)
    yield "made"
    command(gateway, "connections", "remove", "made", check=False)


def test_a_connection_from_beginning_to_end(gateway, made):
    assert chat(gateway, "made/echo").status == 200
    connection = shown(gateway, "connections", made)
    assert connection["api_key"] == {"kept": True} and connection["managed_by"] == "api"
    command(gateway, "connections", "set", made, "priority=3", "tags[]=night", "limits.concurrency=2")
    connection = shown(gateway, "connections", made)
    assert (connection["priority"], connection["tags"]) == (3, ["night"])
    assert connection["limits"] == {"concurrency": 2}
    assert chat(gateway, "made/echo").status == 200, "the key is the one it had"
    command(gateway, "connections", "disable", made)
    assert chat(gateway, "made/echo").status != 200
    command(gateway, "connections", "enable", made)
    assert "ok" in command(gateway, "connections", "test", made).stdout
    assert "echo" in command(gateway, "connections", "models", made).stdout
    command(gateway, "connections", "remove", made)
    assert chat(gateway, "made/echo").status == 404
    assert command(gateway, "connections", "show", made, check=False).returncode == 1


def test_keys_come_from_standard_input_and_files(gateway, made, tmp_path):
    command(gateway, "connections", "set", made, "--key-stdin", text="wrong\n")
    failed = command(gateway, "connections", "test", made, check=False)
    assert failed.returncode == 1 and "401" in failed.stdout, failed
    file = tmp_path / "made.key"
    file.write_text(PROVIDER_KEY + "\n")
    command(gateway, "connections", "set", made, "--key-file", str(file))
    assert chat(gateway, "made/echo").status == 200


def test_secrets_are_no_arguments(gateway):
    result = command(gateway, "connections", "add", "x", "provider=openai", "api_key=sk-visible", check=False)
    assert result.returncode == 64 and "sk-visible" not in result.stderr


def test_what_the_file_says_is_not_changed_by_commands(gateway):
    result = command(gateway, "connections", "set", "mock", "priority=1", check=False)
    assert result.returncode == 78 and "file" in result.stderr


def test_errors_name_the_field_and_the_near_name(gateway):
    result = command(gateway, "connections", "add", "x", "provider=opena1", check=False)
    assert result.returncode == 78
    assert "connections/x/provider" in result.stderr and "`openai`" in result.stderr
    assert [entry["name"] for entry in listed(gateway, "connections")] == ["mock"]


def test_combos_and_aliases(gateway, made):
    command(gateway, "combos", "create", "turns", "strategy=round-robin", "models[]=mock/echo", "models[]=made/echo")
    command(gateway, "aliases", "set", "fast-*", "turns")
    try:
        assert chat(gateway, "fast-one").status == 200
        plan = command(gateway, "combos", "plan", "turns").stdout
        assert "would answer" in plan and "made" in plan
        command(gateway, "combos", "disable", "turns")
        assert chat(gateway, "turns").status != 200
    finally:
        command(gateway, "aliases", "remove", "fast-*")
        command(gateway, "combos", "remove", "turns")


def test_a_key_is_rotated_without_a_pause(gateway):
    first = command(gateway, "keys", "create", "laptop", "models[]=mock/*").stdout.strip()
    assert chat(gateway, "mock/echo", first).status == 200
    second = command(gateway, "keys", "rotate", "laptop", "--grace", "1h").stdout.strip()
    assert first != second
    assert {chat(gateway, "mock/echo", key).status for key in (first, second)} == {200}
    third = command(gateway, "keys", "rotate", "laptop").stdout.strip()
    assert chat(gateway, "mock/echo", third).status == 200
    assert {chat(gateway, "mock/echo", key).status for key in (first, second)} == {401}
    command(gateway, "keys", "revoke", "laptop")
    assert chat(gateway, "mock/echo", third).status == 401


def test_settings_hold_at_once(gateway):
    command(gateway, "settings", "set", "decision_headers=false")
    assert chat(gateway, "mock/echo").header("x-omniroute-provider") is None
    assert command(gateway, "settings", "get", "decision_headers").stdout == "no\n"
    command(gateway, "settings", "unset", "decision_headers")
    assert chat(gateway, "mock/echo").header("x-omniroute-provider")
    assert command(gateway, "settings", "get", "decision_headers", check=False).returncode == 1
    refused = command(gateway, "settings", "set", "zone=Nowhere/Town", check=False)
    assert refused.returncode == 78 and "settings/zone" in refused.stderr


def test_apply_shows_what_changes_and_nothing_twice(gateway, mock, tmp_path):
    text = configuration(mock.base, more=f"""
  - {{name: second, provider: openai-compatible, base_url: {mock.base}, api_key_env: SECOND, models: [echo]}}""")
    file = tmp_path / "next.yaml"
    file.write_text(text)
    dry = command(gateway, "apply", "--dry-run", str(file), SECOND=PROVIDER_KEY)
    assert "+ connections/second" in dry.stdout.splitlines()
    assert command(gateway, "diff", str(file), check=False, SECOND=PROVIDER_KEY).returncode == 1
    applied = command(gateway, "apply", str(file), SECOND=PROVIDER_KEY).stdout
    assert "+ connections/second" in applied and "applied" in applied
    assert chat(gateway, "second/echo").status == 200
    assert command(gateway, "apply", str(file), SECOND=PROVIDER_KEY).stdout.startswith("unchanged")
    assert command(gateway, "diff", str(file), SECOND=PROVIDER_KEY).stdout == ""
    changed = command(gateway, "apply", str(file), SECOND="another").stdout
    assert "~ connections/second: api_key" in changed
    file.write_text(configuration(mock.base))
    assert "- connections/second" in command(gateway, "apply", str(file)).stdout
    assert chat(gateway, "second/echo").status == 404


def test_a_broken_file_changes_nothing(gateway, tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text("connections:\n  - name: a\n    provder: openai\n")
    result = command(gateway, "apply", str(file), check=False)
    assert result.returncode == 78 and f"{file}:3:5" in result.stderr and "`provider`" in result.stderr
    assert chat(gateway, "mock/echo").status == 200


def test_what_is_exported_can_be_imported(gateway, made, tmp_path):
    file = tmp_path / "exported.yaml"
    command(gateway, "export", "--layer", "api", "-o", str(file))
    assert file.stat().st_mode & 0o777 == 0o600 and PROVIDER_KEY not in file.read_text()
    second = command(gateway, "export", "-o", str(file), check=False)
    assert second.returncode == 65 and "--force" in second.stderr
    command(gateway, "export", "--layer", "api", "-o", str(file), "--force")
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    again = command(gateway, "import", str(file), check=False)
    assert again.returncode == 78 and "connections/made" in again.stderr
    assert "unchanged" in command(gateway, "import", "--replace", str(file)).stdout
    assert chat(gateway, "made/echo").status == 200


def test_changes_are_remembered(gateway, made):
    rows = [json.loads(line) for line in command(gateway, "audit", "-n", "5", "--json").stdout.splitlines()]
    assert rows[-1]["subject"] == made and rows[-1]["actor"].startswith("local:"), rows[-1]


def test_raw_calls(gateway):
    assert json.loads(command(gateway, "api", "GET", "/api/about").stdout)["configured"] is True
    missing = command(gateway, "api", "GET", "/api/connections/nobody", check=False)
    assert missing.returncode == 1 and json.loads(missing.stdout)["error"]["code"] == "not_found"


def test_completions_know_names(gateway, made):
    words = ["omniroute", "connections", "show", "--data-dir", str(gateway.data), ""]
    command(gateway, "connections")
    result = subprocess.run(
        [places.program("omniroute"), "---completion", "connections", "show", "--", "positional@0", "5", "0", *words],
        capture_output=True, text=True, timeout=20, env=places.environment())
    assert made in result.stdout.split() or result.stdout == "", "too slow a machine says nothing"


def test_a_backup_brings_everything_back(mock, tmp_path):
    file = tmp_path / "all.tar"
    with Gateway(configuration(mock.base)) as gateway:
        command(gateway, "connections", "add", "made", "dialect=openai-chat", f"base_url={mock.base}",
                'models=["echo"]', "--key-env", "MADE", MADE=PROVIDER_KEY)
        key = command(gateway, "keys", "create", "laptop").stdout.strip()
        command(gateway, "backup", "create", "-o", str(file), "--with-key")
        assert file.stat().st_mode & 0o777 == 0o600
        with tarfile.open(file) as archive:
            names = archive.getnames()
        assert names[0] == "manifest.json" and "egress/vault.key" in names and "admin/admin.db" in names
        running = command(gateway, "restore", str(file), check=False)
        assert running.returncode == 75, running
        command(gateway, "connections", "remove", "made")
        command(gateway, "keys", "revoke", "laptop")
    # Another place, as on another machine.
    other = Gateway(configuration(mock.base))
    try:
        result = command(other, "restore", str(file))
        assert "restored" in result.stdout
        other.start()
        assert chat(other, "made/echo", key).status == 200
    finally:
        other.remove()
