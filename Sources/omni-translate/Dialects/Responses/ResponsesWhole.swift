/// A whole answer, written by the same rules as a stream of it.
enum ResponsesWhole {
    /// The response object.
    static func response(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        var encoder = ResponsesAnswerEncoder(context)
        // The events themselves go nowhere; what counts is the last response.
        var unused: [UInt8] = []
        func give(_ event: AnswerEvent) {
            encoder.encode(event, into: &unused)
            unused.removeAll(keepingCapacity: true)
        }
        give(.start(answer.start))
        var logprobs = answer.logprobs[...]
        for (index, block) in answer.blocks.enumerated() {
            for event in events(index, block) { give(event) }
            if case .text = block {
                // They are not told apart by block: all belong to the first text.
                while let next = logprobs.popFirst() { give(.logprobs(index, next)) }
            }
            give(.close(index))
        }
        give(.usage(answer.usage))
        if let stop = answer.stop { give(.stop(stop)) }
        encoder.finish(into: &unused)
        return encoder.response
    }

    private static func events(_ index: Int, _ block: Block) -> [AnswerEvent] {
        var events: [AnswerEvent] = []
        func proof(_ proof: Proof?) {
            if let proof { events.append(.proof(index, proof)) }
        }
        func text(_ text: String) {
            if !text.isEmpty { events.append(.text(index, text)) }
        }
        switch block {
        case .text(let value):
            events.append(.open(index, .text))
            proof(value.proof)
            text(value.text)
            for citation in value.citations { events.append(.citation(index, citation)) }
        case .refusal(let value):
            events.append(.open(index, .refusal))
            text(value)
        case .reasoning(let value):
            events.append(.open(index, value.isRedacted ? .redactedReasoning : .reasoning))
            proof(value.proof)
            text(value.text)
        case .toolCall(let call):
            var start = ToolCallStart(id: call.id, name: call.name, kind: call.kind)
            start.namespace = call.namespace
            start.builtin = call.builtin
            events.append(.open(index, .toolCall(start)))
            proof(call.proof)
            if !call.arguments.isEmpty { events.append(.arguments(index, call.arguments)) }
        case .media(let media): events.append(.open(index, .media(media)))
        case .opaque(let opaque): events.append(.open(index, .opaque(opaque)))
        case .toolResult: break
        }
        return events
    }
}
