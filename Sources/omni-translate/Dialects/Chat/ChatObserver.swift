internal import IPC
internal import JSON

/// Watches an answer of this dialect pass through: nothing changes but what the gateway asked for itself, token counts.
struct ChatObserver: AnswerObserver {
    private(set) var hasMeaning = false
    private(set) var usage = TokenUsage()
    private(set) var stop: StopReason?
    private(set) var model = ""
    private(set) var textBytes = 0

    private let hidesUsage: Bool
    private var tape = JSONTape()
    private var hasFinish = false
    private var service = ServiceTier.none
    private var isDone = false

    var isFinished: Bool { isDone || hasFinish }
    var isComplete: Bool { isDone }

    init(_ plan: AnswerPlan) { hidesUsage = plan.hidesUsage }

    mutating func observe(name: String, data: RawSpan) throws(AnswerFailure) -> FrameFate {
        if data.isChatDone {
            isDone = true
            return .kept
        }
        try parse(data)
        guard let chunk = ChatChunk(tape, data) else { throw .malformed("an event is no object") }
        if chunk.isError || name == "error" { throw .reported(data.copied) }
        learn(chunk, data, isWhole: false)
        return fate(chunk, data)
    }

    mutating func observe(whole data: RawSpan) throws(AnswerFailure) {
        try parse(data)
        guard let chunk = ChatChunk(tape, data) else { throw .malformed("the answer is no object") }
        if chunk.isError { throw .reported(data.copied) }
        guard let choices = chunk.choices, tape.count(choices) > 0 else { throw .empty }
        learn(chunk, data, isWhole: true)
        hasMeaning = true
        isDone = true
    }

    private mutating func parse(_ data: RawSpan) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("not JSON: \(error)")
        }
    }

    private mutating func learn(_ chunk: ChatChunk, _ data: RawSpan, isWhole: Bool) {
        if model.isEmpty, let node = chunk.model { model = tape.string(node, in: data) ?? "" }
        let tier = ServiceWords.tier(chunk.serviceTier, tape, data)
        if tier != .none { service = tier }
        note(chunk.usage, data)
        guard let choices = chunk.choices else { return }
        var cursor = tape.elements(of: choices)
        while let node = tape.nextElement(&cursor) {
            let choice = ChatChoice(node, tape, data)
            note(choice.usage, data)
            if let delta = choice.delta(isWhole: isWhole) { measure(delta, data) }
            if let text = choice.text, !isEmpty(text) {
                hasMeaning = true
                textBytes += textLength(text, data)
            }
            if let finish = choice.finishReason, tape.kind(finish) == .string {
                hasFinish = true
                hasMeaning = true
                noteStop(finish, data)
            }
        }
    }

    /// Of several choices, the one with calls says how the answer ended.
    private mutating func noteStop(_ node: JSONTape.Node, _ data: RawSpan) {
        guard let word = tape.string(node, in: data),
            case .stop(let reason) = ChatFinish.meaning(word)
        else { return }
        if stop == nil || reason == .toolCalls { stop = reason }
    }

    /// Zeros in the middle of a stream must not replace real counts (pitfall 4).
    private mutating func note(_ node: JSONTape.Node?, _ data: RawSpan) {
        guard let node, var found = ChatUsage.read(node, tape, data) else { return }
        // The answer's own word for it is in each chunk, the one in the counts is a few hosts'.
        if service != .none { found.service = service }
        usage = found
    }

    /// Anything beyond a role is content; only what the model wrote as text counts as such.
    ///
    /// Pictures and sound are tokens of another measure, and what was thought may stand there under several names.
    private mutating func measure(_ delta: JSONTape.Node, _ data: RawSpan) {
        var thoughts = 0
        var cursor = tape.members(of: delta)
        while let member = tape.nextMember(&cursor) {
            func isNamed(_ name: StaticString) -> Bool { tape.equals(member.name, name, in: data) }
            if isEmpty(member.value) { continue }
            if isNamed("content") || isNamed("refusal") {
                textBytes += textLength(member.value, data)
            } else if isNamed("role") {
                continue
            } else if isNamed("tool_calls") || isNamed("function_call") {
                textBytes += tape.range(member.value).count
            } else if isNamed("reasoning_content") || isNamed("reasoning")
                || isNamed("reasoning_details") || isNamed("reasoning_text")
                || isNamed("thinking")
            {
                thoughts = max(thoughts, textLength(member.value, data))
            } else if isNamed("audio") {
                textBytes += textLength(tape.member("transcript", of: member.value, in: data), data)
            }
            hasMeaning = true
        }
        textBytes += thoughts
    }

    /// What says nothing: null, numbers, and text and lists without anything in them.
    private func isEmpty(_ node: JSONTape.Node) -> Bool {
        switch tape.kind(node) {
        case .string: tape.contentRange(node).isEmpty
        case .array, .object: tape.count(node) == 0
        case .null, .true, .false, .number: true
        }
    }

    /// Bytes of a text, or of the texts of its parts, which may have parts of their own.
    private func textLength(_ node: JSONTape.Node?, _ data: RawSpan) -> Int {
        guard let node else { return 0 }
        if tape.kind(node) == .string { return tape.contentRange(node).count }
        var sum = 0
        tape.forEachElement(of: node) { part in
            for name: StaticString in ["text", "summary", "thinking"] {
                sum += textLength(tape.member(name, of: part, in: data), data)
            }
        }
        return sum
    }

    private func fate(_ chunk: ChatChunk, _ data: RawSpan) -> FrameFate {
        guard hidesUsage else { return .kept }
        if let node = chunk.usage {
            // Counts beside a choice came unasked.
            let isAlone = chunk.choices.map { tape.count($0) == 0 } ?? false
            return isAlone && ChatUsage.read(node, tape, data) != nil ? .dropped : .kept
        }
        // `"usage":null` stands in every chunk because we asked.
        guard let member = tape.allMembers(named: "usage", of: tape.root, in: data).last,
            tape.isNull(member.value)
        else { return .kept }
        var splice = JSONSplice()
        splice.remove(member.name, of: tape.root, on: tape)
        return .replaced(splice.apply(to: data))
    }
}
