internal import IPC
internal import JSON

/// What route must know of a request, read without building anything (facts: gemini, section 2).
enum GeminiFacts {
    /// Fields that the gateway reads, in both spellings; they may stand once only: with two, gateway and provider could
    /// each believe another one.
    private static let single: [(camel: StaticString, snake: StaticString)] = [
        ("contents", "contents"), ("systemInstruction", "system_instruction"),
        ("tools", "tools"), ("generationConfig", "generation_config"),
        ("toolConfig", "tool_config"), ("model", "model"),
    ]

    /// Reads the facts and refuses what no provider could serve.
    static func read(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        let bytes = source.bytes.span.bytes
        let tape = source.tape
        let root = root(source)
        var facts = RequestFacts(model: "")
        var seen: UInt8 = 0
        var modelNode: JSONTape.Node?
        var cursor = tape.members(of: root)
        while let member = tape.nextMember(&cursor) {
            guard let index = index(of: member.name, tape, bytes) else { continue }
            guard seen & 1 << index == 0 else { throw duplicate(single[index].camel.description) }
            seen |= 1 << index
            if index == 5 { modelNode = member.value }
            try read(index, member.value, tape, bytes, &facts)
        }
        guard seen & 1 != 0 else { throw missing("contents") }
        facts.model = try model(source, modelNode)
        facts.stream = source.streamForm == .events || source.streamForm == .array
        facts.includeUsage = facts.stream
        facts.estimatedInputTokens = TokenEstimate.input(tape, bytes)
        // What was cached lives with one account.
        facts.sessionMark = SessionMark.of(
            source, [("cachedContent", nil), ("cached_content", nil)])
        return facts
    }

    /// The request proper: a count of tokens may hold it in a member of its own.
    static func root(_ source: RequestSource) -> JSONTape.Node {
        let tape = source.tape
        guard source.endpoint == .countTokens,
            let inner = tape.member(
                "generateContentRequest", "generate_content_request", of: tape.root,
                in: source.bytes.span.bytes),
            tape.kind(inner) == .object
        else { return tape.root }
        return inner
    }

    private static func index(
        of name: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Int? {
        single.firstIndex { pair in
            tape.equals(name, pair.camel, in: bytes) || tape.equals(name, pair.snake, in: bytes)
        }
    }

    private static func duplicate(_ name: String) -> GatewayError {
        .badRequest("'\(name)' stands twice.", code: "duplicate_field", param: name)
    }

    private static func missing(_ name: String) -> GatewayError {
        .badRequest(
            "'\(name)' is not specified.", code: "missing_required_parameter", param: name)
    }

    private static func model(
        _ source: RequestSource, _ node: JSONTape.Node?
    ) throws(GatewayError) -> String {
        var name = source.pathModel
        var isBroken = false
        if name.isEmpty, let node {
            name = source.tape.string(node, in: source.bytes.span.bytes) ?? ""
            isBroken = source.tape.hasLoneSurrogates(node)
        }
        name = GeminiNames.plainModel(name)
        guard !name.isEmpty else { throw missing("model") }
        guard name.utf8.count <= 512, !isBroken else {
            throw GeminiField.refusal(.member(.root, "model"), "must name a model")
        }
        return name
    }

    private static func read(
        _ index: Int, _ value: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan,
        _ facts: inout RequestFacts
    ) throws(GatewayError) {
        switch index {
        case 0: try readContents(value, tape, bytes, &facts)
        case 2:
            facts.tools =
                tape.kind(value) == .object || tape.count(value) > 0 && isList(value, tape)
        case 3:
            facts.jsonSchema = hasSchema(value, tape, bytes)
            let bound = tape.member("maxOutputTokens", "max_output_tokens", of: value, in: bytes)
            facts.maxOutputTokens =
                bound.flatMap { tape.int($0, in: bytes) }.map { UInt64(max(0, $0)) } ?? 0
        default: break
        }
    }

    private static func isList(_ node: JSONTape.Node, _ tape: JSONTape) -> Bool {
        tape.kind(node) == .array
    }

    private static func hasSchema(
        _ config: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard tape.kind(config) == .object else { return false }
        let schema =
            tape.member("responseSchema", "response_schema", of: config, in: bytes)
            ?? tape.member("responseJsonSchema", "response_json_schema", of: config, in: bytes)
            ?? tape.member("_responseJsonSchema", of: config, in: bytes)
        return schema.map { !tape.isNull($0) } ?? false
    }

    private static func readContents(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan, _ facts: inout RequestFacts
    ) throws(GatewayError) {
        let path = GeminiPath.member(.root, "contents")
        switch tape.kind(node) {
        case .object: noteMedia(node, tape, bytes, &facts)
        case .array:
            guard tape.count(node) > 0 else { throw missing("contents") }
            var cursor = tape.elements(of: node)
            var index = 0
            while let content = tape.nextElement(&cursor) {
                guard tape.kind(content) == .object else {
                    throw GeminiField.refusal(
                        .element(path, index), "must be an object", code: "invalid_type")
                }
                noteMedia(content, tape, bytes, &facts)
                index += 1
            }
        case .null: throw missing("contents")
        case .false, .true, .number, .string:
            throw GeminiField.refusal(path, "must be an array", code: "invalid_type")
        }
    }

    /// Notes what else than text is among the parts of a content.
    private static func noteMedia(
        _ content: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan, _ facts: inout RequestFacts
    ) {
        guard let parts = tape.member("parts", of: content, in: bytes) else { return }
        if tape.kind(parts) == .object { return notePart(parts, tape, bytes, &facts) }
        var cursor = tape.elements(of: parts)
        while let part = tape.nextElement(&cursor) { notePart(part, tape, bytes, &facts) }
    }

    private static func notePart(
        _ part: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan, _ facts: inout RequestFacts
    ) {
        var cursor = tape.members(of: part)
        while let member = tape.nextMember(&cursor) {
            guard tape.kind(member.value) == .object else { continue }
            if tape.equals(member.name, "functionResponse", in: bytes)
                || tape.equals(member.name, "function_response", in: bytes)
            {
                noteMedia(member.value, tape, bytes, &facts)
                continue
            }
            guard
                let type = tape.member("mimeType", "mime_type", of: member.value, in: bytes),
                let text = tape.string(type, in: bytes)
            else { continue }
            if text.hasPrefix("image/") {
                facts.vision = true
            } else if text.hasPrefix("audio/") {
                facts.audio = true
            } else if text.hasPrefix("application/") || text.hasPrefix("text/") {
                facts.documents = true
            }
        }
    }
}
