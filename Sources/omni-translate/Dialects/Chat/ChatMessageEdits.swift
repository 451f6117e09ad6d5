internal import IPC
internal import JSON

/// Edits of single messages of a request that passes through.
struct ChatMessageEdits {
    private let reading: ChatReading
    private let target: Target
    private let profile: ChatProfile
    /// A message other than a system's has come.
    private var hasBegun = false
    private var systems = 0

    private var tape: JSONTape { reading.tape }

    init(_ reading: ChatReading, _ target: Target, _ profile: ChatProfile) {
        self.reading = reading
        self.target = target
        self.profile = profile
    }

    /// Edits all messages; false when the conversation needs more than that.
    mutating func edit(_ splice: inout JSONSplice) -> Bool {
        guard let messages = reading.member("messages", tape.root) else { return false }
        var cursor = tape.elements(of: messages)
        var last: String?
        while let node = tape.nextElement(&cursor) {
            let message = ChatMessage(node, reading)
            let role = reading.text(message.role) ?? ""
            guard edit(message, role, node, &splice) else { return false }
            last = role
        }
        guard last == "assistant" else { return true }
        if case .plain = profile.prefill { return true }
        return false
    }

    private mutating func edit(
        _ message: ChatMessage, _ role: String, _ node: JSONTape.Node,
        _ splice: inout JSONSplice
    ) -> Bool {
        if message.name != nil, !profile.hasNames { return false }
        switch role {
        case "system", "developer": return editSystem(message, role, &splice)
        case "user":
            hasBegun = true
            return takesContent(message.content)
        case "assistant":
            hasBegun = true
            return editAssistant(message, node, &splice)
        case "tool":
            hasBegun = true
            if profile.namesResults, message.name == nil { return false }
            guard takesID(message.toolCallID) else { return false }
            // Pictures in results are moved to the user, which takes writing anew.
            guard let content = message.content else { return true }
            return tape.kind(content) == .string || profile.isUnknown
        default: return true
        }
    }

    private mutating func editSystem(
        _ message: ChatMessage, _ role: String, _ splice: inout JSONSplice
    ) -> Bool {
        systems += 1
        if !profile.systemInside, hasBegun || systems > 1 { return false }
        switch profile.systemRole {
        case .user: return false
        // Models that want the newer role take the older one for it.
        case .developer: return true
        case .system:
            if role == "developer", !profile.hasPlatformFields, let node = message.role {
                splice.replace(node, with: Array(#""system""#.utf8), on: tape)
            }
            return true
        }
    }

    private func takesID(_ node: JSONTape.Node?) -> Bool {
        guard case .alphanumeric = profile.callIDs else { return true }
        return reading.text(node).map(profile.callIDs.allows) ?? true
    }

    private func takesContent(_ content: JSONTape.Node?) -> Bool {
        guard let content, tape.kind(content) == .array, !profile.isUnknown else { return true }
        var cursor = tape.elements(of: content)
        while let part = tape.nextElement(&cursor) {
            if !takes(part) { return false }
        }
        return true
    }

    private func takes(_ part: JSONTape.Node) -> Bool {
        if reading.member("prompt_cache_breakpoint", part) != nil, !profile.hasCacheBreakpoints {
            return false
        }
        if reading.member("cache_control", part) != nil, !profile.hasCacheControl { return false }
        switch reading.text("type", part) {
        case "text": return !profile.media.isEmpty
        case "image_url":
            guard let image = reading.member("image_url", part) else { return true }
            guard let url = reading.text("url", image) else { return false }
            return profile.media.contains(DataURI.isDataURI(url) ? .image : .remoteImage)
        case "input_audio": return profile.media.contains(.audio)
        case "video_url": return profile.media.contains(.video)
        case "file": return profile.media.contains(.file)
        default: return true
        }
    }

    // MARK: Assistant

    private func editAssistant(
        _ message: ChatMessage, _ node: JSONTape.Node, _ splice: inout JSONSplice
    ) -> Bool {
        guard editReasoning(message, node, &splice), editProofs(message, node, &splice) else {
            return false
        }
        guard let calls = message.toolCalls else { return true }
        var cursor = tape.elements(of: calls)
        while let call = tape.nextElement(&cursor) {
            guard takesID(reading.member("id", call)) else { return false }
            guard let extra = reading.member("extra_content", call) else { continue }
            guard editProof(extra, of: call, &splice) else { return false }
        }
        return true
    }

    private func editReasoning(
        _ message: ChatMessage, _ node: JSONTape.Node, _ splice: inout JSONSplice
    ) -> Bool {
        let span = reading.bytes.span.bytes
        switch profile.replay {
        case .sameDialect, .always: break
        case .never:
            // Not all of these refuse it, but none has a use for it (pitfall 143).
            for name in ["reasoning_content", "reasoning"] {
                splice.removeMember(name, of: node, on: tape, in: span)
            }
        case .toolTurns:
            guard let calls = message.toolCalls, tape.count(calls) > 0,
                message.reasoningContent == nil
            else { return true }
            // Known under another name: that takes writing anew.
            guard message.reasoning == nil, message.details == nil else { return false }
            splice.setMember(
                "reasoning_content", to: Array(#""""#.utf8), of: node, on: tape, in: span)
        }
        return true
    }

    // MARK: Proofs

    /// Foreign proofs in our envelope go; one of the host's own must be unwrapped, which takes writing anew.
    private func editProofs(
        _ message: ChatMessage, _ node: JSONTape.Node, _ splice: inout JSONSplice
    ) -> Bool {
        if let extra = message.extraContent, !editProof(extra, of: node, &splice) { return false }
        if let opaque = reading.text(message.opaque), ProofEnvelope.unwrap(opaque) != nil {
            return false
        }
        guard let details = message.details else { return true }
        var enveloped: [JSONTape.Node] = []
        var cursor = tape.elements(of: details)
        while let detail = tape.nextElement(&cursor) {
            let text = reading.text("signature", detail) ?? reading.text("data", detail)
            guard let text, let proof = ProofEnvelope.unwrap(text) else { continue }
            if ProofEnvelope.fits(proof, target) { return false }
            enveloped.append(detail)
        }
        if enveloped.isEmpty { return true }
        if enveloped.count == tape.count(details) {
            splice.removeMember(
                "reasoning_details", of: node, on: tape, in: reading.bytes.span.bytes)
        } else {
            for detail in enveloped { splice.remove(detail, of: details, on: tape) }
        }
        return true
    }

    private func editProof(
        _ extra: JSONTape.Node, of parent: JSONTape.Node, _ splice: inout JSONSplice
    ) -> Bool {
        guard let google = reading.member("google", extra),
            let text = reading.text("thought_signature", google),
            let proof = ProofEnvelope.unwrap(text)
        else { return true }
        if ProofEnvelope.fits(proof, target) { return false }
        splice.removeMember(
            "extra_content", of: parent, on: tape, in: reading.bytes.span.bytes)
        return true
    }
}
