import Testing

@testable import Dialects

@Suite struct ErrorKindTests {
    private func kind(_ status: UInt32, _ message: String, code: String = "") -> ErrorKind {
        var error = ReportedError()
        error.message = message
        error.code = code
        return .of(error, status: status)
    }

    @Test(
        "pitfall 175: context errors have many wordings",
        arguments: [
            "This model's maximum context length is 8192 tokens",
            "prompt is too long: 210000 tokens > 200000 maximum",
            "The input token count (1048577) exceeds the maximum number of tokens allowed",
            "Input is too long for requested model.", "Please reduce the length of the messages.",
            "Your input exceeds the context window of this model.",
        ])
    func pitfall175(message: String) {
        #expect(kind(400, message) == .contextTooLong)
        #expect(kind(413, message) == .contextTooLong)
        // Words decide within refusals only.
        #expect(kind(500, message) == .other)
    }

    @Test("pitfall 162: a wrong key at gemini is a 400")
    func pitfall162() {
        #expect(kind(400, "API key not valid. Please pass a valid API key.") == .invalidCredential)
        #expect(kind(401, "no") == .invalidCredential)
    }

    @Test(
        "pitfall 172: proofs that are not accepted",
        arguments: [
            "Invalid `signature` in `thinking` block",
            "invalid_encrypted_content", "Could not decrypt the provided encrypted_content",
            "Function call is missing a thought_signature",
        ])
    func pitfall172(message: String) { #expect(kind(400, message) == .invalidProof) }

    @Test func statusesDecideTheRest() {
        #expect(kind(429, "slow down") == .rateLimit)
        #expect(kind(429, "You exceeded your current quota") == .quota)
        #expect(
            kind(429, "You exceeded your current quota", code: "insufficient_quota") == .billing)
        #expect(kind(402, "") == .billing)
        #expect(kind(403, "") == .forbidden)
        #expect(kind(404, "") == .modelNotFound)
        #expect(kind(503, "") == .overloaded)
        #expect(kind(529, "") == .overloaded)
        #expect(kind(400, "") == .badRequest)
        #expect(kind(422, "") == .badRequest)
        #expect(kind(502, "") == .other)
        #expect(kind(400, "", code: "content_filter") == .filtered)
    }

    @Test(
        "a minute's allowance is another thing than a day's",
        arguments: [
            ("Rate limit reached on tokens per min (TPM): Limit 10000", ErrorKind.rateLimit),
            ("Rate limit reached on requests per day (RPD): Limit 200", .quota),
            (
                "You exceeded your current quota, please check your plan and billing details.",
                .quota
            ),
        ])
    func limitsAreToldApart(message: String, expected: ErrorKind) {
        #expect(kind(429, message) == expected)
    }

    @Test("the limits that Google lists count more than its words") func listedLimits() {
        func error(_ quota: String) -> ReportedError {
            .read(
                Array(
                    #"{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"\#(quota)"}]}]}}"#
                        .utf8))
        }
        #expect(
            ErrorKind.of(error("GenerateRequestsPerMinutePerProject"), status: 429) == .rateLimit)
        #expect(ErrorKind.of(error("GenerateRequestsPerDayPerProject"), status: 429) == .quota)
    }
}
