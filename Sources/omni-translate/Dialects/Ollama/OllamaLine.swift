internal import JSON

/// What one line of an answer says, with the nodes of its parts.
struct OllamaLine {
    var model: JSONTape.Node?
    var text: JSONTape.Node?
    var thinking: JSONTape.Node?
    var calls: JSONTape.Node?
    var logprobs: JSONTape.Node?
    var reason: JSONTape.Node?
    var hasError = false
    var isDone = false
    var input: UInt64?
    var output: UInt64?

    /// Reads an object; nil when the root is none.
    init?(_ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(tape.root) == .object else { return nil }
        var cursor = tape.members(of: tape.root)
        while let member = tape.nextMember(&cursor) {
            let value = member.value
            if tape.equals(member.name, "message", in: bytes) {
                readMessage(value, tape, bytes)
            } else if tape.equals(member.name, "response", in: bytes) {
                text = value
            } else if tape.equals(member.name, "thinking", in: bytes) {
                thinking = value
            } else if tape.equals(member.name, "model", in: bytes) {
                model = value
            } else if tape.equals(member.name, "done", in: bytes) {
                isDone = tape.bool(value) ?? false
            } else if tape.equals(member.name, "done_reason", in: bytes) {
                reason = value
            } else if tape.equals(member.name, "error", in: bytes) {
                hasError = !tape.isNull(value)
            } else if tape.equals(member.name, "prompt_eval_count", in: bytes) {
                input = tape.tokenCount(value, in: bytes)
            } else if tape.equals(member.name, "eval_count", in: bytes) {
                output = tape.tokenCount(value, in: bytes)
            }
        }
    }

    private mutating func readMessage(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        guard tape.kind(node) == .object else { return }
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "content", in: bytes) {
                text = member.value
            } else if tape.equals(member.name, "thinking", in: bytes) {
                thinking = member.value
            } else if tape.equals(member.name, "tool_calls", in: bytes) {
                calls = member.value
            }
        }
    }

    /// Counts so far; nil when the line has none.
    var usage: TokenUsage? {
        guard input != nil || output != nil else { return nil }
        var usage = TokenUsage()
        usage.input = input ?? 0
        usage.output = output ?? 0
        usage.isReported = true
        return usage
    }
}
