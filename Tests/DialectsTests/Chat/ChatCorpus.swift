import Foundation
import Testing

/// Recorded exchanges of this dialect.
enum ChatCorpus {
    /// One exchange.
    struct Exchange: @unchecked Sendable, CustomTestStringConvertible {
        var id: String
        var provider: String
        var tags: Set<String>
        // Never changed after it is read: the property lists of Foundation are not marked as such.
        var request: [String: Any]?
        var status: Int
        var body: [String: Any]?
        var stream: String?

        var testDescription: String { id }

        /// The request as bytes.
        var requestText: String? { request.map(ChatCorpus.text) }
    }

    static let all = load("openai-chat")
    static let completions = load("openai-completions")

    /// Whole streams, without those that end in an error or in nothing.
    static let streams = all.filter {
        $0.stream != nil
            && $0.tags.isDisjoint(with: ["stream_incomplete", "error_in_stream", "n_choices"])
    }
    static let answers = all.filter {
        $0.status == 200 && $0.body?["choices"] != nil && !$0.tags.contains("n_choices")
    }
    /// Without those that want several answers, which can only pass through.
    static let requests = all.filter {
        $0.status == 200 && $0.request?["messages"] != nil && ($0.request?["n"] as? Int ?? 1) < 2
    }

    static func text(_ value: [String: Any]) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func object(_ text: String) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
    }

    private static func load(_ dialect: String) -> [Exchange] {
        let files = FileManager.default
        let root =
            ProcessInfo.processInfo.environment["OMNI_CORPUS"]
            ?? URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "../../../../shared/corpus"
            ).standardizedFileURL.path()
        let folder = URL(filePath: root).appending(path: dialect)
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
            id: id, provider: root["provider"] as? String ?? "",
            tags: Set(root["tags"] as? [String] ?? []),
            request: (root["request"] as? [String: Any])?["body"] as? [String: Any],
            status: response["status"] as? Int ?? 0, body: response["body"] as? [String: Any],
            stream: response["sse"] as? String)
    }
}
