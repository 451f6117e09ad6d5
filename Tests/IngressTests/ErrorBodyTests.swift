import IPC
import Ingress
import Testing

struct ErrorBodyTests {
    private func json(_ error: DoorError, _ dialect: Dialect) -> String {
        String(decoding: ErrorBody.json(error, dialect: dialect, requestID: "r1"), as: UTF8.self)
    }

    @Test func hasAllFourKeysForOpenAI() {
        #expect(
            json(.invalidKey, .openaiChat)
                == #"{"error":{"message":"The API key is not valid.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#
        )
    }

    @Test func speaksOtherDialects() {
        #expect(
            json(.invalidKey, .anthropic)
                == #"{"type":"error","error":{"type":"authentication_error","message":"The API key is not valid."},"request_id":"r1"}"#
        )
        #expect(
            json(.invalidKey, .gemini)
                == #"{"error":{"code":401,"message":"The API key is not valid.","status":"UNAUTHENTICATED"}}"#
        )
        #expect(json(.invalidKey, .ollama) == #"{"error":"The API key is not valid."}"#)
    }

    @Test func escapesWhatItRepeats() {
        let body = json(.unknownPath("/a\"b\\c\u{1}"), .openaiChat)
        #expect(body.contains(#"/a\"b\\c\u0001."#))
    }

    @Test func writesEvents() {
        let event = ErrorBody.event(.unavailable, dialect: .openaiChat, requestID: "r")
        let text = String(decoding: event, as: UTF8.self)
        #expect(text.hasPrefix(#"data: {"error":{"message":"#) && text.hasSuffix("}}\n\n"))
        let other = ErrorBody.event(.unavailable, dialect: .anthropic, requestID: "r")
        #expect(String(decoding: other, as: UTF8.self).hasPrefix("event: error\ndata: {\"type\":"))
    }

    @Test(arguments: [
        (DoorError.headTooLong, 431), (.tooManyFields, 431), (.bodyTooLong(limit: 1), 413),
        (.headerTimeout, 408), (.bodyTimeout, 408), (.malformed("x"), 400), (.missingKey, 401),
        (.tooManyConnections, 503), (.unavailable, 503), (.timeout, 504), (.unknownVersion, 505),
        (.unknownExpectation, 417), (.contentCoding, 415), (.unknownTransferCoding, 501),
    ])
    func hasItsStatus(_ error: DoorError, _ status: Int) {
        #expect(error.status == status)
        #expect(!error.code.isEmpty && !error.message.isEmpty)
        #expect((error.retryAfter != nil) == (status == 503))
    }
}
