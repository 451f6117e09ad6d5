internal import IPC
internal import JSON

/// An object of a request, whose members are known by their camel-case names: clients write either spelling.
struct GeminiObject {
    /// A member that is not null.
    struct Member {
        /// In camel case.
        let name: String
        let field: GeminiField
    }

    /// The object itself.
    let field: GeminiField

    init(_ field: GeminiField) { self.field = field }

    /// A member that is not null; the last of two of one name.
    subscript(name: StaticString) -> GeminiField? {
        let tape = field.document.tape
        let held = field.document.bytes
        let bytes = held.span.bytes
        var found: JSONTape.Node?
        var cursor = tape.members(of: field.node)
        while let member = tape.nextMember(&cursor) {
            if GeminiNames.spells(member.name, name, tape, bytes), !tape.isNull(member.value) {
                found = member.value
            }
        }
        return found.map {
            GeminiField(document: field.document, node: $0, path: .member(field.path, name))
        }
    }

    /// A member that must be there.
    func required(_ name: StaticString) throws(GatewayError) -> GeminiField {
        guard let field = self[name] else {
            throw GeminiField.refusal(
                .member(field.path, name), "is missing", code: "missing_required_parameter")
        }
        return field
    }

    /// All members that are not null.
    var members: [Member] {
        let tape = field.document.tape
        let held = field.document.bytes
        let bytes = held.span.bytes
        var members: [Member] = []
        var cursor = tape.members(of: field.node)
        while let member = tape.nextMember(&cursor) {
            guard !tape.isNull(member.value) else { continue }
            let name = GeminiNames.camelCase(tape.string(member.name, in: bytes) ?? "")
            members.append(
                Member(
                    name: name,
                    field: GeminiField(
                        document: field.document, node: member.value,
                        path: .own(field.path, name))))
        }
        return members
    }

    /// The members that are not among the known ones, as an object; nil without.
    func rest(besides known: Set<String>) -> RawJSON? {
        // Most objects have known members only, and few.
        guard field.document.tape.count(field.node) > 0 else { return nil }
        let rest = members.filter { !known.contains($0.name) }
        guard !rest.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            for member in rest {
                writer.name(text: member.name)
                writer.raw(member.field.raw.bytes)
            }
        }
        return RawJSON(writer.take())
    }
}
