internal import NIOCore

/// Writes answers as Anthropic's Messages.
struct MessagesWriter: AnswerWriter {
    private let context: AnswerContext
    private let events: EventStream
    /// Which content block is open, or comes next.
    private var index = 0

    /// Writes one answer.
    init(_ context: AnswerContext) {
        self.context = context
        events = context.events
    }

    mutating func begin(to buffer: inout ByteBuffer) {
        let message: JSONText = #"""
            {"model":\#(context.identity.model),"id":\#(context.identity.id),"type":"message",\#
            "role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,\#
            "usage":\#(raw: usage(output: 1))}
            """#
        write("message_start", #""message":\#(raw: message)"#, to: &buffer)
    }

    mutating func open(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        let block: JSONText =
            switch part {
            case .reasoning where context.directives.redacted: Self.redacted
            case .reasoning: #"{"type":"thinking","thinking":"","signature":""}"#
            case .text: #"{"type":"text","text":""}"#
            case .call(let call): Self.call(call, input: "{}")
            }
        write(
            "content_block_start", #""index":\#(index),"content_block":\#(raw: block)"#, to: &buffer
        )
        if index == 0 { comment(to: &buffer) }
        guard case .call = part else { return }
        // The first fragment of real servers is empty, and so it is for calls without arguments.
        writeDelta(#"{"type":"input_json_delta","partial_json":""}"#, to: &buffer)
    }

    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer
    ) {
        let delta: JSONText
        switch part {
        case .reasoning(let text):
            let said = text.escaped(index, now: now)
            delta = #"{"type":"thinking_delta","thinking":"\#(escaped: said)"}"#
        case .text(let text):
            let said = text.escaped(index, now: now)
            delta = #"{"type":"text_delta","text":"\#(escaped: said)"}"#
        case .call(let call):
            let piece = call.fragments[index]
            delta = #"{"type":"input_json_delta","partial_json":"\#(escaped: piece)"}"#
        }
        writeDelta(delta, to: &buffer)
    }

    mutating func close(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        if case .reasoning(let text) = part, !context.directives.redacted {
            writeDelta(
                #"{"type":"signature_delta","signature":\#(Self.signature(of: text))}"#,
                to: &buffer)
        }
        write("content_block_stop", #""index":\#(index)"#, to: &buffer)
        index += 1
    }

    mutating func finish(to buffer: inout ByteBuffer) {
        let fields: JSONText = #"""
            "delta":{"stop_reason":\#(Self.name(of: context.answer.stop)),\#
            "stop_sequence":null},"usage":\#(raw: usage(output: context.usage.completion))
            """#
        write("message_delta", fields, to: &buffer)
    }

    mutating func terminate(to buffer: inout ByteBuffer) {
        events.write(#"{"type":"message_stop"}"#, named: "message_stop", to: &buffer)
    }

    mutating func fail(to buffer: inout ByteBuffer) {
        let body = MessagesErrors.body(
            of: .usual(for: 529), requestId: "req_\(context.identity.id)")
        events.write(JSONText(raw: Array(body.readableBytesView)), named: "error", to: &buffer)
    }

    mutating func garbage(to buffer: inout ByteBuffer) {
        events.writeGarbage(named: "content_block_delta", to: &buffer)
    }

    mutating func comment(to buffer: inout ByteBuffer) {
        events.write(#"{"type": "ping"}"#, named: "ping", to: &buffer)
    }

    func whole(now: UInt64) -> ByteBuffer {
        let blocks = context.answer.parts.map { part -> JSONText in
            switch part {
            case .reasoning where context.directives.redacted: return Self.redacted
            case .reasoning(let text):
                return #"""
                    {"type":"thinking","thinking":"\#(escaped: text.escaped(now: now))",\#
                    "signature":\#(Self.signature(of: text))}
                    """#
            case .text(let text):
                return #"{"type":"text","text":"\#(escaped: text.escaped(now: now))"}"#
            case .call(let call): return Self.call(call, input: JSONText(raw: call.arguments))
            }
        }
        return message(content: blocks, stop: Self.name(of: context.answer.stop))
    }

    func empty() -> ByteBuffer {
        message(content: [], stop: "end_turn")
    }

    private func message(content: [JSONText], stop: String) -> ByteBuffer {
        let body: JSONText = #"""
            {"model":\#(context.identity.model),"id":\#(context.identity.id),"type":"message",\#
            "role":"assistant","content":\#(list: content),"stop_reason":\#(stop),\#
            "stop_sequence":null,"usage":\#(raw: usage(output: context.usage.completion))}
            """#
        return body.buffer
    }

    /// What is counted; tokens from a cache are not among those of the input.
    private func usage(output: Int) -> JSONText {
        #"""
        {"input_tokens":\#(context.usage.prompt - context.usage.cached),\#
        "cache_creation_input_tokens":0,"cache_read_input_tokens":\#(context.usage.cached),\#
        "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},\#
        "output_tokens":\#(output),"service_tier":"standard"}
        """#
    }

    private func write(_ type: String, _ fields: JSONText, to buffer: inout ByteBuffer) {
        events.write(#"{"type":\#(type),\#(raw: fields)}"#, named: type, to: &buffer)
    }

    private func writeDelta(_ delta: JSONText, to buffer: inout ByteBuffer) {
        write("content_block_delta", #""index":\#(index),"delta":\#(raw: delta)"#, to: &buffer)
    }

    private static func call(_ call: ToolCall, input: JSONText) -> JSONText {
        #"""
        {"type":"tool_use","id":\#("toolu_mock_\(call.number)"),"name":\#(call.tool.name),\#
        "input":\#(raw: input)}
        """#
    }

    private static var redacted: JSONText {
        let data = Proof.issue(.anthropic, of: MessagesProofs.redactedText)
        return #"{"type":"redacted_thinking","data":\#(data)}"#
    }

    private static func signature(of text: AnswerText) -> String {
        Proof.issue(.anthropic, of: text.escaped(now: 0))
    }

    private static func name(of stop: Answer.Stop) -> String {
        switch stop {
        case .end: "end_turn"
        case .length: "max_tokens"
        case .calls: "tool_use"
        case .filter: "refusal"
        case .pause: "pause_turn"
        }
    }
}
