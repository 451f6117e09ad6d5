package import IPC
package import TimeZones

/// The stretches of time that sums are kept apart by, within a range.
package struct BucketScale: Sendable {
    /// What they are.
    package let bucket: LedgerBucket
    /// The first microseconds of them, rising; for hours of the week, where each hour of the range begins.
    package let starts: [Int64]
    /// The first microsecond after the last.
    package let end: Int64
    private let zone: Zone
    /// For hours of the week: which one each of `starts` is.
    private let hours: [Int]

    /// The stretches that touch a range; the first may begin before it.
    ///
    /// - Parameters:
    ///   - bucket: What they are.
    ///   - range: Microseconds since 1970, not empty.
    ///   - zone: Whose clocks count.
    /// - Throws: When there are too many.
    package init(
        _ bucket: LedgerBucket, _ range: Range<Int64>, _ zone: Zone
    ) throws(QueryFailure) {
        self.bucket = bucket
        self.zone = zone
        let calendar = CivilCalendar(zone: zone)
        switch bucket {
        case .bucketAll: (starts, end) = ([range.lowerBound], range.upperBound)
        case .bucketMinute: (starts, end) = try Self.steps(range, Self.minutes)
        case .bucketHour, .bucketHourOfWeek:
            var clock = ZoneClock(zone)
            (starts, end) = try Self.steps(range) { clock.hour(at: $0) }
        case .bucketDay: (starts, end) = try Self.steps(range) { calendar.period(.day, at: $0) }
        case .bucketWeek: (starts, end) = try Self.steps(range) { calendar.period(.week, at: $0) }
        case .bucketMonth: (starts, end) = try Self.steps(range) { calendar.period(.month, at: $0) }
        }
        var clock = ZoneClock(zone)
        hours = bucket == .bucketHourOfWeek ? starts.map { clock.hourOfWeek(at: $0) } : []
    }

    private static func minutes(_ time: Int64) -> WallPeriod {
        let begins = time - time % 60_000_000
        return WallPeriod(begins: begins, ends: begins + 60_000_000)
    }

    private static func steps(
        _ range: Range<Int64>, _ period: (Int64) -> WallPeriod
    ) throws(QueryFailure) -> (starts: [Int64], end: Int64) {
        var starts: [Int64] = []
        var next = range.lowerBound
        while next < range.upperBound {
            guard starts.count < Limits.buckets else {
                throw .refused("the range has too many stretches of time; ask for longer ones")
            }
            let found = period(next)
            starts.append(found.begins)
            next = found.ends
        }
        return (starts, next)
    }

    /// How many rows there may be for a group.
    package var count: Int { bucket == .bucketHourOfWeek ? 168 : starts.count }

    /// The place of the stretch in which a time of the range lies.
    package func place(of time: Int64) -> Int {
        let step = step(of: time)
        return hours.isEmpty ? step : hours[step]
    }

    /// Whether a stretch of the range lies in one place.
    package func isOne(_ range: Range<Int64>) -> Bool {
        let first = step(of: range.lowerBound)
        return first == step(of: range.upperBound - 1)
    }

    private func step(of time: Int64) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] > time { high = middle } else { low = middle + 1 }
        }
        return max(0, low - 1)
    }

    /// When a place begins, as text with the offset of the zone.
    package func start(of place: Int) -> String { ZoneClock.text(starts[place], zone) }
}

/// The clock of a zone, quick for times that follow one another.
struct ZoneClock {
    private let zone: Zone
    private var segment: Zone.Segment?
    private var begins: Int
    private static let second: Int64 = 1_000_000

    /// The clock of a zone.
    init(_ zone: Zone) {
        self.zone = zone
        begins = .max
    }

    /// Seconds ahead of UTC.
    mutating func offset(at second: Int) -> Int {
        if let segment, second >= begins, segment.ends.map({ second < $0 }) ?? true {
            return segment.offset
        }
        let found = zone.segment(at: second)
        segment = found
        begins = second
        return found.offset
    }

    /// The hour that the clock shows, cut where the clock is set.
    mutating func hour(at time: Int64) -> WallPeriod {
        let second = FloorDivision.quotient(Int(time), Int(Self.second))
        let offset = offset(at: second)
        let ends = segment?.ends
        var start = second - FloorDivision.remainder(second + offset, 3_600)
        let next = start + 3_600
        // An hour that began with another offset began when the clock was set.
        if let change = zone.segment(at: start).ends, change <= second { start = change }
        return WallPeriod(
            begins: Int64(start) * Self.second, ends: Int64(min(next, ends ?? next)) * Self.second)
    }

    /// The hour of the week that the clock shows: 0 is Monday's first.
    mutating func hourOfWeek(at time: Int64) -> Int {
        let second = FloorDivision.quotient(Int(time), Int(Self.second))
        let hour = FloorDivision.quotient(second + offset(at: second), 3_600)
        // 1970-01-01 was a Thursday.
        return FloorDivision.remainder(hour + 72, 168)
    }

    /// A time as RFC 3339 with the offset of a zone: "2026-11-30T00:00:00+01:00".
    static func text(_ time: Int64, _ zone: Zone) -> String {
        let second = FloorDivision.quotient(Int(time), Int(Self.second))
        let offset = zone.segment(at: second).offset
        let local = second + offset
        let date = CivilDate(daysSince1970: FloorDivision.quotient(local, 86_400))
        let clock = FloorDivision.remainder(local, 86_400)
        let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        let hours =
            "\(padded(clock / 3_600, 2)):\(padded(clock / 60 % 60, 2)):\(padded(clock % 60, 2))"
        guard offset != 0 else { return "\(day)T\(hours)Z" }
        let distance = abs(offset)
        let sign = offset < 0 ? "-" : "+"
        return
            "\(day)T\(hours)\(sign)\(padded(distance / 3_600, 2)):\(padded(distance / 60 % 60, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
