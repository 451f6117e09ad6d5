internal import IPC
internal import JSON

/// Members of an object that have no place in the canonical form.
enum AnthropicExtras {
    /// An object of all members but the known ones; nil when nothing is left.
    static func members(of value: JSONValue, besides known: Set<String>) -> OpaqueValue? {
        guard value.count > known.count || hasOthers(value, known) else { return nil }
        var writer = JSONWriter()
        var isEmpty = true
        writer.object { writer in
            for member in value.members ?? [] where !known.contains(member.name) {
                guard !member.value.isNull else { continue }
                writer.name(text: member.name)
                writer.raw(member.value.rawBytes)
                isEmpty = false
            }
        }
        return isEmpty ? nil : OpaqueValue(.anthropic, RawJSON(writer.take()))
    }

    /// Writes the members of an object into the object that is open in `writer`, but those in `written`.
    static func write(
        _ extras: OpaqueValue?, into writer: inout JSONWriter, besides written: Set<String> = []
    ) {
        guard let extras, extras.dialect == .anthropic,
            let document = try? JSONDocument(extras.json.bytes)
        else { return }
        for member in document.root.members ?? [] where !written.contains(member.name) {
            writer.name(text: member.name)
            writer.raw(member.value.rawBytes)
        }
    }

    private static func hasOthers(_ value: JSONValue, _ known: Set<String>) -> Bool {
        var found = 0
        for name in known where value[name] != nil { found += 1 }
        return value.count > found
    }
}
