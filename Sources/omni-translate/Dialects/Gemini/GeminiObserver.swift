internal import JSON

/// Watches an answer that passes from a provider to a client of the same dialect.
struct GeminiObserver: AnswerObserver {
    private(set) var hasMeaning = false
    private(set) var isFinished = false
    var usage: TokenUsage { tally.usage(of: model) }
    private(set) var model = ""
    /// The dialect ends answers with calls as it ends all others.
    var stop: StopReason? { hasCalls && reason == .end ? .toolCalls : reason }
    private(set) var textBytes = 0
    /// The dialect has no terminator: counts may come behind the end.
    var isComplete: Bool { isWhole }

    private var isWhole = false
    private var reason: StopReason?
    private var hasCalls = false
    private var tally = GeminiTally()
    /// Reused for every frame.
    private var tape = JSONTape(limits: JSONLimits(depth: 256))

    init() {}

    mutating func observe(name: String, data: RawSpan) throws(AnswerFailure) -> FrameFate {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            // Clients of this dialect take the terminator of another one for broken JSON (pitfall 72).
            if GeminiAnswerDecoder.isDone(data) { return .dropped }
            throw .malformed("a chunk is not JSON: \(error)")
        }
        return try note(data)
    }

    mutating func observe(whole data: RawSpan) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("the answer is not JSON: \(error)")
        }
        _ = try note(data)  // a whole answer goes through as it is
        isFinished = true
        isWhole = true
    }

    private mutating func note(_ data: RawSpan) throws(AnswerFailure) -> FrameFate {
        let root = tape.root
        guard tape.kind(root) == .object else {
            if tape.kind(root) == .array, let only = tape.element(0, of: root),
                tape.member("error", of: only, in: data) != nil
            {
                throw .reported(data.extracting(tape.range(only)).copied)
            }
            throw .malformed("a chunk is no object")
        }
        // Cloud Code puts every chunk into an object of its own (pitfall 179).
        if tape.count(root) <= 4, let inner = tape.member("response", of: root, in: data),
            tape.kind(inner) == .object
        {
            try note(inner, data)
            return .replaced(data.extracting(tape.range(inner)).copied)
        }
        try note(root, data)
        return .kept
    }

    private mutating func note(
        _ chunk: JSONTape.Node, _ data: RawSpan
    ) throws(AnswerFailure) {
        var cursor = tape.members(of: chunk)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "candidates", in: data) {
                noteCandidates(member.value, data)
            } else if tape.equals(member.name, "usageMetadata", in: data) {
                tally.note(usage: member.value, tape, data)
            } else if tape.equals(member.name, "modelVersion", in: data) {
                if model.isEmpty { model = tape.string(member.value, in: data) ?? "" }
            } else if tape.equals(member.name, "promptFeedback", in: data) {
                if tape.member("blockReason", of: member.value, in: data) != nil {
                    reason = .filtered
                    end()
                }
            } else if tape.equals(member.name, "totalTokens", in: data) {
                end()
            } else if tape.equals(member.name, "error", in: data), !tape.isNull(member.value) {
                throw .reported(data.copied)
            }
        }
    }

    private mutating func noteStop(_ node: JSONTape.Node, _ data: RawSpan) {
        switch GeminiStop(node, tape, data) {
        case .normal, .other: reason = .end
        case .length: reason = .length
        case .filtered: reason = .filtered
        case .malformed: reason = .malformed
        case nil: break
        }
    }

    private mutating func end() {
        hasMeaning = true
        isFinished = true
    }

    private mutating func noteCandidates(_ candidates: JSONTape.Node, _ data: RawSpan) {
        var cursor = tape.elements(of: candidates)
        while let candidate = tape.nextElement(&cursor) {
            var members = tape.members(of: candidate)
            while let member = tape.nextMember(&members) {
                if tape.equals(member.name, "content", in: data) {
                    if let parts = tape.member("parts", of: member.value, in: data) {
                        noteParts(parts, data)
                    }
                } else if tape.equals(member.name, "finishReason", in: data) {
                    if !tape.isNull(member.value) { end() }
                    noteStop(member.value, data)
                } else if tape.equals(member.name, "groundingMetadata", in: data) {
                    tally.note(grounding: member.value, tape, data)
                } else if tape.equals(member.name, "urlContextMetadata", in: data) {
                    tally.note(pages: member.value, tape, data)
                }
            }
        }
    }

    private mutating func noteParts(_ parts: JSONTape.Node, _ data: RawSpan) {
        var cursor = tape.elements(of: parts)
        while let part = tape.nextElement(&cursor) {
            var members = tape.members(of: part)
            while let member = tape.nextMember(&members) {
                switch tape.kind(member.value) {
                case .string:
                    guard tape.equals(member.name, "text", in: data) else { continue }
                    let count = tape.contentRange(member.value).count
                    textBytes += count
                    if count > 0 { hasMeaning = true }
                case .object:
                    hasMeaning = true
                    if tape.equals(member.name, "functionCall", in: data) {
                        textBytes += tape.range(member.value).count
                        hasCalls = true
                    } else if tape.equals(member.name, "executableCode", in: data) {
                        tally.noteRun()
                    }
                case .null, .false, .true, .number, .array: break
                }
            }
        }
    }
}
