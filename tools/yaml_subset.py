"""Reads the part of YAML 1.2 that our own files are written in, so that nothing beyond Python is needed.

Block mappings and lists, flow mappings and lists, plain and quoted scalars, `|` and `>` blocks,
comments. No anchors, tags, directives or several documents. Scalars are read by the core schema:
null, true, false, whole and decimal numbers, else text. Names of mappings are always text.
"""

import json
import re

INTEGER = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
PLAIN_START = re.compile(r"[^\s#&*!|>%@`\"'{}\[\],?:-]|[-?:](?=[^\s,\[\]{}])")
BLOCK = re.compile(r"([|>])([-+]?)\s*(?:#.*)?")


class Wrong(Exception):
    """Something that cannot be read, and the line it stands in."""

    def __init__(self, line, text):
        super().__init__(f"{line}: {text}")
        self.line, self.text = line, text


def load(text):
    """The value of a document."""
    return Reader(text).document()


def scalar(text):
    """A plain scalar's value."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def uncommented(text):
    """A plain line without the comment at its end."""
    found = re.search(r"(?:^|\s)#", text)
    return (text[:found.start()] if found else text).rstrip()


class Reader:
    """Goes down the lines; `at` is the next one."""

    def __init__(self, text):
        if "\t" in text:
            raise Wrong(text[:text.index("\t")].count("\n") + 1, "a tab")
        self.lines = text.split("\n")
        self.at = 0

    def wrong(self, text):
        return Wrong(self.at + 1, text)

    def skip(self):
        """Goes to the next line with something in it; its indentation, or -1 at the end."""
        while self.at < len(self.lines):
            content = self.lines[self.at].lstrip(" ")
            if content and not content.startswith("#"):
                return len(self.lines[self.at]) - len(content)
            self.at += 1
        return -1

    def document(self):
        if self.skip() < 0:
            return None
        value = self.block(0)
        if self.skip() >= 0:
            raise self.wrong("indented in an unexpected way")
        return value

    def block(self, least):
        """What begins at the next line, which is indented by `least` or more."""
        indent = self.skip()
        if indent < least:
            return None
        content = self.lines[self.at][indent:]
        if content == "-" or content.startswith("- "):
            return self.list(indent)
        if self.key(content):
            return self.mapping(indent)
        self.at += 1
        return self.value(content, indent - 1)

    def list(self, indent):
        items = []
        while self.skip() == indent:
            content = self.lines[self.at][indent:]
            if content != "-" and not content.startswith("- "):
                break
            rest = content[1:].lstrip(" ")
            if not rest or rest.startswith("#"):
                self.at += 1
                items.append(self.block(indent + 1))
                continue
            # The item is a block of its own that begins behind the dash.
            self.lines[self.at] = " " * (indent + len(content) - len(rest)) + rest
            items.append(self.block(indent + 1))
        return items

    def key(self, content):
        """The name a line begins with and what stands behind its colon; None for another line."""
        if content[0] in "\"'":
            text, end = self.quoted(content, 0)
            found = re.match(r"\s*:(?:\s+|$)", content[end:])
            return (text, content[end + found.end():]) if found else None
        if not PLAIN_START.match(content):
            return None
        found = re.search(r"\s*:(?:\s+|$)", uncommented(content))
        return (content[:found.start()], content[found.end():]) if found else None

    def mapping(self, indent):
        fields = {}
        while self.skip() == indent:
            content = self.lines[self.at][indent:]
            key = self.key(content)
            if key is None:
                raise self.wrong("not of the form `name: value`")
            name, rest = key
            if name in fields:
                raise self.wrong(f"`{name}` a second time")
            self.at += 1
            fields[name] = self.member(rest, indent)
        return fields

    def member(self, rest, indent):
        if rest and not rest.startswith("#"):
            return self.value(rest, indent)
        deeper = self.skip()
        if deeper > indent:
            return self.block(indent + 1)
        # A list may stand as deep as the name it belongs to.
        if deeper == indent and re.match(r"-( |$)", self.lines[self.at][indent:]):
            return self.list(indent)
        return None

    def value(self, rest, indent):
        """What begins in the middle of a line, the one before `at`; `indent` is that of its parent."""
        header = BLOCK.fullmatch(rest)
        if header:
            return self.text(header[1] == ">", header[2], indent)
        if rest[0] in "{[":
            return self.flow(rest)
        if rest[0] in "\"'":
            text, end = self.quoted(rest, 0)
            if uncommented(rest[end:]).strip():
                raise Wrong(self.at, "something behind a quoted text")
            return text
        if not PLAIN_START.match(rest):
            raise Wrong(self.at, f"`{rest[:20]}` must be quoted")
        lines = [uncommented(rest)]
        if re.search(r":(\s|$)", lines[0]):
            raise Wrong(self.at, "a colon in a text that is not quoted")
        if lines[0] == rest.rstrip():
            lines += self.continuation(indent)
        return scalar(lines[0]) if len(lines) == 1 else " ".join(lines)

    def continuation(self, indent):
        """Further lines of a plain scalar: those that are indented more than its parent."""
        lines = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            content = line.lstrip(" ")
            if not content or content.startswith("#") or len(line) - len(content) <= indent:
                break
            if re.search(r":(\s|$)", uncommented(content)):
                raise self.wrong("a colon in a text that is not quoted")
            lines.append(uncommented(content).strip())
            self.at += 1
        return lines

    def text(self, folded, chomping, indent):
        """A `|` or `>` block."""
        lines = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            lines.append(line.rstrip())
            self.at += 1
        depth = min((len(line) - len(line.lstrip(" ")) for line in lines if line), default=0)
        body = "\n".join(line[depth:] for line in lines)
        content = body.rstrip("\n")
        if folded:
            # A single break between two lines of text is a space; n + 1 are n breaks.
            content = re.sub(r"(?<=[^\n])\n(?=[^\s])", " ", content)
            content = re.sub(r"\n(\n+)", r"\1", content)
        if chomping == "-" or not content:
            return content
        return content + ("\n" if chomping == "" else body[len(content):] + "\n")

    def quoted(self, text, at):
        """The text that a quote at `at` begins, and where it ends."""
        if text[at] == '"':
            try:
                return json.JSONDecoder().raw_decode(text, at)
            except ValueError:
                raise Wrong(self.at, "a quoted text that does not end in its line, or an escape "
                                     "that JSON does not have") from None
        found = re.compile(r"'((?:[^']|'')*)'").match(text, at)
        if not found:
            raise Wrong(self.at, "a quoted text that does not end in its line")
        return found[1].replace("''", "'"), found.end()

    # ------------------------------------------------------------ flow

    def flow(self, rest):
        """`{…}` or `[…]`, which may go over several lines."""
        text = rest
        while True:
            try:
                value, end = self.flow_value(text, 0)
                break
            except IndexError:
                if self.at == len(self.lines):
                    raise Wrong(self.at, "a bracket that is not closed") from None
                text += "\n" + self.lines[self.at].strip()
                self.at += 1
        if uncommented(text[end:]).strip():
            raise Wrong(self.at, "something behind a bracket")
        return value

    def flow_value(self, text, at):
        """A value and where it ends; an IndexError says that the text goes on in the next line."""
        at = self.space(text, at)
        if text[at] == "[":
            return self.flow_items(text, at + 1, "]")
        if text[at] == "{":
            return self.flow_items(text, at + 1, "}")
        if text[at] in "\"'":
            return self.quoted(text, at)
        found = re.compile(r"(?:[^,\[\]{}:#]|:(?=[^\s,\[\]{}])|(?<=\S)#)*").match(text, at)
        if found.end() == len(text):
            raise IndexError
        content = re.sub(r"\s*\n\s*", " ", found[0].strip())
        if not content:
            raise Wrong(self.at, "a value is missing")
        return scalar(content), found.end()

    def flow_items(self, text, at, closing):
        items, fields = [], {}
        while True:
            at = self.space(text, at)
            if text[at] == closing:
                return (items if closing == "]" else fields), at + 1
            if items or fields:
                if text[at] != ",":
                    raise Wrong(self.at, "a comma is missing")
                at = self.space(text, at + 1)
                if text[at] == closing:
                    continue
            if closing == "]":
                item, at = self.flow_value(text, at)
                items.append(item)
                continue
            start = at
            name, at = self.flow_value(text, at)
            if not isinstance(name, str):
                name = text[start:at].strip()
            at = self.space(text, at)
            if text[at] != ":":
                raise Wrong(self.at, f"no value for `{name}`")
            if name in fields:
                raise Wrong(self.at, f"`{name}` a second time")
            fields[name], at = self.flow_value(text, at + 1)

    @staticmethod
    def space(text, at):
        """Goes on to what comes behind spaces and comments."""
        while True:
            if text[at] in " \n":
                at += 1
            elif text[at] == "#" and text[at - 1] in " \n":
                at += re.compile(r"[^\n]*").match(text, at).end() - at
            else:
                return at
