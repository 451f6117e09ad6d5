internal import IPC
internal import JSON

/// Reads an answer: events of a stream, or a whole response object (facts: openai-responses, sections 5 and 6).
struct ResponsesAnswerDecoder: AnswerDecoder {
    let target: Target
    /// The client knows the dialect's own ids and phases.
    let isOwn: Bool
    var tape = JSONTape()
    var items: [ResponsesItem] = []
    /// The item that the last event spoke of.
    var current: Int?
    /// Blocks opened so far.
    var blockCount = 0
    var refused = false
    var called = false
    var tools = ResponsesToolTally()
    private var hasStarted = false
    private var end: StopReason?

    init(_ target: Target) {
        self.target = target
        isOwn = target.client == .openaiResponses
    }

    var isComplete: Bool { end != nil }
    let heldBytes = 0

    mutating func decode(
        name: String, data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard end == nil, !data.isDoneMark else { return }
        try parse(data)
        let root = tape.root
        let named = tape.member("type", of: root, in: data)
        if let type = named, tape.equals(type, "response.output_text.delta", in: data) {
            delta(.text, data, &events)
        } else if let type = named,
            tape.equals(type, "response.function_call_arguments.delta", in: data)
        {
            argumentsDelta("function_call", data, &events)
        } else if let type = named,
            tape.equals(type, "response.reasoning_summary_text.delta", in: data)
        {
            reasoningDelta("summary_index", data, &events)
        } else {
            let type = named.flatMap { tape.string($0, in: data) } ?? name
            try rare(type, data, &events)
        }
    }

    private mutating func parse(_ data: RawSpan) throws(AnswerFailure) {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("an event is not JSON: \(error)")
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("an event is no object") }
    }

    private mutating func rare(
        _ type: String, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        switch type {
        case "response.created", "response.in_progress", "response.queued":
            if let response = member("response", data) { start(response, data, &events) }
        case "response.output_item.added":
            if let item = member("item", data) { added(item, data, &events) }
        case "response.output_item.done":
            if let item = member("item", data) { done(item, data, &events) }
        case "response.refusal.delta": delta(.refusal, data, &events)
        case "response.reasoning_text.delta", "response.reasoning.delta":
            reasoningDelta("content_index", data, &events)
        case "response.custom_tool_call_input.delta":
            argumentsDelta("custom_tool_call", data, &events)
        case "response.output_text.annotation.added": annotation(data, &events)
        case "response.output_text.done": filled("text", .text, data, &events)
        case "response.refusal.done": filled("refusal", .refusal, data, &events)
        case "response.completed", "response.incomplete", "response.done":
            guard let response = member("response", data) else {
                throw .malformed("the last event holds no response")
            }
            try terminal(response, data, &events)
        case "response.failed", "response.cancelled", "error": throw .reported(data.copied)
        default:
            if isTruthy(member("error", data)) { throw .reported(data.copied) }
        }
    }

    // MARK: Whole answers

    mutating func decode(
        whole data: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard data.byteCount > 0 else { throw .empty }
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("the answer is not JSON: \(error)")
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("the answer is no object") }
        if isTruthy(member("error", data)) { throw .reported(data.copied) }
        guard let output = member("output", data), tape.kind(output) == .array else {
            guard member("detail", data) == nil, member("message", data) == nil else {
                throw .reported(data.copied)
            }
            throw .malformed("the answer holds no output")
        }
        try terminal(tape.root, data, &events)
        try finish(into: &events)
    }

    func isTruthy(_ node: JSONTape.Node?) -> Bool {
        guard let node else { return false }
        return switch tape.kind(node) {
        case .null, .false: false
        case .object, .array: tape.count(node) > 0
        case .string: !tape.contentRange(node).isEmpty
        case .true, .number: true
        }
    }

    // MARK: Beginning and end

    mutating func start(
        _ response: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard !hasStarted else { return }
        hasStarted = true
        var start = AnswerStart(
            id: text("id", of: response, data) ?? "", model: text("model", of: response, data) ?? ""
        )
        if let created = tape.member("created_at", of: response, in: data) {
            start.created = tape.int(created, in: data) ?? 0
            if start.created == 0, let value = tape.double(created, in: data), abs(value) < 1e15 {
                start.created = Int64(value)
            }
        }
        start.serviceTier = text("service_tier", of: response, data)
        events.append(.start(start))
    }

    /// Opens the answer where the provider forgot to.
    mutating func startLate(_ events: inout [AnswerEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        events.append(.start(AnswerStart(id: "", model: "")))
    }

    private mutating func terminal(
        _ response: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        if isTruthy(tape.member("error", of: response, in: data)) { throw .reported(data.copied) }
        start(response, data, &events)
        if let output = tape.member("output", of: response, in: data) {
            rest(output, data, &events)
        }
        for index in items.indices { close(index, &events) }
        let calls = tools.counts(of: response, tape, data)
        if let usage = ResponsesUsage.read(of: response, tools: calls, tape, data) {
            events.append(.usage(usage))
        }
        let reason = stop(response, data)
        end = reason
        if blockCount > 0 || reason != .end { events.append(.stop(reason)) }
    }

    private func stop(_ response: JSONTape.Node, _ data: RawSpan) -> StopReason {
        if text("status", of: response, data) == "incomplete" {
            let details = tape.member("incomplete_details", of: response, in: data)
            let reason = details.flatMap { text("reason", of: $0, data) }
            return reason == "content_filter" ? .filtered : .length
        }
        if refused { return .filtered }
        return called ? .toolCalls : .end
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        guard let end else { throw blockCount > 0 ? .cutShort : .empty }
        // A complete answer of nothing is a mistake of the provider's (pitfall 70).
        if blockCount == 0, end == .end { throw .empty }
    }

    // MARK: Reading

    func member(_ name: StaticString, _ data: RawSpan) -> JSONTape.Node? {
        tape.member(name, of: tape.root, in: data)
    }

    func text(_ name: StaticString, of node: JSONTape.Node, _ data: RawSpan) -> String? {
        tape.member(name, of: node, in: data).flatMap { tape.string($0, in: data) }
    }

    func number(_ name: StaticString, _ data: RawSpan) -> Int? {
        member(name, data).flatMap { tape.int($0, in: data) }.flatMap { Int(exactly: $0) }
    }
}

extension RawSpan {
    /// `[DONE]`, which ends streams of a neighbouring dialect and means nothing here.
    var isDoneMark: Bool {
        guard byteCount == 6 else { return false }
        return withUnsafeBytes { $0.elementsEqual("[DONE]".utf8) }
    }
}
