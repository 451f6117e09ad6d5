import Configuration
import Testing

/// Moments as RFC 3339 writes them.
@Suite struct TimestampTests {
    /// 2026-11-30T12:00:00Z.
    private static let noon: Int64 = 1_796_040_000_000_000

    @Test(arguments: [
        ("", 0), (".1", 100_000), (".125", 125_000), (".000001", 1), (".999999", 999_999),
        (".9999999", 999_999), (".0000009", 0),
    ])
    func fractionsAreKept(fraction: String, microseconds: Int64) {
        let moment = Self.noon + microseconds
        #expect(Timestamp.microseconds("2026-11-30T12:00:00\(fraction)Z") == moment)
        #expect(Timestamp.microseconds("2026-11-30T13:30:00\(fraction)+01:30") == moment)
        #expect(Timestamp.microseconds("2026-11-30t07:00:00\(fraction)-05:00") == moment)
    }

    @Test(arguments: [
        "2026-11-30T12:00:00.Z", "2026-11-30T12:00:00.5", "2026-11-30T12:00:00.5.5Z",
        "2026-11-30T12:00:00,5Z", "2026-11-30T12:00:00.-5Z", "2026-11-30T12:00:00",
    ])
    func othersAreRefused(text: String) {
        #expect(Timestamp.microseconds(text) == nil)
    }

    @Test func aDateIsItsEnd() {
        #expect(Timestamp.microseconds("2026-11-29") == Self.noon - 43_200_000_000)
    }
}
