import IPC
import Testing

@testable import Egress

/// What callers are told when there is no answer.
@Suite struct TransferFailureTests {
    /// Numbers of libcurl-errors(3).
    @Test(arguments: [
        (UInt32(6), ResetCode.upstreamDNS), (7, .upstreamConnect), (28, .upstreamConnect),
        (35, .upstreamTLS), (60, .upstreamTLS), (77, .upstreamTLS), (52, .upstreamBroken),
        (55, .upstreamBroken), (56, .upstreamBroken), (18, .upstreamBroken), (92, .upstreamBroken),
        (16, .upstreamBroken), (65, .upstreamBroken), (1, .upstreamBroken), (27, .internal),
        (3, .refused), (999, .upstreamBroken),
    ]) func resultsOfCurl(number: UInt32, code: ResetCode) throws {
        let origin = try Origin(url: "https://api.test/")
        let failure = TransferFailure(
            CurlEasy.outcome(number), number: number, text: "", origin: origin, isDenied: false)
        #expect(failure.code == code)
        #expect(failure.message.contains("curl \(number)"))
    }

    @Test func deniedAddresses() throws {
        let origin = try Origin(url: "https://10.0.0.1/")
        let failure = TransferFailure(
            .connect, number: 7, text: "Operation not permitted", origin: origin, isDenied: true)
        #expect(failure.code == .upstreamDenied)
        #expect(failure.message.contains("10.0.0.1:443"))
    }

    @Test(arguments: [
        (DeadlineClock.Expiry.connect, "name", ResetCode.upstreamDNS),
        (.connect, "connection", .upstreamFirstByte), (.connect, "tls", .upstreamFirstByte),
        (.firstByte, "", .upstreamFirstByte), (.idle, "", .upstreamIdle),
        (.total, "", .upstreamTotal),
    ]) func deadlines(expiry: DeadlineClock.Expiry, step: String, code: ResetCode) throws {
        let origin = try Origin(url: "https://api.test/path?key=secret")
        let failure = TransferFailure(expiry, milliseconds: 42, origin: origin, step: step)
        #expect(failure.code == code)
        #expect(failure.message.contains("42 ms"))
        #expect(!failure.message.contains("secret"))
    }
}
