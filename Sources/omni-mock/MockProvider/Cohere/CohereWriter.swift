internal import NIOCore

/// Writes answers as Cohere's chat.
struct CohereWriter: AnswerWriter {
    private let context: AnswerContext
    private let events: EventStream
    /// Text that comes before calls is a plan of them, and no content.
    private let hasCalls: Bool
    private var content = 0
    private var calls = 0

    /// Writes one answer.
    init(_ context: AnswerContext) {
        self.context = context
        events = context.events
        hasCalls = context.answer.parts.contains { if case .call = $0 { true } else { false } }
    }

    mutating func begin(to buffer: inout ByteBuffer) {
        write(
            "message-start",
            #"""
            "id":\#(context.identity.id),"delta":{"message":{"role":"assistant","content":[],\#
            "tool_plan":"","tool_calls":[],"citations":[]}}
            """#, to: &buffer)
    }

    mutating func open(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        switch part {
        case .reasoning: startContent(#"{"type":"thinking","thinking":""}"#, to: &buffer)
        case .text where hasCalls: break
        case .text: startContent(#"{"type":"text","text":""}"#, to: &buffer)
        case .call(let call):
            let start = Self.call(call, arguments: [])
            write(
                "tool-call-start",
                #""index":\#(calls),"delta":{"message":{"tool_calls":\#(raw: start)}}"#, to: &buffer
            )
        }
    }

    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer
    ) {
        switch part {
        case .reasoning(let text):
            writeContent(#"{"thinking":"\#(escaped: text.escaped(index, now: now))"}"#, to: &buffer)
        case .text(let text) where hasCalls:
            let plan = text.escaped(index, now: now)
            write(
                "tool-plan-delta", #""delta":{"message":{"tool_plan":"\#(escaped: plan)"}}"#,
                to: &buffer)
        case .text(let text):
            writeContent(#"{"text":"\#(escaped: text.escaped(index, now: now))"}"#, to: &buffer)
        case .call(let call):
            let delta: JSONText =
                #"{"function":{"arguments":"\#(escaped: call.fragments[index])"}}"#
            write(
                "tool-call-delta",
                #""index":\#(calls),"delta":{"message":{"tool_calls":\#(raw: delta)}}"#, to: &buffer
            )
        }
    }

    mutating func close(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        switch part {
        case .text where hasCalls: break
        case .reasoning, .text:
            write("content-end", #""index":\#(content)"#, to: &buffer)
            content += 1
        case .call:
            write("tool-call-end", #""index":\#(calls)"#, to: &buffer)
            calls += 1
        }
    }

    mutating func finish(to buffer: inout ByteBuffer) {
        write(
            "message-end",
            #""delta":{"finish_reason":\#(finishReason),"usage":\#(raw: usage)}"#, to: &buffer)
    }

    mutating func terminate(to buffer: inout ByteBuffer) {
        events.write("[DONE]", to: &buffer)
    }

    mutating func fail(to buffer: inout ByteBuffer) {
        let message = ProviderError.usual(for: 500).message
        write(
            "message-end",
            #""delta":{"finish_reason":"ERROR","error":\#(message),"usage":\#(raw: usage)}"#,
            to: &buffer)
    }

    mutating func garbage(to buffer: inout ByteBuffer) {
        events.writeGarbage(named: "content-delta", to: &buffer)
    }

    mutating func comment(to buffer: inout ByteBuffer) {
        events.writeComment(to: &buffer)
    }

    func whole(now: UInt64) -> ByteBuffer {
        var content: [JSONText] = []
        var calls: [JSONText] = []
        var plan: [UInt8] = []
        for part in context.answer.parts {
            switch part {
            case .reasoning(let text):
                content.append(
                    #"{"type":"thinking","thinking":"\#(escaped: text.escaped(now: now))"}"#)
            case .text(let text) where hasCalls: plan += text.escaped(now: now)
            case .text(let text):
                content.append(#"{"type":"text","text":"\#(escaped: text.escaped(now: now))"}"#)
            case .call(let call):
                calls.append(Self.call(call, arguments: call.arguments.escaped))
            }
        }
        let tools: JSONText =
            hasCalls ? #","tool_plan":"\#(escaped: plan)","tool_calls":\#(list: calls)"# : ""
        let said: JSONText = content.isEmpty ? "" : #","content":\#(list: content)"#
        return message(#"{"role":"assistant"\#(raw: said)\#(raw: tools)}"#)
    }

    func empty() -> ByteBuffer {
        message(#"{"role":"assistant"}"#)
    }

    private func message(_ message: JSONText) -> ByteBuffer {
        JSONText(
            #"""
            {"id":\#(context.identity.id),"message":\#(raw: message),\#
            "finish_reason":\#(finishReason),"usage":\#(raw: usage)}
            """#
        ).buffer
    }

    private func startContent(_ start: JSONText, to buffer: inout ByteBuffer) {
        write(
            "content-start",
            #""index":\#(content),"delta":{"message":{"content":\#(raw: start)}}"#, to: &buffer)
    }

    private func writeContent(_ delta: JSONText, to buffer: inout ByteBuffer) {
        write(
            "content-delta",
            #""index":\#(content),"delta":{"message":{"content":\#(raw: delta)}}"#, to: &buffer)
    }

    private func write(_ type: String, _ fields: JSONText, to buffer: inout ByteBuffer) {
        events.write(#"{"type":\#(type),\#(raw: fields)}"#, named: type, to: &buffer)
    }

    private static func call(_ call: ToolCall, arguments: [UInt8]) -> JSONText {
        #"""
        {"id":\#("\(call.tool.name)_mock\(call.number)"),"type":"function",\#
        "function":{"name":\#(call.tool.name),"arguments":"\#(escaped: arguments)"}}
        """#
    }

    private var finishReason: String {
        switch context.answer.stop {
        case .end, .pause: "COMPLETE"
        case .length: "MAX_TOKENS"
        case .calls: "TOOL_CALL"
        case .filter: "ERROR_TOXIC"
        }
    }

    private var usage: JSONText {
        let usage = context.usage
        let reasoning: JSONText =
            usage.reasoning > 0 ? #","reasoning_tokens":\#(usage.reasoning)"# : ""
        return #"""
            {"billed_units":{"input_tokens":\#(usage.prompt - usage.cached),\#
            "output_tokens":\#(usage.completion)},"tokens":{"input_tokens":\#(usage.prompt),\#
            "output_tokens":\#(usage.completion)\#(raw: reasoning)},\#
            "cached_tokens":\#(usage.cached)}
            """#
    }
}
