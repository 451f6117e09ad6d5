import DialectCheck
import IPC
import JSON

@testable import Dialects

/// A request as bytes, in some dialect.
struct WrittenRequest {
    var body: [UInt8]
    var path: String

    /// What a provider gets of `request`; throws where it cannot have it.
    init(
        _ request: ModelRequest, _ codec: any ProviderCodec.Type, _ target: Target
    ) throws(GatewayError) {
        let encoded = try codec.write(request, target)
        body = []
        let none: [UInt8] = []
        encoded.body.append(to: &body, from: none.span.bytes)
        path = encoded.path
    }

    /// The request as it arrives from a client that wrote it.
    func source(_ dialect: Dialect, model: String) throws(JSONError) -> RequestSource {
        var tape = JSONTape()
        try tape.parse(body)
        guard dialect == .gemini else { return RequestSource(bytes: body, tape: tape) }
        let streams = path.contains(":stream")
        return RequestSource(
            bytes: body, tape: tape, pathModel: model, streamForm: streams ? .events : .none)
    }

    /// Arguments of all calls in the body, wherever the dialect has them.
    func arguments(_ dialect: Dialect) throws(JSONError) -> [String] {
        let root = try JSONDocument(body).root
        switch dialect {
        case .openaiChat, .cohere:
            return root.each("messages").flatMap { $0.each("tool_calls") }
                .compactMap { $0["function"]?["arguments"]?.string }
        case .openaiResponses:
            return root.each("input").filter { $0["type"]?.string == "function_call" }
                .compactMap { $0["arguments"]?.string }
        case .anthropic:
            return root.each("messages").flatMap { $0.each("content") }
                .filter { $0["type"]?.string == "tool_use" }
                .compactMap { $0["input"]?.text }
        case .gemini:
            return root.each("contents").flatMap { $0.each("parts") }
                .compactMap { $0["functionCall"]?["args"]?.text }
        case .ollama:
            return root.each("messages").flatMap { $0.each("tool_calls") }
                .compactMap { $0["function"]?["arguments"]?.text }
        case .bedrock:
            return root.each("messages").flatMap { $0.each("content") }
                .compactMap { $0["toolUse"]?["input"]?.text }
        case .none: return []
        }
    }
}

extension JSONValue {
    /// The elements of a member that is an array; none when it is not.
    fileprivate func each(_ name: String) -> [JSONValue] { self[name]?.array ?? [] }

    /// The JSON text.
    fileprivate var text: String { String(decoding: rawBytes, as: UTF8.self) }
}
