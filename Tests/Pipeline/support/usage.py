"""What recorded answers say was used, read by another program than the gateway: raw JSON, by each dialect's own rules."""

import base64
import json
import struct

from . import http, needs, places

# Folder of the corpus and the last part of the called path, of exchanges that are answers of a model, by dialect: also
# chat as Writer has it, and Claude at Google.
FOLDERS = {
    "openai-chat": ("openai-chat", ("chat/completions", "/v1/chat")),
    "openai-responses": ("openai-responses", ("/responses",)),
    "anthropic": ("anthropic-messages", ("/messages", ":rawPredict", ":streamRawPredict")),
    "gemini": ("gemini", (":generateContent", ":streamGenerateContent")),
    "ollama": ("ollama", ("/api/chat",)),
    "cohere": ("cohere-chat", ("/v2/chat",)),
    "bedrock": ("bedrock-converse", ("/converse", "/converse-stream")),
}
NAMES = (
    "input", "cached_input", "cache_write", "cache_write_hour", "output", "reasoning",
    # Parts of input and output; those that were read from a cache are counted there.
    "audio_input", "image_input", "audio_output", "image_output", "audio_ms",
    # What is billed, where that is something else than what was used.
    "billed_input", "billed_output")
# How many there are at least.
ENOUGH = {
    "openai-chat": 71, "openai-responses": 59, "anthropic": 61, "gemini": 55, "ollama": 11,
    "cohere": 14, "bedrock": 27,
}
# Answers without anything that a client could show: pictures that Gemini did not make. The client is told that they are
# empty, and what they used is their attempt's.
EMPTY = {"gemini-lin-15153382", "gemini-lin-9448ad51"}
# The terms that an answer was given on, in each provider's words, as the numbers of omni.proto.
STANDARD, PRIORITY, FLEX, BATCH = 1, 2, 3, 4
SERVICES = {
    "default": STANDARD, "standard": STANDARD, "on_demand": STANDARD, "priority": PRIORITY,
    "flex": FLEX, "on_demand_flex": FLEX, "batch": BATCH, "provisioned": STANDARD,
    "provisioned_throughput": STANDARD,
}


class Recorded:
    """One exchange of a model's answer, and what its provider says was used."""

    def __init__(self, dialect, document):
        self.dialect = dialect
        self.id = document["id"]
        self.provider = document["provider"]
        response = document["response"]
        self.events = list(_events(response))
        # Google sends a stream as one array where no events are asked for.
        self.stream = "body" not in response or isinstance(self.events[0], list)
        self.usage = READERS[dialect](self.events)
        self.tools = {
            name: count for name, count in TOOLS[dialect](self.events).items() if count
        } if dialect in TOOLS else {}
        self.service = _service(dialect, self.events)

    def __repr__(self):
        return f"{self.id} {self.usage} {self.tools} service {self.service}"


def recorded(dialect):
    """Every recorded answer of a dialect that reports usage; ends the test where there are no recordings."""
    if not (places.CORPUS / "index.tsv").exists():
        needs.missing(f"the recorded exchanges are not at {places.CORPUS}: usage is NOT compared")
    folder, endings = FOLDERS[dialect]
    found = []
    for path in sorted((places.CORPUS / folder).glob("*.json")):
        document = json.loads(path.read_text())
        if document["response"]["status"] != 200 or not document["endpoint"].endswith(endings):
            continue
        exchange = Recorded(dialect, document)
        if exchange.usage is not None:
            found.append(exchange)
    return found


def _events(response):
    if "body" in response:
        yield response["body"]
    elif "sse" in response:
        for data in http.data_of(response["sse"].encode()):
            if data != b"[DONE]":
                yield json.loads(data)
    elif "ndjson" in response:
        for line in response["ndjson"].splitlines():
            if line.strip():
                yield json.loads(line)
    elif "base64" in response:
        yield from _amazon(base64.b64decode(response["base64"]))


def _amazon(data):
    """The payloads of an event stream of Amazon's (vnd.amazon.eventstream)."""
    while data:
        length, headers = struct.unpack(">II", data[:8])
        payload = data[12 + headers:length - 4]
        yield json.loads(payload or b"{}")
        data = data[length:]


def _counts(**counts):
    return {name: int(counts.get(name) or 0) for name in NAMES}


def _chat(events):
    usages = [event["usage"] for event in events if isinstance(event.get("usage"), dict)]
    # Hosts that put their counts beside, for streams.
    usages += [event["x_groq"]["usage"] for event in events if (event.get("x_groq") or {}).get("usage")]
    usages = [usage for usage in usages if "prompt_tokens" in usage]
    if not usages:
        return None
    usage = usages[-1]
    prompt = usage.get("prompt_tokens_details") or {}
    completion = usage.get("completion_tokens_details") or {}
    cached = prompt.get("cached_tokens")
    if cached is None:
        cached = usage.get("prompt_cache_hit_tokens") or usage.get("cached_tokens")
    reasoning = completion.get("reasoning_tokens") or usage.get("reasoning_tokens") or 0
    output = usage.get("completion_tokens") or 0
    # Some do not count reasoning as output: their total says so, or that it is more than the output.
    if reasoning > output or reasoning and usage.get(
            "total_tokens") == usage["prompt_tokens"] + output + reasoning:
        output += reasoning
    # Google says what was thought in the total alone.
    total = usage.get("total_tokens") or 0
    told = [value for details in (prompt, completion) for value in details.values() if value]
    if set(usage) <= {"prompt_tokens", "completion_tokens", "total_tokens"} | {
            "prompt_tokens_details", "completion_tokens_details"} and not told:
        reasoning = max(0, total - usage["prompt_tokens"] - output)
        output += reasoning
    # And some do not count audio as input.
    given, audio = usage["prompt_tokens"], prompt.get("audio_tokens") or 0
    if audio and usage.get("total_tokens") == given + audio + output:
        given += audio
    return _counts(
        input=given, cached_input=cached, output=output, reasoning=reasoning,
        cache_write=prompt.get("cache_write_tokens") or usage.get("cache_creation_input_tokens"),
        audio_input=audio, image_input=prompt.get("image_tokens"),
        audio_output=completion.get("audio_tokens"), image_output=completion.get("image_tokens"),
        audio_ms=(usage.get("prompt_audio_seconds") or 0) * 1000)


def _responses(events):
    usage = None
    for event in events:
        response = event.get("response") if "response" in event else event
        if isinstance(response, dict) and isinstance(response.get("usage"), dict):
            usage = response["usage"]
    # Zeros everywhere are no report: an answer has at least one token.
    if usage is None or not usage.get("total_tokens"):
        return None
    return _counts(
        input=usage["input_tokens"], output=usage["output_tokens"],
        cached_input=(usage.get("input_tokens_details") or {}).get("cached_tokens"),
        cache_write=(usage.get("input_tokens_details") or {}).get("cache_write_tokens"),
        reasoning=(usage.get("output_tokens_details") or {}).get("reasoning_tokens"))


def _anthropic(events):
    usage = {}
    for event in events:
        said = event.get("usage") or (event.get("message") or {}).get("usage") or {}
        usage |= {name: value for name, value in said.items() if value is not None}
    if "input_tokens" not in usage:
        return None
    read = usage.get("cache_read_input_tokens", 0)
    written = usage.get("cache_creation_input_tokens", 0)
    return _counts(
        input=usage["input_tokens"] + read + written, cached_input=read, cache_write=written,
        cache_write_hour=(usage.get("cache_creation") or {}).get("ephemeral_1h_input_tokens"),
        output=usage["output_tokens"],
        reasoning=(usage.get("output_tokens_details") or {}).get("thinking_tokens"))


def _gemini(events):
    if isinstance(events[0], list):
        events = events[0]
    usages = [event["usageMetadata"] for event in events if "usageMetadata" in event]
    usages = [usage for usage in usages if "promptTokenCount" in usage]
    if not usages:
        return None
    usage = usages[-1]
    thoughts = usage.get("thoughtsTokenCount", 0)

    def media(modality, *lists):
        return sum(
            detail.get("tokenCount", 0) for name in lists for detail in usage.get(name) or []
            if detail.get("modality") == modality)

    def given(modality):
        whole = media(modality, "promptTokensDetails", "toolUsePromptTokensDetails")
        return max(0, whole - media(modality, "cacheTokensDetails"))

    return _counts(
        input=usage["promptTokenCount"] + usage.get("toolUsePromptTokenCount", 0),
        cached_input=usage.get("cachedContentTokenCount"),
        output=usage.get("candidatesTokenCount", 0) + thoughts, reasoning=thoughts,
        audio_input=given("AUDIO"), image_input=given("IMAGE"),
        audio_output=media("AUDIO", "candidatesTokensDetails"),
        image_output=media("IMAGE", "candidatesTokensDetails"))


def _ollama(events):
    last = events[-1]
    if "eval_count" not in last:
        return None
    return _counts(input=last.get("prompt_eval_count"), output=last["eval_count"])


def _cohere(events):
    usage = None
    for event in events:
        usage = event.get("usage") or (event.get("delta") or {}).get("usage") or usage
    tokens = (usage or {}).get("tokens")
    if not tokens:
        return None
    billed = usage.get("billed_units") or {}
    return _counts(
        billed_input=billed.get("input_tokens"), billed_output=billed.get("output_tokens"),
        # Pictures stand beside the other input; what is billed says that they are input all the same.
        input=tokens["input_tokens"] + (tokens.get("image_tokens") or 0),
        image_input=tokens.get("image_tokens"),
        output=tokens["output_tokens"],
        cached_input=usage.get("cached_tokens"), reasoning=tokens.get("reasoning_tokens"))


def _bedrock(events):
    usages = [event["usage"] for event in events if "usage" in event]
    if not usages:
        return None
    usage = usages[-1]
    read = usage.get("cacheReadInputTokens") or 0
    written = usage.get("cacheWriteInputTokens") or 0
    hour = sum(
        entry["inputTokens"] for entry in usage.get("cacheDetails") or [] if entry["ttl"] == "1h")
    return _counts(
        input=usage["inputTokens"] + read + written, cached_input=read, cache_write=written,
        cache_write_hour=hour, output=usage["outputTokens"])


# ---------------------------------------------------------------- tools of the provider's own


def _chat_tools(events):
    tools = {}
    for event in events:
        usage = event.get("usage") or {}
        if usage.get("num_sources_used"):
            tools["search_sources"] = usage["num_sources_used"]
        if usage.get("search_context_size"):
            tools[f"search_{usage['search_context_size']}"] = 1
    return tools


RESPONSES_ITEMS = {
    "web_search_call": "web_search", "file_search_call": "file_search",
    "code_interpreter_call": "code_execution", "image_generation_call": "image_generation",
}


def _responses_tools(events):
    whole = events[-1].get("response") or events[-1]
    counted = (whole.get("usage") or {}).get("server_side_tool_usage_details")
    if counted is not None:
        return {
            "web_search": counted.get("web_search_calls"),
            "image_generation": counted.get("image_generation_calls"),
            "code_execution": counted.get("code_interpreter_calls")}
    # Some hosts end with a response that has no items any more.
    items = whole.get("output") or [
        event["item"] for event in events if event.get("type") == "response.output_item.done"]
    tools = {}
    for item in items:
        name = RESPONSES_ITEMS.get(item["type"])
        # Pages that are opened after a search are not billed as one.
        opened = name == "web_search" and (item.get("action") or {}).get("type", "search") != "search"
        if name and not opened:
            tools[name] = tools.get(name, 0) + 1
    searches = ((whole.get("tool_usage") or {}).get("web_search") or {}).get("num_requests")
    if searches:
        tools["web_search"] = searches
    if any(tool["type"].startswith("web_search_preview") for tool in whole.get("tools") or []):
        tools["web_search_preview"] = tools.pop("web_search", 0)
    return tools


def _anthropic_tools(events):
    tools = {}
    for event in events:
        said = event.get("usage") or (event.get("message") or {}).get("usage") or {}
        for name, count in (said.get("server_tool_use") or {}).items():
            tools[name.removesuffix("_requests")] = count
        advised = [turn for turn in said.get("iterations") or [] if turn["type"] == "advisor_message"]
        tools["advisor"] = len(advised) or tools.get("advisor")
    return tools


def _gemini_tools(events):
    if isinstance(events[0], list):
        events = events[0]
    found = [candidate for event in events for candidate in (event.get("candidates") or [])[:1]]

    def most(group, entries):
        return max((len((candidate.get(group) or {}).get(entries) or []) for candidate in found), default=0)

    queries = most("groundingMetadata", "webSearchQueries")
    model = next((event["modelVersion"] for event in events if event.get("modelVersion")), "")
    return {
        # Each answer with a search is billed, of newer models each search.
        "grounding": min(queries, 1) if model.startswith(("gemini-1", "gemini-2")) else queries,
        "web_fetch": most("urlContextMetadata", "urlMetadata"),
        "code_execution": sum(
            "executableCode" in part for candidate in found
            for part in (candidate.get("content") or {}).get("parts") or [])}


TOOLS = {
    "openai-chat": _chat_tools, "openai-responses": _responses_tools, "anthropic": _anthropic_tools,
    "gemini": _gemini_tools,
}


# ---------------------------------------------------------------- terms of service


def _service(dialect, events):
    """The last word that is one of `SERVICES`; 0 where there is none."""
    if isinstance(events[0], list):
        events = events[0]
    found = 0
    for event in events:
        for word in SERVICE_WORDS.get(dialect, lambda _: ())(event):
            found = SERVICES.get(str(word).lower(), found)
    return found


def _of_responses(event):
    # The first events repeat what was asked for.
    ends = ("response.completed", "response.incomplete", "response.done")
    if event.get("type", "").startswith("response.") and event["type"] not in ends:
        return ()
    return ((event.get("response") or event).get("service_tier"),)


def _of_anthropic(event):
    said = event.get("usage") or (event.get("message") or {}).get("usage") or {}
    return (said.get("service_tier"),)


def _of_gemini(event):
    said = event.get("usageMetadata") or {}
    return (said.get("trafficType"), said.get("serviceTier"))


SERVICE_WORDS = {
    # Some put it into their usage.
    "openai-chat": lambda event: ((event.get("usage") or {}).get("service_tier"), event.get("service_tier")),
    "openai-responses": _of_responses, "anthropic": _of_anthropic, "gemini": _of_gemini,
    "bedrock": lambda event: ((event.get("serviceTier") or {}).get("type"),),
}


READERS = {
    "openai-chat": _chat, "openai-responses": _responses, "anthropic": _anthropic,
    "gemini": _gemini, "ollama": _ollama, "cohere": _cohere, "bedrock": _bedrock,
}
