internal import NIOCore

/// Writes answers as Bedrock's Converse.
struct ConverseWriter: AnswerWriter {
    private let context: AnswerContext
    private var index = 0

    /// Writes one answer.
    init(_ context: AnswerContext) {
        self.context = context
    }

    mutating func begin(to buffer: inout ByteBuffer) {
        AWSEventFrame.write(event: "messageStart", #"{"role":"assistant"}"#, to: &buffer)
    }

    mutating func open(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        // Only calls are announced.
        guard case .call(let call) = part else { return }
        let start: JSONText =
            #"{"toolUse":{"toolUseId":\#(Self.id(of: call)),"name":\#(call.tool.name)}}"#
        AWSEventFrame.write(
            event: "contentBlockStart",
            #"{"contentBlockIndex":\#(index),"start":\#(raw: start)}"#, to: &buffer)
    }

    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer
    ) {
        switch part {
        case .reasoning(let text):
            let said = text.escaped(index, now: now)
            writeDelta(#"{"reasoningContent":{"text":"\#(escaped: said)"}}"#, to: &buffer)
        case .text(let text):
            writeDelta(#"{"text":"\#(escaped: text.escaped(index, now: now))"}"#, to: &buffer)
        case .call(let call):
            writeDelta(
                #"{"toolUse":{"input":"\#(escaped: call.fragments[index])"}}"#, to: &buffer)
        }
    }

    mutating func close(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        if case .reasoning(let text) = part {
            let proof: JSONText =
                context.directives.redacted
                ? #""redactedContent":\#(Self.redacted)"#
                : #""signature":\#(Self.signature(of: text))"#
            writeDelta(#"{"reasoningContent":{\#(raw: proof)}}"#, to: &buffer)
        }
        // A block that was never announced and had no delta does not exist.
        if case .text(let text) = part, text.count == 0 { return }
        AWSEventFrame.write(
            event: "contentBlockStop", #"{"contentBlockIndex":\#(index)}"#, to: &buffer)
        index += 1
    }

    mutating func finish(to buffer: inout ByteBuffer) {
        AWSEventFrame.write(
            event: "messageStop", #"{"stopReason":\#(stopReason)}"#, to: &buffer)
    }

    mutating func terminate(to buffer: inout ByteBuffer) {
        AWSEventFrame.write(
            event: "metadata", #"{"usage":\#(raw: usage),"metrics":{"latencyMs":1}}"#, to: &buffer)
    }

    mutating func fail(to buffer: inout ByteBuffer) {
        let error = ProviderError.usual(for: 500)
        AWSEventFrame.write(
            exception: BedrockErrors.streamName(for: error.status),
            #"{"message":\#(error.message)}"#, to: &buffer)
    }

    mutating func garbage(to buffer: inout ByteBuffer) {
        AWSEventFrame.write(
            event: "contentBlockDelta", #"{"contentBlockIndex":0,"del"#, to: &buffer)
    }

    func whole(now: UInt64) -> ByteBuffer {
        let blocks = context.answer.parts.map { part -> JSONText in
            switch part {
            case .reasoning where context.directives.redacted:
                return #"{"reasoningContent":{"redactedContent":\#(Self.redacted)}}"#
            case .reasoning(let text):
                return #"""
                    {"reasoningContent":{"reasoningText":{\#
                    "text":"\#(escaped: text.escaped(now: now))",\#
                    "signature":\#(Self.signature(of: text))}}}
                    """#
            case .text(let text): return #"{"text":"\#(escaped: text.escaped(now: now))"}"#
            case .call(let call):
                return #"""
                    {"toolUse":{"toolUseId":\#(Self.id(of: call)),"name":\#(call.tool.name),\#
                    "input":\#(raw: call.arguments)}}
                    """#
            }
        }
        return message(blocks)
    }

    func empty() -> ByteBuffer {
        message([])
    }

    private func message(_ blocks: [JSONText]) -> ByteBuffer {
        JSONText(
            #"""
            {"metrics":{"latencyMs":1},\#
            "output":{"message":{"content":\#(list: blocks),"role":"assistant"}},\#
            "stopReason":\#(stopReason),"usage":\#(raw: usage)}
            """#
        ).buffer
    }

    private func writeDelta(_ delta: JSONText, to buffer: inout ByteBuffer) {
        AWSEventFrame.write(
            event: "contentBlockDelta",
            #"{"contentBlockIndex":\#(index),"delta":\#(raw: delta)}"#, to: &buffer)
    }

    private static func id(of call: ToolCall) -> String { "tooluse_mock_\(call.number)" }

    private static func signature(of text: AnswerText) -> String {
        Proof.issue(.bedrock, of: text.escaped(now: 0))
    }

    private static var redacted: String { Proof.issue(.bedrock, of: Array("redacted".utf8)) }

    private var stopReason: String {
        switch context.answer.stop {
        case .end, .pause: "end_turn"
        case .length: "max_tokens"
        case .calls: "tool_use"
        case .filter: "content_filtered"
        }
    }

    /// What is counted; tokens from a cache are not among those of the input.
    private var usage: JSONText {
        let usage = context.usage
        return #"""
            {"inputTokens":\#(usage.prompt - usage.cached),"outputTokens":\#(usage.completion),\#
            "totalTokens":\#(usage.total),"cacheReadInputTokens":\#(usage.cached),\#
            "cacheWriteInputTokens":0}
            """#
    }
}
