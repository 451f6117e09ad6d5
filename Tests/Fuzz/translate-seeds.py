#!/usr/bin/env python3
"""Seeds for the fuzzers of translation, from recorded exchanges.

    Tests/Fuzz/translate-seeds.py CORPUS FOLDER

Makes FOLDER/stream, FOLDER/request and FOLDER/answer/<dialect>, each input with the bytes before it that choose what
reads it. Without a corpus the folders hold a few inputs written here.
"""
import base64
import json
import sys
from pathlib import Path

LONGEST = 6000
# Name of the dialect in the fuzzers, and its folder of the corpus.
DIALECTS = {
    "openaiChat": "openai-chat", "openaiResponses": "openai-responses", "anthropic": "anthropic-messages",
    "gemini": "gemini", "ollama": "ollama", "cohere": "cohere-chat", "bedrock": "bedrock-converse",
}
CLIENTS = 5
PROVIDERS = 11
# What reads a stream in StreamFuzz: the first byte of its input.
READERS = {"openaiChat": 4, "openaiResponses": 6, "anthropic": 7, "gemini": 8, "ollama": 8 + 18 * 9, "cohere": 0,
           "bedrock": 2}
OWN_ANSWERS = {
    "openaiChat": b'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    "ollama": b'{"model":"m","message":{"role":"assistant","content":"a"},"done":false}\n{"model":"m","done":true}\n',
}
OWN_REQUEST = b'{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}'


def answer(response):
    """The bytes of a recorded answer; None without any."""
    for name in ("sse", "ndjson"):
        if name in response:
            return response[name].encode()
    if "base64" in response:
        return base64.b64decode(response["base64"])
    body = response.get("body")
    return None if body is None else json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def shortened(data):
    return data if len(data) <= LONGEST else data[:1500]


def put(folder, number, data):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / str(number)).write_bytes(data)


def main():
    corpus, folder = Path(sys.argv[1]), Path(sys.argv[2])
    number = 0
    for client, (dialect, name) in enumerate(DIALECTS.items()):
        put(folder / "answer" / dialect, "own", bytes([0, 7, 0]) + OWN_ANSWERS.get(dialect, b"{}"))
        put(folder / "request", f"own-{dialect}", bytes([client % CLIENTS, 0]) + OWN_REQUEST)
        put(folder / "stream", f"own-{dialect}", bytes([READERS[dialect], 7]) + OWN_ANSWERS.get(dialect, b"{}"))
        for path in sorted((corpus / name).glob("*.json")):
            number += 1
            exchange = json.loads(path.read_text(encoding="utf-8"))
            data = answer(exchange["response"])
            if data:
                chooser = bytes([number % CLIENTS, number % 60, 0 if number % 3 else number % 256])
                put(folder / "answer" / dialect, number, chooser + shortened(data))
                if "body" not in exchange["response"]:
                    put(folder / "stream", number, bytes([READERS[dialect], number % 50]) + shortened(data)[:1500])
            body = (exchange.get("request") or {}).get("body")
            if isinstance(body, dict) and client < CLIENTS:
                text = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
                if len(text) <= LONGEST:
                    put(folder / "request", number, bytes([client, number % PROVIDERS]) + text)


if __name__ == "__main__":
    main()
