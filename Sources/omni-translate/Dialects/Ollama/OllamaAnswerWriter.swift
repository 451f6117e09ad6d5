internal import IPC
internal import JSON

/// Writes the lines of an answer; `/api/generate` has its text in another place than `/api/chat`.
struct OllamaAnswerWriter {
    private let context: AnswerContext
    private let created: String
    /// The model that answers, once it is known.
    var model: String

    init(_ context: AnswerContext) {
        self.context = context
        model = context.target.model
        created = RFC3339.text(context.target.unixSeconds)
    }

    /// A part of a line's message.
    enum Part {
        case text(String)
        case thinking(String)
        /// The calls, of which the first has this number.
        case calls([ToolCall], first: Int)
    }

    /// False for a call that was cut off: here it would look like a whole one.
    static func isUsable(_ call: ToolCall, _ stop: StopReason?) -> Bool {
        switch stop {
        case .length, .contextLength: call.kind == .custom || isWhole(call)
        case .end, .stopSequence, .toolCalls, .filtered, .paused, .malformed, nil: true
        }
    }

    /// Whether a call's arguments are JSON from their beginning to their end.
    static func isWhole(_ call: ToolCall) -> Bool {
        var tape = JSONTape()
        return (try? tape.parse(Array(call.arguments.utf8))) != nil
    }

    private var isGenerate: Bool { context.endpoint == .generate }

    /// One line of a stream.
    func append(_ part: Part, to output: inout [UInt8]) {
        var writer = JSONWriter(appendingTo: output)
        output = []
        begin(&writer)
        write([part], &writer)
        writer.member("done", false)
        writer.endObject()
        output = writer.take()
        output.append(0x0a)
    }

    /// The last line of a stream.
    func appendEnd(_ stop: StopReason?, _ usage: TokenUsage, to output: inout [UInt8]) {
        var writer = JSONWriter(appendingTo: output)
        output = []
        begin(&writer)
        write([.text("")], &writer)
        writeEnd(stop, usage, &writer)
        writer.endObject()
        output = writer.take()
        output.append(0x0a)
    }

    /// A whole answer.
    func whole(_ answer: Answer) -> [UInt8] {
        var text = ""
        var thinking: [String] = []
        var calls: [ToolCall] = []
        for block in answer.blocks {
            switch block {
            case .text(let value): text += value.text
            case .refusal(let value): text += value
            case .reasoning(let value): if !value.text.isEmpty { thinking.append(value.text) }
            case .toolCall(let call): if Self.isUsable(call, answer.stop) { calls.append(call) }
            case .media, .toolResult, .opaque: break
            }
        }
        var parts: [Part] = [.text(text)]
        if !thinking.isEmpty { parts.append(.thinking(thinking.joined(separator: "\n\n"))) }
        if !calls.isEmpty { parts.append(.calls(calls, first: 0)) }
        var answered = self
        if !answer.start.model.isEmpty { answered.model = answer.start.model }
        var writer = JSONWriter()
        answered.begin(&writer)
        answered.write(parts, &writer)
        answered.writeEnd(answer.stop, answer.usage, &writer)
        writer.endObject()
        return writer.take()
    }

    private func begin(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("model", model)
        writer.member("created_at", created)
    }

    private func write(_ parts: [Part], _ writer: inout JSONWriter) {
        if !isGenerate {
            writer.name("message")
            writer.beginObject()
            writer.member("role", "assistant")
        }
        var hasText = false
        for part in parts {
            if case .text(let text) = part {
                hasText = true
                if isGenerate {
                    writer.member("response", text)
                } else {
                    writer.member("content", text)
                }
            }
        }
        if !hasText {
            if isGenerate { writer.member("response", "") } else { writer.member("content", "") }
        }
        for part in parts {
            switch part {
            case .text: break
            case .thinking(let text): writer.member("thinking", text)
            case .calls(let calls, let first): write(calls, first, &writer)
            }
        }
        if !isGenerate { writer.endObject() }
    }

    private func write(_ calls: [ToolCall], _ first: Int, _ writer: inout JSONWriter) {
        writer.name("tool_calls")
        writer.beginArray()
        for (index, call) in calls.enumerated() {
            writer.beginObject()
            writer.member("id", call.id)
            writer.name("function")
            writer.beginObject()
            writer.member("index", first + index)
            writer.member("name", call.name)
            let arguments =
                call.kind == .custom
                ? Arguments.wrapped(call.arguments) : Arguments.object(call.arguments)
            writer.member("arguments", raw: arguments.bytes)
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
    }

    /// Durations are the server's own business; a gateway has none, and clients read them as numbers.
    private func writeEnd(
        _ stop: StopReason?, _ usage: TokenUsage, _ writer: inout JSONWriter
    ) {
        writer.member("done", true)
        writer.member("done_reason", Self.reason(stop))
        writer.member("total_duration", 0)
        writer.member("load_duration", 0)
        writer.member("prompt_eval_count", usage.allInput)
        writer.member("prompt_eval_duration", 0)
        writer.member("eval_count", usage.allOutput)
        writer.member("eval_duration", 0)
    }

    private static func reason(_ stop: StopReason?) -> String {
        switch stop {
        case .length, .contextLength: "length"
        case .end, .stopSequence, .toolCalls, .filtered, .paused, .malformed, nil: "stop"
        }
    }
}
