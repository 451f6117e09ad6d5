import JSON

extension JSONValue {
    /// The value without anything between its tokens; numbers keep their text and members their order.
    var compact: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.take()
    }

    private func write(to writer: inout JSONWriter) {
        switch kind {
        case .object:
            writer.beginObject()
            for member in members ?? [] {
                writer.name(text: member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in array ?? [] { element.write(to: &writer) }
            writer.endArray()
        case .string: writer.string(string ?? "")
        default: writer.raw(rawBytes)
        }
    }
}
