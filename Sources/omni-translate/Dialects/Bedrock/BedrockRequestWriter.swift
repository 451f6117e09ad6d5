internal import IPC
internal import JSON

/// Writes a request for Converse (facts: others, section 4; translation-matrix, sections 1–6).
struct BedrockRequestWriter {
    private let request: ModelRequest
    private let target: Target
    private let model: BedrockModel
    private var report: LossReport
    private var tools: FunctionTools
    private let format: BedrockFormatPlan
    private var thinking: BedrockThinkingPlan
    private var writer = JSONWriter()

    /// The request for a target.
    static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        var writer = try BedrockRequestWriter(request, target)
        return try writer.encoded()
    }

    private init(_ request: ModelRequest, _ target: Target) throws(GatewayError) {
        self.request = request
        self.target = target
        model = BedrockModel(target.model)
        report = LossReport(target)
        tools = try FunctionTools(request, .bedrock, &report)
        try BedrockToolConfig.settle(&tools, model, &report)
        format = try BedrockFormatPlan.make(
            request, model,
            mayForce: model.forcedChoice == .named && !Self.wantsThoughts(request), &report)
        if case .tool(let schema, let description) = format {
            tools.declare(
                FunctionTools.Function(
                    name: BedrockFormatPlan.toolName, description: description,
                    parameters: schema))
            tools.choose(.tool(BedrockFormatPlan.toolName))
        }
        thinking = BedrockThinkingPlan(request, model, isForced: tools.isForced, target)
    }

    private static func wantsThoughts(_ request: ModelRequest) -> Bool {
        guard let reasoning = request.reasoning, !reasoning.isDisabled else { return false }
        if reasoning.isAdaptive { return true }
        return Efforts.effort(reasoning).map { $0 != .none } ?? (reasoning.budget != nil)
    }

    private mutating func encoded() throws(GatewayError) -> EncodedRequest {
        try checkLosses()
        var messages = BedrockTurnWriter(target, model, tools, report)
        let turns = try messages.ordered(
            request.turns,
            allowsPrefill: model.claude?.takesPrefill == true && !thinking.isClaudeOn)
        if !Self.loopHasThoughts(turns) { thinking.leaveBudget(model) }
        let config = try BedrockToolConfig(tools, turns, &report)
        let system = systemTexts(config)
        writer.beginObject()
        if model.takesSystem, !system.isEmpty {
            writer.name("system")
            writer.array { for text in system { messages.writeText(text, into: &$0) } }
        }
        writer.name("messages")
        try messages.write(turns, lead: model.takesSystem ? [] : system, into: &writer)
        for warning in messages.report.warnings { report.warn(warning) }
        try writeInference()
        config.write(model, into: &writer)
        writeFormat()
        writer.endObject()
        return EncodedRequest(
            path: BedrockPath.path(target.model, streams: request.stream), headers: headers,
            body: JSONSegments(whole: writer.take()), plan: plan, warnings: report.warnings)
    }

    private var headers: [Header] {
        let accepted =
            request.stream ? "application/vnd.amazon.eventstream" : "application/json"
        return [
            Header(name: "content-type", value: "application/json"),
            Header(name: "accept", value: accepted),
        ]
    }

    private var plan: AnswerPlan {
        var plan = AnswerPlan()
        plan.streams = request.stream
        plan.clientStreams = request.stream
        plan.includesUsage = request.includesUsage
        plan.usesLegacyFunctions = request.usesLegacyFunctions
        plan.showsReasoning = request.reasoning?.isVisible
        tools.note(in: &plan)
        switch format {
        case .tool: plan.answerTool = BedrockFormatPlan.toolName
        case .instruction: plan.stripsFences = true
        case .none, .native: break
        }
        return plan
    }

    private mutating func checkLosses() throws(GatewayError) {
        let sampling = request.sampling
        if (sampling.candidates ?? 1) > 1 { try report.lose(.candidates) }
        if sampling.logitBias != nil { try report.lose(.logitBias) }
        if sampling.logprobs == true { try report.lose(.logprobs) }
        if request.parallelToolCalls == false, !tools.functions.isEmpty {
            try report.lose(.parallelToolCalls)
        }
        if request.modalities.contains("audio") { try report.lose(.audioOutput) }
        if request.modalities.contains("image") { try report.lose(.imageOutput) }
        if request.extensions.contains(where: { $0.name == "cachedContent" }) {
            try report.lose(.cachedContent)
        }
    }

    /// Whether all calls since a person spoke have the thoughts that led to them: with a budget, a loop without them is
    /// refused (translation-matrix, section 5 rule 5).
    private static func loopHasThoughts(_ turns: [Turn]) -> Bool {
        for turn in turns.reversed() {
            let isLoop = turn.blocks.contains { block in
                switch block {
                case .toolCall, .toolResult: true
                case .text, .refusal, .media, .reasoning, .opaque: false
                }
            }
            if !isLoop, turn.role == .user { return true }
            guard isLoop, turn.role == .assistant else { continue }
            guard case .reasoning? = turn.blocks.first else { return false }
        }
        return true
    }

    private func systemTexts(_ config: BedrockToolConfig) -> [TextBlock] {
        var texts = request.system.filter { !ASCIIText.isBlank($0.text) }
        if case .instruction(let words) = format { texts.append(TextBlock(words)) }
        if let words = config.words { texts.append(TextBlock(words)) }
        return texts
    }

    // MARK: Fields

    private mutating func writeInference() throws(GatewayError) {
        let sampling = request.sampling
        var temperature = sampling.temperature?.clamped(to: 0...1)
        var topP = sampling.topP?.clamped(to: 0...1)
        var topK = sampling.topK
        if let claude = model.claude {
            let plan = AnthropicSamplingPlan(sampling, claude, isThinking: thinking.isClaudeOn)
            (temperature, topP, topK) = (plan.temperature, plan.topP, plan.topK)
        }
        let stops = sampling.stop.filter { !ASCIIText.isBlank($0) }
        if stops.count > model.mostStops { try report.lose(.stop) }
        var inference = JSONWriter()
        inference.beginObject()
        let isBare = inference.bytes.count
        if !thinking.excludesInference {
            if let limit = thinking.maxTokens(request) { inference.member("maxTokens", limit) }
            Self.write("temperature", temperature, into: &inference)
            Self.write("topP", topP, into: &inference)
        }
        if !stops.isEmpty {
            inference.name("stopSequences")
            inference.array { for stop in stops.prefix(model.mostStops) { $0.string(stop) } }
        }
        if inference.bytes.count > isBare {
            inference.endObject()
            writer.member("inferenceConfig", raw: inference.take())
        }
        // Only Claude tells which text it stopped at, and only when asked.
        if !stops.isEmpty, model.claude != nil {
            writer.name("additionalModelResponseFieldPaths")
            writer.array { $0.string("/stop_sequence") }
        }
        let fields = try BedrockModelFields(
            request, model, thinking, topK: topK, hasTools: !tools.functions.isEmpty, &report)
        fields.write(into: &writer)
    }

    private static func write(
        _ name: StaticString, _ number: NumberText?, into writer: inout JSONWriter
    ) {
        if let number { writer.member(name, raw: Array(number.text.utf8)) }
    }

    private mutating func writeFormat() {
        guard case .native(let format) = format else { return }
        writer.name("outputConfig")
        writer.object { writer in
            writer.name("textFormat")
            writer.object { writer in
                writer.member("type", "json_schema")
                writer.name("structure")
                writer.object { writer in
                    writer.name("jsonSchema")
                    writer.object { writer in
                        writer.member("name", Self.name(format))
                        writer.member("schema", format.schema.text)
                        if let description = format.description, !description.isEmpty {
                            writer.member("description", description)
                        }
                    }
                }
            }
        }
    }

    private static func name(_ format: JSONSchemaFormat) -> String {
        let name = ASCIIText.word(format.name ?? "", limit: 64)
        return name.isEmpty ? "response" : name
    }
}
