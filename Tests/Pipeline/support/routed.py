"""Deciding over real requests: a gateway whose connections, keys and budgets are made for it."""

import concurrent.futures
import json
from decimal import Decimal

from .asking import ask
from .gateway import CLIENT_KEY, Gateway

KEYS = {
    name: f"sk-{name}-0123456789abcdefghijklmnopqrst"
    for name in ("narrow", "combos", "provider", "payer", "spender", "other")
}


def listing(gateway, *command):
    """`omniroute COMMAND --json`: the objects, one a line."""
    result = gateway.command(*command, "--json")
    return [json.loads(line) for line in result.stdout.splitlines()]


def entry(gateway, command, name, field="name"):
    """The line of a listing that is about one thing."""
    [found] = [line for line in listing(gateway, command) if line[field] == name]
    return found


def dollars(value):
    """An amount as it stands in a listing, exactly."""
    return Decimal(str(value))


def one(gateway, model, stream=False, key=None, headers=(), dialect="openai-chat", **more):
    """One request on a connection of its own."""
    with gateway.connect() as connection:
        if key is not None:
            connection.key = KEYS[key]
        return ask(connection, dialect, model, stream, headers=headers, **more)


def many(gateway, model, count, clients=8, **more):
    """Requests over several kept connections at once; the answers, in no order."""
    def client(share):
        with gateway.connect() as connection:
            return [ask(connection, "openai-chat", model, False, **more) for _ in range(share)]

    shares = [count // clients + (index < count % clients) for index in range(clients)]
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        return [answer for answers in pool.map(client, shares) for answer in answers]


def answered_by(answer):
    """The connection that answered."""
    return answer.header("x-omniroute-provider").split("/")[0]


def configuration(alpha, beta, settings=""):
    """Two providers under several names."""
    return f"""
connections:
  - {{name: alpha, provider: openai-compatible, prefix: a, base_url: "{alpha.base}", api_key: sk-alpha,
     prices: {{m: {{input: 2, output: 8}}}}}}
  - {{name: beta, provider: openai-compatible, prefix: b, base_url: "{beta.base}", api_key: sk-beta,
     prices: {{m: {{input: 1, output: 4}}}}}}
  - {{name: monthly, provider: openai-compatible, prefix: plan, base_url: "{beta.base}", api_key: sk-monthly,
     tier: subscription}}
  - {{name: left, provider: openai-compatible, prefix: pair, base_url: "{alpha.base}", api_key: sk-left}}
  - {{name: right, provider: openai-compatible, prefix: pair, base_url: "{beta.base}", api_key: sk-right}}
  - {{name: rationed, provider: openai-compatible, prefix: ration, base_url: "{alpha.base}",
     api_key: sk-rationed, quotas: [{{name: five-hours, window: 5h, requests: 3}}]}}
  # A dollar for a thousand tokens, and sixteen tokens an answer: a request may cost some cents.
  - name: dear
    provider: openai-compatible
    prefix: dear
    base_url: {alpha.base}
    api_key: sk-dear
    models: [{{name: m, max_output: 16, price: {{input: 1000, output: 1000}}}}]
  - name: billed
    provider: openai-compatible
    prefix: billed
    base_url: {alpha.base}
    api_key: sk-billed
    models: [{{name: m, max_output: 16, price: {{input: 1000, output: 1000}}}}]
  - {{name: asleep, provider: openai-compatible, prefix: asleep, base_url: "{alpha.base}", api_key: sk-asleep,
     enabled: false}}
combos:
  - {{name: turns, strategy: round-robin, models: [a/m, b/m]}}
  - {{name: sticky-turns, strategy: round-robin, sticky: 3, models: [a/m, b/m]}}
  - {{name: shares, strategy: weighted, models: [{{model: a/m, weight: 3}}, b/m]}}
  - {{name: chance, strategy: random, models: [a/m, b/m]}}
  - {{name: healthiest, strategy: p2c, models: [a/m, b/m]}}
  - {{name: cheapest, strategy: cost-optimized, models: [a/m, b/m]}}
  - {{name: by-tier, strategy: tiered, models: [a/m, plan/m]}}
  - {{name: even, strategy: least-used, models: [a/m, b/m]}}
  - {{name: first, strategy: fill-first, models: [a/m, b/m]}}
  - {{name: outer, models: [inner, b/m]}}
  - {{name: inner, models: [a/m]}}
  - {{name: held, hold: true, models: [a/m, b/m], idle_timeout: 500ms}}
  - {{name: once, attempts: 1, models: [a/m, b/m]}}
  - {{name: "off", enabled: false, models: [a/m]}}
  - {{name: rationed-first, models: [ration/m, b/m]}}
  - {{name: dear-first, models: [dear/m, b/m]}}
aliases:
  fast: a/m
  "claude-*": b/m
  "claude-opus-*": a/m
  "*-turns-*": turns
  chained: fast
budgets:
  - {{name: dear-day, scope: connection, subject: dear, period: day, limit: 0.07, action: next}}
  - {{name: payer-day, scope: key, subject: payer, period: day, limit: 0.07, action: payment-required}}
keys:
  - {{name: tests, secret: {CLIENT_KEY}}}
  - {{name: narrow, secret: {KEYS["narrow"]}, models: ["a/*"]}}
  - {{name: combos, secret: {KEYS["combos"]}, models: [turns]}}
  - {{name: provider, secret: {KEYS["provider"]}, providers: [beta]}}
  - {{name: payer, secret: {KEYS["payer"]}}}
  - {{name: spender, secret: {KEYS["spender"]}, budget: {{day: 0.07}}}}
  - {{name: other, secret: {KEYS["other"]}}}
settings:
  require_api_key: true
{settings}
"""


class Routed(Gateway):
    """A gateway before two mocks."""

    def __init__(self, alpha, beta, settings=""):
        super().__init__(configuration(alpha, beta, settings))
        self.alpha, self.beta = alpha, beta

    def fresh(self):
        """Forgets what went wrong, and what the mocks have counted."""
        self.alpha.reset()
        self.beta.reset()
        self.command("reset")
        return self
