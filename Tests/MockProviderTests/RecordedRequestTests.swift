import Foundation
import JSON
import NIOCore
import Testing

@testable import MockProvider

/// Requests that real providers took must not be refused by the mock.
@Suite struct RecordedRequestTests {
    /// Where the recordings are; nil without any.
    private static let folder: URL? = {
        let given = ProcessInfo.processInfo.environment["OMNI_CORPUS"].map {
            URL(fileURLWithPath: $0)
        }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = given ?? root.appendingPathComponent("../shared/corpus")
        if FileManager.default.fileExists(atPath: folder.path) { return folder }
        print("SKIPPED: no recorded exchanges at OMNI_CORPUS; only own cases were run")
        return nil
    }()

    /// Recordings whose requests the mock refuses on purpose, by the start of their names.
    private static let deviations: [String: String] = [
        "bedrock-converse-lin-64f04e70": "the bytes of a document as the client held them",
        "openai-responses-ddt-659d85cf": "names no model but a stored prompt",
        "openai-responses-pai-ee6f4b82": "ids of another provider",
        "openai-responses-rig-75ece19e": "limits of another provider",
    ]

    /// Betas that the recordings may have been made with; their headers were not kept.
    private static let betas = "mcp-client-2025-11-20,context-management-2025-06-27"

    @Test(
        "recorded requests are taken", .enabled(if: folder != nil, "no recordings found"),
        arguments: [
            "anthropic-messages", "openai-responses", "gemini", "ollama", "cohere-chat",
            "bedrock-converse", "openai-completions",
        ])
    func recordedRequestsAreTaken(_ dialect: String) throws {
        let folder = try #require(Self.folder).appendingPathComponent(dialect)
        var count = 0
        for file in try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        {
            let exchange = try Exchange(file)
            guard exchange.status < 300, let body = exchange.body else { continue }
            count += 1
            let error = exchange.refusal(of: body, in: dialect)
            guard let error, !Self.isExpected(error) else { continue }
            let name = file.deletingPathExtension().lastPathComponent
            #expect(Self.deviations[name] != nil, "\(name): \(error.message)")
        }
        #expect(count > 3)
    }

    /// Whether a refusal is of what only a provider with a memory could take: proofs of other
    /// providers, stored items.
    private static func isExpected(_ error: ProviderError) -> Bool {
        let words = [
            "signature", "encrypted content", "redacted_thinking", "Previous response",
            "not found. Items are not persisted",
        ]
        return words.contains { error.message.contains($0) }
    }

    /// A recorded exchange.
    private struct Exchange {
        let status: Int
        let path: String
        /// The request's body; nil if it was not kept.
        let body: [UInt8]?

        init(_ file: URL) throws {
            let reader = JSONReader()
            try reader.parse(ByteBuffer(bytes: try Data(contentsOf: file)))
            let request = try #require(reader.member("request", of: reader.root))
            let response = try #require(reader.member("response", of: reader.root))
            status = Int(reader.member("status", of: response).flatMap { reader.int($0) } ?? 0)
            path = reader.member("path", of: request).flatMap { reader.string($0) } ?? ""
            guard let node = reader.member("body", of: request) else {
                body = nil
                return
            }
            var bytes: [UInt8] = []
            reader.appendRaw(node, to: &bytes)
            body = bytes
        }

        /// The error that the mock answers with; nil if it takes the request, or does not serve it.
        func refusal(of body: [UInt8], in dialect: String) -> ProviderError? {
            let reader = JSONReader()
            do {
                try reader.parseObject(ByteBuffer(bytes: body))
                switch (dialect, Endpoint(path[...])) {
                case ("anthropic-messages", .messages):
                    _ = try MessagesReader(reader, betas: RecordedRequestTests.betas).read()
                case ("anthropic-messages", .countTokens):
                    _ = try MessagesReader(
                        reader, betas: RecordedRequestTests.betas, isCounting: true
                    ).read()
                case ("openai-responses", .responses): _ = try ResponsesReader(reader).read()
                case ("openai-responses", .compaction):
                    _ = try ResponsesReader(reader, isCompaction: true).read()
                case ("gemini", .gemini(let path)):
                    _ = try GeminiReader(reader, path: path).read()
                case ("ollama", .ollamaChat): _ = try OllamaReader(reader).readChat()
                case ("ollama", .ollamaGenerate): _ = try OllamaReader(reader).readGenerate()
                case ("cohere-chat", .cohere): _ = try CohereReader(reader).read()
                case ("bedrock-converse", .bedrock(let path)):
                    _ = try ConverseReader(reader, path: path).read()
                case ("openai-completions", .completions):
                    _ = try CompletionsReader(reader).read()
                default: break
                }
                return nil
            } catch {
                return error
            }
        }
    }
}
