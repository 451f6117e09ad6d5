"""Answers read as strictly as their dialect allows: what is complete, what is an error, and nothing in between."""

import json

DIALECTS = ["openai-chat", "openai-responses", "anthropic", "gemini"]


class Malformed(AssertionError):
    """An answer that breaks its dialect's rules."""


class Reading:
    """What a client of a dialect takes from an answer."""

    def __init__(self):
        self.text = ""
        # Why it ended, in the dialect's words; None while it has no end.
        self.finish = None
        # The last mark of the dialect has come.
        self.terminated = False
        self.error = None
        self.model = None
        # Input and output tokens.
        self.usage = None

    @property
    def complete(self):
        """Whether a client takes it for whole."""
        return self.terminated and self.error is None

    def __repr__(self):
        return f"Reading({vars(self)})"


def require(condition, reason, seen):
    """Fails with what was seen."""
    if not condition:
        raise Malformed(f"{reason}: {seen!r}")


def read(dialect, answer, stream):
    """Reads an answer of status 200."""
    require(answer.complete, "the body has no end", answer)
    kind = answer.header("content-type") or ""
    if not stream:
        require(kind.startswith("application/json"), "content type", kind)
        require(answer.header("transfer-encoding") is None, "a plain answer in pieces", answer)
        return PLAIN[dialect](answer.json())
    require(kind.startswith("text/event-stream"), "content type", kind)
    reading = Reading()
    STREAMS[dialect](reading, events(answer.body, dialect == "gemini"))
    return reading


def events(body, allows_bare=False):
    """Events as (name, data); comments are left out. Some servers of Google's dialect send an error bare, without `data:`."""
    found = []
    text = body.decode()
    require(text.replace("\r\n", "\n").endswith("\n\n"), "an event without end", text[-80:])
    for block in text.replace("\r\n", "\n").split("\n\n"):
        name, data = None, []
        for line in block.split("\n"):
            if not line or line.startswith(":"):
                continue
            if allows_bare and line.startswith('{"error"'):
                data.append(line)
                continue
            field, separator, value = line.partition(":")
            require(separator, "a line that is no field", line)
            value = value.removeprefix(" ")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
            else:
                require(field in ("id", "retry"), "an unknown field", line)
        if data:
            found.append((name, "\n".join(data)))
        else:
            require(name is None, "a name without data", block)
    return found


def fail_after_end(reading, event):
    """Nothing may come once the answer has ended."""
    require(not reading.terminated and reading.error is None, "an event after the end", event)


# ---------------------------------------------------------------- chat


def chat_usage(usage):
    """Counts of a chat answer, whose sum must be right."""
    require(
        usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"], "sum", usage)
    return usage["prompt_tokens"], usage["completion_tokens"]


def plain_chat(body):
    """A whole chat completion."""
    reading = Reading()
    require(body["object"] == "chat.completion", "object", body)
    [choice] = body["choices"]
    message = choice["message"]
    require(message["role"] == "assistant" and choice["index"] == 0, "choice", choice)
    reading.text = message["content"] or message.get("refusal") or ""
    reading.finish = choice["finish_reason"]
    reading.terminated = reading.finish is not None
    reading.model, reading.usage = body["model"], chat_usage(body["usage"])
    return reading


def stream_chat(reading, found):
    """Chunks, one finish reason, `[DONE]`."""
    ids = set()
    for name, data in found:
        fail_after_end(reading, data)
        require(name is None, "a named event", name)
        if data == "[DONE]":
            require(reading.finish, "an end without a finish reason", found[-3:])
            reading.terminated = True
            continue
        chunk = json.loads(data)
        if "error" in chunk:
            require(reading.finish is None, "an error after the finish reason", chunk)
            reading.error = checked_openai_error(chunk["error"])
            continue
        require(chunk["object"] == "chat.completion.chunk", "object", chunk)
        ids.add((chunk["id"], chunk["created"]))
        if chunk.get("usage"):
            reading.usage = chat_usage(chunk["usage"])
        read_chat_choices(reading, chunk)
    require(len(ids) <= 1, "one answer, several ids", ids)


def read_chat_choices(reading, chunk):
    """Takes the text and the finish reason of a chunk."""
    reading.model = chunk["model"]
    require(len(chunk["choices"]) <= 1, "choices", chunk)
    for choice in chunk["choices"]:
        require(choice["index"] == 0, "index", choice)
        delta = choice.get("delta") or {}
        text = delta.get("content") or delta.get("refusal") or ""
        require(not text or reading.finish is None, "text after the finish reason", chunk)
        reading.text += text
        if choice.get("finish_reason"):
            require(reading.finish is None, "two finish reasons", chunk)
            reading.finish = choice["finish_reason"]


# ---------------------------------------------------------------- responses


def responses_text(response):
    """The text of all messages of a response."""
    texts = []
    for item in response["output"]:
        if item["type"] == "message":
            texts += [part.get("text") or part.get("refusal") or "" for part in item["content"]]
    return "".join(texts)


def read_response(reading, response):
    """Takes a whole response."""
    reading.text = responses_text(response)
    reading.finish = response["status"]
    if response.get("incomplete_details"):
        reading.finish = response["incomplete_details"]["reason"]
    reading.model = response["model"]
    if response.get("usage"):
        usage = response["usage"]
        require(
            usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"], "sum", usage)
        reading.usage = usage["input_tokens"], usage["output_tokens"]


def plain_responses(body):
    """A whole response."""
    reading = Reading()
    require(body["object"] == "response", "object", body)
    read_response(reading, body)
    reading.terminated = body["status"] in ("completed", "incomplete")
    if body["status"] == "failed":
        reading.error = checked_openai_error(body["error"])
    return reading


def stream_responses(reading, found):
    """Numbered events from `response.created` to `response.completed`."""
    text, ids = "", set()
    for number, (name, data) in enumerate(found):
        fail_after_end(reading, data)
        event = json.loads(data)
        kind = event["type"]
        require(name == kind, "the name is not the type", (name, data))
        require(event["sequence_number"] == number, "a gap in the numbers", (number, data))
        if "response" in event:
            ids.add(event["response"]["id"])
        if number == 0:
            require(kind in ("response.created", "error"), "the first event", data)
        if kind == "response.output_text.delta":
            text += event["delta"]
        elif kind == "response.output_text.done":
            require(text.endswith(event["text"]), "done with another text", (text, data))
        elif kind in ("response.completed", "response.incomplete"):
            read_response(reading, event["response"])
            reading.terminated = True
        elif kind == "response.failed":
            reading.error = checked_openai_error(event["response"]["error"])
        elif kind == "error":
            reading.error = checked_openai_error(event.get("error") or event)
    require(len(ids) <= 1, "one answer, several ids", ids)
    if reading.terminated:
        require(reading.text == text, "the whole text is another one", (reading.text, text))
    reading.text = text


# ---------------------------------------------------------------- anthropic


def plain_anthropic(body):
    """A whole message."""
    reading = Reading()
    require(body["type"] == "message" and body["role"] == "assistant", "type", body)
    reading.text = "".join(part["text"] for part in body["content"] if part["type"] == "text")
    reading.finish = body["stop_reason"]
    reading.terminated = reading.finish is not None
    reading.model = body["model"]
    reading.usage = anthropic_input(body["usage"]), body["usage"]["output_tokens"]
    return reading


def anthropic_input(usage):
    """All input tokens."""
    return (
        usage["input_tokens"] + (usage.get("cache_read_input_tokens") or 0)
        + (usage.get("cache_creation_input_tokens") or 0))


class Blocks:
    """The content blocks of a stream: in order, one open at a time."""

    def __init__(self):
        self.next = 0
        self.is_open = False

    def start(self, event):
        """A block opens."""
        require(not self.is_open and event["index"] == self.next, "a block's start", event)
        self.is_open = True

    def delta(self, event):
        """A block goes on."""
        require(self.is_open and event["index"] == self.next, "a delta of no block", event)

    def stop(self, event):
        """A block closes."""
        self.delta(event)
        self.is_open = False
        self.next += 1


def stream_anthropic(reading, found):
    """`message_start`, blocks, `message_delta`, `message_stop`."""
    blocks = Blocks()
    started = 0
    for name, data in found:
        fail_after_end(reading, data)
        event = json.loads(data)
        kind = event["type"]
        require(name == kind, "the name is not the type", (name, data))
        if kind == "ping":
            continue
        if kind == "error":
            reading.error = checked_anthropic_error(event)
            continue
        require(started == (0 if kind == "message_start" else 1), "order", data)
        if kind == "message_start":
            started += 1
            reading.model = event["message"]["model"]
            require(event["message"]["stop_reason"] is None, "a stop at the start", data)
        else:
            read_anthropic_event(reading, blocks, kind, event)


def read_anthropic_event(reading, blocks, kind, event):
    """Takes one event of a message that has started."""
    if kind == "content_block_start":
        require(reading.finish is None, "a block after the stop reason", event)
        blocks.start(event)
        reading.text += event["content_block"].get("text") or ""
    elif kind == "content_block_delta":
        blocks.delta(event)
        reading.text += event["delta"].get("text") or ""
    elif kind == "content_block_stop":
        blocks.stop(event)
    elif kind == "message_delta":
        require(not blocks.is_open and reading.finish is None, "message_delta", event)
        reading.finish = event["delta"]["stop_reason"]
        usage = event["usage"]
        reading.usage = usage.get("input_tokens"), usage["output_tokens"]
    elif kind == "message_stop":
        require(reading.finish, "an end without a stop reason", event)
        reading.terminated = True
    else:
        raise Malformed(f"an unknown event: {event}")


# ---------------------------------------------------------------- gemini


def read_gemini(reading, body):
    """Takes one response object."""
    reading.model = body.get("modelVersion") or reading.model
    if "usageMetadata" in body:
        usage = body["usageMetadata"]
        output = usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
        reading.usage = usage["promptTokenCount"], output
    if body.get("promptFeedback", {}).get("blockReason"):
        reading.finish = body["promptFeedback"]["blockReason"]
    candidates = body.get("candidates", [])
    require(len(candidates) <= 1, "candidates", body)
    for candidate in candidates:
        require(reading.finish is None, "a candidate after the end", body)
        require(candidate.get("index", 0) == 0, "index", body)
        for part in candidate.get("content", {}).get("parts", []):
            if not part.get("thought"):
                reading.text += part.get("text", "")
        reading.finish = candidate.get("finishReason")


def plain_gemini(body):
    """A whole response."""
    reading = Reading()
    read_gemini(reading, body)
    reading.terminated = reading.finish is not None
    return reading


def stream_gemini(reading, found):
    """Responses; the one with a finish reason is the last that says something."""
    for name, data in found:
        require(name is None and data != "[DONE]", "no event of this dialect", (name, data))
        require(reading.error is None, "an event after the error", data)
        body = json.loads(data)
        if "error" in body:
            require(reading.finish is None, "an error after the finish reason", body)
            reading.error = checked_gemini_error(body["error"])
            continue
        read_gemini(reading, body)
        reading.terminated = reading.finish is not None


# ---------------------------------------------------------------- errors


def checked_openai_error(error):
    """An error object of OpenAI's dialects."""
    require(isinstance(error["message"], str) and error["message"], "message", error)
    return error


def checked_anthropic_error(body):
    """An error body, or event, of Anthropic."""
    require(body["type"] == "error" and body["error"]["type"], "type", body)
    require(body["error"]["message"], "message", body)
    return body["error"]


def checked_gemini_error(error):
    """An error object of Google."""
    require(isinstance(error["code"], int) and error["message"] and error["status"], "error", error)
    return error


def error_of(dialect, answer):
    """The error of an answer with an error status, in the client's own dialect."""
    require(answer.complete and answer.status >= 400, "no error", answer)
    require((answer.header("content-type") or "").startswith("application/json"), "type", answer)
    body = answer.json()
    if dialect == "anthropic":
        return checked_anthropic_error(body)
    if dialect == "gemini":
        error = checked_gemini_error(body["error"])
        require(error["code"] == answer.status, "the code is not the status", answer)
        return error
    error = checked_openai_error(body["error"])
    require(error["type"] and "code" in error and "param" in error, "fields", error)
    return error


PLAIN = {
    "openai-chat": plain_chat, "openai-responses": plain_responses, "anthropic": plain_anthropic,
    "gemini": plain_gemini,
}
STREAMS = {
    "openai-chat": stream_chat, "openai-responses": stream_responses,
    "anthropic": stream_anthropic, "gemini": stream_gemini,
}
# Why an answer ended that a filter stopped, and one that is simply whole.
FILTERED = {
    "openai-chat": {"content_filter"},
    # A refusal is a whole answer where the dialect has a part for it.
    "openai-responses": {"content_filter", "completed"},
    "anthropic": {"refusal"},
    "gemini": {"SAFETY", "PROHIBITED_CONTENT", "OTHER"},
}
ENDED = {
    "openai-chat": "stop", "openai-responses": "completed", "anthropic": "end_turn",
    "gemini": "STOP",
}
