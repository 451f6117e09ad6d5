"""Runs the load generator against a way and counts what its processes spend meanwhile."""
import json
import subprocess
import time

from measure.processes import Failure
from measure.procfs import Meter


def body(way, model="m", content="Hello, this is a small request of about two hundred bytes in all, so that the "
         "path is what is measured and not the body.", stream=False):
    """A small request."""
    request = {"model": way.model_prefix + model, "messages": [{"role": "user", "content": content}]}
    if stream:
        request["stream"] = True
    return json.dumps(request).encode()


def large_body(way, size=120_000):
    """A request of `size` bytes as agents send them: tools, and a long history."""
    words = "The quick brown fox \"jumps\" over\n the lazy dog \u2013 na\u00efve caf\u00e9; path C:\\temp. "
    tools = [{"type": "function", "function": {
        "name": f"tool_{number}", "description": words,
        "parameters": {"type": "object", "properties": {"path": {"type": "string"}, "line": {"type": "integer"}},
                       "required": ["path"]}}} for number in range(20)]
    request = {"model": way.model_prefix + "m", "tools": tools, "tool_choice": "none", "messages": []}
    number = 0
    while len(json.dumps(request, ensure_ascii=False).encode()) < size:
        role = "user" if number % 2 == 0 else "assistant"
        request["messages"].append({"role": role, "content": f"{number}: " + words * 12})
        number += 1
    return json.dumps(request, ensure_ascii=False).encode()


def run(bench, way, mode, request, *, during=None, port=None, **options):
    """One load; its result, with what it cost, and whatever `during` returned half-way through."""
    file = bench.folder / "body.json"
    file.write_bytes(request)
    command = [bench.binaries / "omni-load", mode, "--port", str(port or way.port), "--body-file", file]
    if way.key:
        command += ["--key", way.key]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    meter = Meter(way.processes, bench.tools | {"omni-load": process.pid})
    try:
        result = _follow(process, meter, options.get("seconds", 5), during)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    # Streams that were cut off at the end are still being cleared away.
    time.sleep(0.5)
    return result


def _follow(process, meter, seconds, during):
    before = after = aside = None
    for line in process.stdout:
        message = json.loads(line)
        if message.get("event") == "begin":
            before = meter.read()
            if during:
                time.sleep(seconds / 2)
                aside = during()
        elif message.get("event") == "end":
            after = meter.read()
        else:
            message.update(Meter.between(before, after))
            message["during"] = aside
            return message
    process.wait()
    raise Failure(f"omni-load ended with status {process.returncode} and no result")


def cpu_total(result):
    """CPU seconds of all processes on the way."""
    return sum(spent["cpu_s"] for spent in result["cpu"].values())
