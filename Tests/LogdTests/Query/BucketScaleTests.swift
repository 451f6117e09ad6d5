import IPC
import Testing
import TimeZones

@testable import Logd

@Suite("stretches of time")
struct BucketScaleTests {
    private func scale(
        _ bucket: LedgerBucket, _ zone: String, _ from: Int64, hours: Int64
    ) throws -> BucketScale {
        let start = from * 1_000_000
        return try BucketScale(
            bucket, start..<start + hours * 3_600_000_000, try Zone.named(zone))
    }

    @Test("a day on which clocks are set has 23 or 25 hours")
    func days() throws {
        // From 2028-03-25T23:00Z (midnight in Berlin): 23 hours until the next midnight.
        let spring = try scale(.bucketDay, "Europe/Berlin", 1_837_638_000, hours: 40)
        #expect(spring.starts.count == 2)
        #expect(spring.starts[1] - spring.starts[0] == 23 * 3_600_000_000)
        #expect(spring.start(of: 0) == "2028-03-26T00:00:00+01:00")
        #expect(spring.start(of: 1) == "2028-03-27T00:00:00+02:00")
    }

    @Test("the hour that comes twice is two")
    func hours() throws {
        // 2028-10-29: clocks go back at 01:00Z.
        let autumn = try scale(.bucketHour, "Europe/Berlin", 1_856_390_400, hours: 4)
        #expect(
            (0..<4).map { autumn.start(of: $0) } == [
                "2028-10-29T02:00:00+02:00", "2028-10-29T02:00:00+01:00",
                "2028-10-29T03:00:00+01:00", "2028-10-29T04:00:00+01:00",
            ])
    }

    @Test("zones of half hours and of 45 minutes")
    func quarters() throws {
        let nepal = try scale(.bucketHour, "Asia/Kathmandu", 1_830_297_600, hours: 2)
        #expect(nepal.start(of: 0) == "2028-01-01T05:00:00+05:45")
        #expect(nepal.starts.count == 3)
        let month = try scale(.bucketMonth, "Asia/Kolkata", 1_830_297_600, hours: 24 * 40)
        #expect(month.start(of: 0) == "2028-01-01T00:00:00+05:30")
        #expect(month.start(of: 1) == "2028-02-01T00:00:00+05:30")
    }

    @Test("hours of the week begin on Monday")
    func week() throws {
        // 2028-01-01 was a Saturday.
        let scale = try scale(.bucketHourOfWeek, "UTC", 1_830_297_600, hours: 24 * 14)
        #expect(scale.count == 168)
        #expect(scale.place(of: 1_830_297_600_000_000) == 5 * 24)
        #expect(scale.place(of: 1_830_297_600_000_000 + 48 * 3_600_000_000) == 0)
        #expect(scale.place(of: 1_830_297_600_000_000 + (48 + 168) * 3_600_000_000) == 0)
    }

    @Test("too many are refused")
    func bound() {
        #expect(throws: QueryFailure.self) {
            _ = try scale(.bucketMinute, "UTC", 1_830_297_600, hours: 24 * 15)
        }
    }
}
