internal import NIOCore

#if canImport(Glibc)
    internal import Glibc
#endif

/// The wall time, read and written out once a second; one for each event loop.
final class WallClock {
    /// Seconds since 1970.
    private(set) var seconds = 0

    /// The time as header fields want it (RFC 9110 section 5.6.7).
    private(set) var date = ByteBuffer()

    private var validUntil = NIODeadline.uptimeNanoseconds(0)

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Brings the time up to date.
    ///
    /// - Parameter now: The loop's own time, which says whether that is needed.
    func update(at now: NIODeadline) {
        guard now >= validUntil else { return }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        validUntil = now + .nanoseconds(1_000_000_000 - Int64(time.tv_nsec))
        set(seconds: time.tv_sec)
    }

    /// Writes out a time.
    ///
    /// - Parameter seconds: Seconds since 1970.
    func set(seconds: Int) {
        self.seconds = seconds
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        date = ByteBuffer(
            string: "\(Self.days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) "
                + "\(Self.months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
                + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT")
    }
}
