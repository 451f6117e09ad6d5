import Foundation
import Testing

/// Recorded exchanges of this dialect.
enum GeminiCorpus {
    /// One exchange.
    struct Exchange: @unchecked Sendable, CustomTestStringConvertible {
        var id: String
        var provider: String
        var model: String
        var path: String
        var tags: Set<String>
        // Never changed after it is read: the property lists of Foundation are not marked as such.
        var request: [String: Any]?
        var status: Int
        /// An object, or the array of a stream that was asked for without events.
        var body: Any?
        var stream: String?

        var testDescription: String { id }

        /// The request as bytes.
        var requestText: String? { request.map(GeminiCorpus.text) }
        /// The plain answer as bytes.
        var bodyText: String? { body.map(GeminiCorpus.text) }
        /// Spoken by the gateway: not embeddings, files and the like.
        var isGeneration: Bool { path.hasSuffix("enerateContent") && status == 200 }
    }

    static let all = load()
    static let requests = all.filter { $0.request?["contents"] != nil && $0.isGeneration }
    static let streams = all.filter { $0.stream != nil && $0.isGeneration }
    static let arrays = all.filter { $0.body is [Any] && $0.isGeneration }
    static let answers = all.filter { $0.body is [String: Any] && $0.isGeneration }

    static func text(_ value: Any) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func object(_ text: String) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
    }

    private static func load() -> [Exchange] {
        let files = FileManager.default
        let root =
            ProcessInfo.processInfo.environment["OMNI_CORPUS"]
            ?? URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "../../../../shared/corpus"
            ).standardizedFileURL.path()
        let folder = URL(filePath: root).appending(path: "gemini")
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
        guard let id = root["id"] as? String, let request = root["request"] as? [String: Any],
            let response = root["response"] as? [String: Any]
        else { return nil }
        return Exchange(
            id: id, provider: root["provider"] as? String ?? "",
            model: root["model"] as? String ?? "", path: request["path"] as? String ?? "",
            tags: Set(root["tags"] as? [String] ?? []),
            request: request["body"] as? [String: Any],
            status: response["status"] as? Int ?? 0, body: response["body"],
            stream: response["sse"] as? String)
    }
}
