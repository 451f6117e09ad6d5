internal import IPC
internal import JSON

/// Writes a streamed answer for a client (facts: anthropic-messages, section 6; translation-matrix, section 10).
///
/// The dialect has one open block at a time: a second one waits until the first is closed. A block starts on the wire when
/// it has content, since an empty one is refused when a client sends it back.
struct AnthropicAnswerEncoder: AnswerEncoder {
    /// A block that waits for its turn.
    private struct Waiting {
        var number: Int
        var start: BlockStart
        var events: [AnswerEvent] = []
        var isClosed = false
    }

    /// The block on the wire.
    private struct Current {
        var number: Int
        var start: BlockStart
        /// Its start has been written.
        var isWritten = false
        var proof: Proof?
        /// Of a call with free text, which becomes an object when it is whole.
        var freeText = ""
    }

    private let context: AnswerContext
    private var start = AnswerStart(id: "", model: "")
    private var isStarted = false
    private var current: Current?
    private var waiting: [Waiting] = []
    /// Blocks written so far, which is the next one's index.
    private var written = 0
    private var calls = 0
    private var usage = TokenUsage()
    private var stop: StopReason?

    init(_ context: AnswerContext) { self.context = context }

    mutating func encode(_ event: AnswerEvent, into output: inout [UInt8]) {
        switch event {
        case .start(let start): self.start = start
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stop = reason
        case .open(let number, let start): open(number, start, &output)
        case .text(let number, _), .arguments(let number, _), .proof(let number, _),
            .citation(let number, _):
            if current?.number == number {
                write(event, &output)
            } else if let place = waiting.firstIndex(where: { $0.number == number }) {
                waiting[place].events.append(event)
            }
        case .close(let number): close(number, &output)
        case .logprobs: break
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        while current != nil || !waiting.isEmpty {
            for place in waiting.indices { waiting[place].isClosed = true }
            endCurrent(&output)
        }
        if written == 0 {
            guard stop != .malformed else {
                return fail(
                    GatewayError(
                        status: 502, code: "malformed_answer",
                        message: "The model's answer could not be used."), into: &output)
            }
            writeStart(.text, &output)
            writeStop(&output)
        }
        writeEnd(&output)
    }

    mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        output.append(contentsOf: AnthropicErrors.event(error))
    }

    // MARK: Order

    private mutating func open(_ number: Int, _ start: BlockStart, _ output: inout [UInt8]) {
        guard current == nil else {
            waiting.append(Waiting(number: number, start: start))
            return
        }
        begin(number, start, &output)
    }

    private mutating func begin(_ number: Int, _ start: BlockStart, _ output: inout [UInt8]) {
        current = Current(number: number, start: start)
        switch start {
        case .toolCall:
            calls += 1
            writeStart(start, &output)
        case .opaque(let opaque): writeWhole(opaque, &output)
        case .text, .refusal, .reasoning, .redactedReasoning, .media: break
        }
    }

    private mutating func close(_ number: Int, _ output: inout [UInt8]) {
        if current?.number == number {
            endCurrent(&output)
        } else if let place = waiting.firstIndex(where: { $0.number == number }) {
            waiting[place].isClosed = true
        }
    }

    /// Ends the block on the wire and goes on with those that waited, up to the first that is still under way.
    private mutating func endCurrent(_ output: inout [UInt8]) {
        if let block = current { writeRest(of: block, &output) }
        current = nil
        var done = 0
        while current == nil, done < waiting.count {
            let next = waiting[done]
            done += 1
            begin(next.number, next.start, &output)
            for event in next.events { write(event, &output) }
            if next.isClosed {
                if let block = current { writeRest(of: block, &output) }
                current = nil
            }
        }
        waiting.removeFirst(done)
    }

    // MARK: Pieces

    private mutating func write(_ event: AnswerEvent, _ output: inout [UInt8]) {
        switch event {
        case .text(_, let text): writeText(text, &output)
        case .arguments(_, let text): writeArguments(text, &output)
        case .proof(_, let proof): current?.proof = proof
        case .citation(_, let citation):
            guard current?.start == .text else { return }
            writeStartOnce(&output)
            writeDelta("citations_delta", &output) { writer in
                writer.name("citation")
                AnthropicCitation.write(citation, into: &writer)
            }
        case .start, .open, .logprobs, .close, .usage, .stop: break
        }
    }

    private mutating func writeText(_ text: String, _ output: inout [UInt8]) {
        switch current?.start {
        case .text, .refusal:
            writeStartOnce(&output)
            append(Self.textDelta, text, &output)
        case .reasoning:
            guard !AnthropicProofs.hidesText(context) else { return }
            writeStartOnce(&output)
            append(Self.thinkingDelta, text, &output)
        case .redactedReasoning, .toolCall, .media, .opaque, nil: break
        }
    }

    private mutating func writeArguments(_ text: String, _ output: inout [UInt8]) {
        guard case .toolCall(let call)? = current?.start else { return }
        if call.kind == .custom {
            current?.freeText += text
        } else {
            append(Self.inputDelta, text, &output)
        }
    }

    /// What a block still owes when it ends.
    private mutating func writeRest(of block: Current, _ output: inout [UInt8]) {
        switch block.start {
        case .text, .refusal:
            if block.isWritten { writeStop(&output) }
        case .reasoning:
            guard block.isWritten || block.proof != nil else { return }
            writeStartOnce(&output)
            if let proof = block.proof {
                append(Self.signatureDelta, AnthropicProofs.shown(proof, context), &output)
            }
            writeStop(&output)
        case .redactedReasoning:
            guard let proof = block.proof else { return }
            let data = AnthropicProofs.shown(proof, isRedacted: true, context)
            writeBlock(&output) { AnthropicAnswerWriter.redacted(data, into: &$0) }
            writeStop(&output)
        case .toolCall(let call):
            if call.kind == .custom {
                append(Self.inputDelta, Arguments.wrapped(block.freeText).text, &output)
            }
            writeStop(&output)
        case .media, .opaque: break
        }
    }

    private mutating func writeStartOnce(_ output: inout [UInt8]) {
        guard let block = current, !block.isWritten else { return }
        current?.isWritten = true
        writeStart(block.start, &output)
    }

    private mutating func writeStart(_ start: BlockStart, _ output: inout [UInt8]) {
        writeBlock(&output) { writer in
            switch start {
            case .reasoning: AnthropicAnswerWriter.thinking("", signature: "", into: &writer)
            case .toolCall(let call):
                AnthropicAnswerWriter.call(
                    ToolCall(call), input: .emptyObject, into: &writer)
            case .text, .refusal, .redactedReasoning, .media, .opaque:
                AnthropicAnswerWriter.text("", citations: [], into: &writer)
            }
        }
    }

    /// A block that only this dialect knows; its input goes out as a piece, as clients expect it.
    private mutating func writeWhole(_ opaque: OpaqueBlock, _ output: inout [UInt8]) {
        guard opaque.dialect == .anthropic else { return }
        let parts = AnthropicAnswerWriter.startAndInput(of: opaque.json)
        writeBlock(&output) { $0.raw(parts.start.bytes) }
        if let input = parts.input { append(Self.inputDelta, input.text, &output) }
        writeStop(&output)
    }

    // MARK: Events

    private mutating func writeBlock(
        _ output: inout [UInt8], _ block: (inout JSONWriter) -> Void
    ) {
        writeMessageStart(&output)
        output.append(
            contentsOf: "event: content_block_start\ndata: {\"type\":\"content_block_start\","
                .utf8)
        output.append(contentsOf: "\"index\":\(written),\"content_block\":".utf8)
        Self.json(&output, block)
        output.append(contentsOf: "}\n\n".utf8)
    }

    private mutating func writeStop(_ output: inout [UInt8]) {
        output.append(
            contentsOf: "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",".utf8)
        output.append(contentsOf: "\"index\":\(written)}\n\n".utf8)
        written += 1
    }

    private mutating func writeMessageStart(_ output: inout [UInt8]) {
        guard !isStarted else { return }
        isStarted = true
        var usage = usage
        if usage.allInput == 0 { usage.input = context.estimatedInputTokens }
        output.append(contentsOf: "event: message_start\ndata: ".utf8)
        Self.json(&output) { writer in
            writer.object { writer in
                writer.member("type", "message_start")
                writer.name("message")
                AnthropicAnswerWriter.message(start, context, into: &writer) { writer in
                    writer.member("content", raw: Array("[]".utf8))
                    writer.name("stop_reason")
                    writer.null()
                    writer.name("stop_sequence")
                    writer.null()
                    writer.name("usage")
                    AnthropicUsage.write(usage, start, into: &writer)
                }
            }
        }
        output.append(contentsOf: "\n\n".utf8)
    }

    private mutating func writeEnd(_ output: inout [UInt8]) {
        output.append(contentsOf: "event: message_delta\ndata: ".utf8)
        Self.json(&output) { writer in
            writer.object { writer in
                writer.member("type", "message_delta")
                writer.name("delta")
                writer.object { AnthropicStop.write(stop, calls: calls > 0, into: &$0) }
                writer.name("usage")
                AnthropicUsage.write(usage, into: &writer)
            }
        }
        output.append(
            contentsOf: "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".utf8)
    }

    private mutating func writeDelta(
        _ type: String, _ output: inout [UInt8], _ rest: (inout JSONWriter) -> Void
    ) {
        output.append(contentsOf: Self.deltaStart.utf8)
        output.append(contentsOf: "\(written),\"delta\":".utf8)
        Self.json(&output) { writer in
            writer.object { writer in
                writer.member("type", type)
                rest(&writer)
            }
        }
        output.append(contentsOf: "}\n\n".utf8)
    }

    /// The frequent kinds of pieces, written without any object in between.
    private func append(_ kind: String, _ text: String, _ output: inout [UInt8]) {
        output.append(contentsOf: Self.deltaStart.utf8)
        Self.append(number: written, &output)
        output.append(contentsOf: kind.utf8)
        Self.json(&output) { $0.string(text) }
        output.append(contentsOf: "}}\n\n".utf8)
    }

    private static func append(number: Int, _ output: inout [UInt8]) {
        if number < 10 {
            output.append(UInt8(ascii: "0") + UInt8(number))
        } else {
            output.append(contentsOf: String(number).utf8)
        }
    }

    /// Lets a writer go on in `output` without copying it.
    private static func json(_ output: inout [UInt8], _ body: (inout JSONWriter) -> Void) {
        var buffer: [UInt8] = []
        swap(&buffer, &output)
        var writer = JSONWriter(appendingTo: buffer)
        buffer = []
        body(&writer)
        output = writer.take()
    }

    private static let deltaStart =
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"
    private static let textDelta = #","delta":{"type":"text_delta","text":"#
    private static let thinkingDelta = #","delta":{"type":"thinking_delta","thinking":"#
    private static let inputDelta = #","delta":{"type":"input_json_delta","partial_json":"#
    private static let signatureDelta = #","delta":{"type":"signature_delta","signature":"#
}
