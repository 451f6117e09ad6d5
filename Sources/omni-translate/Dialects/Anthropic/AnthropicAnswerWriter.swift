internal import IPC
internal import JSON

/// Writes answers and their blocks for clients (facts: anthropic-messages, section 5).
enum AnthropicAnswerWriter {
    /// Ids of calls as the dialect's providers take them back.
    static let idRule = CallIDRule.word(128)

    /// A whole answer.
    static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        var writer = JSONWriter()
        message(answer.start, context, into: &writer) { writer in
            var calls = 0
            writer.name("content")
            writer.array { writer in
                var written = 0
                for block in answer.blocks where self.block(block, context, into: &writer) {
                    written += 1
                    if case .toolCall = block { calls += 1 }
                }
                // A message without content stops some clients for good.
                if written == 0 { text("", citations: [], into: &writer) }
            }
            AnthropicStop.write(answer.stop, calls: calls > 0, into: &writer)
            writer.name("usage")
            AnthropicUsage.write(answer.usage, answer.start, into: &writer)
        }
        return writer.take()
    }

    /// A message object: its identity, and what `rest` writes.
    static func message(
        _ start: AnswerStart, _ context: AnswerContext, into writer: inout JSONWriter,
        _ rest: (inout JSONWriter) -> Void
    ) {
        writer.object { writer in
            writer.member(
                "id",
                start.id.hasPrefix("msg_") ? start.id : InventedIDs.id("msg_", context.target))
            writer.member("type", "message")
            writer.member("role", "assistant")
            writer.member("model", start.model.isEmpty ? context.target.model : start.model)
            rest(&writer)
        }
    }

    /// Writes a block; false when there is nothing of it that the dialect can show.
    private static func block(
        _ block: Block, _ context: AnswerContext, into writer: inout JSONWriter
    ) -> Bool {
        switch block {
        case .text(let block):
            if block.text.isEmpty, block.citations.isEmpty { return false }
            text(block.text, citations: block.citations, into: &writer)
        case .refusal(let words):
            if words.isEmpty { return false }
            text(words, citations: [], into: &writer)
        case .reasoning(let reasoning):
            let proof = reasoning.proof.map {
                AnthropicProofs.shown($0, isRedacted: reasoning.isRedacted, context)
            }
            if reasoning.isRedacted {
                guard let proof else { return false }
                redacted(proof, into: &writer)
            } else {
                let text = AnthropicProofs.hidesText(context) ? "" : reasoning.text
                if text.isEmpty, proof == nil { return false }
                thinking(text, signature: proof ?? "", into: &writer)
            }
        case .toolCall(let toolCall):
            let isCustom = toolCall.kind == .custom
            let input =
                isCustom
                ? Arguments.wrapped(toolCall.arguments) : Arguments.object(toolCall.arguments)
            call(toolCall, input: input, into: &writer)
        case .opaque(let opaque):
            guard opaque.dialect == .anthropic else { return false }
            writer.raw(opaque.json.bytes)
        case .media, .toolResult: return false
        }
        return true
    }

    /// A text block.
    static func text(_ text: String, citations: [Citation], into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "text")
            writer.member("text", text)
            guard !citations.isEmpty else { return }
            writer.name("citations")
            writer.array { writer in
                for citation in citations { AnthropicCitation.write(citation, into: &writer) }
            }
        }
    }

    /// A block of thoughts.
    static func thinking(_ text: String, signature: String, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "thinking")
            writer.member("thinking", text)
            writer.member("signature", signature)
        }
    }

    /// A block of hidden thoughts.
    static func redacted(_ data: String, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "redacted_thinking")
            writer.member("data", data)
        }
    }

    /// A call with `input` in place of its arguments.
    static func call(_ call: ToolCall, input: RawJSON, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "tool_use")
            writer.member("id", CallIDs.legal(call.id, idRule))
            writer.member("name", call.namespace.map { "\($0)__\(call.name)" } ?? call.name)
            writer.name("input")
            writer.raw(input.bytes)
            AnthropicExtras.write(call.extras, into: &writer)
        }
    }

    /// An opaque block with an empty `input`, and that input when there is one.
    static func startAndInput(of json: RawJSON) -> (start: RawJSON, input: RawJSON?) {
        var tape = JSONTape()
        let bytes = json.bytes.span.bytes
        guard (try? tape.parse(bytes)) != nil,
            let input = tape.member("input", of: tape.root, in: bytes),
            tape.kind(input) == .object, tape.count(input) > 0
        else { return (json, nil) }
        var splice = JSONSplice()
        splice.replace(input, with: RawJSON.emptyObject.bytes, on: tape)
        return (RawJSON(splice.apply(to: bytes)), RawJSON(input, tape, bytes))
    }
}
