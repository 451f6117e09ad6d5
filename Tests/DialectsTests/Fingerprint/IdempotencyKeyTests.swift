import IPC
import Testing

@testable import Dialects

/// When two requests are one.
@Suite struct IdempotencyKeyTests {
    private func key(
        _ name: String?, body: String = FingerprintFixtures.chat, keyID: String = "k1",
        dialect: Dialect = .openaiChat, endpoint: Endpoint = .chat, path: String = "",
        form: StreamForm = .body
    ) throws -> [UInt8] {
        Fingerprint.idempotencyKey(
            try FingerprintFixtures.source(
                body, endpoint: endpoint, pathModel: path, form: form,
                headers: name.map { [("idempotency-key", $0)] } ?? []),
            dialect: dialect, keyID: keyID)
    }

    @Test func withoutTheHeaderThereIsNone() throws {
        #expect(try key(nil) == [])
        #expect(try key("") == [])
        let source = try FingerprintFixtures.source(
            FingerprintFixtures.chat,
            headers: [("x-request-id", "r"), ("x-client-request-id", "r")])
        #expect(Fingerprint.idempotencyKey(source, dialect: .openaiChat, keyID: "k") == [])
        #expect(try key("a", endpoint: .countTokens) == [])
    }

    @Test func theSameRequestHasTheSameKey() throws {
        #expect(try key("a").count == 32)
        #expect(try key("a") == key("a"))
    }

    @Test func anythingElseIsAnotherRequest() throws {
        let keys = Set([
            try key("a"), try key("b"), try key("a", body: FingerprintFixtures.chat + " "),
            try key("a", keyID: "k2"), try key("a", keyID: ""), try key("a", dialect: .ollama),
            try key("a", endpoint: .completion), try key("a", path: "m"),
            try key("a", form: .events),
        ])
        #expect(keys.count == 9)
    }

    /// Neither kind of key can be taken for the other.
    @Test func cacheAndIdempotencyDoNotMeet() throws {
        let cached = try FingerprintFixtures.key(FingerprintFixtures.chat, headers: [])
        #expect(try key("a") != Array(cached.dropFirst()))
    }
}
