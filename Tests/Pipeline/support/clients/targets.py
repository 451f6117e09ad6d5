"""What a client talks to: a provider behind the gateway, or the mock itself as a control."""

import dataclasses
import itertools
import json

from ..gateway import CLIENT_KEY, PROVIDER_KEY

# The dialects of providers, and what stands before their models' names.
PREFIXES = {
    "openai-chat": "c", "openai-responses": "r", "anthropic": "a", "gemini": "g", "ollama": "o",
    "cohere": "h", "bedrock": "b",
}
DIRECT = "direct"

# How models are called whose makers' rules are known; they think and take schemas.
KNOWN = {
    "openai-chat": "-deepseek-reasoner", "openai-responses": "/gpt-5.1",
    "anthropic": "-claude-sonnet-4-5", "gemini": "-gemini-3-pro", "ollama": "-qwen3",
    "cohere": "-command-a-reasoning", "bedrock": "-anthropic.claude-sonnet-4-5",
}

_numbers = itertools.count(1)


def configuration(origin):
    """One connection of each dialect, all to the mock."""
    connections = "".join(f"""
  - name: {dialect}
    dialect: {dialect}
    prefix: {prefix}
    base_url: {origin}
    api_key: {PROVIDER_KEY}
""" for dialect, prefix in PREFIXES.items())
    return f"""
connections:{connections}
keys:
  - name: tests
    secret: {CLIENT_KEY}
settings:
  require_api_key: true
"""


@dataclasses.dataclass
class Target:
    """One provider as a client sees it."""

    name: str
    origin: str
    key: str
    prefix: str
    mock: object

    @property
    def is_direct(self):
        """Whether no gateway stands between."""
        return self.name == DIRECT

    def model(self, base, *directives):
        """A model of the mock whose name no other test uses, as a client names it."""
        return f"{self.prefix}{base}" + "".join(
            f"+{directive}" for directive in (*directives, f"ttft={next(_numbers)}us"))

    def dialect(self, sdk):
        """What the provider speaks."""
        return sdk.DIALECT if self.is_direct else self.name

    def known(self, sdk, base, *directives):
        """As `model`, with a name that tells what the model can do."""
        dialect = self.dialect(sdk)
        # Thoughts in the chat API are those of open models, whose hosts show them unasked.
        shown = ["think=4"] if dialect == "openai-chat" else []
        return self.model(base + KNOWN[dialect], *directives, *shown)

    def bare(self, model):
        """The name of a model as the provider gets it."""
        return model.removeprefix(self.prefix)

    def counts(self, model):
        """What the mock has counted for a model."""
        return self.mock.stats()["models"][self.bare(model)]

    def received(self, model):
        """The bodies that the provider got for a model, the oldest first."""
        bare = self.bare(model)
        requests = self.mock.requests(100)
        bodies = [(entry, json.loads(entry["body"])) for entry in requests if entry["body"]]
        # Gemini and Bedrock name the model in the path, where its signs may be written as codes.
        return [
            body for entry, body in bodies
            if body.get("model") == bare or bare.rsplit("ttft=", 1)[-1] in entry["path"]]


def direct(mock):
    """The mock without a gateway."""
    return Target(DIRECT, mock.base.removesuffix("/v1"), PROVIDER_KEY, "", mock)


def behind(gateway, mock):
    """A provider of each dialect, by the dialect's name."""
    origin = gateway.base.removesuffix("/v1")
    return {
        dialect: Target(dialect, origin, CLIENT_KEY, f"{prefix}/", mock)
        for dialect, prefix in PREFIXES.items()}
