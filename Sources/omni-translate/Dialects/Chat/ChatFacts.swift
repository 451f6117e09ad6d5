internal import IPC
internal import JSON

/// What route must know of a request, read without building anything of it.
enum ChatFacts {
    /// Reads the facts; refuses what no provider could serve.
    static func read(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        var scan = Scan(
            reading: ChatReading(tape: source.tape, bytes: source.bytes),
            isCompletion: source.endpoint == .completion)
        var facts = try scan.run()
        facts.sessionMark = SessionMark.of(source, sessionPaths)
        return facts
    }

    private static let sessionPaths: [SessionMark.Path] = [
        ("prompt_cache_key", nil), ("metadata", "user_id"), ("safety_identifier", nil),
        ("user", nil),
    ]

    /// Fields that the gateway reads or changes may stand once only: with two, the gateway and the provider could each
    /// believe another one.
    private enum Field: String {
        case model, messages, prompt, stream, tools, n
        case streamOptions = "stream_options"
        case responseFormat = "response_format"
        case functions
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"

        var bit: UInt32 {
            switch self {
            case .model: 1
            case .messages: 2
            case .prompt: 4
            case .stream: 8
            case .tools: 16
            case .streamOptions: 32
            case .responseFormat: 64
            case .functions: 128
            case .maxTokens: 256
            case .maxCompletionTokens: 512
            case .n: 1024
            }
        }
    }

    private struct Scan {
        let reading: ChatReading
        let isCompletion: Bool
        var facts = RequestFacts(model: "")
        var seen: UInt32 = 0

        mutating func run() throws(GatewayError) -> RequestFacts {
            let tape = reading.tape
            var cursor = tape.members(of: tape.root)
            while let member = tape.nextMember(&cursor) {
                guard let field = Field(rawValue: reading.name(member)) else { continue }
                guard seen & field.bit == 0 else { throw OpenAIErrors.duplicate(field.rawValue) }
                seen |= field.bit
                try read(field, member.value)
            }
            try checkPresence()
            facts.estimatedInputTokens = TokenEstimate.input(tape, reading.bytes.span.bytes)
            return facts
        }

        private func checkPresence() throws(GatewayError) {
            func has(_ field: Field) -> Bool { seen & field.bit != 0 }
            guard has(.model) else { throw ChatErrors.missing("model") }
            let content = isCompletion ? Field.prompt : Field.messages
            guard has(content) else { throw ChatErrors.missing(content.rawValue) }
            if !facts.stream, facts.includeUsage {
                throw .badRequest(
                    "'stream_options' is only allowed when 'stream' is true.",
                    param: "stream_options")
            }
        }

        private mutating func read(
            _ field: Field, _ value: JSONTape.Node
        ) throws(GatewayError) {
            switch field {
            case .model: facts.model = try model(value)
            case .messages: if !isCompletion { try readMessages(value) }
            case .prompt: break
            case .n: facts.wantsSeveral = whole(value) > 1
            case .maxTokens, .maxCompletionTokens:
                facts.maxOutputTokens = max(facts.maxOutputTokens, whole(value))
            case .stream:
                if !reading.isNull(value) { facts.stream = try reading.flag(value, "stream") }
            case .streamOptions: facts.includeUsage = try includesUsage(value)
            case .tools, .functions:
                if reading.isNull(value) { return }
                let list = try reading.array(value, field.rawValue)
                if reading.tape.count(list) > 0 { facts.tools = true }
            case .responseFormat:
                guard let type = reading.member("type", value) else { return }
                facts.jsonSchema = reading.isText(type, "json_schema")
            }
        }

        private func model(_ node: JSONTape.Node) throws(GatewayError) -> String {
            let text = try reading.string(node, "model")
            guard !text.isEmpty, text.utf8.count <= 512, !reading.tape.hasLoneSurrogates(node)
            else {
                throw .badRequest("'model' must name a model.", param: "model")
            }
            return text
        }

        private func includesUsage(_ node: JSONTape.Node) throws(GatewayError) -> Bool {
            if reading.isNull(node) { return false }
            let options = try reading.object(node, "stream_options")
            guard let option = reading.member("include_usage", options) else { return false }
            return try reading.flag(option, "stream_options.include_usage")
        }

        private mutating func readMessages(_ node: JSONTape.Node) throws(GatewayError) {
            let list = try reading.array(node, "messages")
            guard reading.tape.count(list) > 0 else {
                throw .badRequest(
                    "Invalid 'messages': empty array. Expected at least one message.",
                    code: "empty_array", param: "messages")
            }
            var cursor = reading.tape.elements(of: list)
            var index = 0
            while let message = reading.tape.nextElement(&cursor) {
                try readMessage(message, ChatPlace("messages", index))
                index += 1
            }
        }

        private mutating func readMessage(
            _ message: JSONTape.Node, _ place: ChatPlace
        ) throws(GatewayError) {
            _ = try reading.object(message, place.text)  // only its kind is of interest here
            guard let role = reading.tape.member("role", of: message, in: reading.bytes.span.bytes)
            else { throw ChatErrors.missing(place.name("role")) }
            guard reading.kind(role) == .string else {
                throw ChatErrors.wrongType(place.name("role"), "a string", reading.kind(role))
            }
            if let content = reading.member("content", message) { noteMedia(content) }
        }

        private mutating func noteMedia(_ content: JSONTape.Node) {
            var parts = reading.tape.elements(of: content)
            while let part = reading.tape.nextElement(&parts) {
                guard let type = reading.member("type", part) else { continue }
                if reading.isText(type, "image_url") {
                    facts.vision = true
                } else if reading.isText(type, "input_audio") {
                    facts.audio = true
                } else if reading.isText(type, "file") {
                    facts.documents = true
                }
            }
        }

        /// A bound as a number; whether it is a proper one is for whoever reads the request to say.
        private func whole(_ node: JSONTape.Node) -> UInt64 {
            reading.tape.int(node, in: reading.bytes.span.bytes).map { UInt64(max(0, $0)) } ?? 0
        }
    }
}
