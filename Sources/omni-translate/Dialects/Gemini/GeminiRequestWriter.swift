internal import IPC
internal import JSON

/// Writes a request for a provider (facts: gemini, sections 2–5; translation-matrix, sections 1–6).
struct GeminiRequestWriter {
    private let request: ModelRequest
    private let target: Target
    private let profile: GeminiProfile
    private let model: GeminiModel
    private let own: GeminiOwnConfig
    private let tools: GeminiToolPlan
    private let format: GeminiFormatPlan
    private let thinking: GeminiThinkingPlan
    private var report: LossReport

    /// Fields that are written otherwise.
    private static let written: Set<String> = ["generationConfig", "toolConfig"]
    /// Classes of service that other dialects know as well.
    private static let tiers: Set<String> = ["flex", "priority", "standard"]

    /// The request for a target.
    static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        var writer = try GeminiRequestWriter(request, target)
        return try writer.encoded()
    }

    private init(_ request: ModelRequest, _ target: Target) throws(GatewayError) {
        self.request = request
        self.target = target
        profile = GeminiProfile.of(target)
        model = GeminiModel.named(target.model)
        own = GeminiOwnConfig(request)
        report = LossReport(target)
        try GeminiLosses.note(request, profile, &report)
        tools = try GeminiToolPlan(request, model, profile, &report)
        format = try GeminiFormatPlan.make(
            request, model, own, hasFunctions: !tools.functions.isEmpty, &report)
        thinking = GeminiThinkingPlan(request, model, client: target.client)
    }

    private mutating func encoded() throws(GatewayError) -> EncodedRequest {
        var turnWriter = GeminiTurnWriter(target, profile, model, tools, report)
        let turns = try turnWriter.ordered(request.turns)
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("contents")
        try turnWriter.write(turns, into: &writer)
        report = turnWriter.report
        writePreamble(into: &writer)
        GeminiConfigWriter(
            request: request, model: model, thinking: thinking, format: format, own: own,
            isOwn: target.client == .gemini
        ).write(into: &writer)
        writeService(into: &writer)
        writer.endObject()
        var splice = JSONSplice()
        splice.replace(0..<0, with: writer.take())
        return EncodedRequest(
            path: profile.path(target, streams: request.stream),
            headers: GeminiProfile.headers(streams: request.stream),
            body: splice.segments(of: 0), plan: plan, warnings: report.warnings)
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
        if case .instruction = format { plan.stripsFences = true }
        return plan
    }

    // MARK: Fields

    /// Instructions and tools; both belong to the content that the provider keeps, where the client names it.
    private mutating func writePreamble(into writer: inout JSONWriter) {
        let texts = systemTexts
        guard request.extensions.contains(where: Self.isCachedContent) else {
            Self.writeSystem(texts, into: &writer)
            GeminiToolWriter(tools, request).write(into: &writer)
            return
        }
        if !texts.isEmpty || !tools.isEmpty {
            report.warn("instructions and tools were left out: cachedContent holds its own")
        }
    }

    private static func isCachedContent(_ field: Extension) -> Bool {
        field.dialect == .gemini && field.name == "cachedContent"
    }

    private var systemTexts: [String] {
        var texts = request.system.map(\.text).filter { !ASCIIText.isBlank($0) }
        if let words = own.enumInstruction { texts.removeAll { $0 == words } }
        if case .instruction(let words) = format { texts.append(words) }
        // Blocks mean something to caches of other makers only (pitfall 76).
        if target.client != .gemini, texts.count > 1 { texts = [texts.joined(separator: "\n\n")] }
        return texts
    }

    private static func writeSystem(_ texts: [String], into writer: inout JSONWriter) {
        guard !texts.isEmpty else { return }
        writer.name("systemInstruction")
        writer.object { writer in
            writer.name("parts")
            writer.array { writer in
                for text in texts { writer.object { $0.member("text", text) } }
            }
        }
    }

    private func writeService(into writer: inout JSONWriter) {
        if let tier = request.serviceTier {
            let isOwn = target.client == .gemini
            if profile.takesServiceTier, isOwn || Self.tiers.contains(tier) {
                writer.member("serviceTier", tier)
            }
        }
        if let labels = request.metadata, target.client == .gemini, profile.takesLabels {
            writer.name("labels")
            writer.raw(labels.bytes)
        }
        for field in request.extensions where field.dialect == .gemini {
            guard !Self.written.contains(field.name) else { continue }
            writer.name(text: field.name)
            writer.raw(field.value.bytes)
        }
    }
}
