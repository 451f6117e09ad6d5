internal import JSON

/// Brings a request into the one spelling the checks know.
///
/// The provider reads field names in camel case and in snake case, and one element in place of
/// a list. What belongs to the caller (arguments, responses, schemas) is left alone.
enum GeminiNames {
    private static let opaque: Set<String> = [
        "args", "response", "parameters", "parametersJsonSchema", "responseSchema",
        "responseJsonSchema", "_responseJsonSchema", "labels",
    ]

    private static let lists: Set<String> = ["contents", "parts", "tools", "functionDeclarations"]

    static func normalised(_ request: JSONValue) -> JSONValue {
        var writer = JSONWriter()
        write(request, to: &writer)
        // What was written from a document is one.
        return (try? JSONDocument(writer.take()).root) ?? request
    }

    private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.beginObject()
            for member in value.members ?? [] { write(member, to: &writer) }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in value.array ?? [] { write(element, to: &writer) }
            writer.endArray()
        default: writer.raw(value.rawBytes)
        }
    }

    private static func write(
        _ member: (name: String, value: JSONValue), to writer: inout JSONWriter
    ) {
        let name = camelCase(member.name)
        writer.name(text: name)
        if opaque.contains(name) { return writer.raw(member.value.rawBytes) }
        guard lists.contains(name), member.value.kind == .object else {
            return write(member.value, to: &writer)
        }
        writer.beginArray()
        write(member.value, to: &writer)
        writer.endArray()
    }

    private static func camelCase(_ name: String) -> String {
        if name.hasPrefix("_") { return name }
        let words = name.split(separator: "_")
        return words.dropFirst().reduce(String(words.first ?? "")) { joined, word in
            joined + word.prefix(1).uppercased() + word.dropFirst()
        }
    }
}
