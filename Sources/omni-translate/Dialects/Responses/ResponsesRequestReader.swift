internal import IPC
internal import JSON

/// Reads a request into the canonical form (facts: openai-responses, section 2).
struct ResponsesRequestReader {
    private var request: ModelRequest
    private var items = ResponsesItemReader()
    private var tools = ResponsesToolReader()

    /// The whole request; refuses what has no meaning, naming the parameter.
    static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        let facts = try ResponsesFacts.read(source)
        var reader = ResponsesRequestReader(request: ModelRequest(model: facts.model))
        reader.request.stream = facts.stream
        reader.request.includesUsage = true
        let root = JSONDocument(bytes: source.bytes, tape: source.tape).root
        // First, because the choice names the tools.
        if let declared = root["tools"] { try reader.tools.read(declared, "tools") }
        for (name, value) in root.members ?? [] where !value.isNull {
            try reader.field(name, value)
        }
        reader.request.turns = reader.items.turns
        reader.request.system += reader.items.system
        reader.request.tools = reader.tools.tools
        return reader.request
    }

    private init(request: ModelRequest) { self.request = request }

    private mutating func field(_ name: String, _ value: JSONValue) throws(GatewayError) {
        switch name {
        case "model", "stream", "tools": break
        case "input": try input(value)
        case "instructions":
            if let text = try ResponsesValue.string(value, name), !text.isEmpty {
                request.system.insert(TextBlock(text), at: 0)
            }
        case "tool_choice":
            request.toolChoice = try ResponsesToolChoice.read(value)
            if request.toolChoice == nil { extend(name, value) }
        case "parallel_tool_calls": request.parallelToolCalls = try ResponsesValue.bool(value, name)
        case "reasoning": try reasoning(value)
        case "text": try text(value)
        case "include": try include(value)
        case "metadata":
            try ResponsesValue.object(value, name)
            request.metadata = value.rawJSON
        case "safety_identifier": request.userID = try ResponsesValue.string(value, name)
        case "user":
            let user = try ResponsesValue.string(value, name)
            if request.userID == nil { request.userID = user }
        case "prompt_cache_key": request.cacheKey = try ResponsesValue.string(value, name)
        case "service_tier": request.serviceTier = try ResponsesValue.string(value, name)
        case "store": request.store = try ResponsesValue.bool(value, name)
        default:
            if try !sampling(name, value) { extend(name, value) }
        }
    }

    /// Whether the field was one of those that say how tokens are chosen.
    private mutating func sampling(
        _ name: String, _ value: JSONValue
    ) throws(GatewayError) -> Bool {
        switch name {
        case "max_output_tokens":
            request.sampling.maxOutputTokens = try ResponsesValue.int(value, minimum: 1, name)
        case "temperature": request.sampling.temperature = try ResponsesValue.number(value, name)
        case "top_p": request.sampling.topP = try ResponsesValue.number(value, name)
        case "top_logprobs":
            request.sampling.topLogprobs = try ResponsesValue.int(value, name)
        default: return false
        }
        return true
    }

    private mutating func extend(_ name: String, _ value: JSONValue) {
        request.extensions.append(
            Extension(dialect: .openaiResponses, name: name, value: value.rawJSON))
    }

    private mutating func input(_ value: JSONValue) throws(GatewayError) {
        if let text = value.string {
            items.readText(text)
            return
        }
        let all = try ResponsesValue.array(value, "input")
        items.prepare(all)
        for (index, item) in all.enumerated() {
            if item.text("type") == "additional_tools" {
                if let more = item["tools"] { try tools.read(more, "input[\(index)].tools") }
            } else {
                try items.read(item, index)
            }
        }
    }

    private mutating func include(_ value: JSONValue) throws(GatewayError) {
        let wanted = try ResponsesValue.array(value, "include")
        if wanted.contains(where: { $0.string == "message.output_text.logprobs" }) {
            request.sampling.logprobs = true
        }
        extend("include", value)
    }

    private mutating func reasoning(_ value: JSONValue) throws(GatewayError) {
        try ResponsesValue.object(value, "reasoning")
        var wanted = ReasoningRequest()
        if let name = try ResponsesValue.optional(value["effort"], "reasoning.effort") {
            guard let effort = ReasoningRequest.Effort(rawValue: name) else {
                throw OpenAIErrors.invalidValue("reasoning.effort", "no such effort")
            }
            wanted.effort = effort
        }
        var summary = try ResponsesValue.optional(value["summary"], "reasoning.summary")
        if summary == nil {
            summary = try ResponsesValue.optional(
                value["generate_summary"], "reasoning.generate_summary")
        }
        wanted.summary = summary
        // Without a summary asked for, none is shown: that is this dialect's default.
        wanted.isVisible = summary != nil && summary != "none"
        request.reasoning = wanted
        let plain: Set<String> = ["effort", "summary", "generate_summary"]
        if (value.members ?? []).contains(where: { !plain.contains($0.name) && !$0.value.isNull }) {
            extend("reasoning", value)
        }
    }

    private mutating func text(_ value: JSONValue) throws(GatewayError) {
        try ResponsesValue.object(value, "text")
        request.verbosity = try ResponsesValue.optional(value["verbosity"], "text.verbosity")
        guard let format = value["format"], !format.isNull else { return }
        try ResponsesValue.object(format, "text.format")
        let type = try ResponsesValue.required(format["type"], "text.format.type")
        switch type {
        case "text": request.format = .text
        case "json_object": request.format = .jsonObject
        case "json_schema": request.format = .jsonSchema(try schema(format))
        default:
            throw OpenAIErrors.invalidValue("text.format.type", "no such format")
        }
    }

    private func schema(_ format: JSONValue) throws(GatewayError) -> JSONSchemaFormat {
        guard let schema = format["schema"], !schema.isNull else {
            throw ResponsesErrors.missing("text.format.schema")
        }
        try ResponsesValue.object(schema, "text.format.schema")
        var result = JSONSchemaFormat(schema.rawJSON)
        result.name = try ResponsesValue.optional(format["name"], "text.format.name")
        result.description = try ResponsesValue.optional(
            format["description"], "text.format.description")
        if let strict = format["strict"] {
            result.strict = try ResponsesValue.bool(strict, "text.format.strict")
        }
        return result
    }
}
