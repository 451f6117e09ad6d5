import Foundation
import IPC
import JSON

@testable import Dialects

/// What tests of this dialect share.
enum ResponsesTesting {
    /// A request as it would arrive.
    static func source(_ json: String, endpoint: Endpoint = .chat, headers: [Header] = [])
        throws -> RequestSource
    {
        let bytes = Array(json.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        return RequestSource(bytes: bytes, tape: tape, endpoint: endpoint, headers: headers)
    }

    static func read(_ json: String) throws -> ModelRequest {
        try ResponsesCodec.read(source(json))
    }

    /// A target of this dialect for a client of this dialect, unless said otherwise.
    static func target(
        client: Dialect = .openaiResponses, provider: Dialect = .openaiResponses,
        profile: String = "openai", model: String = "gpt-5.4"
    ) -> Target {
        var target = Target(
            requestID: "req-1", client: client, provider: provider, model: model)
        target.profile = profile
        target.unixSeconds = 1_760_000_000
        return target
    }

    /// The body that `request` becomes for a target.
    static func written(_ request: ModelRequest, _ target: Target) throws -> [String: Any] {
        object(text(try ResponsesCodec.write(request, target), original: []))
    }

    static func text(_ request: EncodedRequest, original: [UInt8]) -> String {
        var bytes: [UInt8] = []
        request.body.append(to: &bytes, from: original.span.bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What a request becomes when its bytes pass through; nil when they cannot.
    static func spliced(_ json: String, _ target: Target, endpoint: Endpoint = .chat) throws
        -> String?
    {
        let source = try source(json, endpoint: endpoint)
        let facts = try ResponsesCodec.facts(source)
        return ResponsesCodec.splice(source, facts, target).map {
            text($0, original: source.bytes)
        }
    }

    static func object(_ text: String) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    static func object(_ bytes: [UInt8]) -> [String: Any] {
        object(String(decoding: bytes, as: UTF8.self))
    }

    /// A JSON value with sorted keys, for comparing.
    static func sorted(_ value: Any?) -> String {
        guard let value else { return "nil" }
        let data = try? JSONSerialization.data(
            withJSONObject: value,
            options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }

    // MARK: Answers

    /// The frames of an event stream.
    static func frames(_ stream: String) -> [String] {
        stream.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n\n")
            .compactMap { event in
                let lines = event.split(separator: "\n").filter { $0.hasPrefix("data:") }
                guard !lines.isEmpty else { return nil }
                return lines.map { $0.dropFirst(5).drop { $0 == " " } }.joined(separator: "\n")
            }
    }

    /// The events of frames.
    static func decoded(_ frames: [String], _ target: Target, finish: Bool = true) throws
        -> [AnswerEvent]
    {
        var decoder = ResponsesCodec.makeDecoder(target)
        var events: [AnswerEvent] = []
        for frame in frames {
            try decoder.decode(name: "", data: Array(frame.utf8).span.bytes, into: &events)
        }
        if finish { try decoder.finish(into: &events) }
        return events
    }

    static func decoded(whole json: String, _ target: Target) throws -> [AnswerEvent] {
        var decoder = ResponsesCodec.makeDecoder(target)
        var events: [AnswerEvent] = []
        try decoder.decode(whole: Array(json.utf8).span.bytes, into: &events)
        return events
    }

    static func answer(_ events: [AnswerEvent]) -> Answer {
        var builder = AnswerBuilder()
        for event in events { builder.add(event) }
        return builder.answer
    }

    /// The stream that events become.
    static func encoded(
        _ events: [AnswerEvent], _ context: AnswerContext, finish: Bool = true
    ) -> String {
        var encoder = ResponsesCodec.makeEncoder(context)
        var output: [UInt8] = []
        for event in events { encoder.encode(event, into: &output) }
        if finish { encoder.finish(into: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    /// The events of a stream as objects.
    static func objects(_ stream: String) -> [[String: Any]] { frames(stream).map(object) }

    static func types(_ stream: String) -> [String] {
        objects(stream).compactMap { $0["type"] as? String }
    }

    static func items(_ response: [String: Any]) -> [[String: Any]] {
        response["output"] as? [[String: Any]] ?? []
    }

    /// The response object of a stream's last event.
    static func lastResponse(_ stream: String) -> [String: Any] {
        objects(stream).last?["response"] as? [String: Any] ?? [:]
    }
}
