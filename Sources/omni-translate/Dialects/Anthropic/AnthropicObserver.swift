internal import JSON

/// Watches an answer that passes from a provider to a client of the same dialect.
struct AnthropicObserver: AnswerObserver {
    private(set) var hasMeaning = false
    private(set) var isFinished = false
    private(set) var model = ""
    private(set) var stop: StopReason?
    private(set) var textBytes = 0
    var isComplete: Bool { isFinished }
    var usage: TokenUsage { counts.canonical }

    private var counts = AnthropicUsage()
    private var hasStopped = false
    /// Reused for every frame.
    private var tape = JSONTape(limits: JSONLimits(depth: 256))

    init() {}

    mutating func observe(name: String, data: RawSpan) throws(AnswerFailure) -> FrameFate {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            guard AnthropicAnswerDecoder.isDone(data) else {
                throw .malformed("an event is not JSON: \(error)")
            }
            // Clients of this dialect take the terminator of another one for broken JSON (pitfall 72).
            if hasStopped { isFinished = true }
            return .dropped
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("an event is no object") }
        guard let type = tape.member("type", of: tape.root, in: data) else {
            try refuseError(data, isNamed: name == "error")
            return .kept
        }
        if tape.equals(type, "content_block_delta", in: data) {
            hasMeaning = true
            if let delta = tape.member("delta", of: tape.root, in: data) { count(delta, data) }
        } else if tape.equals(type, "content_block_start", in: data) {
            if let block = tape.member("content_block", of: tape.root, in: data) {
                noteStart(block, data)
            }
        } else if tape.equals(type, "message_start", in: data) {
            if let message = tape.member("message", of: tape.root, in: data) { note(message, data) }
        } else if tape.equals(type, "message_delta", in: data) {
            note(tape.root, data)
            if let delta = tape.member("delta", of: tape.root, in: data) { noteStop(delta, data) }
        } else if tape.equals(type, "message_stop", in: data) {
            isFinished = true
        } else {
            try refuseError(data, isNamed: name == "error")
        }
        return .kept
    }

    mutating func observe(whole data: RawSpan) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("the answer is not JSON: \(error)")
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("the answer is no object") }
        try refuseError(data, isNamed: false)
        note(tape.root, data)
        noteStop(tape.root, data)
        // A count of tokens has no content and is all there is.
        if tape.member("input_tokens", of: tape.root, in: data) != nil { hasMeaning = true }
        if let content = tape.member("content", of: tape.root, in: data) {
            var cursor = tape.elements(of: content)
            while let block = tape.nextElement(&cursor) {
                hasMeaning = true
                count(block, data)
            }
        }
        isFinished = true
    }

    /// Model and counts of a message or an event that has them.
    private mutating func note(_ node: JSONTape.Node, _ data: RawSpan) {
        if model.isEmpty, let name = tape.member("model", of: node, in: data) {
            model = tape.string(name, in: data) ?? ""
        }
        if let usage = tape.member("usage", of: node, in: data) {
            counts.merge(usage, tape, data)
        }
    }

    private mutating func noteStop(_ node: JSONTape.Node, _ data: RawSpan) {
        guard let reason = tape.member("stop_reason", of: node, in: data),
            tape.kind(reason) == .string
        else { return }
        hasStopped = true
        hasMeaning = true
        stop = AnthropicStop.read(
            reason, sequence: tape.member("stop_sequence", of: node, in: data), tape, data)
    }

    /// The start of a text or of thoughts says nothing yet; that of a call does.
    private mutating func noteStart(_ block: JSONTape.Node, _ data: RawSpan) {
        guard let type = tape.member("type", of: block, in: data) else { return }
        if !tape.equals(type, "text", in: data), !tape.equals(type, "thinking", in: data) {
            hasMeaning = true
        }
    }

    /// Adds the length of the texts of a piece, which are its only strings of any length.
    private mutating func count(_ node: JSONTape.Node, _ data: RawSpan) {
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            switch tape.kind(member.value) {
            case .string:
                if !tape.equals(member.name, "type", in: data),
                    !tape.equals(member.name, "signature", in: data)
                {
                    textBytes += tape.contentRange(member.value).count
                }
            case .object:
                if tape.equals(member.name, "input", in: data) {
                    textBytes += tape.range(member.value).count
                }
            case .null, .false, .true, .number, .array: break
            }
        }
    }

    private func refuseError(_ data: RawSpan, isNamed: Bool) throws(AnswerFailure) {
        if isNamed || AnthropicReported.isError(tape, data) { throw .reported(data.copied) }
    }
}
