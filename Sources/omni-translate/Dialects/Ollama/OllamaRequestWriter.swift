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
    private let tools: FunctionTools
    /// What the provider calls the tool of each call so far: results have no ids here.
    private var callNames: [String: String] = [:]
    private var writer = JSONWriter()

    init(_ request: ModelRequest, _ target: Target) throws(GatewayError) {
        self.request = request
        self.target = target
        report = LossReport(target)
        tools = try Self.tools(request, &report)
    }

    mutating func write() throws(GatewayError) -> EncodedRequest {
        try checkLosses()
        writer.beginObject()
        writer.member("model", target.model)
        writer.name("messages")
        try writeMessages()
        writeTools()
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

    private var plan: AnswerPlan {
        var plan = AnswerPlan()
        plan.streams = request.stream
        plan.clientStreams = request.stream
        plan.includesUsage = request.includesUsage
        plan.usesLegacyFunctions = request.usesLegacyFunctions
        plan.showsReasoning = request.reasoning?.isVisible
        tools.note(in: &plan)
        return plan
    }

    // MARK: What is lost

    private mutating func checkLosses() throws(GatewayError) {
        if let count = request.sampling.candidates, count > 1 { try report.lose(.candidates) }
        if request.sampling.logitBias != nil { try report.lose(.logitBias) }
        if request.sampling.logprobs == true { try report.lose(.logprobs) }
        if request.parallelToolCalls == false, !tools.functions.isEmpty {
            try report.lose(.parallelToolCalls)
        }
        if request.modalities.contains("audio") { try report.lose(.audioOutput) }
        if request.modalities.contains("image") { try report.lose(.imageOutput) }
        if request.extensions.contains(where: { $0.name == "cachedContent" }) {
            try report.lose(.cachedContent)
        }
    }

    // MARK: Tools

    /// No call can be demanded or forbidden here: one tool is demanded by offering no other, and none is by none.
    private static func tools(
        _ request: ModelRequest, _ report: inout LossReport
    ) throws(GatewayError) -> FunctionTools {
        var tools = try FunctionTools(request, .ollama, &report)
        if tools.isForced { try report.lose(.droppedToolChoice) }
        if case .tool(let name)? = tools.choice { tools.keepOnly(name) }
        return tools
    }

    private mutating func writeTools() {
        guard !tools.functions.isEmpty, tools.choice != ToolChoice.none else { return }
        writer.name("tools")
        writer.beginArray()
        for function in tools.functions {
            writer.beginObject()
            writer.member("type", "function")
            writer.name("function")
            writer.beginObject()
            writer.member("name", function.name)
            writer.member("description", function.description)
            writer.member("parameters", raw: function.parameters.bytes)
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
    }

    // MARK: Messages

    private mutating func writeMessages() throws(GatewayError) {
        var rules = TurnRules()
        rules.gathersResults = true
        rules.needsTurn = true
        rules.unansweredResult = "(no result)"
        let turns = try Turns.ordered(request.turns, rules, &report)
        writer.beginArray()
        let system = request.system.map(\.text)
        if !system.isEmpty { writeMessage("system", system.joined(separator: "\n\n")) }
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
                write(result)
                // Only what a user shows is looked at.
                for case .media(let media) in result.content { rest.append(.media(media)) }
            }
            if !rest.isEmpty { try writeUser(rest) }
        }
    }

    private mutating func write(_ result: ToolResult) {
        var text = text(result.content, "\n")
        if result.content.isEmpty, let json = result.json { text = json.text }
        writer.beginObject()
        writer.member("role", "tool")
        writer.member("content", text)
        if let name = callNames[result.callID] { writer.member("tool_name", name) }
        writer.endObject()
    }

    private func text(_ blocks: [Block], _ separator: String = "\n\n") -> String {
        var texts: [String] = []
        for block in blocks {
            switch block {
            case .text(let value): texts.append(value.text)
            case .refusal(let value): texts.append(value)
            case .media(let media): if let value = media.plainText { texts.append(value) }
            case .reasoning, .toolCall, .toolResult, .opaque: break
            }
        }
        return texts.joined(separator: separator)
    }

    private mutating func writeUser(_ blocks: [Block]) throws(GatewayError) {
        var images: [String] = []
        for case .media(let media) in blocks {
            if media.plainText != nil { continue }
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
            if case .toolCall(let call) = block { callNames[call.id] = tools.name(call) }
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
        writer.member("name", tools.name(call))
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
        // Clients of gemini write 40.0, which is no whole number here.
        let topK = sampling.topK?.whole(in: 0...Int(Int32.max)).map { NumberText($0) }
        add("top_k", target.client == .ollama ? sampling.topK : topK)
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
        if let own = request.extensions.first(where: {
            $0.name == "options" && $0.dialect == .ollama
        }) {
            do throws(JSONError) {
                let members = try JSONDocument(own.value.bytes).root.members ?? []
                return members.map { ($0.name, $0.value.rawBytes) }
            } catch {
                return []
            }
        }
        guard target.client != .ollama else { return [] }
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
