import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

/// What the tests of this dialect share.
enum AnthropicTesting {
    /// A target that speaks the dialect.
    static func target(
        _ model: String = "claude-sonnet-4-6", client: Dialect = .anthropic, profile: String = ""
    ) -> Target {
        var target = Target(
            requestID: "req_1", client: client, provider: .anthropic, model: model)
        target.profile = profile
        return target
    }

    /// What a client of this dialect gets from a provider of `provider`.
    static func context(
        provider: Dialect = .anthropic, model: String = "m", estimate: UInt64 = 7
    ) -> AnswerContext {
        let target = Target(
            requestID: "req_1", client: .anthropic, provider: provider, model: model)
        return AnswerContext(
            target: target, plan: AnswerPlan(), estimatedInputTokens: estimate)
    }

    /// A request's body as it arrives.
    static func source(
        _ body: String, endpoint: Endpoint = .chat, pathModel: String = "", headers: [Header] = []
    ) throws -> RequestSource {
        let bytes = Array(body.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        return RequestSource(
            bytes: bytes, tape: tape, endpoint: endpoint, pathModel: pathModel,
            headers: headers)
    }

    /// A body of one user message, and more fields.
    static func body(_ more: String = "", messages: String? = nil) -> String {
        let messages = messages ?? #"[{"role":"user","content":"hi"}]"#
        return #"{"model":"m","max_tokens":100,"messages":\#(messages)\#(more)}"#
    }

    /// The canonical form of a request.
    static func read(_ body: String) throws -> ModelRequest {
        try AnthropicCodec.read(source(body))
    }

    /// What a request is refused with; nil if it is not.
    static func refusal(_ body: String, endpoint: Endpoint = .chat) throws -> GatewayError? {
        do {
            _ = try AnthropicCodec.read(source(body, endpoint: endpoint))
            return nil
        } catch let error as GatewayError {
            return error
        }
    }

    /// The body that a provider gets.
    static func written(_ encoded: EncodedRequest, from source: [UInt8] = []) -> String {
        var bytes: [UInt8] = []
        encoded.body.append(to: &bytes, from: source.span.bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The body that a provider gets of a canonical request.
    static func write(_ request: ModelRequest, _ target: Target = target()) throws -> String {
        written(try AnthropicCodec.write(request, target))
    }

    /// A request of another dialect's client: one user turn.
    static func request(_ text: String = "hi", model: String = "m") -> ModelRequest {
        var request = ModelRequest(model: model)
        request.turns = [Turn(.user, [.text(TextBlock(text))])]
        return request
    }

    /// A target for an openai-chat client.
    static func chat(_ model: String = "claude-sonnet-4-6") -> Target {
        target(model, client: .openaiChat)
    }

    static func assistant(_ blocks: Block...) -> Turn { Turn(.assistant, blocks) }
    static func user(_ blocks: Block...) -> Turn { Turn(.user, blocks) }

    static func tool(_ name: String = "f", _ schema: String? = nil) -> Tool {
        Tool(name: name, description: "d", parameters: schema.map { RawJSON($0) })
    }

    /// Checks that a strict provider takes a body.
    static func check(_ body: String) {
        let violations = DialectCheck.request(.anthropic, Array(body.utf8))
        #expect(violations.isEmpty, "\(violations)")
    }

    /// One member of a JSON text, by names and positions.
    static func member(_ json: String, _ path: String...) throws -> String? {
        var value = try JSONDocument(Array(json.utf8)).root
        for step in path {
            let next = Int(step).map { value[$0] } ?? value[step]
            guard let next else { return nil }
            value = next
        }
        return String(decoding: value.rawBytes, as: UTF8.self)
    }

    // MARK: Answers

    /// The events of a stream's frames, given as their data.
    static func decode(
        _ frames: [String], _ target: Target = target(), finishes: Bool = true
    ) throws -> [AnswerEvent] {
        var decoder = AnthropicCodec.makeDecoder(target)
        var events: [AnswerEvent] = []
        for frame in frames {
            let bytes = Array(frame.utf8)
            try decoder.decode(name: "", data: bytes.span.bytes, into: &events)
        }
        if finishes { try decoder.finish(into: &events) }
        return events
    }

    /// The events of a plain answer.
    static func decode(whole body: String) throws -> [AnswerEvent] {
        var decoder = AnthropicCodec.makeDecoder(target())
        var events: [AnswerEvent] = []
        let bytes = Array(body.utf8)
        try decoder.decode(whole: bytes.span.bytes, into: &events)
        return events
    }

    /// The answer that events make.
    static func answer(_ events: [AnswerEvent]) -> Answer {
        var builder = AnswerBuilder()
        for event in events { builder.add(event) }
        return builder.answer
    }

    /// The stream that a client gets.
    static func encode(_ events: [AnswerEvent], _ context: AnswerContext = context()) -> String {
        var encoder = AnthropicCodec.makeEncoder(context)
        var output: [UInt8] = []
        for event in events { encoder.encode(event, into: &output) }
        encoder.finish(into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The data of a stream's frames.
    static func frames(_ stream: String) -> [String] {
        var reader = FrameReader(.events, limit: 1 << 24)
        var frames: [String] = []
        let bytes = Array(stream.utf8)
        let handler: FrameReader.Handler = { (_, data) throws(AnswerFailure) in
            frames.append(String(decoding: data.copied, as: UTF8.self))
        }
        do throws(AnswerFailure) {
            try reader.receive(bytes.span.bytes, handler)
            try reader.finish(handler)
        } catch {
            frames.append("failed: \(error)")
        }
        return frames
    }

    /// Types of a stream's events, in order.
    static func types(_ stream: String) -> [String] {
        stream.split(separator: "\n").compactMap { line in
            line.hasPrefix("event: ") ? String(line.dropFirst(7)) : nil
        }
    }

    static let start =
        #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}"#
    static let stop = #"{"type":"message_stop"}"#

    static func end(_ reason: String = "end_turn", output: Int = 5) -> String {
        #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)","stop_sequence":null},"usage":{"output_tokens":\#(output)}}"#
    }

    static func open(_ index: Int, _ block: String) -> String {
        #"{"type":"content_block_start","index":\#(index),"content_block":\#(block)}"#
    }

    static func delta(_ index: Int, _ delta: String) -> String {
        #"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#
    }

    static func close(_ index: Int) -> String {
        #"{"type":"content_block_stop","index":\#(index)}"#
    }

    static let text = #"{"type":"text","text":""}"#

    static func textDelta(_ text: String) -> String {
        #"{"type":"text_delta","text":"\#(text)"}"#
    }
}
