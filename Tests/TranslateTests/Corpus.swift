import Foundation
import JSON

/// The recorded exchanges of a dialect, found through `OMNI_CORPUS`.
enum Corpus {
    struct Exchange: CustomTestStringConvertible {
        let id: String
        let tags: Set<String>
        let request: [UInt8]?
        let status: Int64
        let sse: [UInt8]?
        let body: [UInt8]?
        var testDescription: String { id }
    }

    static let openAIChat: [Exchange] = load("openai-chat")

    private static func load(_ dialect: String) -> [Exchange] {
        let given = ProcessInfo.processInfo.environment["OMNI_CORPUS"]
        let root =
            given.map { URL(filePath: $0) }
            ?? URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/corpus").standardized
        let folder = root.appending(path: dialect)
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard let names, !names.isEmpty else {
            print("SKIPPED: no recorded exchanges at OMNI_CORPUS; only own cases were run")
            return []
        }
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            guard let data = try? Data(contentsOf: folder.appending(path: name)),
                let file = try? JSONDocument([UInt8](data))
            else { return nil }
            let response = file["response"]
            let request = file["request"]?["body"]
            return Exchange(
                id: file["id"]?.string ?? name,
                tags: Set(file["tags"]?.array?.compactMap(\.string) ?? []),
                request: request.flatMap { $0.kind == .object ? $0.rawBytes : nil },
                status: response?["status"]?.int ?? 0,
                sse: response?["sse"]?.string.map { Array($0.utf8) },
                body: response?["body"]?.rawBytes)
        }
    }
}

import Testing
