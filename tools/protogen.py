#!/usr/bin/env python3
"""Generates lean Swift from a proto3 file.

    python3 tools/protogen.py proto/omni.proto Sources/IPC/Generated
    python3 tools/protogen.py --check proto/omni.proto Sources/IPC/Generated
    python3 tools/protogen.py --sample proto/wire_sample.proto Tests/IPCTests/WireSample.swift

The first writes Messages.swift, Enums.swift and WireRegistry.swift into the folder. --check writes
nothing and exits 1 when a file is stale. --sample writes one file for the tests of the library: it
imports IPC, declares nothing public and has no registry.

The subset: enum, message, scalar types, `repeated`, `optional`, `oneof`, `reserved`, comments and
the option debug_redact. No nested declarations, maps, groups, services or imports: the generator
says so and stops. Comments directly above a declaration become its documentation.
"""

import re
import sys
from dataclasses import dataclass, field as member
from pathlib import Path

# proto type: (Swift type, wire type, default in Swift, whether a list of it is packed)
SCALARS = {
    "string": ("String", 2, '""', False),
    "bytes": ("[UInt8]", 2, "[]", False),
    "bool": ("Bool", 0, "false", True),
    "int32": ("Int32", 0, "0", True),
    "int64": ("Int64", 0, "0", True),
    "uint32": ("UInt32", 0, "0", True),
    "uint64": ("UInt64", 0, "0", True),
    "sint64": ("Int64", 0, "0", True),
    "fixed32": ("UInt32", 5, "0", True),
    "fixed64": ("UInt64", 1, "0", True),
    "double": ("Double", 1, "0", True),
}

# Bytes in memory of a value of each Swift type.
SIZES = {"String": 16, "[UInt8]": 8, "Bool": 1, "Int32": 4, "UInt32": 4, "Int64": 8, "UInt64": 8,
         "Double": 8}

# A nested message that takes more bytes than this is kept in a box, so that copying what it is in
# copies a reference.
BOXED_ABOVE = 128

# Where a case of a oneof takes more than that, its smaller messages are kept apart as well, above:
INDIRECT_ABOVE = 32

KEYWORDS = set(
    """associatedtype class deinit enum extension fileprivate func import init inout internal let
    open operator private precedencegroup protocol public rethrows static struct subscript
    typealias var break case catch continue default defer do else fallthrough for guard if in
    repeat return throw switch where while Any as await false is nil self Self super throws true
    try""".split()
)

# Words that Swift names write in capitals unless they come first.
INITIALISMS = {
    "id": "ID", "ids": "IDs", "url": "URL", "urls": "URLs", "http": "HTTP", "https": "HTTPS",
    "ip": "IP", "json": "JSON", "tls": "TLS", "dns": "DNS", "sse": "SSE", "ttl": "TTL",
}

# Type names that would shadow what the generated code itself uses.
TAKEN_TYPES = set(
    """String Bool Double Int Int32 Int64 UInt8 UInt32 UInt64 Array Optional Set Error Result
    RawSpan Sendable Equatable CaseIterable Type Protocol Self Any WireMessage WireEnum WireField
    WireKind WireReader WireWriter WireError WireDump WireLimits WireRegistry WireBox""".split()
)

# Member names that the generated structs have already.
TAKEN_FIELDS = {"unknownFields", "debugDescription", "merge", "encode", "encoded", "bytes",
                "reader", "writer"}


class ProtoError(Exception):
    """A mistake in the .proto file, with its line."""

    def __init__(self, line, text):
        super().__init__(f"{line}: {text}")


@dataclass
class Value:
    name: str
    number: int
    doc: list


@dataclass
class Enum:
    name: str
    doc: list
    values: list = member(default_factory=list)
    line: int = 0


@dataclass
class Field:
    name: str
    number: int
    type: str
    label: str  # "", "repeated" or "optional"
    redacted: bool
    doc: list
    line: int
    swift: str = ""


@dataclass
class OneOf:
    name: str
    doc: list
    line: int
    fields: list = member(default_factory=list)
    swift: str = ""
    type: str = ""


@dataclass
class Message:
    name: str
    doc: list
    line: int
    members: list = member(default_factory=list)  # Field and OneOf in order

    def fields(self):
        for item in self.members:
            yield from item.fields if isinstance(item, OneOf) else [item]


# --- reading ---------------------------------------------------------------------------------

TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+)|(?P<newline>\n)|//(?P<comment>[^\n]*)|(?P<block>/\*.*?\*/)
    |(?P<string>"[^"\n]*"|'[^'\n]*')|(?P<word>[A-Za-z_][A-Za-z0-9_.]*)
    |(?P<number>-?(?:0[xX][0-9a-fA-F]+|[0-9]+))|(?P<mark>[{}\[\]();=,<>])""",
    re.X | re.S,
)


def tokens(text):
    """Yields (kind, text, line, doc): doc is the comment lines directly above the token."""
    found, line, position, doc, blank = [], 1, 0, [], True
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise ProtoError(line, f"unexpected character {text[position]!r}")
        position = match.end()
        kind = match.lastgroup
        if kind == "newline":
            line += 1
            if blank:  # An empty line ends a comment's claim on what follows.
                doc = []
            blank = True
        elif kind == "comment":
            # A comment behind something on its line belongs to nothing.
            if blank:
                doc.append(match.group("comment").strip())
                blank = False
        elif kind == "block":
            line += match.group().count("\n")
        elif kind != "space":
            found.append((kind, match.group(), line, doc))
            doc, blank = [], False
    found.append(("end", "end of file", line, []))
    return found


class Parser:
    def __init__(self, text):
        self.tokens = tokens(text)
        self.at = 0
        self.enums, self.messages = [], []

    def peek(self):
        return self.tokens[self.at][1]

    def line(self):
        return self.tokens[self.at][2]

    def next(self, kind=None):
        token = self.tokens[self.at]
        if token[0] == "end" or (kind and token[0] != kind):
            raise ProtoError(token[2], f"expected a {kind or 'token'}, found {token[1]}")
        self.at += 1
        return token

    def expect(self, text):
        token = self.next()
        if token[1] != text:
            raise ProtoError(token[2], f"expected {text!r}, found {token[1]!r}")
        return token

    def skip_to(self, text):
        while self.next()[1] != text:
            pass

    def integer(self):
        return int(self.next("number")[1], 0)

    def file(self):
        self.expect("syntax")
        self.expect("=")
        if self.next("string")[1].strip("\"'") != "proto3":
            raise ProtoError(self.line(), 'only syntax = "proto3"')
        self.expect(";")
        while self.tokens[self.at][0] != "end":
            _, word, line, doc = self.next()
            if word in ("package", "option"):
                self.skip_to(";")
            elif word == "enum":
                self.enum(doc, line)
            elif word == "message":
                self.message(doc, line)
            elif word != ";":
                raise ProtoError(line, f"{word!r} is not in the subset")
        check(self)
        return self

    def reserved(self):
        """Returns the reserved numbers and names."""
        numbers, names = set(), set()
        while True:
            if self.tokens[self.at][0] == "string":
                names.add(self.next()[1].strip("\"'"))
            else:
                first = last = self.integer()
                if self.peek() == "to":
                    self.next()
                    if self.peek() == "max":
                        self.next()
                        last = first + 1_000_000
                    else:
                        last = self.integer()
                numbers.update(range(first, last + 1))
            if self.next()[1] == ";":
                return numbers, names

    def options(self):
        """Reads field options and returns whether the field is redacted."""
        redacted = False
        if self.peek() != "[":
            return redacted
        self.next()
        while True:
            _, name, line, _ = self.next("word")
            self.expect("=")
            value = self.next()[1]
            if name == "debug_redact":
                redacted = value == "true"
            elif name not in ("deprecated", "packed") or (name == "packed" and value != "true"):
                raise ProtoError(line, f"the option {name} is not in the subset")
            if self.next()[1] == "]":
                return redacted

    def enum(self, doc, line):
        enum = Enum(self.next("word")[1], doc, line=line)
        numbers, names = set(), set()
        self.expect("{")
        while self.peek() != "}":
            _, word, at, doc = self.next("word")
            if word == "reserved":
                more_numbers, more_names = self.reserved()
                numbers |= more_numbers
                names |= more_names
                continue
            if word == "option":
                raise ProtoError(at, "enum options are not in the subset")
            self.expect("=")
            value = Value(word, self.integer(), doc)
            self.options()
            self.expect(";")
            if value.number in numbers or word in names:
                raise ProtoError(at, f"{word} = {value.number} is taken or reserved")
            numbers.add(value.number)
            names.add(word)
            enum.values.append(value)
        self.expect("}")
        if not enum.values or enum.values[0].number != 0:
            raise ProtoError(line, f"the first value of {enum.name} must be 0")
        self.enums.append(enum)

    def message(self, doc, line):
        message = Message(self.next("word")[1], doc, line)
        numbers, names = set(), set()
        self.expect("{")
        while self.peek() != "}":
            _, word, at, doc = self.next("word")
            if word == "reserved":
                more_numbers, more_names = self.reserved()
                numbers |= more_numbers
                names |= more_names
            elif word == "oneof":
                oneof = OneOf(self.next("word")[1], doc, at)
                self.expect("{")
                while self.peek() != "}":
                    _, inner, inner_at, inner_doc = self.next("word")
                    oneof.fields.append(self.field(inner, inner_at, inner_doc, ""))
                self.expect("}")
                if not oneof.fields:
                    raise ProtoError(at, "an empty oneof")
                message.members.append(oneof)
            elif word in ("repeated", "optional"):
                message.members.append(self.field(self.next("word")[1], at, doc, word))
            elif word in ("message", "enum", "map", "group", "option", "extensions"):
                raise ProtoError(at, f"{word} inside a message is not in the subset")
            else:
                message.members.append(self.field(word, at, doc, ""))
        self.expect("}")
        for field in message.fields():
            if field.number in numbers or field.name in names:
                raise ProtoError(field.line, f"{field.name} = {field.number} is taken or reserved")
            if not 1 <= field.number < 1 << 29 or 19000 <= field.number <= 19999:
                raise ProtoError(field.line, f"{field.number} is no field number")
            numbers.add(field.number)
            names.add(field.name)
        self.messages.append(message)

    def field(self, kind, line, doc, label):
        name = self.next("word")[1]
        self.expect("=")
        number = self.integer()
        redacted = self.options()
        self.expect(";")
        return Field(name, number, kind, label, redacted, doc, line)


def check(proto):
    """Resolves types and Swift names; refuses what Swift could not express."""
    names = set()
    for item in proto.enums + proto.messages:
        if item.name in TAKEN_TYPES or item.name in names:
            raise ProtoError(item.line, f"the name {item.name} is taken")
        names.add(item.name)
    for message in proto.messages:
        taken = set(TAKEN_FIELDS)
        for item in message.members:
            for field in item.fields if isinstance(item, OneOf) else [item]:
                field.type = field.type.rsplit(".", 1)[-1]
                if field.type not in SCALARS and field.type not in names:
                    raise ProtoError(field.line, f"the type {field.type} is unknown")
                field.swift = lower_camel(field.name)
            item.swift = lower_camel(item.name)
            if not taken.isdisjoint({item.swift, box(item)}):
                raise ProtoError(item.line, f"{item.name} collides with {item.swift}")
            taken |= {item.swift, box(item)}
            if isinstance(item, OneOf):
                cases = [field.swift for field in item.fields]
                if len(set(cases)) != len(cases):
                    raise ProtoError(item.line, f"cases of {item.name} collide")
                item.type = upper_camel(item.name)
                if item.type in names | TAKEN_TYPES:
                    item.type += "Choice"  # The plain name would hide a type.
                if item.type in names | TAKEN_TYPES:
                    raise ProtoError(item.line, f"{item.name} would hide a type; rename it")
    # A Swift struct cannot contain itself other than in an array.
    inner = {
        message.name: {field.type for field in message.fields() if field.label != "repeated"}
        for message in proto.messages
    }

    def reaches(start, goal, seen):
        for name in inner.get(start, ()):
            if name == goal or (name not in seen and reaches(name, goal, seen | {name})):
                return True
        return False

    for message in proto.messages:
        if reaches(message.name, message.name, set()):
            raise ProtoError(message.line, f"{message.name} contains itself; use repeated")


# --- names -----------------------------------------------------------------------------------


def words(name):
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return [word.lower() for word in split.split("_") if word]


def lower_camel(name):
    first, *rest = words(name)
    text = first + "".join(INITIALISMS.get(word, word[:1].upper() + word[1:]) for word in rest)
    # `x.init` and `x.self` mean something else even in backticks.
    return text + "Value" if text in ("init", "self") else text


def upper_camel(name):
    return "".join(INITIALISMS.get(word, word[:1].upper() + word[1:]) for word in words(name))


def quoted(name):
    return f"`{name}`" if name in KEYWORDS else name


def box(item):
    """Where a boxed member is stored."""
    return item.swift + "Box"


def value_names(enum):
    """Swift case names: without the words that all values share with the enum's name.

    RESET_REFUSED of ResetCode becomes `refused`.
    """
    values = [words(value.name) for value in enum.values]
    shared = 0
    for word in words(enum.name):
        if all(
            len(value) > shared + 1 and value[shared] == word and value[shared + 1][0].isalpha()
            for value in values
        ):
            shared += 1
        else:
            break
    names = [lower_camel("_".join(value[shared:])) for value in values]
    if len(set(names)) != len(names):
        raise ProtoError(enum.line, f"cases of {enum.name} collide")
    return names


# --- writing ---------------------------------------------------------------------------------


class Swift:
    def __init__(self, proto, source, sample):
        self.proto = proto
        self.source = source
        self.sample = sample
        self.access = "" if sample else "public "
        self.enums = {enum.name: enum for enum in proto.enums}
        self.messages = {message.name: message for message in proto.messages}
        self.sizes = {}
        self.lines = []

    def put(self, depth, *lines):
        for line in lines:
            self.lines.append("    " * depth + line if line else "")

    def doc(self, depth, lines, fallback):
        lines = list(lines)
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        self.put(depth, *((f"/// {line}" if line else "///") for line in lines or [fallback]))

    def head(self):
        self.lines = [
            f"// Generated by tools/protogen.py from {self.source}; do not edit.",
            "// swift-format-ignore-file",
            "",
        ]

    def text(self):
        return "\n".join(self.lines).rstrip() + "\n"

    # Types of a field.

    def is_enum(self, field):
        return field.type in self.enums

    def is_message(self, field):
        return field.type not in SCALARS and not self.is_enum(field)

    def wire_type(self, field):
        if self.is_enum(field):
            return 0
        return 2 if self.is_message(field) else SCALARS[field.type][1]

    # What values take in memory, roughly: padding is left out.

    def size(self, name):
        """Bytes of a scalar, an enumeration or a message."""
        if name in SCALARS:
            return SIZES[SCALARS[name][0]]
        if name in self.enums:
            return 1
        if name not in self.sizes:
            members = self.messages[name].members
            self.sizes[name] = 8 + sum(self.member_size(item) for item in members)
        return self.sizes[name]

    def member_size(self, item):
        if isinstance(item, OneOf):
            return 1 + max(
                8 if self.is_indirect(item, field) else self.size(field.type)
                for field in item.fields)
        if item.label == "repeated" or self.is_boxed(item):
            return 8
        size = self.size(item.type)
        return 2 * size if item.label == "optional" and size in (4, 8) else size

    def is_boxed(self, item):
        """Whether a member is stored in a box."""
        return (not isinstance(item, OneOf) and item.label != "repeated"
                and self.is_message(item) and self.size(item.type) > BOXED_ABOVE)

    def is_indirect(self, oneof, field):
        """Whether a case of a oneof is stored apart."""
        if not self.is_message(field) or self.size(field.type) <= INDIRECT_ABOVE:
            return False
        return any(self.size(other.type) > BOXED_ABOVE for other in oneof.fields)

    def tag(self, field):
        return field.number << 3 | self.wire_type(field)

    def packed(self, field):
        return self.is_enum(field) or (field.type in SCALARS and SCALARS[field.type][3])

    def element(self, field):
        return SCALARS[field.type][0] if field.type in SCALARS else field.type

    def zero(self, field):
        return "." + quoted(value_names(self.enums[field.type])[0])

    def declared(self, item):
        """The Swift type and the default of a member."""
        if isinstance(item, OneOf):
            return item.type + "?", "nil"
        if item.label == "repeated":
            return f"[{self.element(item)}]", "[]"
        if item.label == "optional" or self.is_message(item):
            return self.element(item) + "?", "nil"
        if self.is_enum(item):
            return item.type, self.zero(item)
        return self.element(item), SCALARS[item.type][2]

    def kind(self, field):
        if self.is_message(field):
            return f".message({field.type}.self)"
        if self.is_enum(field):
            return f".enumeration({field.type}.self)"
        return "." + field.type

    # Declarations.

    def enum(self, enum):
        self.doc(0, enum.doc, f"The enumeration `{enum.name}`.")
        self.put(0, f"{self.access}enum {enum.name}: Int32, WireEnum {{")
        for value, name in zip(enum.values, value_names(enum)):
            self.doc(1, value.doc, f"`{value.name}`.")
            self.put(1, f"case {quoted(name)} = {value.number}")
        self.put(0, "}", "")

    def message(self, message):
        a = self.access
        self.doc(0, message.doc, f"The message `{message.name}`.")
        self.put(0, f"{a}struct {message.name}: WireMessage {{")
        for item in message.members:
            if isinstance(item, OneOf):
                self.doc(1, item.doc, f"What `{item.swift}` can be.")
                self.put(1, f"{a}enum {item.type}: Sendable, Equatable {{")
                for field in item.fields:
                    self.doc(2, field.doc, f"The field `{field.name}`, number {field.number}.")
                    apart = "indirect " if self.is_indirect(item, field) else ""
                    self.put(2, f"{apart}case {quoted(field.swift)}({self.element(field)})")
                self.put(1, "}", "")
        for item in message.members:
            kind, default = self.declared(item)
            fallback = (
                f"One of the fields of `{item.name}`, or nil."
                if isinstance(item, OneOf)
                else f"The field `{item.name}`, number {item.number}."
            )
            self.doc(1, item.doc, fallback)
            if not self.is_boxed(item):
                self.put(1, f"{a}var {quoted(item.swift)}: {kind} = {default}", "")
                continue
            if a:
                self.put(1, "@inlinable")
            self.put(1, f"{a}var {quoted(item.swift)}: {kind} {{")
            self.put(2, f"get {{ {box(item)}?.value }}")
            self.put(2, f"set {{ {box(item)} = newValue.map {{ WireBox($0) }} }}")
            self.put(1, "}")
            if a:
                self.put(1, "@usableFromInline")
            self.put(1, f"var {box(item)}: WireBox<{item.type}>?", "")
        self.put(1, "/// Encoded fields of a later version, written back unchanged.")
        self.put(1, f"{a}var unknownFields: [UInt8] = []", "")
        self.put(1, "/// Makes a message with every field at its default.")
        self.put(1, f"{a}init() {{}}", "")
        if message.members:
            self.put(1, "/// Makes a message; a field that is not given has its default.")
            self.put(1, f"{a}init(")
            last = len(message.members) - 1
            for index, item in enumerate(message.members):
                kind, default = self.declared(item)
                comma = "," if index < last else ""
                self.put(2, f"{quoted(item.swift)}: {kind} = {default}{comma}")
            self.put(1, ") {")
            for item in message.members:
                self.put(2, f"self.{quoted(item.swift)} = {quoted(item.swift)}")
            self.put(1, "}", "")
        self.put(1, "/// The name in the `.proto` file.")
        self.put(1, f'{a}static let name = "{message.name}"', "")
        self.put(1, "/// The fields in the order of the `.proto` file.")
        if message.members:
            self.put(1, f"{a}static let fields: [WireField] = [")
            for field in message.fields():
                more = ", repeated: true" if field.label == "repeated" else ""
                more += ", redacted: true" if field.redacted else ""
                self.put(2, f'WireField({field.number}, "{field.name}", {self.kind(field)}{more}),')
            self.put(1, "]", "")
        else:
            self.put(1, f"{a}static let fields: [WireField] = []", "")
        self.decode(message)
        self.encode(message)
        self.put(0, "}", "")

    def decode(self, message):
        self.put(1, "/// Reads fields until the reader's end, into this message.")
        self.put(
            1,
            f"{self.access}mutating func merge("
            "_ bytes: RawSpan, _ reader: inout WireReader) throws(WireError) {",
        )
        self.put(2, "while true {")
        self.put(3, "let tag = try reader.nextTag(bytes)", "switch tag {", "case 0: return")
        for item in message.members:
            if isinstance(item, OneOf):
                for field in item.fields:
                    self.decode_case(item, field)
            elif item.label == "repeated":
                self.decode_list(item)
            else:
                self.decode_single(item)
        self.put(3, "default:")
        self.put(4, "try reader.keepUnknown(bytes, tag: tag, into: &unknownFields)")
        self.put(3, "}")
        self.put(2, "}")
        self.put(1, "}", "")

    def decode_known(self, field, target, wrap="{}"):
        """An enum's number: the known case, or the zero case and the field kept."""
        self.put(4, f"if let known = {field.type}(rawValue: try reader.int32(bytes)) {{")
        self.put(5, f"{target} = {wrap.format('known')}")
        self.put(4, "} else {")
        self.put(5, f"{target} = {wrap.format(self.zero(field))}")
        self.put(5, "reader.keep(bytes, into: &unknownFields)")
        self.put(4, "}")

    def decode_single(self, field):
        target = "self." + quoted(field.swift)
        self.put(3, f"case {self.tag(field)}:")
        if self.is_enum(field):
            self.decode_known(field, target)
        elif self.is_message(field):
            self.put(4, f"{target} = try reader.message(bytes, merging: {target})")
        else:
            self.put(4, f"{target} = try reader.{field.type}(bytes)")

    def decode_case(self, oneof, field):
        target = "self." + quoted(oneof.swift)
        case = quoted(field.swift)
        self.put(3, f"case {self.tag(field)}:")
        if self.is_enum(field):
            self.decode_known(field, target, f".{case}({{}})")
        elif self.is_message(field):
            self.put(4, f"if case .{case}(let earlier)? = {target} {{")
            self.put(5, f"{target} = .{case}(try reader.message(bytes, merging: earlier))")
            self.put(4, "} else {")
            self.put(5, f"{target} = .{case}(try reader.message(bytes))")
            self.put(4, "}")
        else:
            self.put(4, f"{target} = .{case}(try reader.{field.type}(bytes))")

    def decode_list(self, field):
        target = "self." + quoted(field.swift)
        if not self.packed(field):
            read = "message" if self.is_message(field) else field.type
            self.put(3, f"case {self.tag(field)}:")
            self.put(4, f"{target}.append(try reader.{read}(bytes))")
            return
        self.put(3, f"case {field.number << 3 | 2}:")
        self.put(4, "let outer = try reader.open(bytes)")
        self.put(4, "while reader.hasMore {")
        if self.is_enum(field):
            self.put(5, "let number = try reader.int32(bytes)")
            self.put(5, f"if let known = {field.type}(rawValue: number) {{")
            self.put(6, f"{target}.append(known)")
            self.put(5, "} else {")
            self.put(6, f"reader.keepElement(number, tag: {self.tag(field)}, into: &unknownFields)")
            self.put(5, "}")
        else:
            self.put(5, f"{target}.append(try reader.{field.type}(bytes))")
        self.put(4, "}")
        self.put(4, "reader.close(outer)")
        self.put(3, f"case {self.tag(field)}:")
        if self.is_enum(field):
            self.put(4, f"if let known = {field.type}(rawValue: try reader.int32(bytes)) {{")
            self.put(5, f"{target}.append(known)")
            self.put(4, "} else {")
            self.put(5, "reader.keep(bytes, into: &unknownFields)")
            self.put(4, "}")
        else:
            self.put(4, f"{target}.append(try reader.{field.type}(bytes))")

    def write(self, field, value):
        """The statement that writes a whole field."""
        if self.is_enum(field):
            return f"writer.int32({self.tag(field)}, {value}.rawValue)"
        kind = "message" if self.is_message(field) else field.type
        return f"writer.{kind}({self.tag(field)}, {value})"

    def encode(self, message):
        self.put(1, "/// Appends the encoded fields; those at their default are left out.")
        self.put(1, f"{self.access}func encode(into writer: inout WireWriter) {{")
        for item in message.members:
            name = "self." + quoted(item.swift)
            if isinstance(item, OneOf):
                self.put(2, f"switch {name} {{")
                for field in item.fields:
                    self.put(2, f"case .{quoted(field.swift)}(let value)?: "
                                + self.write(field, "value"))
                self.put(2, "case nil: break", "}")
            elif item.label == "repeated" and self.packed(item):
                self.put(2, f"if !{name}.isEmpty {{")
                self.put(3, f"let start = writer.open({item.number << 3 | 2})")
                call = "int32(value.rawValue)" if self.is_enum(item) else f"{item.type}(value)"
                self.put(3, f"for value in {name} {{ writer.{call} }}")
                self.put(3, "writer.close(start)")
                self.put(2, "}")
            elif item.label == "repeated":
                self.put(2, f"for value in {name} {{ {self.write(item, 'value')} }}")
            elif self.is_boxed(item):
                self.put(2, f"if let box = self.{box(item)} {{ {self.write(item, 'box.value')} }}")
            elif item.label == "optional" or self.is_message(item):
                self.put(2, f"if let value = {name} {{ {self.write(item, 'value')} }}")
            else:
                if self.is_enum(item):
                    test = f"{name} != {self.zero(item)}"
                elif item.type == "bool":
                    test = name
                elif item.type in ("string", "bytes"):
                    test = f"!{name}.isEmpty"
                elif item.type == "double":
                    test = f"{name}.bitPattern != 0"
                else:
                    test = f"{name} != 0"
                self.put(2, f"if {test} {{ {self.write(item, name)} }}")
        self.put(2, "if !unknownFields.isEmpty { writer.raw(unknownFields) }")
        self.put(1, "}")

    def registry(self):
        self.put(
            0,
            "/// Every message of the protocol by its name, for dumps.",
            "public enum WireRegistry {",
            "    /// The messages in the order of the `.proto` file.",
            "    public static let types: [any WireMessage.Type] = [",
        )
        self.put(2, *(f"{message.name}.self," for message in self.proto.messages))
        self.put(
            0,
            "    ]",
            "",
            "    private static let byName: [String: any WireMessage.Type] = Dictionary(",
            "        uniqueKeysWithValues: types.map { ($0.name, $0) })",
            "",
            "    /// The message with a name.",
            "    ///",
            "    /// - Parameter name: The name in the `.proto` file.",
            "    /// - Returns: The message's type, or nil when there is none.",
            "    public static func type(named name: String) -> (any WireMessage.Type)? {",
            "        byName[name]",
            "    }",
            "",
            "    /// An encoded message as one readable line.",
            "    ///",
            "    /// - Parameters:",
            "    ///   - name: The name in the `.proto` file.",
            "    ///   - bytes: The encoded message.",
            "    /// - Returns: The line, or nil when there is no such message.",
            "    public static func dump(name: String, _ bytes: RawSpan) -> String? {",
            "        guard let type = byName[name] else { return nil }",
            "        return WireDump.line(type, bytes)",
            "    }",
            "}",
        )


def outputs(source, target, sample):
    """Returns {path: text} of everything that is generated."""
    shown = "/".join(source.parts[-2:])
    proto = Parser(source.read_text(encoding="utf-8")).file()
    swift = Swift(proto, shown, sample)
    swift.head()
    if sample:
        swift.put(0, "import IPC", "")
        for enum in proto.enums:
            swift.enum(enum)
        for message in proto.messages:
            swift.message(message)
        return {target: swift.text()}
    result = {}
    for enum in proto.enums:
        swift.enum(enum)
    result[target / "Enums.swift"] = swift.text()
    swift.head()
    for message in proto.messages:
        swift.message(message)
    result[target / "Messages.swift"] = swift.text()
    swift.head()
    swift.registry()
    result[target / "WireRegistry.swift"] = swift.text()
    return result


def main(arguments):
    flags = {argument for argument in arguments if argument.startswith("--")}
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if len(paths) != 2 or flags - {"--check", "--sample"}:
        print("usage: protogen.py [--check] [--sample] FILE.proto OUTPUT", file=sys.stderr)
        return 64
    source, target = paths
    try:
        files = outputs(source, target, "--sample" in flags)
    except (ProtoError, OSError) as error:
        print(f"{source}:{error}", file=sys.stderr)
        return 65
    stale = [
        path
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in flags:
        for path in stale:
            print(f"{path} is stale; run make proto", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:  # Unchanged files keep their time, so that nothing is built again.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
