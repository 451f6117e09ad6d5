internal import IPC
internal import JSON

/// Writes a request for a provider, as its profile wants it.
struct ChatRequestWriter {
    private let request: ModelRequest
    private let target: Target
    private let profile: ChatProfile
    private var report: LossReport
    private var plan = AnswerPlan()
    private var writer = JSONWriter()

    /// The request for a target.
    static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        var writer = ChatRequestWriter(request, target)
        return try writer.encoded()
    }

    private init(_ request: ModelRequest, _ target: Target) {
        self.request = request
        self.target = target
        profile = ChatProfiles.profile(of: target)
        report = LossReport(target)
    }

    private mutating func encoded() throws(GatewayError) -> EncodedRequest {
        if let wanted = request.sampling.candidates, wanted > 1 { try report.lose(.candidates) }
        var tools = ChatToolWriter(request, target, profile)
        try tools.prepare(&plan, &report)
        preparePlan()
        var messages = ChatMessageWriter(request, target, profile, plan)
        let system = request.system + structureInstruction
        writer.beginObject()
        writer.member("model", target.model)
        try messages.write(system, into: &writer, &report)
        writeStream()
        try writeSampling()
        try tools.write(into: &writer)
        try writeFormat()
        writeReasoning()
        try writePlatform()
        writeExtensions(tools.writtenFields)
        writer.endObject()
        return EncodedRequest(
            path: ChatTransport.path(target, profile),
            headers: ChatTransport.headers(request, profile, streams: plan.streams),
            body: ChatTransport.segments(writer.take()), plan: plan, warnings: report.warnings)
    }

    private mutating func preparePlan() {
        plan.streams = request.stream || profile.streamsOnly
        plan.clientStreams = request.stream
        plan.includesUsage = request.includesUsage
        plan.showsReasoning = request.reasoning?.isVisible
        plan.usesLegacyFunctions = request.usesLegacyFunctions
        if case .never = profile.thinkTags {} else { plan.extractsThinkTags = true }
        switch structure {
        case .object, .instruction: plan.stripsFences = true
        case .native, nil: break
        }
    }

    private func takes(_ name: String) -> Bool { !profile.refused.contains(name) }

    private mutating func writeStream() {
        guard plan.streams else { return }
        writer.member("stream", true)
        guard profile.hasStreamOptions, takes("stream_options") else { return }
        writer.name("stream_options")
        writer.object { $0.member("include_usage", true) }
    }

    // MARK: Sampling

    private var samples: Bool {
        switch profile.sampling {
        case .always: true
        case .never: false
        case .withoutReasoning: !ChatReasoning.isOn(request.reasoning, profile)
        }
    }

    private mutating func writeSampling() throws(GatewayError) {
        let sampling = request.sampling
        if let limit = sampling.maxOutputTokens {
            writer.name(text: profile.tokenLimit.rawValue)
            writer.int(limit)
        }
        if samples {
            number("temperature", sampling.temperature.flatMap(bounded))
            number("top_p", sampling.topP)
            number("presence_penalty", sampling.presencePenalty)
            number("frequency_penalty", sampling.frequencyPenalty)
        }
        try writeLikelihoods(sampling)
        if profile.hasTopK || isMeant { number("top_k", sampling.topK) }
        if profile.hasMinP || isMeant { number("min_p", sampling.minP) }
        if !profile.seed.isEmpty { number(profile.seed, sampling.seed) }
        try writeStops(sampling.stop)
    }

    /// A client of this dialect may mean a host that nothing is known of.
    private var isMeant: Bool { profile.isUnknown && target.client == .openaiChat }

    private mutating func writeLikelihoods(_ sampling: Sampling) throws(GatewayError) {
        if let bias = sampling.logitBias {
            if samples, takes("logit_bias") {
                writer.member("logit_bias", raw: bias.bytes)
            } else {
                try report.lose(.logitBias)
            }
        }
        guard sampling.logprobs == true || sampling.topLogprobs != nil else { return }
        guard samples, takes("logprobs") else { return try report.lose(.logprobs) }
        writer.member("logprobs", true)
        if let count = sampling.topLogprobs, takes("top_logprobs") {
            writer.member("top_logprobs", count)
        }
    }

    private mutating func writeStops(_ texts: [String]) throws(GatewayError) {
        guard !texts.isEmpty else { return }
        guard profile.stopTexts > 0, takes("stop") else { return try report.lose(.stop) }
        if texts.count > profile.stopTexts {
            report.warn("stop texts beyond the first \(profile.stopTexts) were left out")
        }
        writer.name("stop")
        let limit = profile.stopTexts
        writer.array { for text in texts.prefix(limit) { $0.string(text) } }
    }

    private mutating func number(_ name: String, _ value: NumberText?) {
        guard let value, takes(name) else { return }
        writer.name(text: name)
        writer.raw(Array(value.text.utf8))
    }

    private func bounded(_ value: NumberText) -> NumberText? {
        guard let bounds = profile.temperatures else { return value }
        return value.clamped(to: bounds)
    }

    // MARK: Form

    /// How the form that the client wants is had; nil when it wants none.
    private var structure: ChatProfile.StructuredOutput? {
        switch request.format {
        case .text, nil: nil
        case .jsonObject: profile.jsonObject
        case .jsonSchema: profile.jsonSchema
        }
    }

    private var structureInstruction: [TextBlock] {
        switch (structure, request.format) {
        case (.object, .jsonSchema(let format)), (.instruction, .jsonSchema(let format)):
            [TextBlock(FormatWords.schema(format.schema))]
        case (.object, .jsonObject), (.instruction, .jsonObject):
            [TextBlock(FormatWords.object)]
        case (.native, .jsonObject):
            // Clients of this dialect know that the word must be there; those of others need not.
            target.client == .openaiChat || ChatStructure.isMentioned(in: request)
                ? [] : [TextBlock(FormatWords.object)]
        default: []
        }
    }

    private mutating func writeFormat() throws(GatewayError) {
        switch (structure, request.format) {
        case (.native, .jsonSchema(let format)):
            ChatStructure.write(format, profile, into: &writer)
        case (.native, .jsonObject), (.object, _):
            writer.name("response_format")
            writer.object { $0.member("type", "json_object") }
        default: break
        }
    }

    // MARK: Reasoning

    /// What the client wrote for the host itself says more than what was understood of it.
    private var writesOwnReasoning: Bool {
        guard target.settings.thinking == .passthrough else { return false }
        return request.extensions.contains {
            $0.dialect == .openaiChat && takesReasoning($0.name) && !Self.isKnownEffort($0)
        }
    }

    /// An effort that the model may have to be given another for.
    private static func isKnownEffort(_ field: Extension) -> Bool {
        guard field.name == "reasoning_effort" else { return false }
        let word = field.value.text.dropFirst().dropLast()
        return ReasoningRequest.Effort(rawValue: String(word)) != nil
    }

    private func takesReasoning(_ field: String) -> Bool {
        ChatProfile.reasoningFields.contains(field)
            && (profile.reasoning.fields.contains(field) || isMeant)
    }

    private mutating func writeReasoning() {
        guard let reasoning = request.reasoning else { return }
        guard writesOwnReasoning else {
            return ChatReasoning.write(reasoning, profile, into: &writer)
        }
        if request.extensions.contains(where: Self.isKnownEffort) {
            ChatReasoning.writeEffort(reasoning, profile, into: &writer)
        }
    }

    // MARK: Platform

    private mutating func writePlatform() throws(GatewayError) {
        let isNamed = request.extensions.contains { $0.name == "safety_identifier" }
        if let user = request.userID, profile.hasUser, takes("user"),
            isOpenAIFamily || user.utf8.count <= 64,
            !isNamed || !hasPlatformFields
        {
            writer.member("user", user)
        }
        guard hasPlatformFields else { return try losePlatform() }
        if let key = request.cacheKey { writer.member("prompt_cache_key", key) }
        if let verbosity = request.verbosity { writer.member("verbosity", verbosity) }
        if let store = request.store, target.client == .openaiChat {
            writer.member("store", store)
        }
        if let tier = request.serviceTier, isOpenAIFamily { writer.member("service_tier", tier) }
        if let metadata = request.metadata, isOpenAIFamily {
            writer.member("metadata", raw: metadata.bytes)
        }
        guard !request.modalities.isEmpty else { return }
        // What a sound needs beside is said in words of this dialect only, and its platform paints no pictures.
        guard target.client == .openaiChat else { return try losePlatform() }
        let modalities = request.modalities
        writer.name("modalities")
        writer.array { writer in
            writer.string("text")
            for modality in modalities { writer.string(modality) }
        }
    }

    private var hasPlatformFields: Bool { profile.hasPlatformFields || isMeant }

    /// Labels and tiers have the same names in both dialects of OpenAI, and others in all the rest.
    private var isOpenAIFamily: Bool {
        target.client == .openaiChat || target.client == .openaiResponses
    }

    private mutating func losePlatform() throws(GatewayError) {
        // What is dropped here is tuning; a demanded kind of answer is not.
        if request.modalities.contains("audio") { try report.lose(.audioOutput) }
        if request.modalities.contains("image") { try report.lose(.imageOutput) }
    }

    private mutating func writeExtensions(_ written: Set<String>) {
        for field in request.extensions where field.dialect == .openaiChat {
            let name = field.name
            guard takes(name), !written.contains(name), !Self.own.contains(name) else { continue }
            if ChatProfile.reasoningFields.contains(name),
                !takesReasoning(name) || Self.isKnownEffort(field)
                    || target.settings.thinking != .passthrough
            {
                continue
            }
            if name == "safety_identifier", !hasPlatformFields { continue }
            writer.name(text: name)
            writer.raw(field.value.bytes)
        }
    }

    /// Fields that are written from the canonical request or not at all.
    private static let own: Set<String> = [
        "model", "messages", "stream", "prompt", "suffix", "echo", "best_of",
    ]
}
