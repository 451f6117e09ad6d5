internal import IPC
internal import JSON

/// Reads `messages` into turns, in the client's order (facts: openai-chat, section 3).
struct ChatMessageReader {
    /// System text before the first other message.
    private(set) var system: [TextBlock] = []
    private(set) var turns: [Turn] = []
    private let reading: ChatReading
    /// Legacy calls have no id: the latest one of a name is what a result answers.
    private var legacyIDs: [String: String] = [:]

    init(_ reading: ChatReading) { self.reading = reading }

    /// Reads the array.
    mutating func read(_ messages: JSONTape.Node) throws(GatewayError) {
        var cursor = reading.tape.elements(of: messages)
        var index = 0
        while let node = reading.tape.nextElement(&cursor) {
            try readMessage(node, index)
            index += 1
        }
    }

    private mutating func readMessage(
        _ node: JSONTape.Node, _ index: Int
    ) throws(GatewayError) {
        let place = ChatPlace("messages", index)
        let message = ChatMessage(node, reading)
        switch message.role.flatMap(reading.text) {
        case "system", "developer": try readSystem(message, place)
        case "user":
            let blocks = try content(message, place, isUser: true)
            turns.append(Turn(.user, blocks, name: message.name.flatMap(reading.text)))
        case "assistant": try readAssistant(message, place, index)
        case "tool": try readResult(message, place)
        case "function": try readLegacyResult(message, place)
        default:
            throw OpenAIErrors.invalidValue(
                place.name("role"),
                "expected 'system', 'developer', 'user', 'assistant', 'tool' or 'function'")
        }
    }

    private func content(
        _ message: ChatMessage, _ place: ChatPlace, isUser: Bool
    ) throws(GatewayError) -> [Block] {
        guard let node = message.content else {
            guard !isUser else { throw ChatErrors.missing(place.name("content")) }
            return []
        }
        let parts = ChatPartReader(reading, place)
        var blocks = try parts.read(node)
        if let mark = message.cacheControl { ChatPartReader.mark(&blocks, reading.raw(mark)) }
        return blocks
    }

    private mutating func readSystem(
        _ message: ChatMessage, _ place: ChatPlace
    ) throws(GatewayError) {
        let blocks = try content(message, place, isUser: true)
        let name = message.name.flatMap(reading.text)
        guard turns.isEmpty else { return turns.append(Turn(.system, blocks, name: name)) }
        for (index, block) in blocks.enumerated() {
            guard case .text(let text) = block else {
                throw OpenAIErrors.invalidValue(
                    place.element("content", index).name("type"), "system messages hold text only")
            }
            system.append(text)
        }
    }

    // MARK: Assistant

    private mutating func readAssistant(
        _ message: ChatMessage, _ place: ChatPlace, _ index: Int
    ) throws(GatewayError) {
        var blocks = ChatDetails.reasoning(of: message, reading)
        var text = try content(message, place, isUser: false)
        if let signature = ChatExtraContent.signature(message.extraContent, reading) {
            Self.attach(signature, to: &text)
        }
        blocks += text
        if let refusal = message.refusal.flatMap(reading.text), !refusal.isEmpty {
            blocks.append(.refusal(refusal))
        }
        if let audio = message.audio, reading.kind(audio) == .object {
            blocks.append(
                .opaque(OpaqueBlock(.openaiChat, type: "audio", json: reading.raw(audio))))
        }
        if let calls = message.toolCalls {
            let list = try reading.array(calls, place.name("tool_calls"))
            try reading.forEach(list) { (number, node) throws(GatewayError) in
                blocks.append(
                    .toolCall(try call(node, place.element("tool_calls", number))))
            }
        }
        if let legacy = message.functionCall, reading.kind(legacy) == .object {
            blocks.append(.toolCall(try legacyCall(legacy, place, index)))
        }
        turns.append(Turn(.assistant, blocks, name: message.name.flatMap(reading.text)))
    }

    /// A signature of the whole message belongs to its last text.
    private static func attach(_ proof: Proof, to blocks: inout [Block]) {
        for index in blocks.indices.reversed() {
            guard case .text(var text) = blocks[index] else { continue }
            text.proof = proof
            blocks[index] = .text(text)
            return
        }
        var text = TextBlock("")
        text.proof = proof
        blocks.append(.text(text))
    }

    private func call(
        _ node: JSONTape.Node, _ place: ChatPlace
    ) throws(GatewayError) -> ToolCall {
        _ = try reading.object(node, place.text)  // only its kind is of interest here
        guard let id = reading.member("id", node) else {
            throw ChatErrors.missing(place.name("id"))
        }
        var call = ToolCall(id: try reading.string(id, place.name("id")), name: "", arguments: "")
        switch reading.text("type", node) {
        case "custom":
            guard let custom = reading.member("custom", node) else {
                throw ChatErrors.missing(place.name("custom"))
            }
            call.kind = .custom
            call.name = try name(custom, place.name("custom"))
            call.arguments = reading.text("input", custom) ?? ""
        case "function", nil, "":
            guard let function = reading.member("function", node) else {
                throw ChatErrors.missing(place.name("function"))
            }
            call.name = try name(function, place.name("function"))
            call.arguments = arguments(reading.member("arguments", function))
        default:
            throw OpenAIErrors.invalidValue(place.name("type"), "expected 'function' or 'custom'")
        }
        call.proof = ChatExtraContent.signature(reading.member("extra_content", node), reading)
        return call
    }

    private func name(
        _ node: JSONTape.Node, _ path: String
    ) throws(GatewayError) -> String {
        guard let name = reading.member("name", node) else {
            throw ChatErrors.missing("\(path).name")
        }
        return try reading.string(name, "\(path).name")
    }

    /// Some clients send an object in place of its text (pitfall 19).
    private func arguments(_ node: JSONTape.Node?) -> String {
        guard let node else { return "" }
        return reading.text(node) ?? reading.raw(node).text
    }

    private mutating func legacyCall(
        _ node: JSONTape.Node, _ place: ChatPlace, _ index: Int
    ) throws(GatewayError) -> ToolCall {
        let name = try name(node, place.name("function_call"))
        let id = CallIDs.positional(index, name: name)
        legacyIDs[name] = id
        return ToolCall(
            id: id, name: name, arguments: arguments(reading.member("arguments", node)))
    }

    // MARK: Results

    private mutating func readResult(
        _ message: ChatMessage, _ place: ChatPlace
    ) throws(GatewayError) {
        guard let id = message.toolCallID else {
            throw ChatErrors.missing(place.name("tool_call_id"))
        }
        var result = ToolResult(
            callID: try reading.string(id, place.name("tool_call_id")),
            content: try content(message, place, isUser: false))
        result.name = message.name.flatMap(reading.text)
        turns.append(Turn(.user, [.toolResult(result)]))
    }

    private mutating func readLegacyResult(
        _ message: ChatMessage, _ place: ChatPlace
    ) throws(GatewayError) {
        guard let node = message.name else { throw ChatErrors.missing(place.name("name")) }
        let name = try reading.string(node, place.name("name"))
        guard let id = legacyIDs.removeValue(forKey: name) else {
            throw OpenAIErrors.invalidValue(
                place.name("name"), "no assistant message before it calls this function")
        }
        var result = ToolResult(callID: id, content: try content(message, place, isUser: false))
        result.name = name
        turns.append(Turn(.user, [.toolResult(result)]))
    }
}

/// The members of a message that are read, found in one walk; `null` counts as absent.
struct ChatMessage {
    private(set) var role, content, name, refusal, audio: JSONTape.Node?
    private(set) var toolCalls, functionCall, toolCallID, cacheControl: JSONTape.Node?
    private(set) var reasoningContent, reasoning, reasoningText: JSONTape.Node?
    private(set) var details, opaque, extraContent: JSONTape.Node?

    init(_ node: JSONTape.Node, _ reading: ChatReading) {
        var cursor = reading.tape.members(of: node)
        while let member = reading.tape.nextMember(&cursor) {
            if reading.isNull(member.value) { continue }
            set(reading.name(member), member.value)
        }
    }

    private mutating func set(_ name: String, _ value: JSONTape.Node) {
        switch name {
        case "role": role = value
        case "content": content = value
        case "name": self.name = value
        case "refusal": refusal = value
        case "audio": audio = value
        case "tool_calls": toolCalls = value
        case "function_call": functionCall = value
        case "tool_call_id": toolCallID = value
        case "cache_control": cacheControl = value
        case "reasoning_content": reasoningContent = value
        case "reasoning": reasoning = value
        case "reasoning_text": reasoningText = value
        case "reasoning_details": details = value
        case "reasoning_opaque": opaque = value
        case "extra_content": extraContent = value
        default: break
        }
    }
}
