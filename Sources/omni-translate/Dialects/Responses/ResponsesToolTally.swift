internal import JSON

/// Counts calls of the provider's own tools by the items of an answer, and searches by the provider's number where it tells
/// one.
struct ResponsesToolTally {
    /// What the items tell.
    private var noted = ServerToolCounts()

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
        noted[tool] += 1
    }

    /// Takes all items of a finished answer in place of those before; an empty list says nothing.
    mutating func note(output: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(output) == .array, tape.count(output) > 0 else { return }
        noted = ServerToolCounts()
        var cursor = tape.elements(of: output)
        while let item = tape.nextElement(&cursor) { note(item, tape, bytes) }
    }

    /// The counts of a finished answer, whose response may say how often it searched, and with which tool.
    func counts(
        of response: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> ServerToolCounts {
        var counts = noted
        let told = Self.searches(of: response, tape, bytes)
        if told > 0 { counts[.webSearch] = told }
        let searches = counts[.webSearch]
        guard searches > 0, Self.hasPreview(response, tape, bytes) else { return counts }
        counts[.webSearch] = 0
        counts[.webSearchPreview] = searches
        return counts
    }

    /// The provider's own number; hosts that do not count tell none, or zero.
    private static func searches(
        of response: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> UInt64 {
        guard let told = tape.member("tool_usage", of: response, in: bytes),
            let search = tape.member("web_search", of: told, in: bytes)
        else { return 0 }
        return tape.tokenCount("num_requests", of: search, in: bytes)
    }

    /// Whether the tool for searches is the older one: items of both look alike, and only the tools that the response
    /// repeats tell them apart.
    private static func hasPreview(
        _ response: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard let tools = tape.member("tools", of: response, in: bytes) else { return false }
        var cursor = tape.elements(of: tools)
        while let tool = tape.nextElement(&cursor) {
            guard let type = tape.member("type", of: tool, in: bytes) else { continue }
            // Some names have a date behind them.
            let name = tape.string(type, in: bytes)
            if name?.hasPrefix("web_search_preview") == true { return true }
        }
        return false
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
