internal import NIOCore

/// Writes answers as Google's `generateContent`.
struct GeminiWriter: AnswerWriter {
    /// How the parts of a stream are told apart.
    enum Framing: Sendable {
        /// Events, each with one response.
        case events
        /// The elements of one JSON array.
        case array
    }

    private let context: AnswerContext
    private let framing: Framing
    private let namesCalls: Bool
    private let events = EventStream(crlf: true)
    private var isFirst = true
    private var hasCall = false

    /// Writes one answer to a request on a path.
    init(_ context: AnswerContext, path: GeminiPath, framing: Framing) {
        self.context = context
        self.framing = framing
        // Models of the line that wants signatures name their calls as well, but not on Vertex.
        namesCalls = GeminiReader.wantsSignatures(context.request.model) && !path.isVertex
    }

    func chunkCount(of part: Answer.Part) -> Int {
        switch part {
        case .reasoning(let text), .text(let text): text.count
        case .call: 1
        }
    }

    mutating func begin(to buffer: inout ByteBuffer) {
        if framing == .array { buffer.writeStaticString("[") }
    }

    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer
    ) {
        let text: JSONText
        switch part {
        case .reasoning(let said):
            text = #"{"text":"\#(escaped: said.escaped(index, now: now))","thought":true}"#
        case .text(let said): text = #"{"text":"\#(escaped: said.escaped(index, now: now))"}"#
        case .call(let call): text = self.call(call, isFirst: !hasCall)
        }
        if case .call = part { hasCall = true }
        write(response(parts: [text], isLast: false), to: &buffer)
    }

    mutating func finish(to buffer: inout ByteBuffer) {
        // A signature that belongs to no call comes with an empty text at the end.
        let signature: JSONText = hasCall ? "" : proof
        write(
            response(parts: [#"{"text":""\#(raw: signature)}"#], isLast: true), to: &buffer)
    }

    mutating func terminate(to buffer: inout ByteBuffer) {
        if framing == .array { buffer.writeStaticString("\n]\n") }
    }

    mutating func fail(to buffer: inout ByteBuffer) {
        let error = GeminiErrors.text(of: .usual(for: 503))
        if framing == .array {
            write(error, to: &buffer)
            return terminate(to: &buffer)
        }
        // Without a frame, as the real servers send it.
        buffer.writeBytes(error.bytes)
        buffer.writeStaticString("\r\n\r\n")
    }

    mutating func garbage(to buffer: inout ByteBuffer) {
        write(#"{"candidates": [{"content": {"par"#, to: &buffer)
    }

    mutating func comment(to buffer: inout ByteBuffer) {
        buffer.writeStaticString("\r\n")
    }

    func whole(now: UInt64) -> ByteBuffer {
        var calls = 0
        let parts = context.answer.parts.compactMap { part -> JSONText? in
            switch part {
            case .reasoning(let text) where text.count == 0: return nil
            case .reasoning(let text):
                return #"{"text":"\#(escaped: text.escaped(now: now))","thought":true}"#
            case .text(let text):
                let signature: JSONText = isCalling ? "" : proof
                return #"{"text":"\#(escaped: text.escaped(now: now))"\#(raw: signature)}"#
            case .call(let call):
                calls += 1
                return self.call(call, isFirst: calls == 1)
            }
        }
        return response(parts: parts, isLast: true).buffer
    }

    func empty() -> ByteBuffer {
        JSONText(#"{"usageMetadata":\#(raw: usage(isLast: true)),\#(raw: identity)}"#).buffer
    }

    private var isCalling: Bool {
        context.answer.parts.contains { if case .call = $0 { true } else { false } }
    }

    private mutating func write(_ response: JSONText, to buffer: inout ByteBuffer) {
        switch framing {
        case .events: events.write(response, to: &buffer)
        case .array:
            if !isFirst { buffer.writeStaticString(",\r\n") }
            buffer.writeBytes(response.bytes)
        }
        isFirst = false
    }

    private func response(parts: [JSONText], isLast: Bool) -> JSONText {
        let finish: JSONText = isLast ? #","finishReason":\#(finishReason)"# : ""
        return #"""
            {"candidates":[{"content":{"parts":\#(list: parts),"role":"model"}\#(raw: finish),\#
            "index":0}],"usageMetadata":\#(raw: usage(isLast: isLast)),\#(raw: identity)}
            """#
    }

    private var identity: JSONText {
        #""modelVersion":\#(context.identity.model),"responseId":\#(context.identity.id)"#
    }

    private var finishReason: String {
        switch context.answer.stop {
        case .end, .calls, .pause: "STOP"
        case .length: "MAX_TOKENS"
        case .filter: "SAFETY"
        }
    }

    /// What was counted so far; thoughts are not among the candidates' tokens.
    private func usage(isLast: Bool) -> JSONText {
        let usage = context.usage
        let cached: JSONText =
            usage.cached > 0 ? #","cachedContentTokenCount":\#(usage.cached)"# : ""
        let thoughts: JSONText =
            usage.reasoning > 0 ? #","thoughtsTokenCount":\#(usage.reasoning)"# : ""
        let total = isLast ? usage.total : usage.prompt + usage.reasoning
        let candidates: JSONText =
            isLast ? #","candidatesTokenCount":\#(usage.completion - usage.reasoning)"# : ""
        return #"""
            {"promptTokenCount":\#(usage.prompt)\#(raw: candidates),"totalTokenCount":\#(total),\#
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":\#(usage.prompt)}]\#
            \#(raw: cached)\#(raw: thoughts)}
            """#
    }

    /// A call; only the first one of an answer has a signature.
    private func call(_ call: ToolCall, isFirst: Bool) -> JSONText {
        let id: JSONText = namesCalls ? #""id":\#(call.id),"# : ""
        let signature: JSONText = isFirst ? proof : ""
        return #"""
            {"functionCall":{\#(raw: id)"name":\#(call.tool.name),\#
            "args":\#(raw: call.arguments)}\#(raw: signature)}
            """#
    }

    private var proof: JSONText {
        guard context.request.sendsProofs else { return "" }
        return #","thoughtSignature":\#(Proof.issue(.gemini, nonce: context.identity.id))"#
    }
}
