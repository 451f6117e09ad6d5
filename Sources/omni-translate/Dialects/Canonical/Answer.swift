/// A whole answer.
package struct Answer: Sendable, Equatable {
    package var start = AnswerStart(id: "", model: "")
    package var blocks: [Block] = []
    package var stop: StopReason?
    package var usage = TokenUsage()
    /// Of the text blocks, in order.
    package var logprobs: [RawJSON] = []

    package init() {}
}

extension Answer {
    /// The events that it could have been made from.
    package var events: [AnswerEvent] {
        var events: [AnswerEvent] = [.start(start)]
        var unplaced = logprobs
        for (index, block) in blocks.enumerated() {
            events += Self.events(block, index)
            guard case .text = block, !unplaced.isEmpty else { continue }
            // They are not told apart by block: all belong to the first text.
            let place = events.count - 1
            events.insert(contentsOf: unplaced.map { .logprobs(index, $0) }, at: place)
            unplaced = []
        }
        events.append(.usage(usage))
        if let stop { events.append(.stop(stop)) }
        return events
    }

    /// A proof comes first, because some dialects must show it where a block begins.
    private static func events(_ block: Block, _ index: Int) -> [AnswerEvent] {
        let start: BlockStart
        var proof: Proof?
        var content: [AnswerEvent] = []
        switch block {
        case .text(let value):
            start = .text
            proof = value.proof
            content = text(value.text, index) + value.citations.map { .citation(index, $0) }
        case .refusal(let value):
            start = .refusal
            content = text(value, index)
        case .reasoning(let value):
            start = value.isRedacted ? .redactedReasoning : .reasoning
            proof = value.proof
            content = text(value.text, index)
        case .toolCall(let call):
            start = .toolCall(ToolCallStart(call))
            proof = call.proof
            if !call.arguments.isEmpty { content = [.arguments(index, call.arguments)] }
        case .media(let media): start = .media(media)
        case .opaque(let opaque): start = .opaque(opaque)
        // Results stand in requests only.
        case .toolResult: return []
        }
        let proofs = proof.map { [AnswerEvent.proof(index, $0)] } ?? []
        return [.open(index, start)] + proofs + content + [.close(index)]
    }

    private static func text(_ text: String, _ index: Int) -> [AnswerEvent] {
        text.isEmpty ? [] : [.text(index, text)]
    }
}

extension ToolCallStart {
    /// The call without its arguments.
    package init(_ call: ToolCall) {
        self.init(id: call.id, name: call.name, kind: call.kind)
        namespace = call.namespace
        builtin = call.builtin
        extras = call.extras
    }
}

/// Collects the events of an answer.
package struct AnswerBuilder: Sendable {
    package private(set) var answer = Answer()

    package init() {}

    /// Takes one event.
    package mutating func add(_ event: AnswerEvent) {
        switch event {
        case .start(let start): answer.start = start
        case .open(let index, let start):
            guard index == answer.blocks.count else { return }
            answer.blocks.append(Self.block(start))
        case .text(let index, let text): change(index) { Self.append(text, to: &$0) }
        case .arguments(let index, let text):
            change(index) { block in
                guard case .toolCall(var call) = block else { return }
                // Moved out and back, so that the text is not copied for each piece.
                block = .refusal("")
                call.arguments += text
                block = .toolCall(call)
            }
        case .proof(let index, let proof): change(index) { Self.set(proof, on: &$0) }
        case .citation(let index, let citation):
            change(index) { block in
                guard case .text(var text) = block else { return }
                text.citations.append(citation)
                block = .text(text)
            }
        case .logprobs(_, let json): answer.logprobs.append(json)
        case .close: break
        case .usage(let usage): answer.usage = usage
        case .stop(let reason): answer.stop = reason
        }
    }

    private mutating func change(_ index: Int, _ body: (inout Block) -> Void) {
        guard answer.blocks.indices.contains(index) else { return }
        body(&answer.blocks[index])
    }

    private static func block(_ start: BlockStart) -> Block {
        switch start {
        case .text: .text(TextBlock(""))
        case .refusal: .refusal("")
        case .reasoning: .reasoning(Reasoning(""))
        case .redactedReasoning: .reasoning(Reasoning("", isRedacted: true))
        case .toolCall(let start): .toolCall(ToolCall(start))
        case .media(let media): .media(media)
        case .opaque(let opaque): .opaque(opaque)
        }
    }

    private static func append(_ text: String, to block: inout Block) {
        switch block {
        case .text(var value):
            block = .refusal("")
            value.text += text
            block = .text(value)
        case .refusal(var value):
            block = .refusal("")
            value += text
            block = .refusal(value)
        case .reasoning(var value):
            block = .refusal("")
            value.text += text
            block = .reasoning(value)
        case .media, .toolCall, .toolResult, .opaque: break
        }
    }

    private static func set(_ proof: Proof, on block: inout Block) {
        switch block {
        case .text(var value):
            value.proof = proof
            block = .text(value)
        case .reasoning(var value):
            value.proof = proof
            block = .reasoning(value)
        case .toolCall(var value):
            value.proof = proof
            block = .toolCall(value)
        case .media(var value):
            value.proof = proof
            block = .media(value)
        case .refusal, .toolResult, .opaque: break
        }
    }
}

extension ToolCall {
    /// The call that a start announces, without arguments yet.
    package init(_ start: ToolCallStart) {
        self.init(id: start.id, name: start.name, arguments: "")
        namespace = start.namespace
        kind = start.kind
        builtin = start.builtin
        extras = start.extras
    }
}
