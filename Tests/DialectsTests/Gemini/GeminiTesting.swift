import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

/// What the tests of this dialect share.
enum GeminiTesting {
    /// A target that speaks the dialect.
    static func target(
        _ model: String = "gemini-3.5-flash", client: Dialect = .gemini, profile: String = ""
    ) -> Target {
        var target = Target(requestID: "req_1", client: client, provider: .gemini, model: model)
        target.profile = profile
        return target
    }

    /// What a client of this dialect gets from a provider of `provider`.
    static func context(
        provider: Dialect = .gemini, form: StreamForm = .events, showsThoughts: Bool? = true
    ) -> AnswerContext {
        let target = Target(
            requestID: "req_1", client: .gemini, provider: provider, model: "model-1")
        var plan = AnswerPlan()
        plan.showsReasoning = showsThoughts
        return AnswerContext(target: target, plan: plan, streamForm: form)
    }

    // MARK: Requests

    /// A request's body as it arrives.
    static func source(
        _ body: String, endpoint: Endpoint = .chat, model: String = "gemini-3.5-flash",
        form: StreamForm = .none
    ) throws -> RequestSource {
        let bytes = Array(body.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        return RequestSource(
            bytes: bytes, tape: tape, endpoint: endpoint, pathModel: model, streamForm: form)
    }

    /// A body of contents, and more fields.
    static func body(_ more: String = "", contents: String? = nil) -> String {
        let contents = contents ?? #"[{"role":"user","parts":[{"text":"hi"}]}]"#
        return #"{"contents":\#(contents)\#(more)}"#
    }

    /// The canonical form of a request.
    static func read(_ body: String) throws -> ModelRequest {
        try GeminiCodec.read(source(body))
    }

    /// What a request is refused with; nil if it is not.
    static func refusal(_ body: String) throws -> GatewayError? {
        do {
            _ = try GeminiCodec.read(source(body))
            return nil
        } catch let error as GatewayError {
            return error
        }
    }

    /// The body that a provider gets.
    static func bytes(_ encoded: EncodedRequest, from source: [UInt8] = []) -> String {
        var bytes: [UInt8] = []
        encoded.body.append(to: &bytes, from: source.span.bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The body that a provider gets of a canonical request.
    static func write(_ request: ModelRequest, _ target: Target = target()) throws -> String {
        bytes(try GeminiCodec.write(request, target))
    }

    /// The same, parsed.
    static func json(_ request: ModelRequest, _ target: Target = target()) throws -> JSONValue {
        try JSONDocument(Array(write(request, target).utf8)).root
    }

    /// A client's bytes as they pass to a provider; nil when they are written anew.
    static func spliced(_ body: String, _ target: Target = target()) throws -> String? {
        let source = try source(body)
        let facts = try GeminiCodec.facts(source)
        return GeminiCodec.splice(source, facts, target).map { bytes($0, from: source.bytes) }
    }

    /// A request of another dialect's client: one user turn.
    static func request(_ text: String = "hi") -> ModelRequest {
        var request = ModelRequest(model: "m")
        request.turns = [user(.text(TextBlock(text)))]
        return request
    }

    static func assistant(_ blocks: Block...) -> Turn { Turn(.assistant, blocks) }
    static func user(_ blocks: Block...) -> Turn { Turn(.user, blocks) }
    static func text(_ text: String) -> Block { .text(TextBlock(text)) }

    static func call(_ id: String, _ name: String = "f", _ arguments: String = "{}") -> Block {
        .toolCall(ToolCall(id: id, name: name, arguments: arguments))
    }

    static func result(_ id: String, _ text: String = "done", isError: Bool = false) -> Block {
        var result = ToolResult(callID: id, content: [.text(TextBlock(text))])
        result.isError = isError
        return .toolResult(result)
    }

    static func tool(_ name: String = "f", _ schema: String? = nil) -> Tool {
        Tool(name: name, description: "d", parameters: schema.map { RawJSON($0) })
    }

    /// Checks that a strict provider takes a body.
    static func check(_ body: String, _ model: String = "gemini-3.5-flash") {
        let violations = DialectCheck.request(.gemini, Array(body.utf8), model: model)
        #expect(violations.isEmpty, "\(violations)")
    }

    // MARK: Answers

    /// The events of a stream's frames, given as their data.
    static func decode(
        _ frames: [String], _ target: Target = target(), finishes: Bool = true
    ) throws -> [AnswerEvent] {
        var decoder = GeminiCodec.makeDecoder(target)
        var events: [AnswerEvent] = []
        for frame in frames {
            let bytes = Array(frame.utf8)
            try decoder.decode(name: "", data: bytes.span.bytes, into: &events)
        }
        if finishes { try decoder.finish(into: &events) }
        return events
    }

    /// The events of a plain answer.
    static func decode(whole body: String, _ target: Target = target()) throws -> [AnswerEvent] {
        var decoder = GeminiCodec.makeDecoder(target)
        var events: [AnswerEvent] = []
        let bytes = Array(body.utf8)
        try decoder.decode(whole: bytes.span.bytes, into: &events)
        return events
    }

    /// What decoding fails with; nil when it does not.
    static func failure(_ body: () throws -> [AnswerEvent]) throws -> AnswerFailure? {
        do {
            _ = try body()
            return nil
        } catch let failure as AnswerFailure {
            return failure
        }
    }

    /// The answer that events make.
    static func answer(_ events: [AnswerEvent]) -> Answer {
        var builder = AnswerBuilder()
        for event in events { builder.add(event) }
        return builder.answer
    }

    /// The stream that a client gets.
    static func encode(_ events: [AnswerEvent], _ context: AnswerContext = context()) -> String {
        var encoder = GeminiCodec.makeEncoder(context)
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

    /// All parts of a stream, or of a plain answer, in order.
    static func parts(_ frames: [String]) throws -> [JSONValue] {
        var parts: [JSONValue] = []
        for frame in frames {
            let root = try JSONDocument(Array(frame.utf8)).root
            parts += root.at("candidates", "0", "content", "parts")?.array ?? []
        }
        return parts
    }

    /// A chunk of parts.
    static func chunk(_ parts: String, _ more: String = "") -> String {
        #"{"candidates":[{"content":{"role":"model","parts":[\#(parts)]},"index":0\#(more)}],"modelVersion":"gemini-x","responseId":"r1"}"#
    }

    /// A last chunk.
    static func end(_ reason: String = "STOP") -> String {
        #"{"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"finishReason":"\#(reason)","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11},"modelVersion":"gemini-x","responseId":"r1"}"#
    }
}
