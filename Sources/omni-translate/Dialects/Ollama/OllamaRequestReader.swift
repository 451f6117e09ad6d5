internal import IPC
internal import JSON

/// Reads a client's request into canonical form.
///
/// Calls have no ids in most versions: they get one by place and name, and results find theirs by id, else by name and
/// order.
struct OllamaRequestReader {
    private let source: RequestSource
    private let document: JSONDocument
    private var request = ModelRequest(model: "")
    /// Calls that wait for a result, oldest first.
    private var open: [(id: String, name: String)] = []
    private var calls = 0

    /// Fields that have a meaning in other dialects too.
    private static let known: Set<String> = [
        "model", "messages", "prompt", "system", "images", "tools", "stream", "format", "options",
        "think", "suffix",
    ]

    init(_ source: RequestSource) {
        self.source = source
        document = JSONDocument(bytes: source.bytes, tape: source.tape)
    }

    mutating func read() throws(GatewayError) -> ModelRequest {
        request.model = document["model"]?.string ?? ""
        request.stream = document["stream"]?.bool ?? true
        if source.endpoint == .generate {
            try readPrompt()
        } else {
            for (index, message) in (document["messages"]?.array ?? []).enumerated() {
                try read(message, "messages[\(index)]")
            }
        }
        try readTools()
        try readFormat()
        try readThink()
        try readOptions()
        for (name, value) in document.root.members ?? [] where !Self.known.contains(name) {
            extend(name, RawJSON(value.rawBytes))
        }
        return request
    }

    private mutating func extend(_ name: String, _ json: RawJSON) {
        request.extensions.append(Extension(dialect: .ollama, name: name, value: json))
    }

    private mutating func readPrompt() throws(GatewayError) {
        if let suffix = document["suffix"]?.string, !suffix.isEmpty {
            throw .badRequest(
                "suffix cannot be had: a chat model continues a text, it does not fill a gap",
                code: "unsupported_value", param: "suffix")
        }
        if let system = document["system"]?.string, !system.isEmpty {
            request.system = [TextBlock(system)]
        }
        var blocks = try images(document.root, "images")
        blocks.append(.text(TextBlock(document["prompt"]?.string ?? "")))
        request.turns = [Turn(.user, blocks)]
    }

    private mutating func read(_ message: JSONValue, _ place: String) throws(GatewayError) {
        guard message.kind == .object, let role = message["role"]?.string else {
            throw .badRequest(
                "\(place).role is required", code: "missing_required_parameter",
                param: "\(place).role")
        }
        let text = try content(message, place)
        switch role {
        case "system", "developer":
            if request.turns.isEmpty {
                request.system.append(TextBlock(text))
            } else {
                request.turns.append(Turn(.system, [.text(TextBlock(text))]))
            }
        case "user":
            var blocks = try images(message, "\(place).images")
            if !text.isEmpty || blocks.isEmpty { blocks.append(.text(TextBlock(text))) }
            request.turns.append(Turn(.user, blocks))
        case "assistant": try readAssistant(message, text, place)
        case "tool": try readResult(message, text, place)
        default:
            throw .badRequest(
                "\(place).role must be system, user, assistant or tool", param: "\(place).role")
        }
    }

    private func content(_ message: JSONValue, _ place: String) throws(GatewayError) -> String {
        guard let value = message["content"], !value.isNull else { return "" }
        guard let text = value.string else {
            throw .badRequest(
                "\(place).content must be a string", code: "invalid_type",
                param: "\(place).content")
        }
        return text
    }

    private func images(_ parent: JSONValue, _ place: String) throws(GatewayError) -> [Block] {
        guard let value = parent["images"], !value.isNull else { return [] }
        guard let list = value.array else {
            throw .badRequest("\(place) must be a list", code: "invalid_type", param: place)
        }
        var blocks: [Block] = []
        for (index, element) in list.enumerated() {
            guard let text = element.string else {
                throw .badRequest(
                    "\(place)[\(index)] must be base64", code: "invalid_type",
                    param: "\(place)[\(index)]")
            }
            let data = DataURI.parse(text)?.base64 ?? Base64Text.normal(text)
            guard let data else {
                throw .badRequest("\(place)[\(index)] is not base64", param: "\(place)[\(index)]")
            }
            let type = DataURI.sniffed(base64: data)
            blocks.append(.media(Media(.image, .base64(data), mediaType: type)))
        }
        return blocks
    }

    private mutating func readAssistant(
        _ message: JSONValue, _ text: String, _ place: String
    ) throws(GatewayError) {
        var blocks: [Block] = []
        if let thinking = message["thinking"]?.string, !thinking.isEmpty {
            blocks.append(.reasoning(Reasoning(thinking)))
        }
        if !text.isEmpty { blocks.append(.text(TextBlock(text))) }
        for (index, call) in (message["tool_calls"]?.array ?? []).enumerated() {
            let function = call["function"]
            guard let name = function?["name"]?.string, !name.isEmpty else {
                throw .badRequest(
                    "\(place).tool_calls[\(index)].function.name is required",
                    code: "missing_required_parameter",
                    param: "\(place).tool_calls[\(index)].function.name")
            }
            let given = call["id"]?.string ?? ""
            let id = given.isEmpty ? CallIDs.positional(calls, name: name) : given
            calls += 1
            open.append((id, name))
            // Some clients send the text of openai-chat in place of the object.
            let arguments = function?["arguments"]
            let text =
                arguments?.string
                ?? arguments.map { String(decoding: $0.rawBytes, as: UTF8.self) } ?? "{}"
            blocks.append(.toolCall(ToolCall(id: id, name: name, arguments: text)))
        }
        request.turns.append(Turn(.assistant, blocks))
    }

    private mutating func readResult(
        _ message: JSONValue, _ text: String, _ place: String
    ) throws(GatewayError) {
        let name = message["tool_name"]?.string ?? message["name"]?.string
        let given = message["tool_call_id"]?.string ?? ""
        let index =
            open.firstIndex { $0.id == given } ?? open.firstIndex { $0.name == name }
            ?? (name == nil ? open.indices.first : nil)
        let id = index.map { open.remove(at: $0).id } ?? given
        var content = try images(message, "\(place).images")
        content.insert(.text(TextBlock(text)), at: 0)
        var result = ToolResult(callID: id, content: content)
        result.name = name
        request.turns.append(Turn(.user, [.toolResult(result)]))
    }

    private mutating func readTools() throws(GatewayError) {
        for (index, entry) in (document["tools"]?.array ?? []).enumerated() {
            guard let function = entry["function"], let name = function["name"]?.string,
                !name.isEmpty
            else {
                throw .badRequest(
                    "tools[\(index)].function.name is required",
                    code: "missing_required_parameter", param: "tools[\(index)].function.name")
            }
            var tool = Tool(name: name, description: function["description"]?.string)
            if let parameters = function["parameters"], !parameters.isNull {
                tool.parameters = RawJSON(parameters.rawBytes)
            }
            tool.original = OpaqueValue(.ollama, RawJSON(entry.rawBytes))
            request.tools.append(tool)
        }
    }

    private mutating func readFormat() throws(GatewayError) {
        guard let format = document["format"], !format.isNull, format.string != "" else { return }
        if format.kind == .object {
            request.format = .jsonSchema(JSONSchemaFormat(RawJSON(format.rawBytes)))
        } else if format.string == "json" {
            request.format = .jsonObject
        } else {
            throw .badRequest("format must be \"json\" or a JSON schema", param: "format")
        }
    }

    private mutating func readThink() throws(GatewayError) {
        guard let think = document["think"], !think.isNull else { return }
        var reasoning = ReasoningRequest()
        if let level = think.string.flatMap({ ReasoningRequest.Effort(rawValue: $0) }) {
            reasoning.effort = level
        } else if let isOn = think.bool {
            if isOn { reasoning.effort = .medium } else { reasoning.isDisabled = true }
        } else {
            throw .badRequest(
                "think must be a boolean, \"low\", \"medium\" or \"high\"", param: "think")
        }
        reasoning.isVisible = !reasoning.isDisabled
        request.reasoning = reasoning
    }

    private mutating func readOptions() throws(GatewayError) {
        guard let options = document["options"], !options.isNull else { return }
        guard let members = options.members else {
            throw .badRequest("options must be an object", code: "invalid_type", param: "options")
        }
        var rest = JSONWriter()
        rest.beginObject()
        var hasRest = false
        for (name, value) in members where !readOption(name, value) {
            rest.name(text: name)
            rest.raw(value.rawBytes)
            hasRest = true
        }
        rest.endObject()
        if hasRest { extend("options", RawJSON(rest.take())) }
    }

    /// False for an option that no other dialect knows.
    private mutating func readOption(_ name: String, _ value: JSONValue) -> Bool {
        let number = value.numberText.map { NumberText($0) }
        switch name {
        case "temperature": request.sampling.temperature = number
        case "top_p": request.sampling.topP = number
        case "top_k": request.sampling.topK = number
        case "min_p": request.sampling.minP = number
        case "seed": request.sampling.seed = number
        case "presence_penalty": request.sampling.presencePenalty = number
        case "frequency_penalty": request.sampling.frequencyPenalty = number
        case "num_predict":
            // -1 and -2 stand for no limit.
            if let limit = value.int, limit > 0 { request.sampling.maxOutputTokens = Int(limit) }
        case "stop":
            request.sampling.stop =
                value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
        default: return false
        }
        return true
    }
}
