import Testing

@testable import Dialects

@Suite struct GeminiErrorsTests {
    @Test func codeIsANumberAndRetryInfoIsTold() {
        var error = GatewayError(status: 429, code: "rate_limit_exceeded", message: "slow down")
        error.retryAfterMilliseconds = 3200
        let text = String(decoding: GeminiErrors.body(error), as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED""#))
        #expect(text.contains(#""retryDelay":"3.2s""#))
    }
}
