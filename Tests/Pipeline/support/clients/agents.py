"""Two agents that ship inside wheels, each as a process with a home of its own."""

import importlib.util
import json
import os
import signal
import subprocess
from pathlib import Path


def bundled(package, *path):
    """A program inside an installed package; None where the wheel has none for this platform."""
    found = importlib.util.find_spec(package)
    program = Path(found.origin).parent.joinpath(*path) if found and found.origin else None
    return program if program and program.exists() else None


class Agent:
    """An agent at work in a directory."""

    def __init__(self, directory, target, model):
        self.home = directory / "home"
        self.work = directory / "work"
        self.home.mkdir()
        self.work.mkdir()
        self.target = target
        self.model = model
        self.events = []

    def environment(self):
        """What the process sees: nothing of the caller's but where programs are."""
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8",
            "NO_PROXY": "127.0.0.1", "TMPDIR": str(self.home), "CLAUDE_CODE_TMPDIR": str(self.home)}

    def arguments(self, prompt):
        """The command line for a task."""
        raise NotImplementedError

    def answer(self):
        """The last words of the agent."""
        raise NotImplementedError

    def do(self, prompt, seconds=90):
        """Does a task and returns the agent's last words."""
        output = self.home / "output"
        with open(output, "wb") as file, open(self.home / "errors", "wb") as errors:
            process = subprocess.Popen(
                [str(part) for part in self.arguments(prompt)], cwd=self.work,
                stdin=subprocess.DEVNULL, stdout=file, stderr=errors, start_new_session=True,
                env=self.environment())
            try:
                status = process.wait(seconds)
            except subprocess.TimeoutExpired:
                status = f"none within {seconds} s"
            finally:
                # What the agent has started belongs to its session and ends with it.
                self._end(process)
        assert status == 0, f"exit status {status}:\n{self.told()}"
        self.events = [
            json.loads(line) for line in output.read_text().splitlines() if line.startswith("{")]
        return self.answer()

    @staticmethod
    def _end(process):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait(10)

    def told(self):
        """The end of all that it has written."""
        return "\n".join(
            (self.home / name).read_text(errors="replace")[-4000:] for name in ("output", "errors"))


class ClaudeCode(Agent):
    """The program inside `claude-agent-sdk`."""

    DIALECT = "anthropic"
    PROGRAM = bundled("claude_agent_sdk", "_bundled", "claude")

    def environment(self):
        return super().environment() | {
            "ANTHROPIC_BASE_URL": self.target.origin,
            "ANTHROPIC_AUTH_TOKEN": self.target.key,
            # Asks no other server for anything.
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_TELEMETRY": "1",
            "DISABLE_ERROR_REPORTING": "1", "DISABLE_AUTOUPDATER": "1",
            # As root it does without asking only where it believes to be locked up.
            "IS_SANDBOX": "1",
        }

    def arguments(self, prompt):
        return [
            self.PROGRAM, "--print", prompt, "--model", self.model,
            "--permission-mode", "bypassPermissions", "--output-format", "stream-json",
            "--verbose"]

    def answer(self):
        [result] = [event for event in self.events if event["type"] == "result"]
        assert not result["is_error"], result
        return result["result"]


class Codex(Agent):
    """The program inside `openai-codex-cli-bin`."""

    DIALECT = "openai-responses"
    PROGRAM = bundled("codex_cli_bin", "bin", "codex")

    def __init__(self, directory, target, model):
        super().__init__(directory, target, model)
        self.folder = self.home / ".codex"
        self.folder.mkdir()
        (self.folder / "config.toml").write_text(f"""
model = "{model}"
model_provider = "gateway"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.gateway]
name = "gateway"
base_url = "{target.origin}/v1"
wire_api = "responses"
env_key = "GATEWAY_KEY"
request_max_retries = 0
stream_max_retries = 0
""")

    def environment(self):
        return super().environment() | {
            "CODEX_HOME": str(self.folder), "GATEWAY_KEY": self.target.key}

    def arguments(self, prompt):
        return [
            self.PROGRAM, "exec", "--skip-git-repo-check",
            "--dangerously-bypass-approvals-and-sandbox", "--json", prompt]

    def answer(self):
        done = [event["item"] for event in self.events if event["type"] == "item.completed"]
        return [item["text"] for item in done if item["type"] == "agent_message"][-1]


AGENTS = [ClaudeCode, Codex]
