import IPC
import JSON
import Testing

@testable import Translate

@Suite struct AttemptFailureTests {
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
            429, body: body, headers: [Header(name: "retry-after", value: "2")], connection: "work")
        #expect(failure.body == body && failure.failure == .account)
        #expect(failure.error.status == 429 && failure.error.retryAfterMilliseconds == 2000)
        #expect(failure.error.code == "rate_limit_exceeded")
    }

    @Test(arguments: [302, 304, 307] as [UInt32])
    func redirectsAreFailures(status: UInt32) {
        let failure = AttemptFailure.status(
            status, body: bytes(#"{"error":{"message":"elsewhere"}}"#), headers: [],
            connection: "work")
        #expect(failure.error.status == 502 && failure.failure == .provider && failure.body == nil)
    }

    @Test(arguments: [
        "<html>busy</html>", #"{"error":"busy"}"#, #"{"message":"busy"}"#, #"{"detail":"busy"}"#,
        "",
        #"{"error":{"code":1}}"#, "[]",
    ])
    func otherShapesAreWrapped(text: String) throws {
        let failure = AttemptFailure.status(503, body: bytes(text), headers: [], connection: "work")
        #expect(failure.body == nil)
        let error = try #require(try JSONDocument(ChatErrors.body(failure.error))["error"])
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
        let failure = AttemptFailure.answer(.reported(body), connection: "work")
        #expect(failure.error.status == 429 && failure.failure == .account && failure.body == body)
        #expect(AttemptFailure.answer(.empty, connection: "work").error.status == 502)
    }

    @Test func anErrorEventStaysOneLine() {
        let event = ChatErrors.event(body: bytes("{\n\"error\":\r\n1}"))
        #expect(String(decoding: event, as: UTF8.self) == "data: { \"error\":  1}\n\n")
    }
}
