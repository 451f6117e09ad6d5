"""The same small request in each client dialect."""

import json

from .http import post

TEXT = "hello"
# What a request that ends with the assistant's own words has it begin with.
BEGINNING = "Sure, this is"


def path(dialect, model, stream):
    """Where a dialect's requests go."""
    if dialect == "gemini":
        method = "streamGenerateContent?alt=sse" if stream else "generateContent"
        return f"/v1beta/models/{model}:{method}"
    return {
        "openai-chat": "/v1/chat/completions", "openai-responses": "/v1/responses",
        "anthropic": "/v1/messages", "ollama": "/api/chat", "completions": "/v1/completions",
    }[dialect]


def body(dialect, model, stream, text=TEXT, prefill=False, **more):
    """A request with one message, or with the beginning of its answer as well."""
    if dialect == "gemini":
        contents = [{"role": "user", "parts": [{"text": text}]}]
        if prefill:
            contents.append({"role": "model", "parts": [{"text": BEGINNING}]})
        return {"contents": contents} | more
    messages = [{"role": "user", "content": text}]
    if prefill:
        messages.append({"role": "assistant", "content": BEGINNING})
    if dialect == "openai-responses":
        return {"model": model, "stream": stream, "input": messages} | more
    asked = {"model": model, "stream": stream, "messages": messages}
    if dialect == "completions":
        asked = {"model": model, "stream": stream, "prompt": text}
    if dialect == "anthropic":
        asked["max_tokens"] = 64
    elif stream and dialect != "ollama":
        asked["stream_options"] = {"include_usage": True}
    return asked | more


def ask(connection, dialect, model, stream, headers=(), **more):
    """Makes the request and reads the answer as far as it comes."""
    data = json.dumps(body(dialect, model, stream, **more)).encode()
    connection.send(post(data, connection.key, path(dialect, model, stream), headers))
    return connection.receive()
