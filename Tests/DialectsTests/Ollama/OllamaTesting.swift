import DialectCheck
import IPC
import JSON

@testable import Dialects

/// What the tests of this dialect share.
enum OllamaTesting {
    static let provider = ProviderTesting<OllamaCodec>(checked: .ollama, model: "qwen3:4b")

    /// A request's body as it arrives.
    static func source(_ body: String, endpoint: Endpoint = .chat) throws -> RequestSource {
        let bytes = Array(body.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        return RequestSource(bytes: bytes, tape: tape, endpoint: endpoint)
    }

    /// The canonical form of a request, as route and translate see it.
    static func read(_ body: String, endpoint: Endpoint = .chat) throws -> ModelRequest {
        let source = try source(body, endpoint: endpoint)
        _ = try OllamaCodec.facts(source)
        return try OllamaCodec.read(source)
    }

    /// What a request is refused with; nil when it is not.
    static func refusal(_ body: String, endpoint: Endpoint = .chat) throws -> GatewayError? {
        do {
            _ = try read(body, endpoint: endpoint)
            return nil
        } catch let error as GatewayError {
            return error
        }
    }

    /// What a client of this dialect gets.
    static func context(endpoint: Endpoint = .chat) -> AnswerContext {
        var target = Target(
            requestID: "req_1", client: .ollama, provider: .openaiChat, model: "gpt-x")
        target.unixSeconds = 1_700_000_000
        return AnswerContext(target: target, plan: AnswerPlan(), endpoint: endpoint)
    }

    /// The stream that a client gets.
    static func encode(_ events: [AnswerEvent], _ context: AnswerContext = context()) -> [UInt8] {
        var encoder = OllamaCodec.makeEncoder(context)
        var output: [UInt8] = []
        for event in events { encoder.encode(event, into: &output) }
        encoder.finish(into: &output)
        return output
    }

    /// The lines of a stream.
    static func lines(_ stream: [UInt8]) throws -> [JSONValue] {
        try stream.split(separator: 0x0a).map { try JSONDocument(Array($0)).root }
    }
}
