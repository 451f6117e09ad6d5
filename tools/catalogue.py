#!/usr/bin/env python3
"""Checks the provider catalogue and generates what is made from it.

    python3 tools/catalogue.py            writes CatalogueData.swift and docs/providers.md
    python3 tools/catalogue.py --check    writes nothing, exits 1 when a file is wrong or stale

The source is one file a provider in catalogue/: YAML, of which this program takes a subset (block
mappings and lists, flow mappings and lists, plain and double-quoted scalars, comments), so that it
needs nothing beyond Python. catalogue/README.md says what the fields mean.
"""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "catalogue"
SWIFT = ROOT / "Sources/Configuration/Generated/CatalogueData.swift"
TABLE = ROOT / "docs/providers.md"
DIALECTS = ROOT / "Sources/omni-translate/Dialects"

# Servers of a dialect come first, in this order; then all others by id.
GENERIC = [f"{name}-compatible" for name in
           ("openai", "anthropic", "gemini", "responses", "ollama", "cohere", "bedrock")]


# ---------------------------------------------------------------- reading


class Wrong(Exception):
    """Something wrong in one line of a file."""

    def __init__(self, line, text):
        super().__init__(text)
        self.line, self.text = line, text


@dataclass
class Node:
    """A scalar (str), a list of nodes, or a mapping of names to nodes."""

    line: int
    value: object
    quoted: bool = False


class Reader:
    """Reads the subset of YAML; every scalar stays the text that was written."""

    def __init__(self, text):
        self.lines = []
        for number, line in enumerate(text.split("\n"), 1):
            content = line.rstrip()
            if not content or content.lstrip().startswith("#"):
                continue
            if "\t" in line or not content.isprintable():
                raise Wrong(number, "has a tab or a control character")
            indent = len(content) - len(content.lstrip())
            self.lines.append((number, indent, content.lstrip()))
        self.at = 0

    def document(self):
        node = self.block(0)
        if self.at < len(self.lines):
            raise Wrong(self.lines[self.at][0], "is indented in an unexpected way")
        return node

    def block(self, indent):
        """All lines of one indentation."""
        if self.at == len(self.lines) or self.lines[self.at][1] != indent:
            line = self.lines[min(self.at, len(self.lines) - 1)][0] if self.lines else 1
            raise Wrong(line, "has no value, or one that is indented in an unexpected way")
        first, _, content = self.lines[self.at]
        items, fields = [], {}
        is_list = content.startswith("- ")
        while self.at < len(self.lines) and self.lines[self.at][1] == indent:
            number, _, content = self.lines[self.at]
            if content.startswith("- ") != is_list:
                raise Wrong(number, "mixes a list with a mapping")
            self.at += 1
            if is_list:
                items.append(Flow(number, content[2:]).whole())
                continue
            found = re.match(r"([a-z0-9_-]+):(?: (.+))?$", content)
            if not found:
                raise Wrong(number, "is not of the form `name: value`")
            name, written = found.groups()
            if name in fields:
                raise Wrong(number, f"has the field `{name}` a second time")
            fields[name] = Flow(number, written).whole() if written else self.block(indent + 2)
        return Node(first, items if is_list else fields)


class Flow:
    """Reads what stands in one line: a scalar, `[…]` or `{…}`."""

    def __init__(self, line, text):
        self.line, self.text, self.at = line, text, 0

    def whole(self):
        node = self.value(inside=False)
        rest = self.text[self.at:].strip()
        if rest and not rest.startswith("#"):
            raise Wrong(self.line, f"has `{rest[:20]}` behind a value")
        return node

    def skip(self):
        while self.text[self.at:self.at + 1] == " ":
            self.at += 1

    def take(self, character):
        self.skip()
        if self.text[self.at:self.at + 1] != character:
            return False
        self.at += 1
        return True

    def value(self, inside):
        if self.take("{"):
            return self.mapping()
        if self.take("["):
            items = []
            while not self.take("]"):
                if items and not self.take(","):
                    raise Wrong(self.line, "has a list without an end")
                items.append(self.value(True))
            return Node(self.line, items)
        return self.scalar(inside)

    def mapping(self):
        fields = {}
        while not self.take("}"):
            if fields and not self.take(","):
                raise Wrong(self.line, "has a mapping without an end")
            self.skip()
            name = self.scalar(True, stop=":").value
            if not self.take(":") or self.text[self.at:self.at + 1] != " ":
                raise Wrong(self.line, f"has no value for `{name}`")
            if name in fields:
                raise Wrong(self.line, f"has the field `{name}` a second time")
            fields[name] = self.value(True)
        return Node(self.line, fields)

    def scalar(self, inside, stop=""):
        self.skip()
        if self.text[self.at:self.at + 1] == '"':
            try:
                value, end = json.JSONDecoder().raw_decode(self.text, self.at)
            except ValueError:
                raise Wrong(self.line, "has a quote without an end") from None
            self.at = end
            return Node(self.line, value, quoted=True)
        end = r"[,\[\]{}" + stop + r"]| #|: |:$|$" if inside else r" #|: |:$|$"
        found = re.compile(end).search(self.text, self.at)
        value = self.text[self.at:found.start()].rstrip()
        if not value or value[0] in "@`&*!|>%'\"-?:#,[]{}":
            raise Wrong(self.line, f"has `{value[:20]}` where a value must be quoted")
        if not stop and self.text[found.start():found.start() + 1] == ":":
            raise Wrong(self.line, "has a colon in a value that is not quoted")
        self.at = found.start()
        return Node(self.line, value)


# ---------------------------------------------------------------- schema
# A check takes a node and returns its value, or raises Wrong.

# Plain scalars that other readers of YAML take for something else than text.
NOT_TEXT = re.compile(
    r"(?i:true|false|yes|no|on|off|null|y|n|~)|[-+]?[0-9][0-9_.,:eExXa-fA-F-]*|\.[0-9]+")


def text(pattern=r"[ -~]+", most=100):
    def check(node):
        if not isinstance(node.value, str):
            raise Wrong(node.line, "must be a text")
        if not node.quoted and NOT_TEXT.fullmatch(node.value):
            raise Wrong(node.line, f"must be quoted: `{node.value}`")
        if not re.fullmatch(pattern, node.value) or len(node.value) > most:
            raise Wrong(node.line, f"has a text of the wrong form: `{node.value[:60]}`")
        if re.search(r'[|\\"]', node.value):
            raise Wrong(node.line, "has a `|`, a quote or a backslash in a text")
        return node.value
    return check


def number(least, most):
    def check(node):
        if node.quoted or not isinstance(node.value, str) \
                or not re.fullmatch(r"0|[1-9][0-9]*", node.value):
            raise Wrong(node.line, "must be a whole number")
        if not least <= int(node.value) <= most:
            raise Wrong(node.line, f"must be between {least} and {most}")
        return int(node.value)
    return check


def picodollars(node):
    """A price in USD for a million, exact to six decimals: for one that is as many picodollars."""
    if node.quoted or not isinstance(node.value, str) \
            or not re.fullmatch(r"(0|[1-9][0-9]{0,4})(\.[0-9]{1,6})?", node.value):
        raise Wrong(node.line, "must be a price: up to five digits, and up to six decimals")
    whole, _, part = node.value.partition(".")
    return int(whole) * 1_000_000 + int(part.ljust(6, "0"))


def factor(node):
    """A factor, exact to three decimals and then in thousandths, or a fraction as it is written."""
    if node.quoted or not isinstance(node.value, str) \
            or not re.fullmatch(r"(0|[1-9][0-9]?)(\.[0-9]{1,3})?|[1-9][0-9]{0,2}/[1-9][0-9]?", node.value):
        raise Wrong(node.line, "must be a factor: up to two digits, and up to three decimals, or a fraction")
    if "/" in node.value:
        return node.value
    whole, _, part = node.value.partition(".")
    return int(whole) * 1_000 + int(part.ljust(3, "0"))


def flag(node):
    if node.quoted or node.value not in ("true", "false"):
        raise Wrong(node.line, "must be true or false")
    return node.value == "true"


def one_of(*words):
    def check(node):
        if node.value not in words:
            raise Wrong(node.line, f"must be one of {', '.join(words)}")
        return node.value
    return check


def list_of(item):
    def check(node):
        if not isinstance(node.value, list) or not node.value:
            raise Wrong(node.line, "must be a list of something")
        values = [item(each) for each in node.value]
        if any(value in values[:index] for index, value in enumerate(values)):
            raise Wrong(node.line, "has something twice")
        return values
    return check


def map_of(key, item):
    def check(node):
        if not isinstance(node.value, dict) or not node.value:
            raise Wrong(node.line, "must be a mapping of something")
        return {key(Node(node.line, name, True)): item(each)
                for name, each in node.value.items()}
    return check


def record(required=(), **fields):
    def check(node):
        if not isinstance(node.value, dict):
            raise Wrong(node.line, "must be a mapping")
        for name, each in node.value.items():
            if name not in fields:
                raise Wrong(each.line, f"has an unknown field `{name}`")
        for name in required:
            if name not in node.value:
                raise Wrong(node.line, f"lacks the field `{name}`")
        return {name: fields[name](each) for name, each in node.value.items()}
    return check


def seconds(node):
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", str(node.value))
    if not found:
        raise Wrong(node.line, "must be a time such as 60s, 5h or 7d")
    return int(found[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]


def hour(node):
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", str(node.value))
    if not found or not node.quoted:
        raise Wrong(node.line, 'must be a time of day such as "10:00", quoted')
    return int(found[1]) * 3600 + int(found[2]) * 60


HOST = r"https?://[a-z0-9.{}-]+(:[0-9]+)?"
name = text(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", 40)
title = text(r"[A-Za-z0-9][ -~]*", 60)
word = text(r"[A-Za-z0-9_.{}\[\]$ -]+", 80)
address = text(HOST + r"(/[A-Za-z0-9._-]+)*", 200)
endpoint = text(HOST + r"(/[A-Za-z0-9._{}:-]+)*(\?[A-Za-z0-9_=&]+)?", 200)
header = text(r"[a-z0-9-]+", 60)
model_name = text(r"[!-~]+", 200)
dialect = one_of("openai-chat", "openai-responses", "anthropic", "gemini", "ollama", "cohere",
                 "bedrock")
tier = one_of("subscription", "api-key", "cheap", "free")
KINDS = ("chat", "embedding", "image", "speech", "transcription", "rerank", "moderation", "video")
modalities = list_of(one_of("text", "image", "audio", "video", "pdf"))
tokens = number(1, 100_000_000)

TIERS = ("standard", "priority", "flex", "batch", "fast", "regional")
tool_prices = map_of(text(r"[a-z0-9_]+", 40), picodollars)
service_factors = map_of(one_of(*TIERS), factor)

price_parts = record(
    input=picodollars, output=picodollars, cached_input=picodollars, cached_audio=picodollars,
    cache_write=picodollars, cache_write_1h=picodollars, reasoning=picodollars, audio_input=picodollars,
    audio_output=picodollars, image_input=picodollars, image_output=picodollars,
    request=picodollars, tools=tool_prices, services=service_factors,
    above=record(("tokens",), tokens=tokens, input=picodollars, output=picodollars,
                 cached_input=picodollars, cache_write=picodollars, cache_write_1h=picodollars),
    per_minute=picodollars, per_hour=picodollars, per_million_characters=picodollars)


def price(node):
    """The prices of a model; a cache that costs nothing beside input that does is one whose price nobody wrote down."""
    parts = price_parts(node)
    for part in ("cached_input", "cache_write"):
        if parts.get("input") and parts.get(part) == 0:
            raise Wrong(node.line, f"has a price of input and 0 for `{part}`: leave it out, it is then that of input")
    return parts


model = record(
    ("id",),
    id=model_name, title=title, kind=one_of(*KINDS[1:]), context=tokens, assumed_context=tokens,
    max_output=tokens, dimensions=number(1, 100_000), sizes=list_of(word), input=modalities,
    output=modalities, tools=flag, json_schema=flag, reasoning=flag, deprecated=flag, price=price,
    price_basis=one_of("maker", "reseller", "placeholder", "unchecked"), billed=flag)

quota_window = record(
    ("name", "kind"),
    name=text(r"[a-z0-9_]+", 40), kind=one_of("rolling", "day", "week", "month", "once", "reported"),
    length=seconds, begins=hour, unit=one_of("requests", "tokens", "credits", "neurons"),
    limit=number(1, 10**15), plan=one_of("free", "flat", "trial"))

quota_endpoint = record(
    ("method", "url"),
    method=one_of("GET", "POST"), url=endpoint, header=header, used=word, limit=word,
    remaining=word, used_percent=word, remaining_percent=word, remaining_fraction=word,
    balance=word, available=word, resets=word, poll=seconds, documented=flag)

words = list_of(word)
status = number(400, 599)
quirks = record(
    requires=words, refuses=words, refuses_while_reasoning=words, takes=words, adds=words,
    rename=map_of(word, word), content_parts=words, envelope=words, wrapped_answer=word,
    framing=one_of("ndjson", "aws-event-stream", "connect"), usage=flag, tools=flag,
    lists_models=flag, models_answer=one_of("array"), streams_only=flag, store=flag, asynchronous=flag,
    poll_seconds=number(1, 60), give_up_seconds=number(1, 3600), remote_images=flag,
    alternates_turns=flag, prefill_field=word, call_ids=text(r"[ -~]+", 40), key_prefix=word,
    system_refused_below=word, system_refused_by=word, vendor_prefixed_ids=flag,
    region_prefixes=words, reasoning_field=word, reasoning_details=flag, reasoning_switch=word,
    reasoning_sent_back=one_of("always", "tool loops"), think_tags=flag,
    thinking=map_of(word, word), thought_signatures=flag, encrypted_reasoning=flag,
    effort_suffixes=flag, minimum_thinking=number(1, 100_000),
    temperature_while_thinking=number(0, 2), fixed_thinking_refused_from=word,
    fixed_temperature_from=word, tool_choice_while_thinking=word, rate_headers=header,
    reset_fields=words, retry_field=word, overloaded_status=status, no_credit_status=status,
    too_large_status=status, unknown_fields_status=status, comments_in_streams=flag,
    errors_in_streams=flag, usage_in_streams_on_request=flag, cached_tokens_field=word,
    max_output=tokens, max_output_unstreamed=tokens, max_characters=number(1, 1_000_000),
    responses_only=word, announces_turns=header, announces_images=header,
    stream_options_since=word, context_field=word, embedding_requires=words,
    alternate_base_urls=list_of(address))

provider = record(
    ("id", "title", "billing", "auth", "capabilities"),
    id=name, aliases=list_of(name), title=title, tier=tier, also_tiers=list_of(tier),
    billing=one_of("metered", "plan", "free", "local"),
    plans_usd_per_month=list_of(number(1, 10_000)),
    auth=record(("kind",), kind=one_of("api-key", "oauth", "none", "sigv4", "service-account"),
                header=one_of("bearer", "token", "authorization", "api-key", "x-api-key",
                              "x-goog-api-key", "xi-api-key")),
    environment=list_of(text(r"[A-Z][A-Z0-9_]+", 60)), sign_in_only=flag, dialect=dialect,
    protocol=name, cloud=one_of("azure", "bedrock", "vertex"), base_url=address,
    dialects=map_of(dialect, address), profile=name,
    headers=map_of(header, text(r"[!-~][ -~]*", 100)),
    capabilities=list_of(one_of("chat", "embeddings", "images", "transcription", "speech",
                                "moderation", "rerank")),
    endpoints=map_of(text(r"[a-z_]+", 20), endpoint), quota_windows=list_of(quota_window),
    tool_prices=tool_prices, service_factors=service_factors,
    quota_endpoint=quota_endpoint, quirks=quirks, notes=list_of(text(r"[ -~]+", 120)),
    models=list_of(model))


# ---------------------------------------------------------------- rules across fields

# Names of this form mean another model from time to time. These vendors' own lists have prices by such
# names, and each of them says which line or generation it is of.
LATEST_HAS_PRICE = {"mistral", "openai"}

# A profile of Bedrock that keeps requests in one geography: the model behind it, and its generation.
GEOGRAPHIC = re.compile(r"(?!global\.)[a-z-]+\.(anthropic\.claude-(?:[a-z]+-)?([0-9]+)(?:-([0-9]{1,2}))?"
                        r"(?![0-9]).*)")


def key_header(entry):
    """Where the gateway puts a key (CatalogueEntry.placement)."""
    if entry.get("cloud") == "azure":
        return "api-key"
    if entry.get("cloud") == "vertex":
        return "bearer"
    if entry.get("cloud") == "bedrock":
        return "authorization"
    if entry["auth"]["kind"] == "oauth":
        return "bearer"
    return {"anthropic": "x-api-key", "gemini": "x-goog-api-key"}.get(entry["dialect"], "bearer")


def check_provider(entry, profiles):
    """What one file says of itself must fit together; yields what does not."""
    if ("tier" in entry) == (entry["id"] in GENERIC):
        yield "needs a `tier`, unless it stands for any server of a dialect"
    if ("dialect" in entry) == ("protocol" in entry):
        yield "needs a `dialect`, or a `protocol` that is none of ours"
        return
    if "protocol" in entry:
        for field in ("dialects", "cloud", "profile"):
            if field in entry:
                yield f"`{field}` needs a `dialect`"
    elif entry["auth"].get("header") != key_header(entry):
        yield f"a key goes into `{key_header(entry)}`, not `{entry['auth'].get('header')}`"
    if "dialect" in entry and "chat" not in entry["capabilities"]:
        yield "has a dialect but no chat"
    for other in entry.get("dialects", {}):
        if other == entry.get("dialect"):
            yield f"`dialects` repeats `{other}`"
    if entry.get("sign_in_only") and entry["auth"]["kind"] != "oauth":
        yield "`sign_in_only` is for `kind: oauth`"
    if entry.get("profile", entry["id"]) not in profiles and "profile" in entry:
        yield f"translate has no profile `{entry['profile']}`"
    for window in entry.get("quota_windows", []):
        if (window["kind"] == "rolling") != ("length" in window):
            yield f"the window `{window['name']}`: `length` belongs to `kind: rolling`"
        if "limit" in window and "unit" not in window:
            yield f"the window `{window['name']}` has a limit of no unit"
    for each in entry.get("models", []):
        yield from (f"the model `{each['id']}` {wrong}" for wrong in check_model(entry, each))
    yield from check_premium(entry)
    ids = [each["id"] for each in entry.get("models", [])]
    for twice in sorted({each for each in ids if ids.count(each) > 1}):
        yield f"the model `{twice}` is listed twice"


def check_model(entry, each):
    if "context" in each and "assumed_context" in each:
        yield "has both `context` and `assumed_context`"
    if "kind" not in each and each.get("max_output", 0) > each.get("context", 10**9):
        yield "answers with more than its window holds"
    if "price_basis" in each and "price" not in each:
        yield "has a `price_basis` without a `price`"
    if "above" in each.get("price", {}) and "input" not in each["price"]:
        yield "has a price above a size without one below it"
    if each.get("billed") == (entry["billing"] == "metered"):
        yield "says of `billed` what `billing` says already"
    if each["id"].endswith("-latest") and "price" in each and entry["id"] not in LATEST_HAS_PRICE:
        yield "has a price, but what its name means changes"


def check_premium(entry):
    """From Claude 4.5 on, requests that stay in one geography cost a tenth more (Bedrock's price list)."""
    prices = {each["id"]: each.get("price", {}) for each in entry.get("models", [])}
    for profile, cost in prices.items():
        base = dearer_base(profile)
        for other in (base, f"global.{base}"):
            if base and other in prices and not is_tenth_more(cost, prices[other]):
                yield f"the model `{profile}` must cost 1.1 times what `{other}` does"


def dearer_base(profile):
    """The model behind a profile that costs more than it does worldwide; nothing for all other names."""
    found = GEOGRAPHIC.fullmatch(profile)
    return found[1] if found and (int(found[2]), int(found[3] or 0)) >= (4, 5) else None


def is_tenth_more(cost, other):
    """Whether all prices of tokens are 1.1 times others, also those of large requests."""
    pairs = [(cost, other), (cost.get("above", {}), other.get("above", {}))]
    return all(10 * one.get(kind, 0) == 11 * two.get(kind, 0)
               for one, two in pairs for kind in TOKEN_PRICES)


def translate_profiles():
    """The names of profiles that translate knows."""
    found = {"vertex"}
    for path in ("Chat/ChatProfiles.swift", "Responses/ResponsesProfile.swift",
                 "Anthropic/AnthropicProfile.swift"):
        tables = re.findall(r"static let (?:table|named): \[String: \w+\] = \[(.*?)\n    \]",
                            (DIALECTS / path).read_text(), re.S)
        for table in tables:
            found |= set(re.findall(r'"([a-z0-9-]+)":', table))
    return found


def load(folder, profiles):
    """All providers in order, and what is wrong with their files."""
    entries, problems = [], []
    for path in sorted(folder.glob("*.yaml")):
        shown = f"{folder.name}/{path.name}"
        try:
            entry = provider(Reader(path.read_text(encoding="ascii")).document())
        except Wrong as wrong:
            problems.append(f"{shown}:{wrong.line}: {wrong.text}")
            continue
        except UnicodeDecodeError:
            problems.append(f"{shown}: has characters beyond ASCII")
            continue
        if entry["id"] != path.stem:
            problems.append(f"{shown}: has the id `{entry['id']}`")
        problems += [f"{shown}: {wrong}" for wrong in check_provider(entry, profiles)]
        entries.append(entry)
    owners = {}
    for entry in entries:
        for each in [entry["id"]] + entry.get("aliases", []):
            if each in owners:
                problems.append(f"`{each}` names both {owners[each]} and {entry['id']}")
            owners[each] = entry["id"]
    order = {each: index for index, each in enumerate(GENERIC)}
    entries.sort(key=lambda entry: (order.get(entry["id"], len(order)), entry["id"]))
    return entries, problems


# ---------------------------------------------------------------- writing


def abilities(each):
    """A letter for what is known of a model: upper case for can, lower case for cannot.

    Lists of modalities often leave out pdf where pictures are taken, so its absence says something
    only of models that take nothing but text.
    """
    known = {"t": each.get("tools"), "s": each.get("json_schema"), "r": each.get("reasoning")}
    if "input" in each:
        known["v"] = "image" in each["input"]
        known["a"] = "audio" in each["input"]
        known["d"] = True if "pdf" in each["input"] else None if known["v"] else False
    return "".join(letter.upper() if can else letter
                   for letter, can in sorted(known.items()) if can is not None)


OTHER_PRICES = ("cached_audio", "cache_write_1h", "reasoning", "audio_input", "audio_output", "image_input",
                "image_output")
TOKEN_PRICES = ("input", "output", "cached_input", "cache_write") + OTHER_PRICES


def model_line(entry, each):
    cost = each.get("price", {})
    marks = ["free"] if not each.get("billed", entry["billing"] == "metered") else []
    marks += ["old"] if each.get("deprecated") else []
    columns = [each["id"], each.get("title", ""), each.get("kind", "chat"),
               each.get("context", 0), each.get("max_output", 0), abilities(each)]
    columns += [cost.get(kind, "") for kind in ("input", "output", "cached_input", "cache_write")]
    return ["model"] + columns + [",".join(marks), step(cost.get("above")), more(entry, cost)]


def more(entry, cost):
    """The prices that few models have, and what holds for all models of the provider; nothing without a price."""
    if not cost:
        return ""
    parts = [f"{kind}={cost[kind]}" for kind in OTHER_PRICES if kind in cost]
    # Prices of calls and minutes are dollars for one, not for a million.
    if "request" in cost:
        parts.append(f"request={cost['request'] * 1_000_000}")
    if "per_minute" in cost and not any(kind in cost for kind in TOKEN_PRICES):
        parts.append(f"audio_minute={cost['per_minute'] * 1_000_000}")
    tools = {**entry.get("tool_prices", {}), **cost.get("tools", {})}
    parts += [f"tool.{name}={each * 1_000_000}" for name, each in tools.items()]
    factors = {**entry.get("service_factors", {}), **cost.get("services", {})}
    parts += [f"service.{name}={each}" for name, each in factors.items()]
    return ",".join(parts)


def step(above):
    """The prices of large requests, and from where on they hold; nothing without such prices."""
    if not above:
        return ""
    kinds = ("tokens", "input", "output", "cached_input", "cache_write", "cache_write_1h")
    return ",".join(str(above.get(kind, "")) for kind in kinds)


def quota_line(window):
    return ["quota", window["name"], window["kind"], window.get("length", 0),
            window.get("begins", 0), window.get("unit", "requests"), window.get("limit", 0)]


def is_countable(window):
    """Whether a window is one of every account, and of a kind and a unit that can be counted."""
    return "plan" not in window and window["kind"] not in ("once", "reported") \
        and window.get("unit", "requests") in ("requests", "tokens")


def provider_lines(entry):
    """A provider as CatalogueReader takes it."""
    yield ["id", entry["id"], entry["title"], entry.get("tier", "none")] + entry.get("aliases", [])
    if "dialect" in entry:
        yield ["at", entry["dialect"], entry.get("base_url", "")]
        for other, url in entry.get("dialects", {}).items():
            yield ["at", other, url]
    else:
        yield ["protocol", entry["protocol"]]
    for field in ("cloud", "profile"):
        if field in entry:
            yield [field, entry[field]]
    if entry.get("sign_in_only"):
        yield ["sign-in"]
    for each, value in entry.get("headers", {}).items():
        yield ["header", each, value]
    yield from (quota_line(window) for window in entry.get("quota_windows", [])
                if is_countable(window))
    yield from (model_line(entry, each) for each in entry.get("models", []))


def version():
    """The day of the catalogue, which records of costs name."""
    found = (SOURCE / "VERSION").read_text().strip()
    if not re.fullmatch(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]", found):
        raise SystemExit("catalogue/VERSION: must be a day such as 2026-11-30")
    return found


def swift(entries):
    lines = ["// Generated by tools/catalogue.py from catalogue/*.yaml. Do not edit.", "",
             "/// The providers of the catalogue, as ``CatalogueReader`` takes them.",
             "enum CatalogueData {",
             "    /// The day of its prices.",
             f'    static let version = "{version()}"',
             "",
             "    /// One text a provider, in the order in which they are listed.",
             "    static let providers: [String] = ["]
    for entry in entries:
        lines.append('        """')
        lines += ["        " + "|".join(str(column) for column in line)
                  for line in provider_lines(entry)]
        lines.append('        """,')
    return "\n".join(lines + ["    ]", "}", ""])


SIGN_IN = {"api-key": "API key", "oauth": "account", "none": "none", "sigv4": "AWS keys",
           "service-account": "service account"}


def sign_in(entry):
    kind = SIGN_IN[entry["auth"]["kind"]]
    if entry.get("sign_in_only") and "dialect" in entry:
        return f"{kind}: bring a token"
    return "API key, optional" if kind == "none" and "header" in entry["auth"] else kind


def table(entries):
    chat = sum("dialect" in entry for entry in entries)
    models = sum(len(entry.get("models", [])) for entry in entries)
    lines = [
        "# Providers", "",
        "<!-- Generated by tools/catalogue.py from catalogue/*.yaml. Do not edit. -->", "",
        "What a connection can name in `provider:`, by id or by alias, without giving an address. "
        "Any other server is reached by",
        "its `dialect` and `base_url`.", "",
        f"There are {len(entries)} providers with {models} known models. {chat} of them can be "
        "connected. The others (in italics) speak a protocol",
        "that the gateway does not speak, or have no chat; a connection to one is refused.", "",
        "- **tier**: the place in the order subscription, API key, cheap, free.",
        "- **account**: the vendor's own sign-in is not built in; a connection brings an access "
        "token or a key.",
        "- **models**: those whose window, abilities and price are known. A connection passes "
        "other names on as well.", "",
        "Prices and windows are the vendors' of August 2026 as far as they could be had; a "
        "connection's own values win.", "",
        "| id | alias | provider | tier | dialects | sign-in | models |",
        "| --- | --- | --- | --- | --- | --- | ---: |",
    ]
    for entry in entries:
        if "dialect" in entry:
            spoken = ", ".join([entry["dialect"]] + list(entry.get("dialects", {})))
        else:
            spoken = f"*{entry['protocol']}*"
        aliases = ", ".join(f"`{each}`" for each in entry.get("aliases", []))
        lines.append(
            f"| `{entry['id']}` | {aliases} | {entry['title']} | {entry.get('tier', '')} | {spoken} "
            f"| {sign_in(entry)} | {len(entry.get('models', []))} |".replace("|  |", "| |"))
    return "\n".join(lines + [""])


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    entries, problems = load(SOURCE, translate_profiles())
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    stale = False
    for path, content in ((SWIFT, swift(entries)), (TABLE, table(entries))):
        if path.exists() and path.read_text() == content:
            continue
        if arguments:
            print(f"{path.relative_to(ROOT)} is stale: run tools/catalogue.py", file=sys.stderr)
            stale = True
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
