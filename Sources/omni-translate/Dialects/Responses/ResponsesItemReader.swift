internal import IPC
internal import JSON

/// Folds input items into turns (facts: openai-responses, section 3).
///
/// Items of one step of the model (reasoning, messages, calls) become one assistant turn, outputs of tools one user turn;
/// messages of a user stay apart.
struct ResponsesItemReader {
    /// Instructions before the first turn.
    private(set) var system: [TextBlock] = []
    private(set) var turns: [Turn] = []

    private var seenIDs: Set<String> = []
    /// Ids of calls that some output answers; filled when ids stand twice.
    private var answered: Set<String>?
    private var all: [JSONValue] = []

    /// What stands in place of a compaction that only its maker can read.
    static let compactionPlaceholder =
        "[Earlier parts of this conversation were compacted by another provider and cannot be read.]"

    /// Makes the whole list known before its items are read.
    mutating func prepare(_ items: [JSONValue]) {
        all = items
        turns.reserveCapacity(items.count)
    }

    /// The short form of an input: one message of the user.
    mutating func readText(_ text: String) { turns.append(Turn(.user, [.text(TextBlock(text))])) }

    /// Reads one item.
    mutating func read(_ item: JSONValue, _ index: Int) throws(GatewayError) {
        let path = "input[\(index)]"
        let type: String
        if let named = try ResponsesValue.optional(item["type"], "\(path).type") {
            type = named
        } else if item["role"] != nil {
            type = "message"
        } else {
            throw ResponsesErrors.missing("\(path).type")
        }
        if let id = item.text("id"), !id.isEmpty, isRepeated(id, item) { return }
        switch type {
        case "message": try message(item, path)
        case "reasoning": try reasoning(item, path)
        case "function_call", "custom_tool_call": try call(item, type, path)
        case "function_call_output", "custom_tool_call_output": try output(item, type, path)
        case "compaction", "compaction_summary": try compaction(item, path)
        // A wish, not a part of the conversation.
        case "compaction_trigger": break
        case "item_reference":
            throw .badRequest(
                "Item '\(item.text("id")?.prefix(80) ?? "")' is not kept here; send the item itself.",
                code: "item_not_found", param: path)
        default:
            if try local(item, type, path) { return }
            guard let side = Self.hosted[type] else {
                throw OpenAIErrors.invalidValue("\(path).type", "no such item type")
            }
            let block = Block.opaque(
                OpaqueBlock(.openaiResponses, type: type, json: item.rawJSON))
            if side == .assistant { appendAssistant(block) } else { appendResult(block) }
        }
    }

    /// Items of tools that the provider runs, and whose side they are on.
    private static let hosted: [String: Turn.Role] = [
        "web_search_call": .assistant, "file_search_call": .assistant,
        "code_interpreter_call": .assistant, "image_generation_call": .assistant,
        "computer_call": .assistant, "mcp_list_tools": .assistant, "mcp_call": .assistant,
        "mcp_approval_request": .assistant, "tool_search_call": .assistant, "program": .assistant,
        "computer_call_output": .user, "mcp_approval_response": .user, "tool_search_output": .user,
        "program_output": .user,
    ]

    // MARK: Order

    /// An item whose id stood before; of calls the one stays that an output answers (pitfall 95).
    private mutating func isRepeated(_ id: String, _ item: JSONValue) -> Bool {
        guard !seenIDs.insert(id).inserted else { return false }
        guard let call = item.text("call_id") else { return true }
        if answered == nil {
            answered = Set(
                all.lazy.filter { $0.text("type")?.hasSuffix("_output") ?? false }
                    .compactMap { $0.text("call_id") })
        }
        guard item.text("type")?.hasSuffix("_output") != true else { return true }
        let isKnown = turns.contains { turn in
            turn.blocks.contains {
                if case .toolCall(let known) = $0 { known.id == call } else { false }
            }
        }
        return isKnown || answered?.contains(call) != true
    }

    private mutating func appendAssistant(_ block: Block) {
        if let last = turns.indices.last, turns[last].role == .assistant {
            turns[last].blocks.append(block)
        } else {
            turns.append(Turn(.assistant, [block]))
        }
    }

    private mutating func appendResult(_ block: Block) {
        if let last = turns.indices.last, turns[last].role == .user,
            turns[last].blocks.allSatisfy(Self.isResult)
        {
            turns[last].blocks.append(block)
        } else {
            turns.append(Turn(.user, [block]))
        }
    }

    private static func isResult(_ block: Block) -> Bool {
        switch block {
        case .toolResult, .opaque: true
        case .text, .refusal, .media, .reasoning, .toolCall: false
        }
    }

    // MARK: Items

    private mutating func message(_ item: JSONValue, _ path: String) throws(GatewayError) {
        let role = try ResponsesValue.required(item["role"], "\(path).role")
        guard let content = item["content"] else {
            throw ResponsesErrors.missing("\(path).content")
        }
        let blocks = try ResponsesContentReader.blocks(content, "\(path).content")
        switch role {
        case "user": turns.append(Turn(.user, blocks))
        case "assistant":
            let phase = try ResponsesValue.optional(item["phase"], "\(path).phase")
            for block in blocks { appendAssistant(ResponsesPhase.mark(block, phase)) }
        case "system", "developer": instruction(blocks)
        default: throw OpenAIErrors.invalidValue("\(path).role", "no such role")
        }
    }

    private mutating func instruction(_ blocks: [Block]) {
        guard turns.isEmpty else {
            turns.append(Turn(.system, blocks))
            return
        }
        for case .text(let text) in blocks where !text.text.isEmpty { system.append(text) }
    }

    private mutating func reasoning(_ item: JSONValue, _ path: String) throws(GatewayError) {
        let parts = try texts(item["summary"], "\(path).summary")
        let shown = parts.isEmpty ? try texts(item["content"], "\(path).content") : parts
        var reasoning = Reasoning(shown.joined(separator: "\n\n"))
        let id = item.text("id")
        let proof = try ResponsesValue.optional(
            item["encrypted_content"], "\(path).encrypted_content")
        if let proof, let content = ProofEnvelope.open(proof) {
            reasoning.proof = content.proof
            reasoning.isRedacted = content.isRedacted
        } else if let proof, !proof.isEmpty {
            reasoning.proof = Proof(.unknown, proof, itemID: id)
        } else if let id {
            // Nothing but the name of an item that the provider keeps.
            reasoning.proof = Proof(.unknown, "", itemID: id)
        }
        appendAssistant(.reasoning(reasoning))
    }

    private func texts(_ list: JSONValue?, _ path: String) throws(GatewayError) -> [String] {
        guard let list else { return [] }
        return try ResponsesValue.array(list, path).compactMap { $0.text("text") ?? $0.string }
    }

    private mutating func call(
        _ item: JSONValue, _ type: String, _ path: String
    ) throws(GatewayError) {
        let id = try ResponsesValue.required(item["call_id"], "\(path).call_id")
        // An empty name is told by `Turns`, which drops the call together with its output.
        let name = try ResponsesValue.optional(item["name"], "\(path).name") ?? ""
        let isCustom = type == "custom_tool_call"
        let member = isCustom ? "input" : "arguments"
        var call = ToolCall(id: id, name: name, arguments: "")
        call.kind = isCustom ? .custom : .function
        call.namespace = try ResponsesValue.optional(item["namespace"], "\(path).namespace")
        if let arguments = item[member], !arguments.isNull {
            // Some clients send an object where a text is due (pitfall 19).
            call.arguments = arguments.string ?? arguments.rawJSON.text
        }
        appendAssistant(.toolCall(call))
    }

    private mutating func output(
        _ item: JSONValue, _ type: String, _ path: String
    ) throws(GatewayError) {
        let id = try ResponsesValue.required(item["call_id"], "\(path).call_id")
        guard let output = item["output"] else { throw ResponsesErrors.missing("\(path).output") }
        var result = ToolResult(callID: id, content: [])
        result.name = item.text("name")
        result.kind = type == "custom_tool_call_output" ? .custom : .function
        switch output.kind {
        case .null: break
        case .string, .array:
            result.content = try ResponsesContentReader.blocks(output, "\(path).output")
        case .object, .true, .false, .number:
            result.json = output.rawJSON
            result.content = [.text(TextBlock(output.rawJSON.text))]
        }
        appendResult(.toolResult(result))
    }

    private mutating func compaction(_ item: JSONValue, _ path: String) throws(GatewayError) {
        let sealed = try ResponsesValue.required(
            item["encrypted_content"], "\(path).encrypted_content")
        if let summary = ResponsesCompact.summary(sealed) {
            readText(ResponsesCompact.introduction + summary)
            return
        }
        let opaque = OpaqueBlock(.openaiResponses, type: "compaction", json: item.rawJSON)
        turns.append(
            Turn(.user, [.opaque(opaque), .text(TextBlock(Self.compactionPlaceholder))]))
    }

    // MARK: Tools that the client runs

    /// Whether the item was a call or an output of such a tool.
    private mutating func local(
        _ item: JSONValue, _ type: String, _ path: String
    ) throws(GatewayError) -> Bool {
        if let tool = ResponsesLocalTool.called(type) {
            let id = try localID(item, path)
            guard let arguments = item[tool.member.description], arguments.kind == .object else {
                throw ResponsesErrors.missing("\(path).\(tool.member)")
            }
            var call = ToolCall(id: id, name: tool.name, arguments: arguments.rawJSON.text)
            call.builtin = OpaqueValue(.openaiResponses, item.rawJSON)
            appendAssistant(.toolCall(call))
            return true
        }
        guard type.hasSuffix("_output"), ResponsesLocalTool.called(String(type.dropLast(7))) != nil
        else { return false }
        var result = ToolResult(callID: try localID(item, path), content: [])
        result.builtin = OpaqueValue(.openaiResponses, item.rawJSON)
        result.isError = item.text("status") == "failed"
        let text = ResponsesShellOutput.text(item["output"])
        if !text.isEmpty { result.content = [.text(TextBlock(text))] }
        appendResult(.toolResult(result))
        return true
    }

    /// `local_shell_call_output` names its call by `id`.
    private func localID(_ item: JSONValue, _ path: String) throws(GatewayError) -> String {
        try ResponsesValue.required(item["call_id"] ?? item["id"], "\(path).call_id")
    }
}

/// Whether a message is a comment on the way or the answer itself: kept like a proof, because a client must send it back.
enum ResponsesPhase {
    private static let known: Set<String> = ["commentary", "final_answer"]

    /// A text of a phase; other blocks have none.
    static func mark(_ block: Block, _ phase: String?) -> Block {
        guard let phase, known.contains(phase), case .text(var text) = block else { return block }
        text.proof = Proof(.unknown, phase)
        return .text(text)
    }

    /// The phase that a proof is; nil when it is a real one.
    static func of(_ proof: Proof?) -> String? {
        guard let proof, known.contains(proof.value) else { return nil }
        return proof.value
    }
}

/// What a shell printed, as text.
enum ResponsesShellOutput {
    /// The text of an `output`: a string, or a list of what each command printed.
    static func text(_ output: JSONValue?) -> String {
        guard let output else { return "" }
        if let text = output.string { return text }
        return (output.array ?? []).map(command).joined(separator: "\n")
    }

    private static func command(_ output: JSONValue) -> String {
        var text = (output.text("stdout") ?? "") + (output.text("stderr") ?? "")
        if output["outcome"]?.text("type") == "timeout" {
            text += "\n[timed out]"
        } else if let code = output["outcome"]?["exit_code"]?.int, code != 0 {
            text += "\n[exit code \(code)]"
        }
        return text
    }
}
