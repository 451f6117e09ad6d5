import Dialects
import IPC
import Testing

@testable import Translate

@Suite struct ResetTimeTests {
    /// 2026-05-28T20:26:40Z.
    private let now: Int64 = 1_780_000_000_000

    private func wait(
        _ body: String, _ headers: [(String, String)] = [], isLimited: Bool = true
    ) -> UInt32 {
        ResetTime.milliseconds(
            .read(bytes(body)), headers.map { Header(name: $0.0, value: $0.1) },
            isLimited: isLimited, now: now)
    }

    @Test(
        arguments: [
            ([("retry-after", "3")], 3000), ([("retry-after", "1.5")], 1500),
            ([("retry-after-ms", "150"), ("retry-after", "3")], 150),
            ([("retry-after", "soon")], 0), ([("retry-after", "-1")], 0), ([], 0),
            ([("retry-after", "1e30")], 0),
            ([("retry-after", "Thu, 28 May 2026 20:27:10 GMT")], 30_000),
            ([("retry-after", "Thu, 28 May 2026 20:26:10 GMT")], 0),
            ([("retry-after", "Thu, 28 Foo 2026 20:27:10 GMT")], 0),
        ] as [([(String, String)], UInt32)])
    func retryAfterIsRead(headers: [(String, String)], expected: UInt32) {
        #expect(
            ResetTime.retryAfter(headers.map { Header(name: $0.0, value: $0.1) }, now: now)
                == expected)
    }

    @Test("the body's fields come first, then headers, then words")
    func firstPlaceCounts() {
        let after = [("retry-after", "9")]
        #expect(wait(#"{"error":{"message":"x","resets_at":1780000060}}"#, after) == 60_000)
        #expect(
            wait(#"{"error":{"message":"x","resets_at":"2026-05-28T20:26:41.5Z"}}"#) == 1500)
        #expect(wait(#"{"error":{"message":"x","resets_in_seconds":7}}"#, after) == 7000)
        #expect(
            wait(
                #"{"error":{"message":"x","details":[{"@type":"a/google.rpc.RetryInfo","retryDelay":"34s"}]}}"#,
                after) == 34_000)
        #expect(wait(#"{"error":{"message":"retry after 20s"}}"#, after) == 9000)
        #expect(
            wait(
                #"{"error":{"message":"retry after 20s"}}"#,
                [("x-ratelimit-reset-requests", "6m0s")]) == 360_000)
        #expect(wait(#"{"error":{"message":"retry after 20s"}}"#) == 20_000)
        #expect(wait(#"{"error":{"message":"reset after 2h7m23s"}}"#) == 7_643_000)
        #expect(wait("Quota will reset after 1m.") == 60_000)
        #expect(wait("nothing") == 0)
    }

    @Test func aResetInThePastIsNone() {
        #expect(wait(#"{"error":{"message":"x","resets_at":1770000000}}"#) == 0)
    }

    @Test func limitsTellOnlyWhereOneIsReached() {
        let headers = [("x-ratelimit-reset-requests", "6m0s")]
        #expect(wait(#"{"error":{"message":"x"}}"#, headers, isLimited: false) == 0)
    }

    @Test func theLimitThatIsUsedUpDecides() {
        let headers = [
            ("x-ratelimit-remaining-requests", "5"), ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "4s"),
        ]
        #expect(wait("{}", headers) == 4000)
        #expect(
            wait("{}", [("x-ratelimit-reset-requests", "1s"), ("x-ratelimit-reset-tokens", "4s")])
                == 1000)
    }
}

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("34s", 34_000), ("6m0s", 360_000), ("1.5s", 1500), ("250ms", 250),
            ("2h7m23s", 7_643_000), ("20 seconds", 20_000), ("1 minute, 5 seconds", 65_000),
            ("1m2.25s more", 62_250), ("3 days", 259_200_000), ("0.3ms", 1), ("12", nil),
            ("soon", nil), ("", nil), ("1.2.3s", nil), ("5 apples", nil),
            ("99999999h", UInt32(4_000_000_000)),
        ] as [(String, UInt32?)])
    func lengths(text: String, expected: UInt32?) {
        #expect(DurationText.milliseconds(text) == expected)
    }
}

@Suite struct TimePointTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600_000),
            ("2026-05-28T20:26:40Z", 1_780_000_000_000),
            ("2026-05-28T22:26:40.123456+02:00", 1_780_000_000_123),
            ("2026-05-28T15:26:40-05:00", 1_780_000_000_000), ("2026-05-28", nil),
            ("2026-13-28T20:26:40Z", nil), ("2026-05-28T20:26:40", nil),
            ("2026-05-28T20:26:40.Z", nil),
        ] as [(String, Int64?)])
    func rfc3339(text: String, expected: Int64?) {
        #expect(TimePoint.rfc3339(text) == expected)
    }

    @Test func httpDates() {
        #expect(TimePoint.httpDate("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777_000)
        #expect(TimePoint.httpDate("Sunday, 06-Nov-94 08:49:37 GMT") == nil)
    }

    /// Every day of the four hundred years in which the calendar repeats is a day after the one before.
    @Test func daysFollowOneAnother() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var expected: Int64 = 0
        for year in 1970..<2370 {
            for month in 1...12 {
                let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
                let days = lengths[month - 1] + (month == 2 && isLeap ? 1 : 0)
                func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
                for day in [1, days] {
                    let text = "\(year)-\(two(month))-\(two(day))T00:00:00Z"
                    #expect(
                        TimePoint.rfc3339(text) == (expected + Int64(day - 1)) * 86_400_000)
                }
                expected += Int64(days)
            }
        }
    }
}
