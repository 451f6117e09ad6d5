import Dialects
import IPC
import JSON
import Testing

@testable import Translate

@Suite struct AttemptFailureTests {
    private let work = Lease(connectionName: "work", dialect: .openaiChat)

    @Test(
        arguments: [
            (400, FailureClass.caller), (401, .account), (402, .account), (403, .account),
            (404, .model), (408, .transient), (413, .caller), (422, .caller), (429, .account),
            (500, .transient), (503, .transient), (529, .transient),
        ] as [(UInt32, FailureClass)])
    func statusesHaveAClass(status: UInt32, expected: FailureClass) {
        #expect(AttemptFailure.failureClass(status) == expected)
    }

    @Test func aWellFormedErrorIsPassedOn() {
        let body = bytes(
            #"{"error":{"message":"slow down","type":"rate_limit","param":null,"code":"rate_limit_exceeded"}}"#
        )
        let failure = AttemptFailure.status(
            429, body: body, headers: [Header(name: "retry-after", value: "2")], lease: work,
            client: .openaiChat)
        #expect(failure.body == body && failure.failure == .account)
        #expect(failure.error.status == 429 && failure.error.retryAfterMilliseconds == 2000)
        #expect(failure.error.code == "rate_limit_exceeded")
    }

    @Test(arguments: [302, 304, 307] as [UInt32])
    func redirectsAreFailures(status: UInt32) {
        let failure = AttemptFailure.status(
            status, body: bytes(#"{"error":{"message":"elsewhere"}}"#), headers: [],
            lease: work, client: .openaiChat)
        #expect(failure.error.status == 502 && failure.failure == .provider && failure.body == nil)
    }

    @Test(arguments: [
        "<html>busy</html>", #"{"error":"busy"}"#, #"{"message":"busy"}"#, #"{"detail":"busy"}"#,
        "",
        #"{"error":{"code":1}}"#, "[]",
    ])
    func otherShapesAreWrapped(text: String) throws {
        let failure = AttemptFailure.status(
            503, body: bytes(text), headers: [], lease: work, client: .openaiChat)
        #expect(failure.body == nil)
        let error = try #require(
            try JSONDocument(ChatCodec.errorBody(failure.error, requestID: "r"))["error"])
        #expect(error.members?.map(\.name) == ["message", "type", "param", "code"])
        if text.contains("\"busy\"") { #expect(error["message"]?.string == "work: busy") }
    }

    @Test(
        arguments: [
            ([("retry-after", "3")], 3000),
            ([("retry-after-ms", "150"), ("retry-after", "3")], 150),
            ([("retry-after", "soon")], 0), ([("retry-after", "-1")], 0), ([], 0),
            ([("retry-after", "1e30")], 0),
        ] as [([(String, String)], UInt32)])
    func waitsAreRead(headers: [(String, String)], expected: UInt32) {
        #expect(
            AttemptFailure.retryAfter(headers.map { Header(name: $0.0, value: $0.1) }) == expected)
    }

    @Test func aStatusInsideAnAnswerCounts() {
        let body = bytes(#"{"error":{"message":"limit","code":429}}"#)
        let failure = AttemptFailure.answer(.reported(body), lease: work, client: .openaiChat)
        #expect(failure.error.status == 429 && failure.failure == .account && failure.body == body)
        #expect(AttemptFailure.answer(.empty, lease: work, client: .openaiChat).error.status == 502)
    }

    /// A client of these dialects would take a 401 for its own login's end.
    @Test(arguments: [Dialect.anthropic, .openaiResponses, .gemini, .ollama])
    func aWrongCredentialIsNotTheClients(client: Dialect) {
        let failure = AttemptFailure.status(
            401, body: bytes(#"{"error":{"message":"bad key"}}"#), headers: [], lease: work,
            client: client)
        #expect(failure.error.status == 502 && failure.failure == .account && failure.body == nil)
        #expect(failure.headers.contains(Header(name: "x-should-retry", value: "false")))
    }

    @Test("pitfall 162: a provider's invalid key that comes as a 400") func pitfall162() {
        let body = bytes(
            #"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}"#
        )
        let gemini = Lease(connectionName: "g", dialect: .gemini)
        let failure = AttemptFailure.status(
            400, body: body, headers: [], lease: gemini, client: .openaiChat)
        #expect(failure.failure == .account && failure.error.status == 401)
    }

    @Test(
        "pitfall 175: one class for a context that is too long",
        arguments: [
            "This model's maximum context length is 8192 tokens",
            "prompt is too long: 250000 tokens > 200000 maximum",
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        ])
    func pitfall175(text: String) {
        let failure = AttemptFailure.status(
            400, body: bytes(#"{"error":{"message":"\#(text)"}}"#), headers: [], lease: work,
            client: .anthropic)
        #expect(failure.error.code == "context_length_exceeded" && failure.failure == .caller)
    }

    @Test("pitfall 158: a 400 because of the caller is no failure of the account") func pitfall158()
    {
        let failure = AttemptFailure.status(
            400, body: bytes(#"{"error":{"message":"bad","type":"invalid_request_error"}}"#),
            headers: [], lease: work, client: .openaiChat)
        #expect(failure.failure == .caller)
    }

    @Test("pitfall 164: a page for browsers becomes a short error") func pitfall164() {
        let failure = AttemptFailure.status(
            502, body: bytes("<!DOCTYPE html><html><body>Bad gateway</body></html>"), headers: [],
            lease: work, client: .anthropic)
        #expect(failure.body == nil && failure.failure == .transient)
        #expect(!failure.error.message.contains("<"))
    }

    @Test(
        "pitfall 172: a proof that is not accepted is told apart",
        arguments: [
            #"{"error":{"message":"messages.1.content.0: Invalid `signature` in `thinking` block"}}"#,
            #"{"error":{"message":"x","code":"invalid_encrypted_content"}}"#,
        ])
    func pitfall172(text: String) {
        let failure = AttemptFailure.status(
            400, body: bytes(text), headers: [], lease: work, client: .openaiChat)
        #expect(failure.kind == .invalidProof)
    }
}
