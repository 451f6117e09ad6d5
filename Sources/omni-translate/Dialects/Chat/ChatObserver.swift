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
            if let text = choice.text { measure(field: text) }
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

    /// Anything beyond a role is content.
    private mutating func measure(_ delta: JSONTape.Node, _ data: RawSpan) {
        var cursor = tape.members(of: delta)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "role", in: data) { continue }
            measure(field: member.value)
        }
    }

    private mutating func measure(field node: JSONTape.Node) {
        switch tape.kind(node) {
        case .string:
            let count = tape.contentRange(node).count
            textBytes += count
            if count > 0 { hasMeaning = true }
        case .array, .object:
            guard tape.count(node) > 0 else { return }
            hasMeaning = true
            textBytes += tape.range(node).count
        case .null, .true, .false, .number: break
        }
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
