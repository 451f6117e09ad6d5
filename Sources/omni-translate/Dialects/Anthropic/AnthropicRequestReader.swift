internal import IPC
internal import JSON

/// Reads a whole request into canonical form (facts: anthropic-messages, section 2).
enum AnthropicRequestReader {
    /// Fields that have a place in the canonical form, or none at all.
    private static let known: Set<String> = [
        "model", "messages", "system", "max_tokens", "temperature", "top_p", "top_k",
        "stop_sequences", "stream", "tools", "tool_choice", "thinking", "output_config",
        "output_format", "metadata", "service_tier", "betas", "anthropic_beta",
        "anthropic_version",
    ]

    /// Reads the request.
    static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        let facts = try AnthropicFacts.read(source)
        let root = AnthropicField(
            JSONDocument(bytes: source.bytes, tape: source.tape).root, .root)
        var request = ModelRequest(model: facts.model)
        request.stream = facts.stream
        try readSystem(root, &request)
        try readMessages(try root.required("messages"), &request)
        if let tools = root["tools"] { request.tools = try AnthropicToolReader.tools(tools) }
        if let choice = root["tool_choice"] {
            try AnthropicToolReader.choice(choice, into: &request)
        }
        try readSampling(root, &request.sampling)
        request.reasoning = try reasoning(root)
        request.format = try format(root)
        request.userID = try root["metadata"]?.object()["user_id"]?.text()
        request.serviceTier = try root["service_tier"]?.text()
        readExtensions(root, &request)
        AnthropicBetas(source, root.value).store(in: &request)
        return request
    }

    // MARK: Turns

    private static func readSystem(
        _ root: AnthropicField, _ request: inout ModelRequest
    ) throws(GatewayError) {
        guard let system = root["system"] else { return }
        if let text = system.value.string {
            if !text.isEmpty { request.system = [TextBlock(text)] }
            return
        }
        for block in try system.elements() {
            let type = try block.object().required("type").text()
            guard type == "text" else { throw block.unknownTag(type) }
            request.system.append(try AnthropicBlockReader.text(block))
        }
    }

    private static func readMessages(
        _ messages: AnthropicField, _ request: inout ModelRequest
    ) throws(GatewayError) {
        for message in try messages.elements() {
            let role = role(try message.required("role").text())
            let content = try message.required("content")
            var blocks: [Block] = []
            if let text = content.value.string {
                blocks.append(.text(TextBlock(text)))
            } else {
                for field in try content.elements() {
                    if try field.object()["type"]?.text() == "mid_conv_system" {
                        close(&blocks, role, &request)
                        try readInstruction(field, &request)
                        continue
                    }
                    blocks.append(try AnthropicBlockReader.block(field, in: role))
                }
            }
            close(&blocks, role, &request)
        }
    }

    private static func role(_ name: String) -> Turn.Role {
        switch name {
        case "assistant": .assistant
        case "system": .system
        default: .user
        }
    }

    /// Ends a turn; system text before the first turn belongs to that at the top.
    private static func close(
        _ blocks: inout [Block], _ role: Turn.Role, _ request: inout ModelRequest
    ) {
        defer { blocks = [] }
        if role == .system, request.turns.isEmpty, let texts = texts(blocks) {
            request.system += texts
        } else if !blocks.isEmpty {
            request.turns.append(Turn(role, blocks))
        }
    }

    private static func texts(_ blocks: [Block]) -> [TextBlock]? {
        var texts: [TextBlock] = []
        for block in blocks {
            guard case .text(let text) = block else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// An instruction in the middle of a user's message.
    private static func readInstruction(
        _ field: AnthropicField, _ request: inout ModelRequest
    ) throws(GatewayError) {
        var blocks: [Block] = []
        for part in try field.required("content").elements() {
            blocks.append(.text(try AnthropicBlockReader.text(part)))
        }
        close(&blocks, .system, &request)
    }

    // MARK: Parameters

    private static func readSampling(
        _ root: AnthropicField, _ sampling: inout Sampling
    ) throws(GatewayError) {
        sampling.maxOutputTokens = try root["max_tokens"]?.integer()
        sampling.temperature = try root["temperature"]?.number()
        sampling.topP = try root["top_p"]?.number()
        sampling.topK = try root["top_k"]?.number()
        sampling.stop = try root["stop_sequences"]?.texts() ?? []
    }

    private static func reasoning(
        _ root: AnthropicField
    ) throws(GatewayError) -> ReasoningRequest? {
        var reasoning = ReasoningRequest()
        if let thinking = root["thinking"] {
            let tag = try thinking.object().required("type")
            switch try tag.text() {
            case "enabled": reasoning.budget = try thinking.required("budget_tokens").integer()
            case "adaptive": reasoning.isAdaptive = true
            case "disabled": reasoning.isDisabled = true
            case let other: throw thinking.unknownTag(other)
            }
            if let display = try thinking["display"]?.text() {
                reasoning.isVisible = display != "omitted"
            }
        }
        if let effort = try root["output_config"]?.object()["effort"] {
            guard let known = ReasoningRequest.Effort(rawValue: try effort.text()) else {
                throw effort.wrong(
                    "Input should be 'low', 'medium', 'high', 'xhigh' or 'max'")
            }
            reasoning.effort = known
        }
        return reasoning == ReasoningRequest() ? nil : reasoning
    }

    private static func format(_ root: AnthropicField) throws(GatewayError) -> OutputFormat? {
        let current = try root["output_config"]?.object()["format"]
        guard let format = current ?? root["output_format"] else { return nil }
        let tag = try format.object().required("type")
        let type = try tag.text()
        guard type == "json_schema" else { throw format.unknownTag(type) }
        return .jsonSchema(JSONSchemaFormat(try format.required("schema").object().raw))
    }

    private static func readExtensions(_ root: AnthropicField, _ request: inout ModelRequest) {
        for member in root.value.members ?? [] where !known.contains(member.name) {
            guard !member.value.isNull else { continue }
            request.extensions.append(
                Extension(
                    dialect: .anthropic, name: member.name, value: RawJSON(member.value.rawBytes)))
        }
        guard let config = root["output_config"]?.value,
            let rest = AnthropicExtras.members(of: config, besides: ["effort", "format"])
        else { return }
        request.extensions.append(
            Extension(dialect: .anthropic, name: "output_config", value: rest.json))
    }
}
