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

    @Test(arguments: [
        (DoorError.headTooLong, 431), (.tooManyFields, 431), (.bodyTooLong(limit: 1), 413),
        (.headerTimeout, 408), (.bodyTimeout, 408), (.malformed("x"), 400), (.missingKey, 401),
        (.tooManyConnections, 503), (.unavailable, 503), (.timeout, 504), (.unknownVersion, 505),
        (.unknownExpectation, 417), (.contentCoding, 415), (.unknownTransferCoding, 501),
        (.addressRefused, 403), (.keyDisabled, 403), (.keyExpired, 403),
        (.endpointNotAllowed(.chat), 403), (.tooManyGuesses(retryAfter: 1), 429),
        (.rateExceeded(RateLimit(requests: 1, seconds: 1), retryAfter: 1), 429),
        (.addressRateExceeded(RateLimit(requests: 1, seconds: 1), retryAfter: 1), 429),
    ])
    func hasItsStatus(_ error: DoorError, _ status: Int) {
        #expect(error.status == status)
        #expect(!error.code.isEmpty && !error.message.isEmpty)
        #expect((error.retryAfter != nil) == [429, 503].contains(status))
        for dialect in [Dialect.openaiChat, .openaiResponses, .gemini, .ollama] {
            #expect(error.status(for: dialect) == status)
        }
        #expect(error.status(for: .anthropic) == (status == 503 ? 529 : status))
    }

    @Test(arguments: [
        (DoorError.malformed("x"), "invalid_request_error", "INVALID_ARGUMENT"),
        (.missingKey, "authentication_error", "UNAUTHENTICATED"),
        (.keyExpired, "permission_error", "PERMISSION_DENIED"),
        (.tooManyGuesses(retryAfter: 9), "rate_limit_error", "RESOURCE_EXHAUSTED"),
        (.unknownPath("/x"), "not_found_error", "NOT_FOUND"),
        (.methodNotAllowed("GET"), "invalid_request_error", "INVALID_ARGUMENT"),
        (.headerTimeout, "invalid_request_error", "DEADLINE_EXCEEDED"),
        (.bodyTooLong(limit: 1), "request_too_large", "INVALID_ARGUMENT"),
        (.headTooLong, "request_too_large", "INVALID_ARGUMENT"),
        (.contentCoding, "invalid_request_error", "INVALID_ARGUMENT"),
        (.overloaded, "overloaded_error", "UNAVAILABLE"),
        (.unavailable, "overloaded_error", "UNAVAILABLE"),
        (.broken, "api_error", "INTERNAL"), (.timeout, "timeout_error", "DEADLINE_EXCEEDED"),
    ])
    func hasItsKindInEachDialect(_ error: DoorError, _ anthropic: String, _ gemini: String) {
        #expect(json(error, .anthropic).contains(#""error":{"type":"\#(anthropic)""#))
        #expect(json(error, .gemini).contains(#""status":"\#(gemini)"}}"#))
        #expect(json(error, .gemini).contains(#"{"error":{"code":\#(error.status),"#))
        let kind =
            switch error.status {
            case 403: "permission_error"
            case 429: "rate_limit_error"
            case 500...: "server_error"
            default: "invalid_request_error"
            }
        #expect(json(error, .openaiResponses).contains(#""type":"\#(kind)","param":null"#))
    }

    @Test func saysOverloadAsCodexKnowsIt() {
        #expect(json(.overloaded, .openaiResponses).contains(#""code":"server_is_overloaded""#))
    }

    @Test func namesTheBoundAndTheWait() {
        let minute = RateLimit(requests: 5, seconds: 60)
        #expect(
            DoorError.rateExceeded(minute, retryAfter: 12).message
                == "This API key may make at most 5 requests in each window of 60 seconds. Try again in 12 seconds."
        )
        let second = RateLimit(requests: 1, seconds: 1)
        #expect(
            DoorError.addressRateExceeded(second, retryAfter: 1).message
                == "This address may make at most 1 request in each window of 1 second. Try again in 1 second."
        )
        #expect(
            DoorError.endpointNotAllowed(.chat).message
                == "This API key may not be used for chat.")
    }
}
