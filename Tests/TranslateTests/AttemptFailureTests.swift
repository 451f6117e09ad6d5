import Dialects
import IPC
import JSON
import Testing

@testable import Translate

@Suite struct AttemptFailureTests {
    private func failure(
        _ status: UInt32, _ body: String, headers: [Header] = [], client: Dialect = .openaiChat,
        provider: Dialect = .openaiChat
    ) -> AttemptFailure {
        .status(
            status, body: bytes(body), headers: headers, place(client: client, provider: provider))
    }

    @Test(
        arguments: [
            (400, FailureClass.caller, FailureReason.reasonBadRequest),
            (401, .account, .reasonAuth), (402, .account, .reasonBilling),
            (403, .account, .reasonForbidden), (404, .model, .reasonModelNotFound),
            (406, .transient, .reasonServerError), (408, .transient, .reasonServerError),
            (410, .model, .reasonModelNotFound), (413, .caller, .reasonContextTooLong),
            (422, .caller, .reasonBadRequest), (424, .transient, .reasonServerError),
            (429, .account, .reasonRateLimit), (500, .transient, .reasonServerError),
            (502, .transient, .reasonServerError), (503, .transient, .reasonOverloaded),
            (504, .transient, .reasonServerError), (529, .transient, .reasonOverloaded),
        ] as [(UInt32, FailureClass, FailureReason)])
    func statusesHaveAVerdict(status: UInt32, expected: FailureClass, reason: FailureReason) {
        let failure = failure(status, "")
        #expect(failure.failure == expected && failure.reason == reason)
        #expect(failure.verdict.allowsAnother == (reason != .reasonBadRequest))
    }

    @Test(
        "a refusal that another status is wrapped around counts as what it is",
        arguments: [
            (
                400, #"{"error":{"message":"no access","code":403}}"#,
                FailureReason.reasonForbidden
            ),
            (400, #"{"error":{"message":"Model Not Exist"}}"#, .reasonModelNotFound),
            (
                400, #"{"error":{"message":"Your credit balance is too low"}}"#, .reasonBilling
            ),
            (403, #"{"error":{"message":"monthly quota exceeded"}}"#, .reasonQuota),
            (429, #"{"error":{"message":"x","code":"insufficient_quota"}}"#, .reasonBilling),
            (429, #"{"error":{"message":"You exceeded your current quota"}}"#, .reasonQuota),
            (429, #"{"error":{"message":"The engine is overloaded"}}"#, .reasonOverloaded),
            (500, #"{"error":{"message":"Too Many Requests"}}"#, .reasonRateLimit),
        ] as [(UInt32, String, FailureReason)])
    func wordsDecideWithinStatuses(status: UInt32, body: String, reason: FailureReason) {
        #expect(failure(status, body).reason == reason)
    }

    @Test(
        "a target that cannot continue an assistant's message is not the last word",
        arguments: [
            "This model does not support assistant message prefill. The conversation must end with a user message.",
            "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
            "registry.example/m does not support tools",
        ])
    func unsupportedGoesOn(text: String) {
        let failure = failure(400, #"{"error":{"message":"\#(text)"}}"#)
        #expect(failure.reason == .reasonUnsupported && failure.failure == .caller)
        #expect(failure.verdict.allowsAnother)
    }

    @Test func aContentRefusalIsReturned() {
        let failure = failure(400, #"{"error":{"message":"no","code":"content_filter"}}"#)
        #expect(failure.reason == .reasonContentRefused && !failure.verdict.allowsAnother)
    }

    @Test func aWellFormedErrorIsPassedOn() {
        let body =
            #"{"error":{"message":"slow down","type":"rate_limit","param":null,"code":"rate_limit_exceeded"}}"#
        let failure = failure(429, body, headers: [Header(name: "retry-after", value: "2")])
        #expect(failure.body == bytes(body) && failure.failure == .account)
        #expect(failure.error.status == 429 && failure.error.retryAfterMilliseconds == 2000)
        #expect(failure.error.code == "rate_limit_exceeded" && failure.words == "slow down")
    }

    @Test(arguments: [302, 304, 307] as [UInt32])
    func redirectsAreFailures(status: UInt32) {
        let failure = failure(status, #"{"error":{"message":"elsewhere"}}"#)
        #expect(failure.error.status == 502 && failure.failure == .provider && failure.body == nil)
    }

    @Test(arguments: [
        "<html>busy</html>", #"{"error":"busy"}"#, #"{"message":"busy"}"#, #"{"detail":"busy"}"#,
        "",
        #"{"error":{"code":1}}"#, "[]",
    ])
    func otherShapesAreWrapped(text: String) throws {
        let failure = failure(503, text)
        #expect(failure.body == nil)
        let error = try #require(
            try JSONDocument(ChatCodec.errorBody(failure.error, requestID: "r"))["error"])
        #expect(error.members?.map(\.name) == ["message", "type", "param", "code"])
        if text.contains("\"busy\"") { #expect(error["message"]?.string == "work: busy") }
    }

    @Test func aStatusInsideAnAnswerCounts() {
        let body = bytes(#"{"error":{"message":"limit","code":429}}"#)
        let failure = AttemptFailure.answer(.reported(body), place())
        #expect(failure.error.status == 429 && failure.reason == .reasonRateLimit)
        #expect(failure.failure == .account && failure.body == body)
        let empty = AttemptFailure.answer(.empty, place())
        #expect(empty.error.status == 502 && empty.reason == .reasonEmpty)
    }

    @Test func anErrorInsideAnAnswerWithoutAStatusIsTheProviders() {
        let failure = AttemptFailure.answer(
            .reported(bytes(#"{"error":{"message":"something broke"}}"#)), place())
        #expect(failure.failure == .provider && failure.error.status == 502)
        #expect(failure.verdict.allowsAnother)
    }

    @Test(
        "words in place of an answer that say that a limit is reached",
        arguments: [
            ("You have reached your usage limit for today.", FailureReason.reasonQuota),
            (#"{"message":"Too many requests, slow down"}"#, .reasonRateLimit),
            ("Hello there", .reasonMalformed), ("<html>quota</html>", .reasonMalformed),
            ("data: {\"quota\":1}\n\n", .reasonMalformed),
        ] as [(String, FailureReason)])
    func exhaustionInWords(text: String, reason: FailureReason) {
        let failure = AttemptFailure.answer(.malformed("x"), start: bytes(text), place())
        #expect(failure.reason == reason && failure.verdict.allowsAnother)
        #expect(failure.error.status == (reason == .reasonMalformed ? 502 : 429))
    }

    @Test(
        arguments: [
            (ResetCode.upstreamConnect, FailureClass.transient, FailureReason.reasonUnreachable),
            (.upstreamTLS, .provider, .reasonUnreachable),
            (.upstreamFirstByte, .provider, .reasonSilent),
            (.upstreamIdle, .provider, .reasonSilent),
            (.upstreamBroken, .transient, .reasonCut), (.credential, .account, .reasonAuth),
            (.overloaded, .transient, .reasonOverloaded),
        ] as [(ResetCode, FailureClass, FailureReason)])
    func egressGivesUp(code: ResetCode, expected: FailureClass, reason: FailureReason) {
        let failure = AttemptFailure.egress(Reset(code: code), connection: "work")
        #expect(failure.failure == expected && failure.reason == reason)
        #expect(failure.error.message.hasPrefix("work: ") && failure.error.status >= 502)
    }

    /// A client of these dialects would take a 401 for its own login's end.
    @Test(arguments: [Dialect.anthropic, .openaiResponses, .gemini, .ollama])
    func aWrongCredentialIsNotTheClients(client: Dialect) {
        let failure = failure(401, #"{"error":{"message":"bad key"}}"#, client: client)
        #expect(failure.error.status == 502 && failure.failure == .account && failure.body == nil)
        #expect(failure.headers.contains(Header(name: "x-should-retry", value: "false")))
    }

    @Test("pitfall 162: a provider's invalid key that comes as a 400") func pitfall162() {
        let failure = failure(
            400,
            #"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}"#,
            provider: .gemini)
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
        let failure = failure(400, #"{"error":{"message":"\#(text)"}}"#, client: .anthropic)
        #expect(failure.error.code == "context_length_exceeded" && failure.failure == .caller)
        #expect(failure.reason == .reasonContextTooLong && failure.verdict.allowsAnother)
    }

    @Test("pitfall 158: a 400 because of the caller is no failure of the account") func pitfall158()
    {
        let failure = failure(
            400, #"{"error":{"message":"bad","type":"invalid_request_error"}}"#)
        #expect(failure.failure == .caller && !failure.verdict.allowsAnother)
    }

    @Test("pitfall 164: a page for browsers becomes a short error") func pitfall164() {
        let failure = failure(
            502, "<!DOCTYPE html><html><body>Bad gateway</body></html>", client: .anthropic)
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
        #expect(failure(400, text).kind == .invalidProof)
    }
}

/// Where a failure comes from, for tests: the connection "work" in 2026.
func place(client: Dialect = .openaiChat, provider: Dialect = .openaiChat) -> AttemptFailure.Place {
    AttemptFailure.Place(
        lease: Lease(connectionName: "work", dialect: provider), client: client,
        now: 1_780_000_000_000)
}
