internal import JSON

/// An object of a request, whose members are known by their camel-case names: clients write either spelling.
struct GeminiObject {
    /// A member that is not null.
    struct Member {
        /// In camel case.
        let name: String
        let value: JSONValue
    }

    let path: GeminiPath
    let members: [Member]
    let value: JSONValue

    init(_ value: JSONValue, _ path: GeminiPath) {
        self.value = value
        self.path = path
        var members: [Member] = []
        for member in value.members ?? [] where !member.value.isNull {
            members.append(Member(name: GeminiNames.camelCase(member.name), value: member.value))
        }
        self.members = members
    }

    /// A member; the last of two of one name.
    subscript(name: String) -> GeminiField? {
        for member in members.reversed() where member.name == name { return field(member) }
        return nil
    }

    /// A member that must be there.
    func required(_ name: String) throws(GatewayError) -> GeminiField {
        guard let field = self[name] else {
            throw GeminiField.refusal(
                .member(path, name), "is missing", code: "missing_required_parameter")
        }
        return field
    }

    /// A member as a value with its place.
    func field(_ member: Member) -> GeminiField {
        GeminiField(value: member.value, path: .member(path, member.name))
    }

    /// The members that are not among the known ones, as an object; nil without.
    func rest(besides known: Set<String>) -> RawJSON? {
        let rest = members.filter { !known.contains($0.name) }
        guard !rest.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            for member in rest {
                writer.name(text: member.name)
                writer.raw(member.value.rawBytes)
            }
        }
        return RawJSON(writer.take())
    }
}
