internal import IPC
internal import JSON

/// Writes a request for `POST /api/chat`.
struct OllamaRequestWriter {
    static let path = "/api/chat"
    static let headers = [
        Header(name: "content-type", value: "application/json"),
        Header(name: "accept", value: "application/x-ndjson"),
    ]

    private let request: ModelRequest
    private let target: Target
    private var report: LossReport
    private var plan = AnswerPlan()
    private var writer = JSONWriter()

    init(_ request: ModelRequest, _ target: Target) {
        self.request = request
        self.target = target
        report = LossReport(target)
    }

    mutating func write() throws(GatewayError) -> EncodedRequest {
        try checkLosses()
        let tools = try offeredTools()
        plan.toolNames = ToolNames(names: names(tools), .ollama)
        plan.streams = request.stream
        writer.beginObject()
        writer.member("model", target.model)
        writer.name("messages")
        try writeMessages()
        if !tools.isEmpty { writeTools(tools) }
        writer.member("stream", request.stream)
        writeFormat()
        writeThink()
        writeOptions()
        for extra in request.extensions where extra.dialect == .ollama && extra.name != "options" {
            writer.name(text: extra.name)
            writer.raw(extra.value.bytes)
        }
        writer.endObject()
        let body = writer.take()
        return EncodedRequest(
            path: Self.path, headers: Self.headers,
            body: JSONSegments(whole: body), plan: plan, warnings: report.warnings)
    }

    // MARK: What is lost

    private mutating func checkLosses() throws(GatewayError) {
        if let count = request.sampling.candidates, count > 1 { try report.lose(.candidates) }
        if request.sampling.logitBias != nil { try report.lose(.logitBias) }
        if request.sampling.logprobs == true { try report.lose(.logprobs) }
        if request.parallelToolCalls == false { try report.lose(.parallelToolCalls) }
        if request.modalities.contains("audio") { try report.lose(.audioOutput) }
        if request.modalities.contains("image") { try report.lose(.imageOutput) }
        if request.extensions.contains(where: { $0.name == "cachedContent" }) {
            try report.lose(.cachedContent)
        }
    }

    // MARK: Tools

    private mutating func offeredTools() throws(GatewayError) -> [Tool] {
        var allowed: Set<String>?
        switch request.toolChoice {
        case .some(.none): return []
        case .required: try report.lose(.droppedToolChoice)
        case .tool(let name):
            allowed = [name]
            try report.lose(.droppedToolChoice)
        case .allowed(let names, let required):
            allowed = Set(names)
            if required { try report.lose(.droppedToolChoice) }
        case .auto, nil: break
        }
        var seen = Set<String>()
        var tools: [Tool] = []
        for tool in request.tools {
            switch tool.kind {
            case .builtin(.webSearch): try report.lose(.webSearch)
            case .builtin(.codeExecution): try report.lose(.codeExecution)
            case .builtin(.other(let type)):
                // A tool that the client runs itself is a function with a known schema.
                guard tool.parameters != nil else {
                    try report.lose(.builtinTool)
                    continue
                }
                plan.builtinTools[tool.name] = type
                if isOffered(tool, allowed, &seen) { tools.append(tool) }
            case .function, .custom: if isOffered(tool, allowed, &seen) { tools.append(tool) }
            }
        }
        return tools
    }

    /// The first declaration of a name wins.
    private func isOffered(
        _ tool: Tool, _ allowed: Set<String>?, _ seen: inout Set<String>
    ) -> Bool {
        let name = qualified(tool)
        return allowed?.contains(name) ?? true && seen.insert(name).inserted
    }

    private func qualified(_ tool: Tool) -> String {
        tool.namespace.map { "\($0)__\(tool.name)" } ?? tool.name
    }

    private func qualified(_ call: ToolCall) -> String {
        call.namespace.map { "\($0)__\(call.name)" } ?? call.name
    }

    /// Names of declarations and of the history.
    private func names(_ tools: [Tool]) -> [String] {
        var names = tools.map(qualified)
        for turn in request.turns {
            for case .toolCall(let call) in turn.blocks { names.append(qualified(call)) }
        }
        return names
    }

    private mutating func writeTools(_ tools: [Tool]) {
        writer.name("tools")
        writer.beginArray()
        for tool in tools {
            let name = plan.toolNames.provider(qualified(tool))
            if let namespace = tool.namespace {
                plan.namespaces[name] = QualifiedName(namespace: namespace, name: tool.name)
            }
            writer.beginObject()
            writer.member("type", "function")
            writer.name("function")
            writer.beginObject()
            writer.member("name", name)
            writer.member("description", tool.description ?? "")
            if case .custom = tool.kind {
                plan.customTools.insert(tool.name)
                writer.member("parameters", raw: Self.customParameters)
            } else {
                writer.member("parameters", raw: ToolSchemas.object(tool.parameters).bytes)
            }
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
    }

    private static let customParameters = Array(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}"#.utf8)

    // MARK: Messages

    private mutating func writeMessages() throws(GatewayError) {
        var rules = TurnRules()
        rules.gathersResults = true
        rules.namesResults = true
        rules.needsTurn = true
        let turns = try Turns.ordered(request.turns, rules, &report)
        writer.beginArray()
        if !request.system.isEmpty {
            writeMessage("system", request.system.map(\.text).joined(separator: "\n\n"))
        }
        for turn in turns { try write(turn) }
        writer.endArray()
    }

    private mutating func writeMessage(_ role: String, _ text: String) {
        writer.beginObject()
        writer.member("role", role)
        writer.member("content", text)
        writer.endObject()
    }

    private mutating func write(_ turn: Turn) throws(GatewayError) {
        switch turn.role {
        case .system: writeMessage("system", text(turn.blocks))
        case .assistant: writeAssistant(turn)
        case .user:
            var rest: [Block] = []
            for block in turn.blocks {
                guard case .toolResult(let result) = block else {
                    rest.append(block)
                    continue
                }
                writer.beginObject()
                writer.member("role", "tool")
                writer.member("content", result.text)
                if let name = result.name {
                    writer.member("tool_name", plan.toolNames.provider(name))
                }
                writer.endObject()
                // Only what a user shows is looked at.
                for case .media(let media) in result.content { rest.append(.media(media)) }
            }
            if !rest.isEmpty { try writeUser(rest) }
        }
    }

    private func text(_ blocks: [Block]) -> String {
        var texts: [String] = []
        for block in blocks {
            switch block {
            case .text(let value): texts.append(value.text)
            case .refusal(let value): texts.append(value)
            case .media(let media):
                if case .text(let value) = media.source { texts.append(value) }
            case .reasoning, .toolCall, .toolResult, .opaque: break
            }
        }
        return texts.joined(separator: "\n\n")
    }

    private mutating func writeUser(_ blocks: [Block]) throws(GatewayError) {
        var images: [String] = []
        for case .media(let media) in blocks {
            switch (media.kind, media.source) {
            case (_, .text): break
            case (.image, .base64(let data)): images.append(data)
            case (.image, .url): try report.lose(.remoteImage)
            case (_, .file): try report.lose(.foreignFile)
            case (.document, _): try report.lose(.document)
            case (.audio, _): try report.lose(.audioInput)
            case (.video, _): try report.lose(.videoInput)
            }
        }
        writer.beginObject()
        writer.member("role", "user")
        writer.member("content", text(blocks))
        if !images.isEmpty {
            writer.name("images")
            writer.beginArray()
            for image in images { writer.string(image) }
            writer.endArray()
        }
        writer.endObject()
    }

    private mutating func writeAssistant(_ turn: Turn) {
        var thoughts: [String] = []
        var calls: [ToolCall] = []
        for block in turn.blocks {
            if case .reasoning(let reasoning) = block, !reasoning.text.isEmpty {
                thoughts.append(reasoning.text)
            }
            if case .toolCall(let call) = block { calls.append(call) }
        }
        writer.beginObject()
        writer.member("role", "assistant")
        writer.member("content", text(turn.blocks))
        if !thoughts.isEmpty { writer.member("thinking", thoughts.joined(separator: "\n\n")) }
        if !calls.isEmpty {
            writer.name("tool_calls")
            writer.beginArray()
            for call in calls { write(call) }
            writer.endArray()
        }
        writer.endObject()
    }

    private mutating func write(_ call: ToolCall) {
        writer.beginObject()
        writer.name("function")
        writer.beginObject()
        writer.member("name", plan.toolNames.provider(qualified(call)))
        let arguments =
            call.kind == .custom
            ? Arguments.wrapped(call.arguments) : Arguments.object(call.arguments)
        writer.member("arguments", raw: arguments.bytes)
        writer.endObject()
        writer.endObject()
    }

    // MARK: The rest

    private mutating func writeFormat() {
        switch request.format {
        case .jsonObject: writer.member("format", "json")
        case .jsonSchema(let format): writer.member("format", raw: format.schema.bytes)
        case .text, nil: break
        }
    }

    /// Only gpt-oss knows degrees.
    private mutating func writeThink() {
        guard let reasoning = request.reasoning, !reasoning.isAdaptive || reasoning.effort != nil
        else { return }
        guard let effort = Efforts.effort(reasoning) else { return }
        if target.model.hasPrefix("gpt-oss") {
            let level = Efforts.nearest(effort, in: [.low, .medium, .high])
            writer.member("think", level.rawValue)
        } else {
            writer.member("think", effort != .none)
        }
    }

    private mutating func writeOptions() {
        let sampling = request.sampling
        var options = JSONWriter()
        options.beginObject()
        var isEmpty = true
        func add(_ name: StaticString, _ value: NumberText?) {
            guard let value else { return }
            isEmpty = false
            options.member(name, raw: Array(value.text.utf8))
        }
        add("temperature", sampling.temperature)
        add("top_p", sampling.topP)
        add("top_k", sampling.topK)
        add("min_p", sampling.minP)
        add("seed", sampling.seed)
        add("presence_penalty", sampling.presencePenalty)
        add("frequency_penalty", sampling.frequencyPenalty)
        add("num_predict", sampling.maxOutputTokens.map { NumberText($0) })
        if !sampling.stop.isEmpty {
            isEmpty = false
            options.name("stop")
            options.beginArray()
            for stop in sampling.stop { options.string(stop) }
            options.endArray()
        }
        for (name, json) in ownOptions {
            isEmpty = false
            options.name(text: name)
            options.raw(json)
        }
        options.endObject()
        if !isEmpty { writer.member("options", raw: options.take()) }
    }

    /// Options that the client gave in this dialect; else a context that holds the request, because Ollama silently cuts
    /// the head off what does not fit.
    private var ownOptions: [(String, [UInt8])] {
        if let own = request.extensions.first(where: { $0.name == "options" && $0.dialect == .ollama }) {
            do throws(JSONError) {
                let members = try JSONDocument(own.value.bytes).root.members ?? []
                return members.map { ($0.name, $0.value.rawBytes) }
            } catch {
                return []
            }
        }
        guard request.extensions.allSatisfy({ $0.dialect != .ollama }) else { return [] }
        let needed = TokenEstimate.input(request) + UInt64(request.sampling.maxOutputTokens ?? 1024)
        guard needed > Self.standardContext else { return [] }
        var size = Self.standardContext
        while size < needed, size < Self.largestContext { size *= 2 }
        return [("num_ctx", Array("\(size)".utf8))]
    }

    /// What a server without further settings gives, and the most that is asked for.
    private static let standardContext: UInt64 = 4096
    private static let largestContext: UInt64 = 131_072
}
