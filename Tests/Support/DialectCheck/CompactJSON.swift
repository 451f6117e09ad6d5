internal import JSON

/// Writes a document again in one form, so that two spellings of it compare equal.
enum CompactJSON {
    static func text(_ source: String) -> String? {
        // A text that is no JSON has no other form; the caller keeps it as it is.
        guard let document = try? JSONDocument(Array(source.utf8)) else { return nil }
        return text(document.root)
    }

    static func text(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        write(value, to: &writer)
        return String(decoding: writer.take(), as: UTF8.self)
    }

    private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.beginObject()
            for member in value.members ?? [] {
                writer.name(text: member.name)
                write(member.value, to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in value.array ?? [] { write(element, to: &writer) }
            writer.endArray()
        case .string: writer.string(value.string ?? "")
        default: writer.raw(value.rawBytes)
        }
    }
}
