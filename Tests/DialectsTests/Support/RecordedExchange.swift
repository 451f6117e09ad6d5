import Foundation
import Testing

/// An exchange with a real provider, as somebody recorded it.
struct RecordedExchange: Sendable, CustomTestStringConvertible {
    let id: String
    let tags: Set<String>
    let path: String
    let status: Int
    /// JSON; nil where only the answer was kept.
    let request: String?
    /// JSON of a plain answer.
    let body: String?
    /// The bytes of a stream.
    let stream: [UInt8]?

    var testDescription: String { id }

    /// The exchanges of a folder of the corpus; none, and a word about it, without the corpus.
    static func all(of folder: String) -> [RecordedExchange] {
        let root =
            ProcessInfo.processInfo.environment["OMNI_CORPUS"]
            ?? URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "../../../../shared/corpus"
            ).standardizedFileURL.path()
        let folder = URL(filePath: root).appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        if names.isEmpty { print("SKIPPED: no recorded exchanges; set OMNI_CORPUS") }
        return names.sorted().compactMap { name in
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
            return RecordedExchange(data)
        }
    }

    private init?(_ data: Data) {
        guard let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let id = root["id"] as? String, let request = root["request"] as? [String: Any],
            let response = root["response"] as? [String: Any]
        else { return nil }
        self.id = id
        tags = Set(root["tags"] as? [String] ?? [])
        path = request["path"] as? String ?? ""
        status = response["status"] as? Int ?? 0
        self.request = (request["body"] as? [String: Any]).flatMap(Self.text)
        body = (response["body"] as? [String: Any]).flatMap(Self.text)
        let text = response["sse"] as? String ?? response["ndjson"] as? String
        let binary = (response["base64"] as? String).flatMap { Data(base64Encoded: $0) }
        stream = text.map { Array($0.utf8) } ?? binary.map { Array($0) }
    }

    private static func text(_ value: [String: Any]) -> String? {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) }
    }
}
