import Foundation
import IPC
import JSON

@testable import Dialects

/// What the tests of this dialect share.
enum ChatTesting {
    /// A target that speaks the dialect.
    static func target(
        _ model: String = "m", client: Dialect = .openaiChat, profile: String = "",
        parameters: [Header] = []
    ) -> Target {
        var target = Target(
            requestID: "req_1", client: client, provider: .openaiChat, model: model)
        target.profile = profile
        target.parameters = parameters
        target.unixSeconds = 1_760_000_000
        return target
    }

    /// What a client of this dialect gets from a provider of `provider`.
    static func context(
        provider: Dialect = .openaiChat, endpoint: Endpoint = .chat,
        _ change: (inout AnswerPlan) -> Void = { _ in }
    ) -> AnswerContext {
        var target = Target(
            requestID: "req_1", client: .openaiChat, provider: provider, model: "m")
        target.unixSeconds = 1_760_000_000
        var plan = AnswerPlan()
        change(&plan)
        return AnswerContext(target: target, plan: plan, endpoint: endpoint)
    }

    /// A request's body as it arrives.
    static func source(_ body: String, endpoint: Endpoint = .chat) throws -> RequestSource {
        let bytes = Array(body.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        return RequestSource(bytes: bytes, tape: tape, endpoint: endpoint)
    }

    /// A body of messages, and more fields.
    static func body(_ messages: String? = nil, _ more: String = "") -> String {
        #"{"model":"m","messages":[\#(messages ?? user)]\#(more.isEmpty ? "" : ",")\#(more)}"#
    }

    static let user = #"{"role":"user","content":"hi"}"#
    /// An assistant that called a tool, and the result.
    static let called = """
        {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",\
        "function":{"name":"f","arguments":"{\\"a\\":1}"}}]}
        """
    static let result = #"{"role":"tool","tool_call_id":"call_1","content":"r"}"#
    static let tools = """
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object",\
        "properties":{}}}}]
        """

    /// The canonical form of a request.
    static func read(_ body: String, endpoint: Endpoint = .chat) throws -> ModelRequest {
        try ChatCodec.read(source(body, endpoint: endpoint))
    }

    /// What a request is refused with; nil if it is not.
    static func refusal(_ body: String, endpoint: Endpoint = .chat) throws -> GatewayError? {
        do {
            _ = try ChatCodec.read(source(body, endpoint: endpoint))
            return nil
        } catch let error as GatewayError {
            return error
        }
    }

    /// A request of another dialect's client: one user turn.
    static func request(_ change: (inout ModelRequest) -> Void = { _ in }) -> ModelRequest {
        var request = ModelRequest(model: "m")
        request.turns = [Turn(.user, [.text(TextBlock("hi"))])]
        change(&request)
        return request
    }

    /// The bytes that a provider gets.
    static func bytes(_ encoded: EncodedRequest, from source: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = []
        encoded.body.append(to: &bytes, from: source.span.bytes)
        return bytes
    }

    /// The body that a provider gets of a canonical request.
    static func write(_ request: ModelRequest, _ target: Target = target()) throws -> JSONView {
        JSONView(bytes(try ChatCodec.write(request, target)))
    }

    /// The body that a provider gets of a client's request that is read and written anew.
    static func translated(_ body: String, _ target: Target = target()) throws -> JSONView {
        try write(read(body), target)
    }

    /// The body that a provider gets of a client's request that passes through; nil when it must be written anew.
    static func spliced(_ body: String, _ target: Target = target()) throws -> String? {
        let source = try source(body)
        let encoded = ChatCodec.splice(source, try ChatCodec.facts(source), target)
        return encoded.map { String(decoding: bytes($0, from: source.bytes), as: UTF8.self) }
    }

    // MARK: Answers

    /// Events of a stream of these payloads.
    static func decode(
        _ payloads: [String], _ target: Target = target(), ends: Bool = true
    ) throws -> [AnswerEvent] {
        var decoder = ChatCodec.makeDecoder(target)
        var events: [AnswerEvent] = []
        for payload in payloads {
            try decoder.decode(name: "", data: Array(payload.utf8).span.bytes, into: &events)
        }
        if ends { try decoder.finish(into: &events) }
        if let mistake = EventGrammar.mistake(in: events) { throw Mistake(text: mistake) }
        return events
    }

    struct Mistake: Error {
        var text: String
    }

    /// Events of a plain answer.
    static func decode(whole: String, _ target: Target = target()) throws -> [AnswerEvent] {
        var decoder = ChatCodec.makeDecoder(target)
        var events: [AnswerEvent] = []
        try decoder.decode(whole: Array(whole.utf8).span.bytes, into: &events)
        return events
    }

    /// The failure of a stream; nil when there is none.
    static func failure(_ payloads: [String], name: String = "") -> AnswerFailure? {
        var decoder = ChatCodec.makeDecoder(target())
        var events: [AnswerEvent] = []
        do throws(AnswerFailure) {
            for payload in payloads {
                try decoder.decode(name: name, data: Array(payload.utf8).span.bytes, into: &events)
            }
            try decoder.finish(into: &events)
            return nil
        } catch {
            return error
        }
    }

    /// A chunk with a delta.
    static func chunk(_ delta: String, finish: String? = nil, more: String = "") -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return #"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"#
            + #""model":"m","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]\#(more)}"#
    }

    static func answer(_ events: [AnswerEvent]) -> Answer {
        var builder = AnswerBuilder()
        for event in events { builder.add(event) }
        return builder.answer
    }

    /// A stream as a client gets it.
    static func encode(_ events: [AnswerEvent], _ context: AnswerContext) -> String {
        var encoder = ChatCodec.makeEncoder(context)
        var output: [UInt8] = []
        for event in events { encoder.encode(event, into: &output) }
        encoder.finish(into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The payloads of a stream, its terminator left out.
    static func payloads(_ stream: String) -> [JSONView] {
        stream.components(separatedBy: "\n\n").filter { !$0.isEmpty && $0 != "data: [DONE]" }
            .map { JSONView(Array($0.dropFirst("data: ".count).utf8)) }
    }

    /// A plain answer as a client gets it.
    static func whole(_ events: [AnswerEvent], _ context: AnswerContext) -> JSONView {
        JSONView(ChatCodec.whole(answer(events), context))
    }
}

/// A JSON text, looked into by paths such as "messages.0.role".
struct JSONView: CustomStringConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The raw text at a path; nil without such a place.
    subscript(_ path: String) -> String? {
        guard let document = try? JSONDocument(bytes) else { return nil }
        var value = document.root
        for part in path.split(separator: ".") {
            let next = Int(part).flatMap { value[$0] } ?? value[String(part)]
            guard let next else { return nil }
            value = next
        }
        return value.string ?? String(decoding: value.rawBytes, as: UTF8.self)
    }

    /// Elements of the array at a path.
    func count(_ path: String) -> Int {
        guard let text = self[path], let document = try? JSONDocument(Array(text.utf8)) else {
            return 0
        }
        return document.root.count
    }

    /// The `role` of each message.
    var roles: [String] {
        (0..<count("messages")).map { self["messages.\($0).role"] ?? "?" }
    }
}
