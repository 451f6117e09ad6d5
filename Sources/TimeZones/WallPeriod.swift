/// A stretch of wall time, in microseconds since 1970.
public struct WallPeriod: Equatable, Sendable {
    /// Its first microsecond.
    public var begins: Int64
    /// The first microsecond after it.
    public var ends: Int64

    /// Whether a time lies in it.
    public func contains(_ wall: Int64) -> Bool { begins <= wall && wall < ends }

    /// As long as this one, from another time on.
    ///
    /// After the clock was set back, this keeps a wait from growing by as much.
    public func moved(to wall: Int64) -> WallPeriod {
        let (length, overflow) = ends.subtractingReportingOverflow(begins)
        return WallPeriod(from: wall, lasting: overflow ? .max : length)
    }

    /// The period of `begins` and `ends`.
    public init(begins: Int64, ends: Int64) {
        self.begins = begins
        self.ends = ends
    }

    /// A period of so many microseconds.
    public init(from begins: Int64, lasting microseconds: Int64) {
        let (ends, overflow) = begins.addingReportingOverflow(microseconds)
        self.init(begins: begins, ends: overflow ? .max : ends)
    }
}
