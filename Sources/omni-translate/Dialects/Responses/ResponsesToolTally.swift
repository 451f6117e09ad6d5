internal import JSON

/// Counts calls of the provider's own tools by the items of an answer, which is the only place that tells of them.
struct ResponsesToolTally {
    private(set) var counts = ServerToolCounts()

    /// Takes a finished item; what is none of the provider's tools, or failed, does not count.
    mutating func note(_ item: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        guard let type = tape.member("type", of: item, in: bytes),
            let tool = Self.tool(type, item, tape, bytes)
        else { return }
        if let status = tape.member("status", of: item, in: bytes),
            tape.equals(status, "failed", in: bytes)
        {
            return
        }
        counts[tool] += 1
    }

    /// Takes all items of a finished answer in place of those before; an empty list says nothing.
    mutating func note(output: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(output) == .array, tape.count(output) > 0 else { return }
        counts = ServerToolCounts()
        var cursor = tape.elements(of: output)
        while let item = tape.nextElement(&cursor) { note(item, tape, bytes) }
    }

    private static func tool(
        _ type: JSONTape.Node, _ item: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> ServerTool? {
        if tape.equals(type, "web_search_call", in: bytes) {
            // Pages that are opened or searched through belong to the search before.
            let action = tape.member("action", of: item, in: bytes)
            let kind = action.flatMap { tape.member("type", of: $0, in: bytes) }
            return kind.map { tape.equals($0, "search", in: bytes) } ?? true ? .webSearch : nil
        }
        if tape.equals(type, "file_search_call", in: bytes) { return .fileSearch }
        if tape.equals(type, "code_interpreter_call", in: bytes) { return .codeExecution }
        return tape.equals(type, "image_generation_call", in: bytes) ? .imageGeneration : nil
    }
}
