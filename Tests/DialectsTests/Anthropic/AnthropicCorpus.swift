import Foundation
import Testing

/// Recorded exchanges of this dialect.
enum AnthropicCorpus {
    /// One exchange.
    struct Exchange: @unchecked Sendable, CustomTestStringConvertible {
        var id: String
        var tags: Set<String>
        // Never changed after it is read: the property lists of Foundation are not marked as such.
        var request: [String: Any]?
        var status: Int
        var body: [String: Any]?
        var stream: String?

        var testDescription: String { id }

        /// The request as bytes.
        var requestText: String? { request.map(AnthropicCorpus.text) }
    }

    static let all: [Exchange] = load()

    /// Exchanges whose request is one for `/messages`.
    static let requests = all.filter { $0.request?["messages"] != nil && $0.status == 200 }
    static let streams = all.filter { $0.stream != nil && !$0.tags.contains("stream_incomplete") }
    static let answers = all.filter { $0.body?["type"] as? String == "message" }

    static func text(_ value: [String: Any]) -> String {
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
        let folder = URL(filePath: root).appending(path: "anthropic-messages")
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
        return Exchange(
            id: id, tags: Set(root["tags"] as? [String] ?? []),
            request: (root["request"] as? [String: Any])?["body"] as? [String: Any],
            status: response["status"] as? Int ?? 0, body: response["body"] as? [String: Any],
            stream: response["sse"] as? String)
    }
}
