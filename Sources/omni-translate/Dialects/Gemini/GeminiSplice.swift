internal import IPC
internal import JSON

/// A client's own bytes for a provider of the same dialect (facts: translation-matrix, section 13, "passthrough
/// edits").
///
/// The model stands in the path, so that bodies go as they are, but for signatures of other makers.
struct GeminiSplice {
    private let source: RequestSource
    private let target: Target
    private let profile: GeminiProfile
    private let model: GeminiModel
    private var splice = JSONSplice()

    /// The request; nil when it must be written anew.
    static func make(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        guard source.endpoint == .chat, source.streamForm != .array else { return nil }
        var maker = GeminiSplice(source, target)
        guard maker.edit() else { return nil }
        return maker.encoded(facts)
    }

    private init(_ source: RequestSource, _ target: Target) {
        self.source = source
        self.target = target
        profile = GeminiProfile.of(target)
        model = GeminiModel.named(target.model)
    }

    private func encoded(_ facts: RequestFacts) -> EncodedRequest {
        var plan = AnswerPlan()
        plan.streams = facts.stream
        plan.clientStreams = facts.stream
        plan.includesUsage = facts.includeUsage
        return EncodedRequest(
            path: profile.path(target, streams: facts.stream),
            headers: GeminiProfile.headers(streams: facts.stream),
            body: splice.segments(of: source.bytes.count), plan: plan)
    }

    /// Notes the edits; false when they would take more than that.
    private mutating func edit() -> Bool {
        // Held apart, because the splice changes while they are read.
        let held = source.bytes
        let bytes = held.span.bytes
        let tape = source.tape
        // A field of the path, whatever some clients put into the body.
        splice.removeMember("model", of: tape.root, on: tape, in: bytes)
        guard let contents = tape.member("contents", of: tape.root, in: bytes) else { return false }
        if ProofEnvelope.isMentioned(in: bytes) {
            guard editProofs(contents, tape, bytes) else { return false }
        }
        if model.needsSignatures { return areCallsSigned(contents, tape, bytes) }
        return true
    }

    // MARK: Envelopes

    /// Takes the envelopes of this maker's signatures off and others away; false when a content would be left empty.
    private mutating func editProofs(
        _ contents: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard tape.kind(contents) == .array else { return false }
        var cursor = tape.elements(of: contents)
        while let content = tape.nextElement(&cursor) {
            guard let parts = tape.member("parts", of: content, in: bytes) else { continue }
            guard tape.kind(parts) == .array else { return false }
            var left = 0
            var places = tape.elements(of: parts)
            while let part = tape.nextElement(&places) {
                if editProof(of: part, in: parts, tape, bytes) { left += 1 }
            }
            guard left > 0 || tape.count(parts) == 0 else { return false }
        }
        return true
    }

    /// Edits a part; false when it goes.
    private mutating func editProof(
        of part: JSONTape.Node, in parts: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard
            let node = tape.member("thoughtSignature", "thought_signature", of: part, in: bytes),
            let text = tape.string(node, in: bytes), let proof = ProofEnvelope.unwrap(text)
        else { return true }
        if ProofEnvelope.fits(proof, target) {
            var value = JSONWriter()
            value.string(proof.value)
            splice.replace(node, with: value.take(), on: tape)
            return true
        }
        let isCall = tape.member("functionCall", "function_call", of: part, in: bytes) != nil
        if isCall, model.needsSignatures {
            splice.replace(
                node, with: Array("\"\(GeminiTurnWriter.sentinel)\"".utf8), on: tape)
            return true
        }
        let words = tape.member("text", of: part, in: bytes)
        if let words, tape.contentRange(words).isEmpty {
            // It was there for its signature only.
            splice.remove(part, of: parts, on: tape)
            return false
        }
        for name in ["thoughtSignature", "thought_signature"] {
            splice.removeMember(name, of: part, on: tape, in: bytes)
        }
        return true
    }

    // MARK: Missing signatures

    /// Whether the first call of each of the model's turns since the user last said something is signed.
    ///
    /// Else another provider made it: such a request is refused, and is written anew (pitfall 169).
    private func areCallsSigned(
        _ contents: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        var isSigned = true
        var cursor = tape.elements(of: contents)
        while let content = tape.nextElement(&cursor) {
            let role = tape.member("role", of: content, in: bytes)
            let isModel = role.map { tape.equals($0, "model", in: bytes) } ?? false
            guard let parts = tape.member("parts", of: content, in: bytes) else { continue }
            if isModel {
                if !isFirstCallSigned(parts, tape, bytes) { isSigned = false }
            } else if !hasResult(parts, tape, bytes) {
                isSigned = true
            }
        }
        return isSigned
    }

    private func isFirstCallSigned(
        _ parts: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        var cursor = tape.elements(of: parts)
        while let part = tape.nextElement(&cursor) {
            guard tape.member("functionCall", "function_call", of: part, in: bytes) != nil else {
                continue
            }
            return tape.member("thoughtSignature", "thought_signature", of: part, in: bytes) != nil
        }
        return true
    }

    private func hasResult(
        _ parts: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        var cursor = tape.elements(of: parts)
        while let part = tape.nextElement(&cursor) {
            let result = tape.member("functionResponse", "function_response", of: part, in: bytes)
            if result != nil { return true }
        }
        return false
    }
}
