internal import IPC
internal import JSON

/// Reads a whole request into canonical form (facts: openai-chat, sections 2 and 3).
struct ChatRequestReader {
    private let reading: ChatReading
    private let endpoint: Endpoint
    private var request = ModelRequest(model: "")
    /// `max_completion_tokens`, which wins over the older field (pitfall 113).
    private var completionTokens: Int?
    private var user: String?
    private var reasoning = ChatReasoningReader()

    /// The request of a source whose facts have been read.
    static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        var reader = ChatRequestReader(source)
        try reader.readFields()
        return reader.request
    }

    private init(_ source: RequestSource) {
        reading = ChatReading(tape: source.tape, bytes: source.bytes)
        endpoint = source.endpoint
    }

    private mutating func readFields() throws(GatewayError) {
        var cursor = reading.tape.members(of: reading.tape.root)
        while let member = reading.tape.nextMember(&cursor) {
            let name = reading.name(member)
            guard let field = ChatField(rawValue: name) else {
                if !reading.isNull(member.value) { extend(name, member.value) }
                continue
            }
            if reading.isNull(member.value) { continue }
            try read(field, name, member.value)
        }
        request.sampling.maxOutputTokens = completionTokens ?? request.sampling.maxOutputTokens
        request.userID = request.userID ?? user
        request.reasoning = reasoning.request
        if !request.stream { request.includesUsage = false }
    }

    private mutating func extend(_ name: String, _ value: JSONTape.Node) {
        request.extensions.append(
            Extension(dialect: .openaiChat, name: name, value: reading.raw(value)))
    }

    private mutating func read(
        _ field: ChatField, _ name: String, _ value: JSONTape.Node
    ) throws(GatewayError) {
        switch field {
        case .model: request.model = try reading.string(value, name)
        case .messages:
            if endpoint == .completion { return extend(name, value) }
            var reader = ChatMessageReader(reading)
            try reader.read(value)
            request.system = reader.system
            request.turns = reader.turns
        case .stream: request.stream = try reading.flag(value, name)
        case .streamOptions:
            if let option = reading.member("include_usage", value) {
                request.includesUsage = try reading.flag(option, "stream_options.include_usage")
            }
        case .tools, .functions, .toolChoice, .functionCall, .parallelToolCalls,
            .webSearchOptions:
            try readTools(field, value)
        case .responseFormat: request.format = try ChatFormatReader.read(value, reading)
        case .reasoningEffort, .reasoning, .thinking, .enableThinking, .thinkingBudget,
            .templateArguments, .includeReasoning:
            try reasoning.read(field, value, reading)
            // The host that the client has in mind may know more of it than we do.
            extend(name, value)
        case .prompt, .suffix, .echo, .bestOf: try readCompletion(field, name, value)
        case .maxTokens, .maxCompletionTokens, .temperature, .topP, .topK, .minP, .n, .stop, .seed,
            .presencePenalty, .frequencyPenalty, .logitBias, .logprobs, .topLogprobs:
            try readSampling(field, name, value)
        case .user, .safetyIdentifier, .cacheKey, .serviceTier, .verbosity, .metadata, .store,
            .modalities:
            try readPlatform(field, name, value)
        }
    }

    // MARK: Groups of fields

    private mutating func readSampling(
        _ field: ChatField, _ name: String, _ value: JSONTape.Node
    ) throws(GatewayError) {
        switch field {
        case .maxTokens: request.sampling.maxOutputTokens = try tokens(value, name)
        case .maxCompletionTokens: completionTokens = try tokens(value, name)
        case .temperature: request.sampling.temperature = try reading.number(value, name)
        case .topP: request.sampling.topP = try reading.number(value, name)
        case .topK: request.sampling.topK = try reading.number(value, name)
        case .minP: request.sampling.minP = try reading.number(value, name)
        case .seed: request.sampling.seed = try reading.number(value, name)
        case .presencePenalty: request.sampling.presencePenalty = try reading.number(value, name)
        case .frequencyPenalty: request.sampling.frequencyPenalty = try reading.number(value, name)
        case .n: request.sampling.candidates = try reading.integer(value, name)
        case .stop: request.sampling.stop = try texts(value, name)
        case .logitBias:
            request.sampling.logitBias = reading.raw(try reading.object(value, name))
        case .logprobs:
            guard endpoint == .completion else {
                request.sampling.logprobs = try reading.flag(value, name)
                return
            }
            guard try reading.integer(value, name) == 0 else {
                throw OpenAIErrors.unsupported(name, "The model is asked in another form.")
            }
        case .topLogprobs: request.sampling.topLogprobs = try reading.integer(value, name)
        default: break
        }
    }

    private func tokens(_ value: JSONTape.Node, _ name: String) throws(GatewayError) -> Int {
        let count = try reading.integer(value, name)
        guard count > 0 else {
            throw OpenAIErrors.invalidValue(name, "expected a number of at least 1, got \(count)")
        }
        return count
    }

    /// One text or several.
    private func texts(
        _ value: JSONTape.Node, _ name: String
    ) throws(GatewayError) -> [String] {
        if let one = reading.text(value) { return [one] }
        guard reading.kind(value) == .array else {
            throw ChatErrors.wrongType(name, "a string or an array", reading.kind(value))
        }
        var texts: [String] = []
        try reading.forEach(value) { (index, element) throws(GatewayError) in
            texts.append(try reading.string(element, "\(name)[\(index)]"))
        }
        return texts
    }

    private mutating func readPlatform(
        _ field: ChatField, _ name: String, _ value: JSONTape.Node
    ) throws(GatewayError) {
        switch field {
        case .user: user = try reading.string(value, name)
        case .safetyIdentifier:
            request.userID = try reading.string(value, name)
            extend(name, value)
        case .cacheKey: request.cacheKey = try reading.string(value, name)
        case .serviceTier: request.serviceTier = try reading.string(value, name)
        case .verbosity: request.verbosity = try reading.string(value, name)
        case .metadata: request.metadata = reading.raw(try reading.object(value, name))
        case .store: request.store = try reading.flag(value, name)
        case .modalities:
            request.modalities = try texts(value, name).filter { $0 != "text" }
        default: break
        }
    }

    private mutating func readTools(
        _ field: ChatField, _ value: JSONTape.Node
    ) throws(GatewayError) {
        switch field {
        case .tools: request.tools += try ChatToolReader.tools(value, reading)
        case .functions:
            request.tools += try ChatToolReader.functions(value, reading)
            request.usesLegacyFunctions = true
        case .toolChoice: request.toolChoice = try ChatToolReader.choice(value, reading)
        case .functionCall: request.toolChoice = try ChatToolReader.legacyChoice(value, reading)
        case .parallelToolCalls:
            request.parallelToolCalls = try reading.flag(value, field.rawValue)
        case .webSearchOptions: request.tools.append(try ChatToolReader.webSearch(value, reading))
        default: break
        }
    }

    /// Fields of legacy completions (facts: openai-chat, section 12; others, section 17).
    private mutating func readCompletion(
        _ field: ChatField, _ name: String, _ value: JSONTape.Node
    ) throws(GatewayError) {
        guard endpoint == .completion else { return extend(name, value) }
        let reason = "The model is asked in another form."
        switch field {
        case .prompt:
            request.turns = [Turn(.user, [.text(TextBlock(try prompt(value)))])]
        case .suffix:
            guard reading.text(value) == "" else { throw OpenAIErrors.unsupported(name, reason) }
        case .echo:
            guard try !reading.flag(value, name) else {
                throw OpenAIErrors.unsupported(name, reason)
            }
        case .bestOf:
            guard try reading.integer(value, name) <= 1 else {
                throw OpenAIErrors.unsupported(name, reason)
            }
        default: break
        }
    }

    private func prompt(_ value: JSONTape.Node) throws(GatewayError) -> String {
        if let text = reading.text(value) { return text }
        guard reading.kind(value) == .array else {
            throw ChatErrors.wrongType("prompt", "a string or an array", reading.kind(value))
        }
        guard let first = reading.tape.element(0, of: value) else {
            throw ChatErrors.emptyArray("prompt")
        }
        guard let text = reading.text(first) else {
            throw OpenAIErrors.unsupported("prompt", "Prompts of tokens cannot be translated.")
        }
        guard reading.tape.count(value) == 1 else {
            throw OpenAIErrors.unsupported("prompt", "One prompt only can be answered at a time.")
        }
        return text
    }
}
