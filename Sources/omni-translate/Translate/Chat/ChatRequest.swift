internal import IPC
internal import JSON

/// Reads an openai-chat request and writes it for an openai-chat provider (facts: openai-chat, sections 2 and 3).
enum ChatRequest {
    /// Reads `bytes`; what is wrong is told with the parameter's name, or the position for bad JSON.
    static func read(_ bytes: [UInt8]) throws(GatewayError) -> ClientRequest {
        var tape = JSONTape(
            limits: JSONLimits(
                depth: Limits.depth, bytes: Limits.requestBytes, nodes: Limits.requestNodes))
        let span = bytes.span.bytes
        do throws(JSONError) {
            try tape.parse(span)
        } catch {
            throw .badRequest(
                "The request body is not valid JSON: \(error.message(in: span)).",
                code: "invalid_json")
        }
        guard tape.kind(tape.root) == .object else {
            throw .badRequest("The request body must be a JSON object.", code: "invalid_type")
        }
        let facts = try readFacts(tape, span)
        return ClientRequest(bytes: bytes, tape: tape, facts: facts)
    }

    private static func readFacts(
        _ tape: JSONTape, _ bytes: RawSpan
    ) throws(GatewayError) -> RequestFacts {
        var facts = RequestFacts(model: "")
        var seen = Seen()
        var cursor = tape.members(of: tape.root)
        while let member = tape.nextMember(&cursor) {
            let value = member.value
            if tape.equals(member.name, "model", in: bytes) {
                try seen.once(&seen.model, "model")
                facts.model = try model(value, tape, bytes)
            } else if tape.equals(member.name, "messages", in: bytes) {
                try seen.once(&seen.messages, "messages")
                try readMessages(value, tape, bytes, &facts)
            } else if tape.equals(member.name, "stream", in: bytes) {
                try seen.once(&seen.stream, "stream")
                facts.stream = try flag(value, tape, "stream")
            } else if tape.equals(member.name, "stream_options", in: bytes) {
                try seen.once(&seen.streamOptions, "stream_options")
                facts.includeUsage = try includeUsage(value, tape, bytes)
            } else if tape.equals(member.name, "tools", in: bytes) {
                facts.tools = try hasElements(value, tape, "tools")
            } else if tape.equals(member.name, "response_format", in: bytes) {
                facts.jsonSchema = isJSONSchema(value, tape, bytes)
            }
        }
        guard seen.model else { throw missing("model") }
        guard seen.messages else { throw missing("messages") }
        if seen.streamOptions, !facts.stream, facts.includeUsage {
            throw .badRequest(
                "'stream_options' is only allowed when 'stream' is true.", param: "stream_options")
        }
        facts.estimatedInputTokens = UInt64(bytes.byteCount / 4)
        return facts
    }

    /// Fields that the gateway reads or changes may stand once only: with two, the gateway and the provider could
    /// each believe another one.
    private struct Seen {
        var model = false
        var messages = false
        var stream = false
        var streamOptions = false

        func once(_ flag: inout Bool, _ name: String) throws(GatewayError) {
            guard !flag else {
                throw .badRequest(
                    "The field '\(name)' stands twice.", code: "duplicate_field", param: name)
            }
            flag = true
        }
    }

    private static func missing(_ name: String) -> GatewayError {
        .badRequest(
            "You must provide the parameter '\(name)'.", code: "missing_required_parameter",
            param: name)
    }

    private static func wrongType(_ name: String, _ expected: String, _ kind: JSONKind)
        -> GatewayError
    {
        .badRequest(
            "Invalid type for '\(name)': expected \(expected), but got \(kind).",
            code: "invalid_type", param: name)
    }

    private static func model(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) throws(GatewayError) -> String {
        guard let text = tape.string(node, in: bytes) else {
            throw wrongType("model", "a string", tape.kind(node))
        }
        guard !text.isEmpty, text.utf8.count <= 512, !tape.hasLoneSurrogates(node) else {
            throw .badRequest("'model' must name a model.", param: "model")
        }
        return text
    }

    private static func flag(
        _ node: JSONTape.Node, _ tape: JSONTape, _ name: String
    ) throws(GatewayError) -> Bool {
        if tape.isNull(node) { return false }
        guard let value = tape.bool(node) else {
            throw wrongType(name, "a boolean", tape.kind(node))
        }
        return value
    }

    private static func includeUsage(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) throws(GatewayError) -> Bool {
        if tape.isNull(node) { return false }
        guard tape.kind(node) == .object else {
            throw wrongType("stream_options", "an object", tape.kind(node))
        }
        guard let option = tape.member("include_usage", of: node, in: bytes) else { return false }
        return try flag(option, tape, "stream_options.include_usage")
    }

    private static func hasElements(
        _ node: JSONTape.Node, _ tape: JSONTape, _ name: String
    ) throws(GatewayError) -> Bool {
        if tape.isNull(node) { return false }
        guard tape.kind(node) == .array else {
            throw wrongType(name, "an array", tape.kind(node))
        }
        return tape.count(node) > 0
    }

    private static func isJSONSchema(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard tape.kind(node) == .object,
            let type = tape.member("type", of: node, in: bytes)
        else { return false }
        return tape.equals(type, "json_schema", in: bytes)
    }

    private static func readMessages(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan, _ facts: inout RequestFacts
    ) throws(GatewayError) {
        guard tape.kind(node) == .array else {
            throw wrongType("messages", "an array", tape.kind(node))
        }
        guard tape.count(node) > 0 else {
            throw .badRequest(
                "Invalid 'messages': empty array. Expected at least one message.",
                code: "empty_array", param: "messages")
        }
        var cursor = tape.elements(of: node)
        var index = 0
        while let message = tape.nextElement(&cursor) {
            guard tape.kind(message) == .object else {
                throw wrongType("messages[\(index)]", "an object", tape.kind(message))
            }
            guard let role = tape.member("role", of: message, in: bytes) else {
                throw missing("messages[\(index)].role")
            }
            guard tape.kind(role) == .string else {
                throw wrongType("messages[\(index)].role", "a string", tape.kind(role))
            }
            if !facts.vision, let content = tape.member("content", of: message, in: bytes) {
                facts.vision = hasImage(content, tape, bytes)
            }
            index += 1
        }
    }

    private static func hasImage(
        _ content: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard tape.kind(content) == .array else { return false }
        var parts = tape.elements(of: content)
        while let part = tape.nextElement(&parts) {
            guard tape.kind(part) == .object,
                let type = tape.member("type", of: part, in: bytes)
            else { continue }
            if tape.equals(type, "image_url", in: bytes) { return true }
        }
        return false
    }

    // MARK: Writing

    /// The request for a lease: the client's bytes with the model's name replaced and token counts asked for.
    static func write(
        _ request: ClientRequest, model: String, profile: Profile
    ) -> ProviderRequest {
        let bytes = request.bytes.span.bytes
        let tape = request.tape
        var splice = JSONSplice()
        if model != request.facts.model {
            var name = JSONWriter()
            name.string(model)
            splice.setMember(
                "model", to: name.bytes, of: tape.root, on: tape, in: bytes)
        }
        if addsUsage(request.facts, profile) { askForUsage(request, &splice) }
        return ProviderRequest(
            path: "/chat/completions",
            headers: [
                Header(name: "content-type", value: "application/json"),
                Header(
                    name: "accept",
                    value: request.facts.stream ? "text/event-stream" : "application/json"),
            ], body: splice.segments(of: request.bytes.count))
    }

    /// Whether we ask for token counts that the client did not ask for, and so must hide again.
    static func addsUsage(_ facts: RequestFacts, _ profile: Profile) -> Bool {
        facts.stream && !facts.includeUsage && profile.streamOptions
    }

    private static func askForUsage(_ request: ClientRequest, _ splice: inout JSONSplice) {
        let bytes = request.bytes.span.bytes
        let tape = request.tape
        let wanted = Array("true".utf8)
        if let options = tape.member("stream_options", of: tape.root, in: bytes),
            tape.kind(options) == .object
        {
            splice.setMember("include_usage", to: wanted, of: options, on: tape, in: bytes)
        } else {
            splice.setMember(
                "stream_options", to: Array(#"{"include_usage":true}"#.utf8), of: tape.root,
                on: tape, in: bytes)
        }
    }
}
