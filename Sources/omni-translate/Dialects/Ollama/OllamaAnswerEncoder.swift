internal import JSON

/// Writes a streamed answer: a line for each piece of text, one for each call when it is whole.
struct OllamaAnswerEncoder: AnswerEncoder {
    private enum Kind {
        case text
        case reasoning
        case call(ToolCall)
        case unseen
    }

    private var writer: OllamaAnswerWriter
    /// Blocks by number.
    private var blocks: [Kind] = []
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
            switch blocks[index] {
            case .text: writer.append(.text(text), to: &output)
            case .reasoning: writer.append(.thinking(text), to: &output)
            case .call, .unseen: break
            }
        case .arguments(let index, let text):
            guard blocks.indices.contains(index), case .call(var call) = blocks[index] else {
                return
            }
            // Moved out and back, so that the text is not copied for each piece.
            blocks[index] = .unseen
            call.arguments += text
            blocks[index] = .call(call)
        case .close(let index):
            guard blocks.indices.contains(index), case .call(let call) = blocks[index] else {
                return
            }
            // Whether one that is broken was cut off shows in the end.
            guard call.kind == .custom || OllamaAnswerWriter.isWhole(call) else { return }
            blocks[index] = .unseen
            writer.append(.calls([call]), to: &output)
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stop = reason
        case .proof, .citation, .logprobs: break
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        for block in blocks {
            guard case .call(let call) = block, OllamaAnswerWriter.isUsable(call, stop) else {
                continue
            }
            writer.append(.calls([call]), to: &output)
        }
        writer.appendEnd(stop, usage, to: &output)
    }

    mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        output.append(contentsOf: OllamaCodec.errorBody(error, requestID: ""))
        output.append(0x0a)
    }

    private static func kind(_ start: BlockStart) -> Kind {
        switch start {
        case .text, .refusal: .text
        case .reasoning: .reasoning
        case .toolCall(let start): .call(ToolCall(start))
        case .redactedReasoning, .media, .opaque: .unseen
        }
    }
}
