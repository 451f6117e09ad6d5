internal import IPC
internal import JSON

/// Writes a request for a provider (facts: anthropic-messages, sections 2 and 9; translation-matrix, sections 1–6).
struct AnthropicRequestWriter {
    private let request: ModelRequest
    private let target: Target
    private let profile: AnthropicProfile
    private let model: AnthropicModel
    private var report: LossReport
    private var tools: AnthropicToolPlan
    private let format: AnthropicFormatPlan
    private var thinking: AnthropicThinkingPlan
    private var betas: AnthropicBetas

    /// The request for a target.
    static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        var writer = try AnthropicRequestWriter(request, target)
        return try writer.encoded()
    }

    private init(_ request: ModelRequest, _ target: Target) throws(GatewayError) {
        self.request = request
        self.target = target
        profile = AnthropicProfile.of(target)
        model = profile.model(target.model)
        report = LossReport(target)
        betas = AnthropicBetas(request)
        try AnthropicLosses.note(request, profile, &report)
        tools = try AnthropicToolPlan(request, profile, &report)
        if tools.isForced, model.forcedChoice == .never {
            tools.choice = .auto
            try report.lose(.droppedToolChoice)
        }
        format = try AnthropicFormatPlan.make(
            request, model, profile,
            mayForce: profile.takesForcedChoice && model.forcedChoice != .never
                && !Self.wantsThoughts(request), &report)
        if case .tool(let schema, let description) = format {
            tools.declareAnswer(
                AnthropicFormatPlan.toolName, schema: schema, description: description)
        }
        thinking = AnthropicThinkingPlan(
            request, model, isForced: tools.isForced, client: target.client)
    }

    private static func wantsThoughts(_ request: ModelRequest) -> Bool {
        guard let reasoning = request.reasoning, !reasoning.isDisabled else { return false }
        if reasoning.isAdaptive { return true }
        return Efforts.effort(reasoning).map { $0 != .none } ?? (reasoning.budget != nil)
    }

    private mutating func encoded() throws(GatewayError) -> EncodedRequest {
        var turnWriter = AnthropicTurnWriter(target, profile, tools, report)
        let turns = try turnWriter.ordered(
            request.turns, model, allowsPrefill: model.takesPrefill && !thinking.isOn)
        if profile.isGenuine, !Self.loopHasThoughts(turns) { thinking.leaveBudget(model) }
        var writer = JSONWriter()
        writer.beginObject()
        writeHead(into: &writer)
        writeSystem(turnWriter, into: &writer)
        writer.name("messages")
        try turnWriter.write(turns, into: &writer)
        report = turnWriter.report
        writeTools(into: &writer)
        writeThinking(into: &writer)
        writeSampling(into: &writer)
        writeService(into: &writer)
        writeExtensions(into: &writer)
        writer.endObject()
        addBetas(usesFiles: turnWriter.usesFiles)
        return EncodedRequest(
            path: profile.path(target, streams: request.stream),
            headers: profile.headers(version: nil, betas: betas, streams: request.stream),
            body: Self.segments(writer.take()), plan: plan, warnings: report.warnings)
    }

    private static func segments(_ bytes: [UInt8]) -> JSONSegments {
        var splice = JSONSplice()
        splice.replace(0..<0, with: bytes)
        return splice.segments(of: 0)
    }

    private var plan: AnswerPlan {
        var plan = AnswerPlan()
        plan.streams = request.stream
        plan.clientStreams = request.stream
        plan.includesUsage = request.includesUsage
        plan.toolNames = tools.names
        plan.customTools = tools.customTools
        plan.namespaces = tools.namespaces
        plan.builtinTools = tools.builtinTools
        plan.showsReasoning = request.reasoning?.isVisible
        switch format {
        case .tool: plan.answerTool = AnthropicFormatPlan.toolName
        case .instruction: plan.stripsFences = true
        case .none, .native: break
        }
        return plan
    }

    // MARK: Thinking within a tool loop

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
            guard isLoop else {
                if turn.role == .user { return true }
                continue
            }
            if turn.role == .assistant {
                guard case .reasoning? = turn.blocks.first else { return false }
            }
        }
        return true
    }

    // MARK: Fields

    private func writeHead(into writer: inout JSONWriter) {
        switch profile.form {
        case .messages: writer.member("model", target.model)
        case .vertex: writer.member("anthropic_version", AnthropicProfile.vertexVersion)
        }
        writer.member("max_tokens", thinking.maxTokens)
        if request.stream { writer.member("stream", true) }
    }

    private func writeSystem(_ turns: AnthropicTurnWriter, into writer: inout JSONWriter) {
        var blocks = request.system.filter { !ASCIIText.isBlank($0.text) }
        if case .instruction(let words) = format { blocks.append(TextBlock(words)) }
        guard !blocks.isEmpty else { return }
        writer.name("system")
        writer.array { for block in blocks { turns.writeText(block, into: &$0) } }
    }

    private func writeTools(into writer: inout JSONWriter) {
        guard !tools.declarations.isEmpty else { return }
        writer.name("tools")
        writer.array { for tool in tools.declarations { $0.raw(tool.bytes) } }
        let isSingle = request.parallelToolCalls == false || plan.answerTool != nil
        guard tools.choice != nil || isSingle else { return }
        writer.name("tool_choice")
        writer.object { writer in
            switch tools.choice {
            case .some(.none): return writer.member("type", "none")
            case .required: writer.member("type", "any")
            case .tool(let name):
                writer.member("type", "tool")
                writer.member("name", name)
            case .auto, .allowed, nil: writer.member("type", "auto")
            }
            if isSingle { writer.member("disable_parallel_tool_use", true) }
        }
    }

    private func writeThinking(into writer: inout JSONWriter) {
        if thinking.mode != .unsaid {
            writer.name("thinking")
            writer.object { writer in
                switch thinking.mode {
                case .off, .unsaid: writer.member("type", "disabled")
                case .adaptive: writer.member("type", "adaptive")
                case .budget(let tokens):
                    writer.member("type", "enabled")
                    writer.member("budget_tokens", tokens)
                }
                if profile.isGenuine, let display = thinking.display {
                    writer.member("display", display)
                }
            }
        }
        writeOutputConfig(into: &writer)
    }

    private func writeOutputConfig(into writer: inout JSONWriter) {
        let rest = request.extensions.first {
            $0.dialect == .anthropic && $0.name == "output_config" && profile.isGenuine
        }
        var schema: RawJSON?
        if case .native(let native) = format { schema = native }
        guard rest != nil || schema != nil || thinking.effort != nil else { return }
        writer.name("output_config")
        writer.object { writer in
            if let effort = thinking.effort { writer.member("effort", effort.rawValue) }
            if let schema {
                writer.name("format")
                writer.object { writer in
                    writer.member("type", "json_schema")
                    writer.name("schema")
                    writer.raw(schema.bytes)
                }
            }
            AnthropicExtras.write(
                rest.map { OpaqueValue(.anthropic, $0.value) }, into: &writer)
        }
    }

    private func writeSampling(into writer: inout JSONWriter) {
        let sampling = AnthropicSamplingPlan(
            request.sampling, model, isThinking: thinking.isOn)
        Self.write("temperature", sampling.temperature, into: &writer)
        Self.write("top_p", sampling.topP, into: &writer)
        Self.write("top_k", topK(sampling.topK), into: &writer)
        guard !sampling.stop.isEmpty else { return }
        writer.name("stop_sequences")
        writer.array { for text in sampling.stop { $0.string(text) } }
    }

    /// A whole number: clients of gemini write 40.0.
    private func topK(_ number: NumberText?) -> NumberText? {
        guard target.client != .anthropic else { return number }
        return number?.whole(in: 0...Int(Int32.max)).map { NumberText($0) }
    }

    private static func write(
        _ name: StaticString, _ number: NumberText?, into writer: inout JSONWriter
    ) {
        if let number { writer.member(name, raw: Array(number.text.utf8)) }
    }

    private func writeService(into writer: inout JSONWriter) {
        if let user = request.userID, !user.isEmpty, user.utf8.count <= 256 {
            writer.name("metadata")
            writer.object { $0.member("user_id", user) }
        }
        guard target.client == .anthropic, profile.isGenuine, let tier = request.serviceTier
        else { return }
        writer.member("service_tier", tier)
    }

    private func writeExtensions(into writer: inout JSONWriter) {
        guard profile.isGenuine else { return }
        for field in request.extensions where field.dialect == .anthropic {
            if field.name == "output_config" || AnthropicBetas.isStore(field) { continue }
            var value = field.value
            if field.name == "context_management", !thinking.isOn {
                guard let rest = AnthropicContextEdits.withoutThinking(value) else { continue }
                value = rest
            }
            writer.name(text: field.name)
            writer.raw(value.bytes)
        }
    }

    // MARK: Beta features

    /// What the body needs, beside what the client asked for.
    private mutating func addBetas(usesFiles: Bool) {
        guard profile.takesBetas else { return }
        if usesFiles { betas.add("files-api-2025-04-14") }
        if thinking.effort != nil, model.effortIsBeta { betas.add("effort-2025-11-24") }
        // Other dialects' clients expect thoughts between calls, as their own models have them.
        if target.client != .anthropic, case .budget = thinking.mode, model.interleaves,
            !tools.declarations.isEmpty
        {
            betas.add("interleaved-thinking-2025-05-14")
        }
    }
}
