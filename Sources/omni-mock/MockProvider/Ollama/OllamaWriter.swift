internal import NIOCore

/// Writes answers as Ollama does, a document in each line.
struct OllamaWriter: AnswerWriter {
    /// What was asked.
    enum Form: Sendable {
        /// A message, of `/api/chat`.
        case chat
        /// Text, of `/api/generate`.
        case generate
    }

    private let context: AnswerContext
    private let form: Form

    /// Writes one answer.
    init(_ context: AnswerContext, form: Form) {
        self.context = context
        self.form = form
    }

    func chunkCount(of part: Answer.Part) -> Int {
        switch part {
        case .reasoning(let text), .text(let text): text.count
        case .call: 1
        }
    }

    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer
    ) {
        let fields: JSONText
        switch part {
        case .reasoning(let text):
            fields = content([], thinking: text.escaped(index, now: now), calls: [])
        case .text(let text): fields = content(text.escaped(index, now: now))
        case .call(let call): fields = content([], calls: [Self.call(call)])
        }
        write(#"\#(raw: start),\#(raw: fields),"done":false}"#, to: &buffer)
    }

    mutating func finish(to buffer: inout ByteBuffer) {
        write(#"\#(raw: start),\#(raw: content([])),\#(raw: end)}"#, to: &buffer)
    }

    mutating func fail(to buffer: inout ByteBuffer) {
        write(#"{"error":\#(ProviderError.usual(for: 500).message)}"#, to: &buffer)
    }

    mutating func garbage(to buffer: inout ByteBuffer) {
        write(#"{"model":"garb"#, to: &buffer)
    }

    func whole(now: UInt64) -> ByteBuffer {
        var said: [UInt8] = []
        var thoughts: [UInt8] = []
        var calls: [JSONText] = []
        for part in context.answer.parts {
            switch part {
            case .reasoning(let text): thoughts += text.escaped(now: now)
            case .text(let text): said += text.escaped(now: now)
            case .call(let call): calls.append(Self.call(call))
            }
        }
        let fields = content(said, thinking: thoughts, calls: calls)
        return JSONText(#"\#(raw: start),\#(raw: fields),\#(raw: end)}"#).buffer
    }

    func empty() -> ByteBuffer {
        JSONText(#"\#(raw: start),\#(raw: content([])),\#(raw: end)}"#).buffer
    }

    private func write(_ line: JSONText, to buffer: inout ByteBuffer) {
        buffer.writeBytes(line.bytes)
        buffer.writeString(context.directives.crlf ? "\r\n" : "\n")
    }

    private var start: JSONText {
        #"""
        {"model":\#(context.identity.model),\#
        "created_at":\#(Timestamp.text(ofSeconds: context.identity.created))
        """#
    }

    /// What is said, without the members that would hold nothing.
    private func content(
        _ text: [UInt8], thinking: [UInt8] = [], calls: [JSONText] = []
    ) -> JSONText {
        let thoughts: JSONText =
            thinking.isEmpty ? "" : #","thinking":"\#(escaped: thinking)""#
        guard form == .chat else { return #""response":"\#(escaped: text)"\#(raw: thoughts)"# }
        let list: JSONText = calls.isEmpty ? "" : #","tool_calls":\#(list: calls)"#
        return #"""
            "message":{"role":"assistant","content":"\#(escaped: text)"\#(raw: thoughts)\#
            \#(raw: list)}
            """#
    }

    private static func call(_ call: ToolCall) -> JSONText {
        #"{"function":{"name":\#(call.tool.name),"arguments":\#(raw: call.arguments)}}"#
    }

    private var end: JSONText {
        let reason = context.answer.stop == .length ? "length" : "stop"
        let tokens: JSONText = form == .generate ? #""context":[1,2,3],"# : ""
        return #"""
            "done":true,"done_reason":\#(reason),\#(raw: tokens)"total_duration":3000000,\#
            "load_duration":1000000,"prompt_eval_count":\#(context.usage.prompt),\#
            "prompt_eval_duration":1000000,"eval_count":\#(context.usage.completion),\#
            "eval_duration":1000000
            """#
    }
}
