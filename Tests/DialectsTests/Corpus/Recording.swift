import Foundation
import IPC
import JSON
import Testing

/// One recorded exchange with a provider, whatever its dialect.
struct Recording: Sendable, CustomTestStringConvertible {
    enum Answer: Sendable {
        case plain([UInt8])
        case stream([UInt8])
        case none
    }

    var id: String
    var dialect: Dialect
    var provider: String
    var model: String
    var endpoint: String
    var path: String
    var tags: Set<String>
    /// JSON text of the request.
    var request: [UInt8]?
    var status: Int
    var answer: Answer
    /// A plain answer as the file spells it, over many lines.
    var pretty: [UInt8]?

    var testDescription: String { id }

    /// The answer's bytes; nil without any.
    var bytes: [UInt8]? {
        switch answer {
        case .plain(let bytes), .stream(let bytes): bytes
        case .none: nil
        }
    }

    var isGemini: Bool { dialect == .gemini }
    var streams: Bool { if case .stream = answer { true } else { false } }

    /// A conversation with a model, and not one of the neighbouring endpoints.
    var isChat: Bool {
        switch dialect {
        case .openaiChat: endpoint.hasSuffix("completions")
        case .openaiResponses: endpoint.hasSuffix("responses")
        case .anthropic: endpoint.hasSuffix("messages") || endpoint.contains("awPredict")
        case .gemini: path.contains("enerateContent")
        case .ollama: endpoint == "/api/chat"
        case .cohere: endpoint == "/v2/chat"
        case .bedrock: endpoint.contains("/converse")
        case .none: false
        }
    }

    func has(_ names: String...) -> Bool { names.contains(where: tags.contains) }
}

/// All recorded exchanges, read once.
enum Recordings {
    private static let folders: [(String, Dialect)] = [
        ("openai-chat", .openaiChat), ("openai-responses", .openaiResponses),
        ("anthropic-messages", .anthropic), ("gemini", .gemini), ("ollama", .ollama),
        ("cohere-chat", .cohere), ("bedrock-converse", .bedrock),
    ]

    static let all: [Recording] = folders.flatMap(load)
    /// Answers of legacy completions, which are read as those of openai-chat.
    static let completions = load("openai-completions", .openaiChat).filter {
        $0.status == 200 && $0.bytes != nil
    }

    /// Whole good answers to one question each.
    static let answers = all.filter {
        $0.isChat && $0.status == 200 && $0.bytes != nil
            && !$0.has(
                "stream_incomplete", "error_in_stream", "error_in_body", "n_choices", "batch")
    }
    static let streams = answers.filter(\.streams)
    /// Without those that were sent to a host whose path names the model: they are no client's of ours.
    static let requests = all.filter {
        $0.isChat && $0.status == 200 && ($0.request.map(hasModel) ?? false || $0.isGemini)
            && $0.request != nil
    }

    private static func hasModel(_ request: [UInt8]) -> Bool {
        let document = try? JSONDocument(request)
        return document?["model"] != nil
    }

    private static func load(_ folder: String, _ dialect: Dialect) -> [Recording] {
        let files = FileManager.default
        let root =
            ProcessInfo.processInfo.environment["OMNI_CORPUS"]
            ?? URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "../../../../shared/corpus"
            ).standardizedFileURL.path()
        let url = URL(filePath: root).appending(path: folder)
        let names = (try? files.contentsOfDirectory(atPath: url.path())) ?? []
        if names.isEmpty { print("SKIPPED: no recorded exchanges; set OMNI_CORPUS") }
        return names.sorted().compactMap { name in
            guard let data = try? Data(contentsOf: url.appending(path: name)),
                let document = try? JSONDocument(Array(data))
            else { return nil }
            return exchange(document.root, dialect)
        }
    }

    private static func exchange(_ root: JSONValue, _ dialect: Dialect) -> Recording? {
        guard let id = root["id"]?.string, let response = root["response"] else { return nil }
        let request = root["request"]
        let body = request?["body"]
        return Recording(
            id: id, dialect: dialect, provider: root["provider"]?.string ?? "",
            model: root["model"]?.string ?? "", endpoint: root["endpoint"]?.string ?? "",
            path: request?["path"]?.string ?? root["endpoint"]?.string ?? "",
            tags: Set((root["tags"]?.array ?? []).compactMap(\.string)),
            request: body.flatMap { $0.kind == .object ? $0.rawBytes : nil },
            status: Int(response["status"]?.int ?? 0), answer: answer(response),
            pretty: response["body"]?.rawBytes)
    }

    private static func answer(_ response: JSONValue) -> Recording.Answer {
        if let text = response["sse"]?.string ?? response["ndjson"]?.string {
            return .stream(Array(text.utf8))
        }
        if let text = response["base64"]?.string, let data = Data(base64Encoded: text) {
            return .stream(Array(data))
        }
        guard let body = response["body"], !body.isNull else { return .none }
        // gemini without `alt=sse`: a stream as one array.
        return body.kind == .array ? .stream(body.compact) : .plain(body.compact)
    }
}
