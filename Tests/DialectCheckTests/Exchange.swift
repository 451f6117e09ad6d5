import DialectCheck
import Foundation
import JSON
import Testing

/// A recorded exchange of the shared corpus.
struct Exchange: Sendable, CustomTestStringConvertible {
    let id: String
    let dialect: CheckedDialect
    let provider: String
    let model: String?
    let status: Int
    let tags: Set<String>

    /// The bytes of the request; `nil` if none was recorded.
    let request: [UInt8]?

    let response: [UInt8]

    /// Whether the response is a stream of events rather than one document.
    let isStream: Bool

    /// Whether the client asked Google for numbers in place of the names of constants.
    let hasNumericEnums: Bool

    var testDescription: String { "\(id) (\(provider))" }

    /// Dialect and provider, as the deviations of compatible servers are listed.
    var source: String { "\(dialect.rawValue)/\(provider)" }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// Whether the answer is the end of a whole exchange.
    var isComplete: Bool { !tags.contains("stream_incomplete") }

    /// The folders of the corpus and the endpoints in them that are chats.
    private static let folders: [(name: String, dialect: CheckedDialect, endpoints: [String])] = [
        ("openai-chat", .openaiChat, ["/chat/completions"]),
        ("openai-responses", .openaiResponses, ["/responses"]),
        ("anthropic-messages", .anthropic, ["/messages"]),
        (
            "gemini", .gemini,
            [":generateContent", ":streamGenerateContent"]
        ),
        ("ollama", .ollama, ["/api/chat"]),
        ("cohere-chat", .cohere, ["/v2/chat"]),
        ("bedrock-converse", .bedrock, ["/converse", "/converse-stream"]),
    ]

    /// All exchanges of a dialect; none, with a line on the output, if there is no corpus.
    static func all(_ dialect: CheckedDialect) -> [Exchange] {
        guard let folder = folders.first(where: { $0.dialect == dialect }) else { return [] }
        let place = root.appendingPathComponent(folder.name)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        if files.isEmpty {
            print("SKIPPED: no recorded exchanges at OMNI_CORPUS; only own cases were run")
        }
        return files.sorted().compactMap { file in
            guard let data = FileManager.default.contents(atPath: "\(place.path)/\(file)") else {
                return nil
            }
            return Exchange(Array(data), dialect, folder.endpoints)
        }
    }

    static let every = CheckedDialect.allCases.flatMap(all)

    private static var root: URL {
        if let given = ProcessInfo.processInfo.environment["OMNI_CORPUS"] {
            return URL(fileURLWithPath: given)
        }
        let repository = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return repository.deletingLastPathComponent().appendingPathComponent("shared/corpus")
    }

    private init?(_ bytes: [UInt8], _ dialect: CheckedDialect, _ endpoints: [String]) {
        guard let file = try? JSONDocument(bytes).root, let endpoint = file["endpoint"]?.string,
            endpoints.contains(where: endpoint.hasSuffix), let response = file["response"],
            let id = file["id"]?.string
        else { return nil }
        self.id = id
        self.dialect = dialect
        provider = file["provider"]?.string ?? ""
        model = file["model"]?.string
        status = Int(response["status"]?.int ?? 0)
        tags = Set((file["tags"]?.array ?? []).compactMap(\.string))
        let body = file["request"]?["body"]
        request = body.flatMap { $0.isNull ? nil : $0.rawBytes }
        hasNumericEnums =
            file["request"]?["query"]?.rawBytes.contains("enum-encoding") ?? false
        isStream = response["body"] == nil || tags.contains("stream")
        self.response = Self.bytes(response)
    }

    /// Whether the provider that made the dialect answered.
    var isOrigin: Bool { (Self.origins[dialect] ?? []).contains(provider) }

    private static let origins: [CheckedDialect: Set<String>] = [
        .openaiChat: ["openai"], .openaiResponses: ["openai"], .anthropic: ["anthropic"],
        .gemini: ["gemini", "vertex"], .ollama: ["ollama"], .cohere: ["cohere"],
        .bedrock: ["bedrock"],
    ]

    /// Whether the project that recorded the exchange changed what was sent.
    var isEdited: Bool { !tags.isDisjoint(with: ["normalised", "sdk_capture", "response_only"]) }

    private static func bytes(_ response: JSONValue) -> [UInt8] {
        if let body = response["body"] { return body.rawBytes }
        if let text = response["sse"]?.string ?? response["ndjson"]?.string {
            return Array(text.utf8)
        }
        if let text = response["base64"]?.string {
            return Array(Data(base64Encoded: text) ?? Data())
        }
        return Array((response["text"]?.string ?? "").utf8)
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }
}
