internal import IPC
internal import JSON

/// Lets a client's own bytes go to a provider of the same dialect, with the few edits that the profile wants.
///
/// What an edit cannot do, such as structured output told in words, is left to reading and writing anew.
struct ChatPassthrough {
    private let reading: ChatReading
    private let facts: RequestFacts
    private let target: Target
    private let profile: ChatProfile
    private var splice = JSONSplice()
    private var plan = AnswerPlan()

    private let tape: JSONTape
    private let root: JSONTape.Node

    /// The client's bytes for a target; nil when they need more than edits.
    static func splice(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        guard source.endpoint != .completion, target.settings.thinking == .passthrough,
            target.settings.systemPrompt.isEmpty
        else { return nil }
        let profile = ChatProfiles.profile(of: target)
        if profile.streamsOnly || profile.announcesTurns || profile.alternates { return nil }
        if case .always = profile.thinkTags { return nil }
        var passthrough = ChatPassthrough(
            reading: ChatReading(tape: source.tape, bytes: source.bytes), facts: facts,
            target: target, profile: profile)
        return passthrough.encoded()
    }

    private init(
        reading: ChatReading, facts: RequestFacts, target: Target, profile: ChatProfile
    ) {
        self.reading = reading
        tape = reading.tape
        root = reading.tape.root
        self.facts = facts
        self.target = target
        self.profile = profile
    }

    private mutating func encoded() -> EncodedRequest? {
        if target.model != facts.model {
            var name = JSONWriter()
            name.string(target.model)
            set("model", name.take())
        }
        guard editFields() else { return nil }
        var messages = ChatMessageEdits(reading, target, profile)
        guard messages.edit(&splice) else { return nil }
        editUsage()
        plan.streams = facts.stream
        plan.clientStreams = facts.stream
        plan.includesUsage = facts.includeUsage
        return EncodedRequest(
            path: ChatTransport.path(target, profile),
            headers: ChatTransport.headers(profile, streams: facts.stream),
            body: splice.segments(of: reading.bytes.count), plan: plan)
    }

    private mutating func set(_ name: String, _ json: [UInt8]) {
        let bytes = reading.bytes
        splice.setMember(name, to: json, of: root, on: tape, in: bytes.span.bytes)
    }

    private mutating func remove(_ name: String) {
        let bytes = reading.bytes
        splice.removeMember(name, of: root, on: tape, in: bytes.span.bytes)
    }

    // MARK: Usage

    /// Counts that the client did not ask for are hidden again.
    private mutating func editUsage() {
        guard profile.hasStreamOptions, !profile.refused.contains("stream_options") else {
            if facts.stream { remove("stream_options") }
            return
        }
        guard facts.stream, !facts.includeUsage else { return }
        plan.hidesUsage = true
        let bytes = reading.bytes
        let span = bytes.span.bytes
        if let options = tape.member("stream_options", of: root, in: span),
            tape.kind(options) == .object
        {
            splice.setMember(
                "include_usage", to: Array("true".utf8), of: options, on: tape, in: span)
        } else {
            set("stream_options", Array(#"{"include_usage":true}"#.utf8))
        }
    }

    // MARK: Fields

    /// Walks the top of the request; false when it needs more than edits.
    private mutating func editFields() -> Bool {
        var limits: [JSONTape.Member] = []
        var cursor = tape.members(of: root)
        while let member = tape.nextMember(&cursor) {
            let name = reading.name(member)
            if profile.refused.contains(name) {
                // A loss that the client should hear of is told by the writer.
                if !reading.isNull(member.value), Self.matters(name) { return false }
                splice.remove(member.name, of: root, on: tape)
                continue
            }
            guard let field = ChatField(rawValue: name), !reading.isNull(member.value) else {
                if ChatProfile.reasoningFields.contains(name), !takesReasoning(name) {
                    return false
                }
                continue
            }
            switch field {
            case .maxTokens, .maxCompletionTokens: limits.append(member)
            default: guard edit(field, member) else { return false }
            }
        }
        editLimits(limits)
        return true
    }

    private static func matters(_ name: String) -> Bool {
        name == "logprobs" || name == "logit_bias" || name == "stop"
    }

    /// The one limit that the host knows, whichever the client used (pitfalls 112 and 113).
    private mutating func editLimits(_ limits: [JSONTape.Member]) {
        guard
            let wanted = limits.first(where: { reading.name($0) == "max_completion_tokens" })
                ?? limits.first
        else { return }
        for member in limits where member.name != wanted.name {
            splice.remove(member.name, of: root, on: tape)
        }
        let name = profile.tokenLimit.rawValue
        guard reading.name(wanted) != name else { return }
        splice.replace(tape.range(wanted.name), with: Array("\"\(name)\"".utf8))
    }

    private mutating func edit(_ field: ChatField, _ member: JSONTape.Member) -> Bool {
        let value = member.value
        switch field {
        case .temperature, .topP, .presencePenalty, .frequencyPenalty:
            return editSampling(field, member)
        case .logitBias, .logprobs, .topLogprobs: return samples
        case .seed: return profile.seed == "seed"
        case .stop: return tape.kind(value) == .string || tape.count(value) <= profile.stopTexts
        case .reasoningEffort, .reasoning, .thinking, .enableThinking, .thinkingBudget,
            .templateArguments, .includeReasoning:
            return editReasoning(field, value)
        case .responseFormat: return takesFormat(value)
        case .tools: return takesTools(value)
        case .toolChoice: return takesChoice(value)
        // Newer hosts know tools only.
        case .functions, .functionCall: return profile.hasPlatformFields || profile.isUnknown
        case .parallelToolCalls:
            if !profile.hasParallelCalls || !facts.tools {
                splice.remove(member.name, of: root, on: tape)
            }
            return true
        case .user:
            if !profile.hasUser { splice.remove(member.name, of: root, on: tape) }
            return true
        default: return true
        }
    }

    // MARK: Sampling

    private var samples: Bool {
        switch profile.sampling {
        case .always: true
        case .never: false
        case .withoutReasoning(let reasonsByDefault):
            if let effort = effort { effort == "none" } else { !reasonsByDefault }
        }
    }

    private var effort: String? { reading.text("reasoning_effort", root) }

    private mutating func editSampling(_ field: ChatField, _ member: JSONTape.Member) -> Bool {
        guard samples else {
            splice.remove(member.name, of: root, on: tape)
            return true
        }
        guard field == .temperature, let bounds = profile.temperatures else { return true }
        let number = tape.double(member.value, in: reading.bytes.span.bytes)
        return number.map(bounds.contains) ?? true
    }

    // MARK: Reasoning

    private func takesReasoning(_ field: String) -> Bool {
        profile.isUnknown || profile.reasoning.fields.contains(field)
    }

    private mutating func editReasoning(_ field: ChatField, _ value: JSONTape.Node) -> Bool {
        guard takesReasoning(field.rawValue) else { return false }
        guard field == .reasoningEffort, !profile.isUnknown,
            let word = reading.text(value), let effort = ReasoningRequest.Effort(rawValue: word),
            let allowed = profile.reasoning.efforts
        else { return true }
        let nearest = Efforts.nearest(effort, in: allowed)
        if nearest != effort {
            splice.replace(value, with: Array("\"\(nearest.rawValue)\"".utf8), on: tape)
        }
        return true
    }

    // MARK: Form and tools

    private func takesFormat(_ value: JSONTape.Node) -> Bool {
        let form: ChatProfile.StructuredOutput
        switch reading.text("type", value) {
        case "json_schema": form = profile.jsonSchema
        case "json_object": form = profile.jsonObject
        default: return true
        }
        if case .native = form { return profile.schemas.isIdentity }
        return false
    }

    private mutating func takesTools(_ value: JSONTape.Node) -> Bool {
        guard profile.schemas.isIdentity, profile.toolChoice.isKnown || choice == nil else {
            return tape.count(value) == 0
        }
        if tape.count(value) == 0 {
            // An empty array crashes some hosts.
            remove("tools")
            return true
        }
        if profile.hasCustomTools, profile.hasStrict { return true }
        var cursor = tape.elements(of: value)
        while let tool = tape.nextElement(&cursor) {
            if !profile.hasCustomTools, !profile.isUnknown, reading.text("type", tool) == "custom" {
                return false
            }
            guard !profile.hasStrict, let function = reading.member("function", tool) else {
                continue
            }
            if let strict = reading.member("strict", function), tape.bool(strict) == true {
                return false
            }
        }
        return true
    }

    private var choice: JSONTape.Node? { reading.member("tool_choice", root) }

    private mutating func takesChoice(_ value: JSONTape.Node) -> Bool {
        guard facts.tools else {
            remove("tool_choice")
            return true
        }
        if profile.isUnknown { return true }
        let rule = profile.toolChoice
        guard rule.isKnown else { return false }
        switch reading.text(value) {
        case "auto", "none": return true
        case "required", "any":
            guard !rule.needsNoReasoning, let word = rule.required else { return false }
            splice.replace(value, with: Array("\"\(word)\"".utf8), on: tape)
            return true
        default: break
        }
        if reading.text("type", value) == "allowed_tools" { return rule.hasAllowed }
        return rule.hasNamed && !rule.needsNoReasoning
    }
}
