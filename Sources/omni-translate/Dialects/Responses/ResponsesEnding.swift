internal import JSON

/// Why an answer ended: the dialect says so only where it was cut, else its items tell (facts: translation-matrix, section 8).
struct ResponsesEnding {
    private var hasCalls = false
    private var hasRefusal = false

    /// Takes a finished item.
    mutating func note(_ item: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        guard let type = tape.member("type", of: item, in: bytes) else { return }
        if tape.equals(type, "function_call", in: bytes)
            || tape.equals(type, "custom_tool_call", in: bytes)
        {
            hasCalls = true
        } else if tape.equals(type, "message", in: bytes),
            let content = tape.member("content", of: item, in: bytes)
        {
            var cursor = tape.elements(of: content)
            while let part = tape.nextElement(&cursor) {
                guard let kind = tape.member("type", of: part, in: bytes) else { continue }
                if tape.equals(kind, "refusal", in: bytes) { hasRefusal = true }
            }
        } else if let name = tape.string(type, in: bytes),
            ResponsesLocalTool.called(name) != nil
        {
            hasCalls = true
        }
    }

    /// Takes all items of a finished answer.
    mutating func note(output: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(output) == .array else { return }
        var cursor = tape.elements(of: output)
        while let item = tape.nextElement(&cursor) { note(item, tape, bytes) }
    }

    /// Why a finished response ended.
    func reason(
        of response: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> StopReason {
        if let status = tape.member("status", of: response, in: bytes),
            tape.equals(status, "incomplete", in: bytes)
        {
            let details = tape.member("incomplete_details", of: response, in: bytes)
            let reason = details.flatMap { tape.member("reason", of: $0, in: bytes) }
            let isFiltered = reason.map { tape.equals($0, "content_filter", in: bytes) } ?? false
            return isFiltered ? .filtered : .length
        }
        return hasRefusal ? .filtered : hasCalls ? .toolCalls : .end
    }
}
