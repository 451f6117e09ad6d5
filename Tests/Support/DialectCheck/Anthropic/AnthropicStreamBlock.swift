internal import JSON

/// One block of a messages stream.
struct AnthropicStreamBlock {
    let type: String
    let start: JSONValue
    private(set) var text: String
    private var input = ""
    private var isSigned = false

    /// The deltas each type of block takes; others take none.
    private static let deltas = [
        "text": ["text_delta", "citations_delta"],
        "thinking": ["thinking_delta", "signature_delta"], "tool_use": ["input_json_delta"],
        "server_tool_use": ["input_json_delta"], "mcp_tool_use": ["input_json_delta"],
        "compaction": ["compaction_delta"],
    ]

    init(start block: JSONValue, at path: String, _ checker: inout Checker) {
        type = block.text("type") ?? ""
        start = block
        text = block.text("text") ?? block.text("thinking") ?? ""
        checker.expect(text.isEmpty, path, "block starts with text")
        if type == "tool_use" {
            checker.expect(block["input"]?.count == 0, path, "tool_use starts with input")
        }
    }

    mutating func take(_ delta: JSONValue, at path: String, _ checker: inout Checker) {
        let kind = delta.text("type") ?? ""
        checker.expect(
            Self.deltas[type]?.contains(kind) ?? false, path, "\(kind) in a block of \(type)")
        checker.expect(!isSigned, path, "delta after the signature")
        isSigned = kind == "signature_delta"
        text += delta.text("text") ?? delta.text("thinking") ?? ""
        input += delta.text("partial_json") ?? ""
    }

    func close(at path: String, _ checker: inout Checker) {
        guard type == "thinking" else { return }
        let isSigned = isSigned || start.text("signature")?.isEmpty == false
        checker.expect(isSigned || !text.isEmpty, path, "thinking block without anything")
    }

    func checkInput(at path: String, _ checker: inout Checker) {
        guard type == "tool_use", !input.isEmpty else { return }
        checker.expect(
            JSONText.isObject(input), path,
            "input of \(start.text("name") ?? "") is not a JSON object")
    }

    var call: CheckedToolCall? {
        guard type == "tool_use" else { return nil }
        let given = start["input"]?.rawText ?? "{}"
        return CheckedToolCall(
            id: start.text("id") ?? "", name: start.text("name") ?? "",
            argumentsRaw: input.isEmpty ? given : input)
    }
}
