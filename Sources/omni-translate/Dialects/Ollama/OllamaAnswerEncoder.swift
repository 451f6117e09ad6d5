internal import JSON

/// Writes a streamed answer: a line for each piece of text, one for each call when it is whole.
struct OllamaAnswerEncoder: AnswerEncoder {
    private enum Kind {
        case text
        case reasoning(isEmpty: Bool)
        case call(ToolCall, isClosed: Bool)
        case unseen
    }

    private var writer: OllamaAnswerWriter
    /// Blocks by number.
    private var blocks: [Kind] = []
    /// The first block whose call may still have to be written: calls keep the order in which they began.
    private var unwritten = 0
    private var calls = 0
    private var hasThought = false
    private var stop: StopReason?
    private var usage = TokenUsage()

    init(_ context: AnswerContext) { writer = OllamaAnswerWriter(context) }

    mutating func encode(_ event: AnswerEvent, into output: inout [UInt8]) {
        switch event {
        case .start(let start): if !start.model.isEmpty { writer.model = start.model }
        case .open(let index, let start):
            guard index == blocks.count else { return }
            blocks.append(Self.kind(start))
        case .text(let index, let text):
            guard blocks.indices.contains(index) else { return }
            append(text, index, &output)
        case .arguments(let index, let text):
            guard blocks.indices.contains(index), case .call(var call, _) = blocks[index] else {
                return
            }
            // Moved out and back, so that the text is not copied for each piece.
            blocks[index] = .unseen
            call.arguments += text
            blocks[index] = .call(call, isClosed: false)
        case .close(let index):
            guard blocks.indices.contains(index), case .call(let call, _) = blocks[index] else {
                return
            }
            blocks[index] = .call(call, isClosed: true)
            writeCalls(&output)
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stop = reason
        case .proof, .citation, .logprobs: break
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        for block in blocks[unwritten...] {
            guard case .call(let call, _) = block, OllamaAnswerWriter.isUsable(call, stop) else {
                continue
            }
            write(call, &output)
        }
        writer.appendEnd(stop, usage, to: &output)
    }

    private mutating func append(_ text: String, _ index: Int, _ output: inout [UInt8]) {
        switch blocks[index] {
        case .text: writer.append(.text(text), to: &output)
        case .reasoning(let isEmpty):
            // One text holds all thoughts.
            let isNext = isEmpty && hasThought
            hasThought = true
            blocks[index] = .reasoning(isEmpty: false)
            writer.append(.thinking(isNext ? "\n\n" + text : text), to: &output)
        case .call, .unseen: break
        }
    }

    /// Writes the calls that are whole, up to the first that is not.
    private mutating func writeCalls(_ output: inout [UInt8]) {
        while unwritten < blocks.count {
            if case .call(let call, let isClosed) = blocks[unwritten] {
                // Whether one that is broken was cut off shows in the end.
                guard isClosed, call.kind == .custom || OllamaAnswerWriter.isWhole(call) else {
                    return
                }
                blocks[unwritten] = .unseen
                write(call, &output)
            }
            unwritten += 1
        }
    }

    private mutating func write(_ call: ToolCall, _ output: inout [UInt8]) {
        writer.append(.calls([call], first: calls), to: &output)
        calls += 1
    }

    mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        output.append(contentsOf: OllamaCodec.errorBody(error, requestID: ""))
        output.append(0x0a)
    }

    private static func kind(_ start: BlockStart) -> Kind {
        switch start {
        case .text, .refusal: .text
        case .reasoning: .reasoning(isEmpty: true)
        case .toolCall(let start): .call(ToolCall(start), isClosed: false)
        case .redactedReasoning, .media, .opaque: .unseen
        }
    }
}
