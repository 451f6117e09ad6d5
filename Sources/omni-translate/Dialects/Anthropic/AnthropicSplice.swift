internal import IPC
internal import JSON

/// A client's own bytes for a provider of the same dialect (facts: translation-matrix, section 13, "passthrough edits").
struct AnthropicSplice {
    private let source: RequestSource
    private let target: Target
    private let profile: AnthropicProfile
    private var splice = JSONSplice()

    /// The request; nil when it must be written anew.
    static func make(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        let profile = AnthropicProfile.of(target)
        // Some hosts know less of the dialect than its clients.
        guard profile.takesClientBytes else { return nil }
        var maker = AnthropicSplice(source, target, profile)
        guard maker.edit(facts) else { return nil }
        return maker.encoded(facts)
    }

    private init(_ source: RequestSource, _ target: Target, _ profile: AnthropicProfile) {
        self.source = source
        self.target = target
        self.profile = profile
    }

    private func encoded(_ facts: RequestFacts) -> EncodedRequest {
        let counts = source.endpoint == .countTokens
        let streams = facts.stream && !counts
        var plan = AnswerPlan()
        plan.streams = streams
        plan.clientStreams = streams
        let root = JSONDocument(bytes: source.bytes, tape: source.tape).root
        return EncodedRequest(
            path: profile.path(target, streams: streams, counts: counts),
            headers: profile.headers(
                version: source.headers.first { $0.name == "anthropic-version" }?.value,
                betas: AnthropicBetas(source, root), streams: streams),
            body: splice.segments(of: source.bytes.count), plan: plan)
    }

    /// Notes the edits; false when they would take more than that.
    private mutating func edit(_ facts: RequestFacts) -> Bool {
        // Held apart, because the splice changes while they are read.
        let held = source.bytes
        let bytes = held.span.bytes
        let tape = source.tape
        editModel(tape, bytes)
        // Not fields of the body, whatever clients send.
        splice.removeMember("betas", of: tape.root, on: tape, in: bytes)
        splice.removeMember("anthropic_beta", of: tape.root, on: tape, in: bytes)
        guard ProofEnvelope.isMentioned(in: bytes) else { return true }
        guard let messages = tape.member("messages", of: tape.root, in: bytes) else { return false }
        var cursor = tape.elements(of: messages)
        while let message = tape.nextElement(&cursor) {
            guard editProofs(message, tape, bytes) else { return false }
        }
        return true
    }

    private mutating func editModel(_ tape: JSONTape, _ bytes: RawSpan) {
        let counts = source.endpoint == .countTokens
        switch profile.form {
        case .messages: setModel(tape, bytes)
        case .vertex:
            if counts {
                setModel(tape, bytes)
            } else {
                splice.removeMember("model", of: tape.root, on: tape, in: bytes)
            }
            splice.setMember(
                "anthropic_version", to: Array("\"\(AnthropicProfile.vertexVersion)\"".utf8),
                of: tape.root, on: tape, in: bytes)
        }
    }

    private mutating func setModel(_ tape: JSONTape, _ bytes: RawSpan) {
        if let node = tape.member("model", of: tape.root, in: bytes),
            tape.equals(node, text: target.model, in: bytes)
        {
            return
        }
        var name = JSONWriter()
        name.string(target.model)
        splice.setMember("model", to: name.take(), of: tape.root, on: tape, in: bytes)
    }

    /// Takes the envelopes of this provider's proofs off, and blocks with others away; false when a message would be left
    /// empty or end in thoughts.
    private mutating func editProofs(
        _ message: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard let content = tape.member("content", of: message, in: bytes),
            tape.kind(content) == .array
        else { return true }
        var left = 0
        var isRemoved = false
        var calls = false
        var cursor = tape.elements(of: content)
        while let block = tape.nextElement(&cursor) {
            guard let node = proof(of: block, tape, bytes), let text = tape.string(node, in: bytes),
                let proof = ProofEnvelope.unwrap(text)
            else {
                left += 1
                if isCall(block, tape, bytes) { calls = true }
                continue
            }
            guard ProofEnvelope.fits(proof, target) else {
                isRemoved = true
                splice.remove(block, of: content, on: tape)
                continue
            }
            var value = JSONWriter()
            value.string(proof.value)
            splice.replace(node, with: value.take(), on: tape)
            left += 1
        }
        // A call without its thoughts may be refused where thinking is on: that takes more than a splice.
        return left > 0 && !(isRemoved && calls)
    }

    private func isCall(_ block: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) -> Bool {
        tape.member("type", of: block, in: bytes).map { tape.equals($0, "tool_use", in: bytes) }
            ?? false
    }

    /// The text of a block that may be an envelope.
    private func proof(
        of block: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> JSONTape.Node? {
        guard let type = tape.member("type", of: block, in: bytes) else { return nil }
        if tape.equals(type, "thinking", in: bytes) {
            return tape.member("signature", of: block, in: bytes)
        }
        if tape.equals(type, "redacted_thinking", in: bytes) {
            return tape.member("data", of: block, in: bytes)
        }
        return nil
    }
}
