internal import IPC
internal import JSON

/// What route must know of a request, read without building anything (facts: anthropic-messages, section 2).
enum AnthropicFacts {
    /// Ending of a model's name by which Claude Code asks for the long context window.
    static let longContextSuffix = "[1m]"

    /// Fields that the gateway reads or changes may stand once only: with two, gateway and provider could each believe
    /// another one.
    private static let single: [StaticString] = [
        "model", "messages", "max_tokens", "stream", "system", "tools",
    ]

    /// Reads the facts and refuses what no provider could serve.
    static func read(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        let bytes = source.bytes.span.bytes
        let tape = source.tape
        var facts = RequestFacts(model: "")
        var seen: UInt8 = 0
        var cursor = tape.members(of: tape.root)
        while let member = tape.nextMember(&cursor) {
            if let index = single.firstIndex(where: { tape.equals(member.name, $0, in: bytes) }) {
                guard seen & 1 << index == 0 else { throw duplicate(single[index].description) }
                seen |= 1 << index
            }
            try read(member, tape, bytes, &facts)
        }
        // Paths of the clouds name the model.
        if seen & 1 == 0, !source.pathModel.isEmpty {
            facts.model = plainModel(source.pathModel)
            seen |= 1
        }
        try require(seen, source.endpoint)
        facts.estimatedInputTokens = TokenEstimate.input(tape, bytes)
        facts.sessionMark = SessionMark.of(source, [("metadata", "user_id")])
        return facts
    }

    /// A model's name without the ending that asks for the long context window.
    static func plainModel(_ name: String) -> String {
        name.hasSuffix(longContextSuffix) ? String(name.dropLast(longContextSuffix.count)) : name
    }

    private static func require(_ seen: UInt8, _ endpoint: Endpoint) throws(GatewayError) {
        if seen & 1 == 0 { throw AnthropicField.missing(.member(.root, "model")) }
        if seen & 2 == 0 { throw AnthropicField.missing(.member(.root, "messages")) }
        if seen & 4 == 0, endpoint != .countTokens {
            throw AnthropicField.missing(.member(.root, "max_tokens"))
        }
    }

    private static func duplicate(_ name: String) -> GatewayError {
        .badRequest("\(name): The field stands twice", code: "duplicate_field", param: name)
    }

    private static func read(
        _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan, _ facts: inout RequestFacts
    ) throws(GatewayError) {
        let value = member.value
        if tape.equals(member.name, "model", in: bytes) {
            facts.model = try model(value, tape, bytes)
        } else if tape.equals(member.name, "messages", in: bytes) {
            try readMessages(value, tape, bytes, &facts)
        } else if tape.equals(member.name, "stream", in: bytes) {
            facts.stream = try flag(value, tape)
        } else if tape.equals(member.name, "max_tokens", in: bytes) {
            guard let count = tape.int(value, in: bytes), count >= 0 else {
                throw AnthropicField.refusal(
                    .member(.root, "max_tokens"), "Input should be a valid integer")
            }
            facts.maxOutputTokens = UInt64(count)
        } else if tape.equals(member.name, "tools", in: bytes) {
            facts.tools = tape.kind(value) == .array && tape.count(value) > 0
        } else if tape.equals(member.name, "output_config", in: bytes) {
            guard tape.kind(value) == .object,
                let format = tape.member("format", of: value, in: bytes)
            else { return }
            facts.jsonSchema = tape.kind(format) == .object
        } else if tape.equals(member.name, "output_format", in: bytes) {
            facts.jsonSchema = tape.kind(value) == .object
        }
    }

    private static func model(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) throws(GatewayError) -> String {
        guard let text = tape.string(node, in: bytes) else {
            throw AnthropicField.refusal(
                .member(.root, "model"), "Input should be a valid string", code: "invalid_type")
        }
        let name = plainModel(text)
        guard !name.isEmpty, name.utf8.count <= 512, !tape.hasLoneSurrogates(node) else {
            throw AnthropicField.refusal(.member(.root, "model"), "Input should name a model")
        }
        return name
    }

    private static func flag(
        _ node: JSONTape.Node, _ tape: JSONTape
    ) throws(GatewayError) -> Bool {
        if tape.isNull(node) { return false }
        guard let value = tape.bool(node) else {
            throw AnthropicField.refusal(
                .member(.root, "stream"), "Input should be a valid boolean", code: "invalid_type")
        }
        return value
    }

    private static func readMessages(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan, _ facts: inout RequestFacts
    ) throws(GatewayError) {
        let path = AnthropicPath.member(.root, "messages")
        guard tape.kind(node) == .array else {
            throw AnthropicField.refusal(
                path, "Input should be a valid list", code: "invalid_type")
        }
        guard tape.count(node) > 0 else {
            throw AnthropicField.refusal(
                path, "at least one message is required", code: "empty_array")
        }
        var cursor = tape.elements(of: node)
        var index = 0
        while let message = tape.nextElement(&cursor) {
            try check(message, .element(path, index), tape, bytes)
            if let content = tape.member("content", of: message, in: bytes) {
                noteMedia(content, tape, bytes, &facts)
            }
            index += 1
        }
    }

    private static func check(
        _ message: JSONTape.Node, _ path: AnthropicPath, _ tape: JSONTape, _ bytes: RawSpan
    ) throws(GatewayError) {
        guard tape.kind(message) == .object else {
            throw AnthropicField.refusal(
                path, "Input should be a valid dictionary", code: "invalid_type")
        }
        guard let role = tape.member("role", of: message, in: bytes) else {
            throw AnthropicField.missing(.member(path, "role"))
        }
        let isKnown =
            tape.equals(role, "user", in: bytes) || tape.equals(role, "assistant", in: bytes)
            || tape.equals(role, "system", in: bytes)
        guard isKnown else {
            throw AnthropicField.refusal(
                .member(path, "role"), "Input should be 'user', 'assistant' or 'system'")
        }
    }

    /// Notes pictures and documents among blocks, and among those of a tool's result.
    private static func noteMedia(
        _ content: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan,
        _ facts: inout RequestFacts, isResult: Bool = false
    ) {
        guard tape.kind(content) == .array else { return }
        var blocks = tape.elements(of: content)
        while let block = tape.nextElement(&blocks) {
            guard tape.kind(block) == .object,
                let type = tape.member("type", of: block, in: bytes)
            else { continue }
            if tape.equals(type, "image", in: bytes) {
                facts.vision = true
            } else if tape.equals(type, "document", in: bytes) {
                facts.documents = true
            } else if !isResult, tape.equals(type, "tool_result", in: bytes),
                let inner = tape.member("content", of: block, in: bytes)
            {
                noteMedia(inner, tape, bytes, &facts, isResult: true)
            }
        }
    }
}
