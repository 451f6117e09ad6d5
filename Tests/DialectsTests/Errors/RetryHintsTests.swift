import JSON
import Testing

@testable import Dialects

@Suite struct RetryHintsTests {
    @Test(
        "pitfall 165: how long to wait stands in many places",
        arguments: [
            (#"{"retry_after":2}"#, 2000), (#"{"retry_after":0.25}"#, 250),
            (#"{"resets_in_seconds":3600}"#, 3_600_000), (#"{"retry_after_seconds":1}"#, 1000),
            (#"{"retry_after":-5}"#, 0), (#"{"retry_after":1e300}"#, 4_000_000_000),
            (
                #"{"details":[{"@type":"x"},{"@type":"a/google.rpc.RetryInfo","retryDelay":"7.5s"}]}"#,
                7500
            ),
            (#"{"details":[{"@type":"a/google.rpc.RetryInfo","retryDelay":"soon"}]}"#, 0),
            (#"{"message":"Please try again in 1m2s"}"#, 62_000),
            (#"{"message":"Retry after 20 s, please"}"#, 20_000),
            (#"{"message":"try again in 250ms"}"#, 250),
            (#"{"message":"try again in a while"}"#, 0),
            (#"{"message":"retry in 3 days"}"#, 259_200_000),
            (#"{"message":"Quota will reset after 2h7m23s."}"#, 7_643_000), (#"{}"#, 0),
        ] as [(String, UInt32)])
    func waits(error: String, milliseconds: UInt32) throws {
        let root = try JSONDocument(Array(error.utf8)).root
        #expect(RetryHints.milliseconds(root) == milliseconds)
    }
}
