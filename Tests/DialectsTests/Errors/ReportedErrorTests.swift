import Testing

@testable import Dialects

@Suite struct ReportedErrorTests {
    @Test(
        arguments: [
            (#"{"error":{"message":"m","type":"t","code":"c","param":"p"}}"#, "m", "c"),
            (#"{"error":"m"}"#, "m", ""), (#"{"message":"m"}"#, "m", ""),
            (#"{"detail":"m"}"#, "m", ""), (#"{"detail":[{"msg":"m","loc":["a"]}]}"#, "m", ""),
            (#"[{"error":{"message":"m","code":404,"status":"NOT_FOUND"}}]"#, "m", "404"),
            (#"{"errors":[{"message":"m"}]}"#, "m", ""), ("m", "m", ""), ("<html>m</html>", "", ""),
            (#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#, "m", ""),
            (#"{"message":"m","__type":"ThrottlingException"}"#, "m", "ThrottlingException"),
        ])
    func everyShapeIsRead(body: String, message: String, code: String) {
        let error = ReportedError.read(Array(body.utf8))
        #expect(error.message == message && error.code == code)
    }

    @Test("pitfall 43: an error in base_resp") func pitfall43() {
        let error = ReportedError.read(
            Array(#"{"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#.utf8))
        #expect(error.message == "login fail" && error.code == "1004")
    }

    @Test(
        "pitfall 165: waits in bodies",
        arguments: [
            (#"{"error":{"message":"Please try again in 1.5s."}}"#, 1500),
            (#"{"error":{"message":"retry after 20 s"}}"#, 20_000),
            (#"{"error":{"message":"try again in 250ms"}}"#, 250),
            (
                #"{"error":{"message":"x","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]}}"#,
                34_000
            ),
            (#"{"error":{"message":"x"}}"#, 0),
        ] as [(String, UInt32)])
    func pitfall165(body: String, expected: UInt32) {
        #expect(ReportedError.read(Array(body.utf8)).retryAfterMilliseconds == expected)
    }

    @Test("pitfall 176: Codex's reset time") func pitfall176() {
        let body = #"{"error":{"type":"usage_limit_reached","message":"x","resets_in_seconds":90}}"#
        #expect(ReportedError.read(Array(body.utf8)).retryAfterMilliseconds == 90_000)
    }

    @Test(
        arguments: [
            (400, "maximum context length is 8192 tokens", ErrorKind.contextTooLong),
            (400, "API key not valid", .invalidCredential), (401, "no", .invalidCredential),
            (429, "You exceeded your current quota", .quota), (429, "slow down", .rateLimit),
            (529, "Overloaded", .overloaded), (404, "no such model", .modelNotFound),
            (400, "Invalid `signature` in `thinking` block", .invalidProof), (500, "x", .other),
        ] as [(UInt32, String, ErrorKind)])
    func kindsAreToldApart(status: UInt32, message: String, expected: ErrorKind) {
        var error = ReportedError()
        error.message = message
        #expect(ErrorKind.of(error, status: status) == expected)
    }
}
