internal import IPC
internal import JSON

/// Writes a request for a provider (facts: openai-responses, section 2; translation-matrix, section 1).
struct ResponsesRequestWriter {
    private let request: ModelRequest
    private let target: Target
    private let profile: ResponsesProfile
    private let model: ResponsesModel
    private let isOwn: Bool
    private var report: LossReport
    private var plan = AnswerPlan()
    private var writer = JSONWriter()

    /// The request for a target.
    static func write(_ request: ModelRequest, _ target: Target) throws(GatewayError)
        -> EncodedRequest
    {
        var writer = ResponsesRequestWriter(request, target)
        return try writer.run()
    }

    private init(_ request: ModelRequest, _ target: Target) {
        self.request = request
        self.target = target
        profile = .named(target.profile)
        model = .named(target.model)
        isOwn = target.client == .openaiResponses
        report = LossReport(target)
    }

    private mutating func run() throws(GatewayError) -> EncodedRequest {
        try loseWhatHasNoPlace()
        let tools = try ResponsesToolWriter(request, target, profile, &report)
        plan.streams = request.stream || profile.streamsOnly
        plan.clientStreams = request.stream
        plan.includesUsage = request.includesUsage
        plan.showsReasoning = request.reasoning?.isVisible
        plan.stopTexts = request.sampling.stop
        tools.plan(&plan)
        let items = try items(tools)
        writer.beginObject()
        writer.member("model", target.model)
        writeInstructions()
        writer.name("input")
        writer.raw(items)
        writeTools(tools)
        writeReasoning()
        writeText()
        writeSampling()
        writeIdentity()
        writeInclude()
        if plan.streams { writer.member("stream", true) }
        writeExtensions()
        writer.endObject()
        return EncodedRequest(
            path: ResponsesPath.path(target),
            headers: ResponsesPath.headers(streams: plan.streams),
            body: Self.segments(writer.take()),
            plan: plan, warnings: report.warnings)
    }

    private static func segments(_ bytes: [UInt8]) -> JSONSegments {
        var splice = JSONSplice()
        splice.replace(0..<0, with: bytes)
        return splice.segments(of: 0)
    }

    // MARK: Losses

    private mutating func loseWhatHasNoPlace() throws(GatewayError) {
        let sampling = request.sampling
        if sampling.topK != nil { try report.lose(.topK) }
        if sampling.minP != nil { try report.lose(.minP) }
        if (sampling.candidates ?? 1) > 1 { try report.lose(.candidates) }
        if sampling.seed != nil { try report.lose(.seed) }
        if sampling.presencePenalty != nil || sampling.frequencyPenalty != nil {
            try report.lose(.penalties)
        }
        if sampling.logitBias != nil { try report.lose(.logitBias) }
        if request.modalities.contains("audio") { try report.lose(.audioOutput) }
        if request.modalities.contains("image"), !request.modalities.contains("text") {
            try report.lose(.imageOutput)
        }
    }

    // MARK: Conversation

    private mutating func items(_ tools: ResponsesToolWriter) throws(GatewayError) -> [UInt8] {
        var turns = request.turns
        // The provider holds the beginning of such a conversation: calls may be answered here that stand there.
        let isContinued = isOwn && request.extensions.contains { $0.name == "previous_response_id" }
        if !isContinued {
            var rules = TurnRules()
            rules.gathersResults = true
            rules.needsTurn = true
            rules.unansweredResult = "(no result)"
            turns = try Turns.ordered(turns, rules, &report)
        }
        if request.format == .jsonObject, !isOwn, !ResponsesFormat.mentionsJSON(turns) {
            turns.insert(Turn(.system, [.text(TextBlock(ResponsesFormat.jsonReminder))]), at: 0)
        }
        var items = ResponsesItemWriter(
            target, profile, tools, keepsReferences: request.store != false)
        return try items.write(turns, &report)
    }

    private mutating func writeInstructions() {
        let texts = request.system.map(\.text).filter { !$0.isEmpty }
        guard !texts.isEmpty || profile.needsInstructions else { return }
        writer.member("instructions", texts.joined(separator: "\n\n"))
    }

    // MARK: Tools

    private mutating func writeTools(_ tools: ResponsesToolWriter) {
        // Without tools, a choice and the switch for parallel calls are refused (pitfall 119).
        guard !tools.isEmpty else { return }
        writer.name("tools")
        tools.write(into: &writer)
        if let own = extensionValue("tool_choice") {
            writer.member("tool_choice", raw: own.bytes)
        } else if let choice = tools.choice(request.toolChoice, &report) {
            writer.name("tool_choice")
            ResponsesToolChoice.write(choice, tools, into: &writer)
        }
        if let parallel = request.parallelToolCalls {
            writer.member("parallel_tool_calls", parallel)
        }
    }

    // MARK: Reasoning and form

    private mutating func writeReasoning() {
        guard let wanted = request.reasoning else { return }
        // A model that does not reason refuses the field.
        if let efforts = model.efforts, efforts.isEmpty { return }
        let effort = Efforts.effort(wanted).map { effort in
            model.efforts.map { Efforts.nearest(effort, in: $0) } ?? effort
        }
        // A budget of anthropic's shows thoughts unless its client says otherwise.
        let isVisible = wanted.isVisible ?? (target.client == .anthropic && wanted.budget != nil)
        let summary = wanted.summary ?? (isVisible && !wanted.isDisabled ? "auto" : nil)
        let extras = ownExtras("reasoning", except: ["effort", "summary", "generate_summary"])
        guard effort != nil || summary != nil || !extras.isEmpty else { return }
        writer.name("reasoning")
        writer.object { writer in
            if let effort { writer.member("effort", effort.rawValue) }
            if let summary { writer.member("summary", summary) }
            for extra in extras {
                writer.name(text: extra.name)
                writer.raw(extra.value.rawBytes)
            }
        }
    }

    private func ownExtras(
        _ name: String, except known: Set<String>
    ) -> [(name: String, value: JSONValue)] {
        guard let raw = extensionValue(name), let document = try? JSONDocument(raw.bytes) else {
            return []  // it came from a parsed document
        }
        return (document.root.members ?? []).filter { !known.contains($0.name) && !$0.value.isNull }
    }

    private mutating func writeText() {
        guard request.format != nil || request.verbosity != nil else { return }
        let format = request.format
        let verbosity = request.verbosity
        writer.name("text")
        writer.object { writer in
            if let format {
                writer.name("format")
                ResponsesFormat.write(format, isOwn: isOwn, into: &writer)
            }
            if let verbosity { writer.member("verbosity", verbosity) }
        }
    }

    // MARK: Scalars

    private func takes(_ name: String) -> Bool { !profile.refused.contains(name) }

    private mutating func writeSampling() {
        let sampling = request.sampling
        if let limit = sampling.maxOutputTokens, takes("max_output_tokens") {
            writer.member("max_output_tokens", isOwn ? limit : max(16, limit))
        }
        // A client of this dialect knows its model; to others the refusal would be a riddle (pitfall 111).
        if isOwn || !model.refusesSampling {
            write(sampling.temperature, "temperature")
            write(sampling.topP, "top_p")
        }
        if let number = sampling.topLogprobs, takes("top_logprobs"),
            isOwn || !model.refusesSampling
        {
            writer.member("top_logprobs", number)
        }
    }

    private mutating func write(_ number: NumberText?, _ name: StaticString) {
        guard let number, takes(name.description) else { return }
        writer.member(name, raw: Array(number.text.utf8))
    }

    /// Service tiers of OpenAI; hosts of openai-chat have further ones.
    private static let tiers: Set<String> = ["auto", "default", "flex", "scale", "priority"]

    private mutating func writeIdentity() {
        if let user = request.userID, let field = profile.userField {
            writer.name(text: field)
            writer.string(user)
        }
        if let key = request.cacheKey { writer.member("prompt_cache_key", key) }
        let isFamily = isOwn || target.client == .openaiChat
        if let metadata = request.metadata, isFamily, takes("metadata") {
            writer.member("metadata", raw: metadata.bytes)
        }
        if let tier = request.serviceTier, isOwn || isFamily && Self.tiers.contains(tier),
            profile.serviceTiers?.contains(tier) ?? true
        {
            writer.member("service_tier", tier)
        }
        // Nothing of a foreign client is kept at the provider: it could never name it again.
        if let store = profile.store ?? (isOwn ? request.store : false) {
            writer.member("store", store)
        }
    }

    private mutating func writeInclude() {
        var wanted: [String] = []
        if isOwn, let own = extensionValue("include"), let document = try? JSONDocument(own.bytes) {
            wanted = (document.root.array ?? []).compactMap(\.string)  // parsed once already
        }
        let logprobs = "message.output_text.logprobs"
        if request.sampling.logprobs == true, !wanted.contains(logprobs) { wanted.append(logprobs) }
        let encrypted = "reasoning.encrypted_content"
        if wantsEncrypted, !wanted.contains(encrypted) { wanted.append(encrypted) }
        guard !wanted.isEmpty else { return }
        writer.name("include")
        writer.array { writer in
            for name in wanted { writer.string(name) }
        }
    }

    /// Models that do not reason refuse to be asked for it.
    private var wantsEncrypted: Bool {
        if profile.store == false { return true }
        guard !isOwn else { return false }
        return profile.encryptsReasoning ?? (model.efforts?.isEmpty == false)
    }

    // MARK: Fields of this dialect only

    private func extensionValue(_ name: String) -> RawJSON? {
        guard isOwn else { return nil }
        return request.extensions.first { $0.dialect == .openaiResponses && $0.name == name }?.value
    }

    private mutating func writeExtensions() {
        guard isOwn else { return }
        let written: Set<String> = ["tool_choice", "include", "reasoning"]
        for field in request.extensions where field.dialect == .openaiResponses {
            guard !written.contains(field.name), takes(field.name) else { continue }
            if field.name == "client_metadata", !profile.takesClientMetadata { continue }
            writer.name(text: field.name)
            writer.raw(field.value.bytes)
        }
    }
}
