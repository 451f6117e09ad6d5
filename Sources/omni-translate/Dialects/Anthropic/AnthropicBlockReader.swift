internal import IPC
internal import JSON

/// Reads content blocks of a client's messages (facts: anthropic-messages, section 3).
enum AnthropicBlockReader {
    /// Blocks that only this dialect knows; they are kept whole.
    private static let opaqueTypes: Set<String> = [
        "server_tool_use", "mcp_tool_use", "container_upload", "compaction", "fallback",
        "tool_reference", "tool_addition", "tool_removal",
    ]

    /// Reads one block of a message of `role`.
    static func block(
        _ field: AnthropicField, in role: Turn.Role
    ) throws(GatewayError) -> Block {
        let tag = try field.object().required("type")
        let type = try tag.text()
        switch type {
        case "text": return .text(try text(field))
        case "image": return .media(try AnthropicMediaReader.image(field))
        case "document": return .media(try AnthropicMediaReader.document(field))
        case "search_result": return .media(try AnthropicMediaReader.searchResult(field))
        case "tool_result":
            guard role == .user else {
                throw field.wrong("`tool_result` blocks can only be in `user` messages")
            }
            return .toolResult(try toolResult(field))
        case "tool_use":
            guard role == .assistant else {
                throw field.wrong("`tool_use` blocks can only be in `assistant` messages")
            }
            return .toolCall(try toolCall(field))
        case "thinking", "redacted_thinking":
            guard role == .assistant else {
                throw field.wrong("`\(type)` blocks can only be in `assistant` messages")
            }
            return .reasoning(try reasoning(field, isRedacted: type == "redacted_thinking"))
        default:
            guard opaqueTypes.contains(type) || type.hasSuffix("_tool_result") else {
                throw field.unknownTag(type)
            }
            return .opaque(OpaqueBlock(.anthropic, type: type, json: field.raw))
        }
    }

    /// Reads a text block.
    static func text(_ field: AnthropicField) throws(GatewayError) -> TextBlock {
        var block = TextBlock(try field.required("text").text())
        block.cacheMark = field["cache_control"]?.opaque
        if let citations = field["citations"] {
            for citation in try citations.elements() {
                block.citations.append(AnthropicCitation.read(citation.value))
            }
        }
        return block
    }

    private static func toolCall(_ field: AnthropicField) throws(GatewayError) -> ToolCall {
        let name = try field.required("name").text()
        var call = ToolCall(
            id: try field.required("id").text(), name: name,
            arguments: field["input"]?.raw.text ?? "{}")
        call.cacheMark = field["cache_control"]?.opaque
        call.extras = AnthropicExtras.members(
            of: field.value, besides: ["type", "id", "name", "input", "cache_control"])
        return call
    }

    private static func toolResult(_ field: AnthropicField) throws(GatewayError) -> ToolResult {
        var result = ToolResult(
            callID: try field.required("tool_use_id").text(), content: [])
        result.isError = try field["is_error"]?.flag() ?? false
        result.cacheMark = field["cache_control"]?.opaque
        guard let content = field["content"] else { return result }
        if let text = content.value.string {
            if !text.isEmpty { result.content = [.text(TextBlock(text))] }
            return result
        }
        for part in try content.elements() {
            let block = try block(part, in: .system)
            result.content.append(block)
        }
        return result
    }

    private static func reasoning(
        _ field: AnthropicField, isRedacted: Bool
    ) throws(GatewayError) -> Reasoning {
        if isRedacted {
            let data = try field.required("data").text()
            return Reasoning("", proof: proof(data), isRedacted: true)
        }
        let text = try field.required("thinking").text()
        // Hosts other than Anthropic's leave thoughts unsigned.
        return Reasoning(text, proof: proof(try field["signature"]?.text() ?? ""))
    }

    private static func proof(_ value: String) -> Proof? {
        guard !value.isEmpty else { return nil }
        return ProofEnvelope.unwrap(value) ?? Proof(.unknown, value)
    }
}
