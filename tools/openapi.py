#!/usr/bin/env python3
"""Joins the description of the management API and generates what is made from it.

    python3 tools/openapi.py            writes docs/openapi.json and OpenAPIDocument.swift
    python3 tools/openapi.py --check    writes nothing, exits 1 when a file is wrong or stale

The source is api/: common.yaml with what all share, and a fragment for each group of operations
(`paths`, `components`). An operation says its scope (`x-scope: read|write|access|none`); `tags`,
`security` and the answers that any operation may give are added here.
"""

import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import yaml_subset  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "api"
DOCUMENT = ROOT / "docs/openapi.json"
SWIFT = ROOT / "Sources/omni-admin/Admin/Generated/OpenAPIDocument.swift"
VERSION = ROOT / "Sources/DaemonLife/Version.swift"

METHODS = ("get", "post", "put", "patch", "delete")
SCOPES = ("none", "read", "write", "access")
KINDS = ("schemas", "parameters", "responses", "headers")
# What the frame around the operations may answer to any of them.
ALWAYS = {"400": "BadRequest", "401": "Unauthorized", "423": "Locked", "500": "InternalError",
          "503": "Unavailable", "504": "Timeout"}
WITH_RIGHT = {"403": "Forbidden"}
WITH_BODY = {"413": "TooLarge", "415": "UnsupportedType"}


def load(folder):
    """The joined document, and what is wrong with the files."""
    problems, fragments = [], []
    for path in sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != "common", path.stem)):
        try:
            content = yaml_subset.load(path.read_text(encoding="utf-8"))
            if not isinstance(content, dict):
                raise yaml_subset.Wrong(1, "is no mapping")
            fragments.append((path, content))
        except yaml_subset.Wrong as wrong:
            problems.append(f"{folder.name}/{path.name}:{wrong.line}: {wrong.text}")
    if problems:
        return {}, problems
    document = {"openapi": "3.1.0", "paths": {}, "components": {}}
    for path, content in fragments:
        def report(text, name=f"{folder.name}/{path.name}"):
            problems.append(f"{name}: {text}")
        join(document, content, path.stem, report)
    shared = {id(part) for path, content in fragments if path.stem == "common"
              for parts in content.get("components", {}).values() for part in parts.values()}
    for each in check(document, shared):
        problems.append(f"{folder.name}: {each}")
    return ordered(document), problems


def join(document, content, group, report):
    """Adds a fragment."""
    for name, value in content.items():
        if name == "paths":
            for template, item in (value or {}).items():
                if template in document["paths"]:
                    report(f"{template} is described elsewhere too")
                document["paths"][template] = path_item(template, item, group, report)
        elif name == "components":
            for kind, entries in value.items():
                if kind not in KINDS and group != "common":
                    report(f"components of the kind `{kind}` belong into common.yaml")
                known = document["components"].setdefault(kind, {})
                for each in entries or {}:
                    if each in known:
                        report(f"the {kind} have `{each}` twice")
                    known[each] = entries[each]
        elif group == "common" and name in ("info", "servers", "tags"):
            document[name] = value
        else:
            report(f"`{name}` is not known")


def path_item(template, item, group, report):
    """The operations of a path, completed."""
    completed = {}
    for method, operation in item.items():
        if method not in METHODS:
            completed[method] = operation
            if method != "parameters":
                report(f"{template}: `{method}` is no method")
            continue
        shown = f"{method.upper()} {template}"
        scope = operation.get("x-scope")
        if scope not in SCOPES:
            report(f"{shown} needs an `x-scope`: {', '.join(SCOPES)}")
        for field in ("operationId", "summary", "responses"):
            if not operation.get(field):
                report(f"{shown} needs `{field}`")
        for field in ("tags", "security"):
            if field in operation:
                report(f"{shown}: `{field}` is added by tools/openapi.py")
        completed[method] = complete(method, operation, scope, group)
    return completed


def complete(method, operation, scope, group):
    """An operation with what is the same for many."""
    responses = dict(operation.get("responses") or {})
    added = dict(ALWAYS)
    if scope != "none" or method != "get":
        added.update(WITH_RIGHT)
    if "requestBody" in operation:
        added.update(WITH_BODY)
    for status, name in added.items():
        responses.setdefault(status, {"$ref": f"#/components/responses/{name}"})
    security = [{"key": []}, {"session": []} if method == "get" else {"session": [], "csrf": []}]
    if scope == "none":
        security.append({})
    return {"tags": [group], **operation, "security": security,
            "responses": dict(sorted(responses.items()))}


# ---------------------------------------------------------------- rules


def operations(document):
    for template, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield template, method, item, item[method]


def resolved(document, value):
    """A value, or what it refers to."""
    while isinstance(value, dict) and "$ref" in value:
        value = target(document, value["$ref"])
    return value


def target(document, reference):
    """What a reference within the document leads to; None where that is nothing."""
    node = document
    for part in reference.removeprefix("#/").split("/"):
        if not isinstance(node, dict) or part not in node:
            return None
        node = node[part]
    return node


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def check(document, shared):
    """What does not fit together; parts with the identities `shared` need not be used."""
    used = set(references(document))
    for reference in sorted(used):
        if not reference.startswith("#/") or target(document, reference) is None:
            yield f"`{reference}` leads nowhere"
    for kind in KINDS:
        for name, part in document["components"].get(kind, {}).items():
            if id(part) not in shared and f"#/components/{kind}/{name}" not in used:
                yield f"nothing uses `#/components/{kind}/{name}`"
    names = {}
    for template, method, item, operation in operations(document):
        shown = f"{method.upper()} {template}"
        other = names.setdefault(operation.get("operationId"), shown)
        if other != shown:
            yield f"{shown} and {other} have the same operationId"
        yield from (f"{shown}: {each}" for each in check_operation(document, template, item,
                                                                   operation))


def check_operation(document, template, item, operation):
    parameters = [resolved(document, each) or {}
                  for each in item.get("parameters", []) + operation.get("parameters", [])]
    in_path = {each.get("name") for each in parameters if each.get("in") == "path"}
    for name in sorted(set(re.findall(r"\{(\w+)\}", template)) ^ in_path):
        yield f"`{name}` stands in the path or among its parameters, not in both"
    for each in parameters:
        if "schema" not in each:
            yield f"the parameter `{each.get('name')}` needs a schema"
        if each.get("in") == "path" and each.get("required") is not True:
            yield f"the parameter `{each.get('name')}` must be required"
    for status, response in operation["responses"].items():
        if not re.fullmatch(r"[2-5][0-9][0-9]", status):
            yield f"`{status}` is no status"
        elif "description" not in (resolved(document, response) or {}):
            yield f"the answer {status} needs a description"
    if not any(status.startswith("2") for status in operation["responses"]):
        yield "an answer that says it was done is missing"
    for kind, content in (operation.get("requestBody") or {}).get("content", {}).items():
        schema = resolved(document, content.get("schema")) or {}
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            yield f"the body as {kind} must say `additionalProperties`"


def ordered(document):
    """Names first, the long list of parts last."""
    first = ("openapi", "info", "servers", "tags", "paths", "components")
    return {name: document[name] for name in first if name in document}


# ---------------------------------------------------------------- writing


def versioned(document):
    found = re.search(r'omniVersion = "([^"]+)"', VERSION.read_text())
    document["info"] = {**document.get("info", {}), "version": found[1]}
    return document


def swift(document):
    """The document as one text, which goes over many lines."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if r"\#" in text or '"""' in text:
        raise ValueError("a text of the document cannot stand in Swift")
    pieces = re.findall(r".{1,110}", text)
    # A line must not end or begin with a space, which an editor might take away.
    lines, rest = [], ""
    for piece in pieces:
        piece = rest + piece
        kept = piece.rstrip(" ")
        rest = piece[len(kept):]
        lines.append(kept)
    body = "\\#\n".join("        " + line for line in lines)
    return (
        "// Generated by tools/openapi.py from api/*.yaml. Do not edit.\n\n"
        "/// The description of the management API (OpenAPI 3.1), as it is served.\n"
        "enum OpenAPIDocument {\n"
        "    /// JSON.\n"
        '    static let json = #"""\n' + body + '\n        """#\n}\n')


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    document, problems = load(SOURCE)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    versioned(document)
    shown = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    stale = False
    for path, content in ((DOCUMENT, shown), (SWIFT, swift(document))):
        if path.exists() and path.read_text() == content:
            continue
        if arguments:
            print(f"{path.relative_to(ROOT)} is stale: run tools/openapi.py", file=sys.stderr)
            stale = True
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
