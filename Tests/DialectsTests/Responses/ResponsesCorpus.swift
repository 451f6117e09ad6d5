import Foundation
import Testing

/// Recorded exchanges of this dialect.
enum ResponsesCorpus {
    /// One exchange.
    struct Exchange: @unchecked Sendable, CustomTestStringConvertible {
        var id: String
        var provider: String
        var tags: Set<String>
        var path: String
        // Never changed after it is read: the property lists of Foundation are not marked as such.
        var request: [String: Any]?
        var status: Int
        var body: [String: Any]?
        var stream: String?

        var testDescription: String { id }

        /// The request as bytes.
        var requestText: String? { request.map(ResponsesTesting.sorted) }
    }

    static let all: [Exchange] = load()

    /// Requests for `/responses` that the provider took.
    static let requests = all.filter {
        $0.request?["input"] != nil && $0.status == 200 && $0.path.hasSuffix("/responses")
    }
    static let streams = all.filter { $0.stream != nil && !$0.tags.contains("stream_incomplete") }
    static let answers = all.filter {
        $0.body?["object"] as? String == "response" && $0.body?["output"] is [Any]
    }
    static let errors = all.filter { $0.status >= 400 }

    private static func load() -> [Exchange] {
        let files = FileManager.default
        let root =
            ProcessInfo.processInfo.environment["OMNI_CORPUS"]
            ?? URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "../../../../shared/corpus"
            ).standardizedFileURL.path()
        let folder = URL(filePath: root).appending(path: "openai-responses")
        let names = (try? files.contentsOfDirectory(atPath: folder.path())) ?? []
        if names.isEmpty { print("SKIPPED: no recorded exchanges; set OMNI_CORPUS") }
        return names.sorted().compactMap { name in
            guard let data = try? Data(contentsOf: folder.appending(path: name)),
                let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
            else { return nil }
            return exchange(root)
        }
    }

    private static func exchange(_ root: [String: Any]) -> Exchange? {
        guard let id = root["id"] as? String, let response = root["response"] as? [String: Any]
        else { return nil }
        let request = root["request"] as? [String: Any]
        return Exchange(
            id: id, provider: root["provider"] as? String ?? "",
            tags: Set(root["tags"] as? [String] ?? []), path: request?["path"] as? String ?? "",
            request: request?["body"] as? [String: Any], status: response["status"] as? Int ?? 0,
            body: response["body"] as? [String: Any], stream: response["sse"] as? String)
    }
}
