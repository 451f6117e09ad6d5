import DialectCheck
import Testing

@testable import Dialects

@Suite("anthropic: errors")
struct AnthropicErrorTests {
    private func body(_ status: UInt32, _ code: String = "x", _ message: String = "m") -> String {
        let error = GatewayError(status: status, code: code, message: message)
        return String(
            decoding: AnthropicCodec.errorBody(error, requestID: "req_9"), as: UTF8.self)
    }

    @Test(
        "each status has its type",
        arguments: [
            (400, "invalid_request_error"), (401, "authentication_error"), (402, "billing_error"),
            (403, "permission_error"), (404, "not_found_error"), (413, "request_too_large"),
            (422, "invalid_request_error"), (429, "rate_limit_error"), (500, "api_error"),
            (502, "api_error"), (503, "overloaded_error"), (504, "timeout_error"),
            (529, "overloaded_error"),
        ] as [(UInt32, String)])
    func types(_ status: UInt32, _ type: String) {
        let body = body(status)
        #expect(
            body
                == #"{"type":"error","error":{"type":"\#(type)","message":"m"},"request_id":"req_9"}"#
        )
        #expect(DialectCheck.error(.anthropic, Array(body.utf8)).isEmpty)
    }

    @Test(
        "pitfall 175: a prompt that is too long is told in the words that clients know",
        arguments: [
            (
                "This model's maximum context length is 128000 tokens. However, your messages resulted in 130,500 tokens.",
                "prompt is too long: 130500 tokens > 128000 maximum"
            ),
            (
                "The input token count (1300000) exceeds the maximum number of tokens allowed (1048576).",
                "prompt is too long: 1300000 tokens > 1048576 maximum"
            ),
            (
                "prompt is too long: 5 tokens > 4 maximum",
                "prompt is too long: 5 tokens > 4 maximum"
            ),
            ("too many tokens", "prompt is too long: too many tokens"),
        ])
    func pitfall175(_ message: String, _ told: String) throws {
        let body = body(400, "context_length_exceeded", message)
        #expect(try AnthropicTesting.member(body, "error", "message") == "\"\(told)\"")
    }
}
