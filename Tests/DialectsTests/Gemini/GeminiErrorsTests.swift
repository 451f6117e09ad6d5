import DialectCheck
import Testing

@testable import Dialects

@Suite("gemini: errors")
struct GeminiErrorsTests {
    private func text(_ error: GatewayError) -> String {
        String(decoding: GeminiCodec.errorBody(error, requestID: "req_1"), as: UTF8.self)
    }

    @Test(
        "statuses have names, and the code is a number",
        arguments: [
            (400, "INVALID_ARGUMENT"), (401, "UNAUTHENTICATED"), (402, "RESOURCE_EXHAUSTED"),
            (403, "PERMISSION_DENIED"), (404, "NOT_FOUND"), (408, "DEADLINE_EXCEEDED"),
            (413, "INVALID_ARGUMENT"), (429, "RESOURCE_EXHAUSTED"), (499, "CANCELLED"),
            (500, "INTERNAL"), (502, "INTERNAL"), (503, "UNAVAILABLE"), (504, "DEADLINE_EXCEEDED"),
            (529, "UNAVAILABLE"),
        ] as [(UInt32, String)])
    func statuses(_ status: UInt32, _ name: String) {
        let body = text(GatewayError(status: status, code: "c", message: "m"))
        #expect(body == #"{"error":{"code":\#(status),"message":"m","status":"\#(name)"}}"#)
        #expect(DialectCheck.error(.gemini, Array(body.utf8)).isEmpty)
    }

    @Test("a provider's refusal of the gateway's own credential is no one's to repair")
    func credential() {
        let body = text(GatewayError(status: 502, code: "upstream_auth", message: "m"))
        #expect(body.contains("UNAVAILABLE"))
    }

    @Test("the wait and the parameter are told")
    func details() {
        var error = GatewayError.badRequest("wrong", param: "contents[0]")
        error.retryAfterMilliseconds = 3250
        let body = text(error)
        #expect(body.contains(#""retryDelay":"3.25s""#))
        #expect(
            body.contains(#""fieldViolations":[{"field":"contents[0]","description":"wrong"}]"#))
        #expect(DialectCheck.error(.gemini, Array(body.utf8)).isEmpty)
        error.retryAfterMilliseconds = 2000
        #expect(text(error).contains(#""retryDelay":"2s""#))
    }

    @Test("a prompt that is too long is told in words that clients know")
    func tooLong() {
        let code = "context_length_exceeded"
        let numbers = GatewayError(
            status: 400, code: code, message: "maximum is 8,192 tokens, you sent 9,000")
        #expect(
            text(numbers).contains(
                "The input token count (9000) exceeds the maximum number of tokens allowed (8192).")
        )
        let none = GatewayError(status: 400, code: code, message: "too long")
        #expect(text(none).contains("The input token count exceeds"))
        let empty = GatewayError(status: 500, code: "c", message: "")
        #expect(DialectCheck.error(.gemini, Array(text(empty).utf8)).isEmpty)
    }
}
